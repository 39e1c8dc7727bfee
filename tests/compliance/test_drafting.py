"""Filling in a report through the browser's door: nothing typed is lost, whoever else is typing."""

import json
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from compliance import report_workflow
from compliance.enums import MeetingKind, ReportState
from compliance.models import Meeting, QuarterlyReport, ReportAttachment
from tests.compliance.conftest import NOW
from tests.factories import QuarterlyReportFactory, ReportingPeriodFactory

FILLED = {
    "special_study-held_on": "2026-07-15",
    "special_study-place": "三楼会议室",
    "special_study-expected": "9",
    "special_study-present": "8",
    "special_study-agenda": "专题研究第三季度工作",
    "special_study-conclusions": "会议形成决议。",
    "council-held_on": "2026-08-20",
    "council-place": "三楼会议室",
    "council-expected": "11",
    "council-present": "10",
    "council-agenda": "理事会例会",
    "council-conclusions": "会议形成决议。",
    "findings": "无",
    "measures": "无",
}


@pytest.fixture
def report(cast) -> QuarterlyReport:
    return QuarterlyReportFactory(organization=cast.organization)


def edit(report) -> str:
    return reverse("compliance:report_edit", args=[report.pk])


def picture() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "JPEG")
    return SimpleUploadedFile("签到表.jpg", content.getvalue(), "image/jpeg")


def test_save_and_send_in_one_go(cast, report):
    response = cast.client("secretary").post(edit(report), {**FILLED, "version": 0, "send": "1"})

    assert response.status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.CERTIFYING
    assert Meeting.objects.get(report=report, kind=MeetingKind.COUNCIL).held_on == date(2026, 8, 20)


def test_autosave_answers_with_the_next_version(cast, report):
    client = cast.client("secretary")

    first = client.post(edit(report), {**FILLED, "version": 0}, headers={"X-Autosave": "1"})
    second = client.post(edit(report), {**FILLED, "findings": "有", "version": 1}, headers={"X-Autosave": "1"})

    assert [first.json()["version"], second.json()["version"]] == [1, 2]
    report.refresh_from_db()
    assert report.findings == "有"


def test_autosave_keeps_what_it_understands_and_names_what_it_does_not(cast, report):
    response = cast.client("secretary").post(
        edit(report), {**FILLED, "council-present": "十", "version": 0}, headers={"X-Autosave": "1"}
    )

    assert list(response.json()["errors"]) == ["council-present"]
    council = Meeting.objects.get(report=report, kind=MeetingKind.COUNCIL)
    assert (council.place, council.present) == ("三楼会议室", None)


def test_saving_by_hand_shows_the_error_and_keeps_the_typed_words(cast, report):
    response = cast.client("secretary").post(edit(report), {**FILLED, "council-present": "十", "version": 0})

    assert response.status_code == 422
    assert 'value="十"' in response.content.decode()


def test_two_people_saving_the_same_draft_lose_nothing(cast, report):
    one, other = cast.client("secretary"), cast.client("secretary")
    one.post(edit(report), {**FILLED, "findings": "甲写的问题", "version": 0})

    collided = other.post(edit(report), {**FILLED, "findings": "乙写的问题", "measures": "乙写的措施", "version": 0})
    merge = other.get(collided.url)

    report.refresh_from_db()
    assert report.findings == "甲写的问题"
    assert collided.url == reverse("compliance:report_merge", args=[report.pk])
    page = merge.content.decode()
    assert all(words in page for words in ("甲写的问题", "乙写的问题", "乙写的措施"))

    other.post(collided.url, {"version": report.edit_version, "findings": "theirs", "measures": "mine"})
    report.refresh_from_db()
    assert (report.findings, report.measures) == ("甲写的问题", "乙写的措施")


def test_merge_page_preselects_the_stored_words_where_the_user_touched_nothing(cast, report):
    """The second window was opened with the first version; only its measures were written there."""
    one, other = cast.client("secretary"), cast.client("secretary")
    one.post(edit(report), {**FILLED, "version": 0})
    other.get(edit(report))
    one.post(edit(report), {**FILLED, "findings": "甲写的问题", "measures": "甲写的措施", "version": 1})

    merge = other.get(other.post(edit(report), {**FILLED, "measures": "乙写的措施", "version": 1}).url)

    chosen = {row["name"]: "theirs" if row["untouched"] else "mine" for row in merge.context["rows"]}
    assert chosen == {"findings": "theirs", "measures": "mine"}
    page = merge.content.decode()
    assert 'name="findings" value="theirs" checked' in page
    assert 'name="measures" value="mine" checked' in page


def test_merge_after_an_autosave_knows_what_that_had_saved(cast, report):
    one, other = cast.client("secretary"), cast.client("secretary")
    other.post(edit(report), {**FILLED, "findings": "乙一", "version": 0}, headers={"X-Autosave": "1"})
    one.post(edit(report), {**FILLED, "findings": "甲", "version": 1})

    collided = other.post(edit(report), {**FILLED, "findings": "乙一", "version": 1}, headers={"X-Autosave": "1"})
    rows = other.get(collided.json()["merge"]).context["rows"]

    assert [(row["name"], row["untouched"]) for row in rows] == [("findings", "yes")]


