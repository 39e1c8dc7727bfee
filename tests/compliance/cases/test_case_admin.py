"""The admin site is no back door into case files: auditors only, and every row that is opened is a logged read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from compliance.cases.models import AccountabilityCase

pytestmark = pytest.mark.django_db


def test_only_auditors_look_into_case_files(bench, notified):
    page = reverse("admin:cases_accountabilitycase_changelist")

    assert {who: bench.client(who).get(page).status_code for who in ("auditor", "administrator")} == {
        "auditor": 200,
        "administrator": 403,
    }
    wording = reverse("admin:cases_paperwording_changelist")
    assert bench.client("administrator").get(wording).status_code == 200


def test_opening_a_row_is_logged_as_a_read_of_its_case(bench, notified):
    paper = notified.papers.get()

    answer = bench.client("auditor").get(reverse("admin:cases_casepaper_change", args=[paper.pk]))

    assert answer.status_code == 200
    read = notified.readings.get()
    assert (read.user, read.what) == (bench.auditor, "数据查看：案件文书")


def test_a_sealed_file_is_not_opened_without_a_reason(bench, notified):
    yesterday = localdate() - timedelta(days=1)
    AccountabilityCase.objects.filter(pk=notified.pk).update(sealed_from=yesterday)

    answer = bench.client("auditor").get(reverse("admin:cases_accountabilitycase_change", args=[notified.pk]))

    assert answer.status_code == 409
    assert notified.readings.count() == 0
