"""The receipt of a submitted quarterly report."""

import time

import pytest
from django.urls import reverse

from compliance import report_workflow
from compliance.models import QuarterlyReport
from reports.receipt import receipt_pdf
from tests.factories import QuarterlyReportFactory
from tests.papers.archive import faults_of
from tests.reports.conftest import at
from tests.reports.pdf import running_text_of

pytestmark = pytest.mark.django_db


def submit(cast, report, when):
    report_workflow.send_for_certification(report, by=cast.secretary, now=when)
    return report_workflow.certify(report, by=cast.leader, now=when)


@pytest.fixture
def submitted(cast) -> QuarterlyReport:
    return submit(cast, QuarterlyReportFactory(organization=cast.organization, complete=True), at(2026, 10, 9))


def test_receipt_says_when_by_whom_and_over_which_content(cast, submitted):
    text = running_text_of(receipt_pdf(submitted.submissions.get()))

    for words in (
        cast.organization.name,
        "2026年第三季度",
        "2026年10月9日10:00:00，第1次提交",
        "首次提交，按期",
        submitted.content_sha256,
        "第一责任人",
        "审议第三季度工作",
        "本季度未发现突出问题。",
    ):
        assert words in text


def test_correction_of_a_timely_report_is_not_late(cast, submitted):
    report_workflow.send_back(
        submitted, by=cast.registrar, now=at(2026, 10, 9), ground="incomplete", reason="请补充会议记录。"
    )
    submit(cast, submitted, at(2026, 10, 28))

    text = running_text_of(receipt_pdf(submitted.submissions.get(number=2)))

    assert "2026年10月28日10:00:00，第2次提交" in text
    assert "2026年10月9日首次提交，按期" in text


def test_receipt_of_a_withdrawn_submission_stays_as_it_was(cast, submitted):
    first = submitted.submissions.get()
    before = receipt_pdf(first)
    report_workflow.withdraw(submitted, by=cast.secretary)
    submit(cast, submitted, at(2026, 10, 18))

    again = submitted.submissions.get(number=2)

    assert receipt_pdf(submitted.submissions.get(number=1)) == before
    assert "2026年10月18日首次提交，逾期3天" in running_text_of(receipt_pdf(again))


def test_late_report_is_receipted_as_late(cast):
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)

    text = running_text_of(receipt_pdf(submit(cast, report, at(2026, 10, 18)).submissions.get()))

    assert "首次提交，逾期3天" in text


def test_same_submission_gives_the_same_file(submitted):
    assert receipt_pdf(submitted.submissions.get()) == receipt_pdf(submitted.submissions.get())


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("secretary", 200),
        ("leader", 200),
        ("registrar", 200),
        ("auditor", 200),
        ("stranger", 404),
        ("strange_registrar", 404),
    ],
)
def test_who_gets_the_receipt(cast, submitted, name, status):
    client = cast.client(name)

    addresses = [reverse("reports:receipt", args=[submitted.pk]), reverse("reports:receipt", args=[submitted.pk, 1])]
    assert [client.get(address).status_code for address in addresses] == [status] * 2


def test_draft_has_no_receipt(cast):
    draft = QuarterlyReportFactory(organization=cast.organization)

    assert cast.client("secretary").get(reverse("reports:receipt", args=[draft.pk])).status_code == 404


def test_long_minutes_are_printed_to_the_last_word(cast):
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    report.meetings.filter(kind="council").update(conclusions="鑫" * 4500 + "\n<b>以上为全部内容</b>")

    submission = submit(cast, report, at(2026, 10, 9)).submissions.get()

    start = time.process_time()
    text = running_text_of(receipt_pdf(submission))

    assert time.process_time() - start < 5
    assert text.count("鑫") == 4500
    assert "<b>以上为全部内容</b>" in text


def test_receipt_keeps_the_rules_of_the_archive_and_of_readers(submitted, tmp_path):
    assert faults_of(receipt_pdf(submitted.submissions.get()), tmp_path / "paper.pdf") == []