def test_autosave_collision_names_the_merge_page(cast, report):
    one, other = cast.client("secretary"), cast.client("secretary")
    one.post(edit(report), {**FILLED, "version": 0})

    response = other.post(edit(report), {**FILLED, "findings": "乙", "version": 0}, headers={"X-Autosave": "1"})

    assert response.status_code == 409
    assert response.json() == {"merge": reverse("compliance:report_merge", args=[report.pk])}
    assert "乙" in other.get(response.json()["merge"]).content.decode()


def test_merge_that_is_overtaken_again_asks_again(cast, report):
    one, other = cast.client("secretary"), cast.client("secretary")
    one.post(edit(report), {**FILLED, "findings": "甲一", "version": 0})
    merge = other.post(edit(report), {**FILLED, "findings": "乙", "version": 0}).url
    one.post(edit(report), {**FILLED, "findings": "甲二", "version": 1})

    response = other.post(merge, {"version": 1, "findings": "mine"})

    assert response.url == merge
    report.refresh_from_db()
    assert report.findings == "甲二"
    assert "乙" in other.get(merge).content.decode()


def test_autosave_without_a_session_is_answered_in_place(client, report):
    response = client.post(edit(report), FILLED, headers={"X-Autosave": "1"})

    assert response.status_code == 401
    assert response.json()["login"].startswith("/accounts/login/")


def test_submitted_report_cannot_be_edited(cast, submitted):
    response = cast.client("secretary").post(edit(submitted), {**FILLED, "version": 0})

    assert response.url == submitted.get_absolute_url()
    assert submitted.meetings.get(kind=MeetingKind.COUNCIL).place == "本会会议室"


@pytest.mark.parametrize(("role", "status"), [("leader", 403), ("registrar", 403), ("stranger", 404)])
def test_others_do_not_edit(role, status, cast, report):
    assert cast.client(role).post(edit(report), {**FILLED, "version": 0}).status_code == status


def test_last_quarter_offers_its_stable_parts(cast, accepted):
    period = ReportingPeriodFactory(quarter=4, due_on=date(2027, 1, 15))
    report = QuarterlyReportFactory(organization=cast.organization, period=period)

    page = cast.client("secretary").get(edit(report)).content.decode()

    assert page.count('value="本会会议室"') == 2
    assert "理事会例会" not in page


def test_several_files_are_attached_at_once_and_bad_ones_say_why(cast, report):
    client = cast.client("secretary")
    url = reverse("compliance:attach", args=[report.pk, "council"])

    client.post(url, {"files": [picture(), picture()]})
    refused = client.post(
        url, {"files": [SimpleUploadedFile("x.pdf", b"<html>", "application/pdf")]}, headers={"X-Upload": "1"}
    )

    assert report.attachments.live().count() == 2
    assert refused.status_code == 422
    assert json.loads(refused.content)["errors"]


def test_officer_reads_submitted_files_and_never_those_of_a_draft(cast, draft):
    client = cast.client("secretary")
    client.post(reverse("compliance:attach", args=[draft.pk, "council"]), {"files": [picture()]})
    url = reverse("compliance:attachment", args=[ReportAttachment.objects.get().pk])

    before = cast.client("registrar").get(url).status_code
    report_workflow.send_for_certification(draft, by=cast.secretary, now=NOW)
    report_workflow.certify(draft, by=cast.leader, now=NOW)
    response = cast.client("registrar").get(url)

    assert (before, response.status_code) == (404, 200)
    assert response["Content-Disposition"].startswith("attachment")
    assert cast.client("stranger").get(url).status_code == 404


def test_removed_file_stays_with_the_submission_that_named_it(cast, draft):
    client = cast.client("secretary")
    client.post(reverse("compliance:attach", args=[draft.pk, "council"]), {"files": [picture()]})
    attachment = ReportAttachment.objects.get()
    report_workflow.send_for_certification(draft, by=cast.secretary, now=NOW)
    report_workflow.certify(draft, by=cast.leader, now=NOW)
    report_workflow.send_back(draft, by=cast.registrar, now=NOW, ground="other", reason="附件有误。")

    client.post(reverse("compliance:detach", args=[attachment.pk]))

    assert list(draft.attachments.live()) == []
    assert cast.client("registrar").get(reverse("compliance:attachment", args=[attachment.pk])).status_code == 200


def test_officer_always_sees_the_last_submitted_text(cast, submitted):
    report_workflow.withdraw(submitted, by=cast.secretary)
    QuarterlyReport.objects.filter(pk=submitted.pk).update(findings="撤回后改写的草稿")

    page = cast.client("registrar").get(submitted.get_absolute_url()).content.decode()

    assert "本季度未发现突出问题。" in page
    assert "撤回后改写的草稿" not in page
