"""The officers' pages: what a case, its proposals and its lists show, and which moves they offer."""

import pytest

from compliance.case_enums import WithheldGround
from compliance.cases import files
from compliance.models import CaseReading
from tests.compliance.cases.conftest import pdf


def page(bench, name, case):
    return bench.client(name).get(f"/cases/{case.pk}/")


@pytest.mark.parametrize("name", ["registrar", "supervisor", "auditor", "secretary", "leader"])
def test_case_opens_for_both_sides_and_is_logged(bench, decided, name):
    answer = page(bench, name, decided)

    assert answer.status_code == 200
    assert CaseReading.objects.get(case=decided, user=bench.user(name)).what == "案件页面"


@pytest.mark.parametrize("name", ["stranger", "strange_registrar", "administrator"])
def test_case_is_not_there_for_others(bench, decided, name):
    assert page(bench, name, decided).status_code == 404


def test_file_of_the_case_goes_to_who_may_read_it(bench, opened):
    shown, withheld = [
        files.add_evidence(opened, [pdf()], by=bench.registrar, title=title, withheld=ground)[0]
        for title, ground in [("核查记录", ""), ("内部记录", WithheldGround.WORKING_PAPER)]
    ]

    answers = {
        (name, file.title): bench.client(name).get(f"/cases/files/{file.pk}/").status_code
        for name in ("registrar", "secretary", "stranger")
        for file in (shown, withheld)
    }

    assert answers == {
        ("registrar", "核查记录"): 200,
        ("registrar", "内部记录"): 200,
        ("secretary", "核查记录"): 200,
        ("secretary", "内部记录"): 404,
        ("stranger", "核查记录"): 404,
        ("stranger", "内部记录"): 404,
    }
