"""The record of a case: its line of time, who read it, sealing and retention."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.urls import reverse

from compliance.cases import case_workflow, proposals, service
from compliance.cases.enums import CaseFileKind, CasePaperKind, Measure, WithheldGround
from compliance.cases.hearing import rectification
from compliance.cases.models import AccountabilityCase, CaseFile, CaseReading
from compliance.cases.papers import writing
from compliance.cases.record import files, retention, timeline
from tests.compliance.cases.conftest import DAY, NOW, pdf
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

LATER = DAY + timedelta(days=400)


@pytest.fixture
def closed(bench, rectified) -> AccountabilityCase:
    rectification.waive_review(rectified, by=bench.leader, today=DAY)
    return case_workflow.close(rectified, by=bench.decider, today=DAY, reason="整改情况已核查通过。")


@pytest.fixture
def sealed(closed) -> AccountabilityCase:
    """As it stands a year after its end, for the database's clock too."""
    closed.sealed_from = date(2026, 1, 1)
    closed.save()
    return closed


def labels(case: AccountabilityCase, user, *, own: bool) -> list[str]:
    return [entry.label for entry in timeline.timeline(case, user=user, own=own)]


# The line of time


def test_the_line_of_time_tells_the_whole_procedure_in_its_order(bench, closed):
    entries = timeline.timeline(closed, user=bench.registrar, own=False)

    assert [entry.label.split("：")[0] for entry in entries if not entry.label.startswith("已送达")] == [
        "提出立案建议", "提交陈述申辩", "提交第1次整改情况", "整改情况核查通过", "声明不申请复核",
        "立案", "告知拟处理事项", "已听取陈述申辩", "声明与本案无利害关系", "作出处理决定",
        "决定已经送达，开始落实", "结案",
    ]  # fmt: skip
    decision = next(entry for entry in entries if entry.label == "作出处理决定")
    assert [paper.kind for paper in decision.papers] == [CasePaperKind.DECISION, CasePaperKind.RECTIFICATION_ORDER]
    served = [entry for entry in entries if entry.label.startswith("已送达")]
    assert [entry.on for entry in served] == [DAY, DAY]
    assert all("参照《民事诉讼法》" in entry.note for entry in served)


def test_acts_that_change_no_state_are_logged_but_the_line_of_time_shows_what_they_left_behind(bench, decided):
    unchanged = decided.moves.filter(before=F("after"))

    assert list(unchanged.filter(name="draft_paper").values_list("before", "after")) == [
        ("opened", "opened"), ("heard", "heard"),
    ]  # fmt: skip
    shown = labels(decided, bench.registrar, own=False)
    assert "拟写文书" not in shown
    assert shown.count("声明与本案无利害关系") == 1


def test_the_organization_is_not_told_of_proposals_withheld_files_and_drafts(bench, notified):
    files.add_evidence(notified, uploads=[pdf()], by=bench.registrar, today=DAY, title="核查记录")
    files.add_evidence(
        notified,
        uploads=[pdf()],
        by=bench.registrar,
        today=DAY,
        title="举报人信息",
        withheld=WithheldGround.THIRD_PARTY,
    )
    notified.moves.create(name="discard_draft", before="closed", after="closed", acting_as="系统")
    hidden = {"提出立案建议", "入卷：举报人信息", "销毁未签发的草稿"}

    assert hidden <= set(labels(notified, bench.registrar, own=False))
    assert (
        set(labels(notified, bench.registrar, own=False)) - set(labels(notified, bench.secretary, own=True)) == hidden
    )


def test_both_sides_read_the_line_of_time_on_the_page(bench, decided):
    url = decided.get_absolute_url()

    officer, own = (bench.client(name).get(url).content.decode() for name in ("registrar", "secretary"))

    assert "作出处理决定" in officer
    assert "提出立案建议" in officer
    assert "作出处理决定" in own
    assert "提出立案建议" not in own


# Who read it


def test_officers_read_who_read_and_the_organization_by_capacity(bench, served):
    bench.client("registrar").get(served.get_absolute_url())
    bench.client("registrar").get(served.get_absolute_url())
    bench.registrar.name = "卫某某"
    bench.registrar.save()

    own = bench.client("secretary").get(served.get_absolute_url()).content.decode()
    officer = bench.client("supervisor").get(served.get_absolute_url()).content.decode()

    readings = own[own.index('id="case-readings"') :]
    assert "金水区民政局 · 登记管理机关经办人 <strong>2</strong> 次" in readings
    assert "卫某某" not in readings
    assert "卫某某（金水区民政局 · 登记管理机关经办人）" in officer
    assert served.readings.count() == 4


def test_the_whole_log_is_the_officers_and_pages(bench, served):
    CaseReading.objects.bulk_create(
        CaseReading(case=served, user=bench.registrar, acting_as="经办人", what=f"第{number}次") for number in range(60)
    )
    url = reverse("cases:readings", args=[served.pk])

    page = bench.client("registrar").get(url)

    assert len(page.context["page"]) == 50
    assert page.context["page"].next
    assert bench.client("secretary").get(url).status_code == 403
    assert bench.client("stranger").get(url).status_code == 404


# Sealing


def test_an_officer_states_why_before_reading_a_sealed_file(bench, sealed):
    client, url = bench.client("registrar"), sealed.get_absolute_url()
    page = client.get(url)
    assert "案卷已封存" in page.content.decode()
    assert not sealed.readings.exists()
    unseal = reverse("cases:unseal", args=[sealed.pk])

    empty = client.post(unseal, {"reason": " ", "next": url})
    stated = client.post(unseal, {"reason": "办理信访复查", "next": url}, follow=True)

    assert empty.status_code == 422
    assert stated.redirect_chain == [(url, 302)]
    assert "办理经过" in stated.content.decode()
    reading = sealed.readings.get()
    assert (reading.user, reading.reason) == (bench.registrar, "办理信访复查")


def test_the_stated_reason_stands_for_an_hour_and_for_its_case(bench, sealed):
    client, url = bench.client("registrar"), sealed.get_absolute_url()
    with time_machine.travel(NOW, tick=False):
        client.post(reverse("cases:unseal", args=[sealed.pk]), {"reason": "办理信访复查"})
    with time_machine.travel(NOW + timedelta(minutes=59), tick=False):
        assert "办理经过" in client.get(url).content.decode()
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        assert "案卷已封存" in client.get(url).content.decode()


@pytest.mark.parametrize("asked", ["https://example.org/", "11"])
def test_the_reason_leads_nowhere_else(bench, sealed, asked):
    unseal = reverse("cases:unseal", args=[sealed.pk])

    answer = bench.client("registrar").post(unseal, {"reason": "办理信访复查", "next": asked})

    assert answer.headers["Location"] == sealed.get_absolute_url()


def test_the_organization_reads_its_sealed_file_without_a_reason(bench, sealed):
    assert "办理经过" in bench.client("secretary").get(sealed.get_absolute_url()).content.decode()


def test_nothing_is_added_to_a_sealed_file(bench, sealed):
    closing = sealed.latest_paper(CasePaperKind.CLOSING)
    (evidence,) = sealed.files.all()[:1]

    with pytest.raises(Refused, match="封存"):
        files.add_all(sealed, [pdf()], kind=CaseFileKind.EVIDENCE, by=bench.registrar, today=DAY)
    with pytest.raises(Refused, match="封存"):
        service.send(closing, by=bench.registrar, today=DAY, method="post", sent_on=DAY)
    with pytest.raises(IntegrityError, match="nothing is added to a sealed case file"), transaction.atomic():
        CaseFile.objects.create(
            case=sealed, file=evidence.file, kind="evidence", title="补", added_by=bench.registrar, added_as="经办人"
        )
    with (
        pytest.raises(IntegrityError, match="nothing is added to a sealed case file"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO cases_casepaper (case_id, kind, authority_id, state, facts, prepared_by_id, sha256)"
            " VALUES (%s, 'closing', %s, 'draft', '{}', %s, '')",
            [sealed.pk, sealed.registration_authority_id, bench.registrar.pk],
        )


# Retention


def test_every_end_has_its_dates(bench, proposed, opened):
    dismissed = proposals.propose(
        bench.organization, by=bench.registrar, today=DAY, ground="papers_untrue", reason="材料不符。"
    )
    case_workflow.dismiss(dismissed, by=bench.supervisor, today=DAY, reason="情节轻微。")
    without = case_workflow.close_without_measure(opened, by=bench.supervisor, today=DAY, reason="已补办。")

    for case in (dismissed, without):
        case.refresh_from_db()
        assert (case.closed_on, case.sealed_from, case.keep_until) == (DAY, date(2027, 11, 9), date(2056, 12, 31))


def test_cases_past_their_retention_are_listed_by_number_and_nothing_is_deleted(bench, closed):
    AccountabilityCase.objects.update(keep_until=date(2026, 1, 1))
    url = reverse("cases:retention")

    page = bench.client("auditor").get(url).content.decode()

    assert closed.papers.signed().last().full_number in page
    assert str(closed.organization) not in page
    assert "共 <strong>1</strong> 件" in page
    assert bench.client("administrator").get(url).status_code == 200
    assert bench.client("supervisor").get(url).status_code == 403
    assert AccountabilityCase.objects.filter(pk=closed.pk).exists()


def test_drafts_never_signed_are_discarded_a_year_after_the_end(bench, opened):
    notice = {"account": "事实", "article": 2, "measure": Measure.INTERVIEW}
    writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts=notice)
    closed = case_workflow.close_without_measure(opened, by=bench.supervisor, today=DAY, reason="已补办。")

    assert retention.discard_drafts(date(2027, 11, 8)) == 0
    assert retention.discard_drafts(date(2027, 11, 9)) == 1
    assert retention.discard_drafts(date(2027, 11, 10)) == 0

    assert [paper.kind for paper in closed.papers.all()] == [CasePaperKind.CLOSING]
    move = closed.moves.last()
    assert (move.name, move.acting_as) == ("discard_draft", "系统")
    assert "拟处理事项告知书草稿未签发" in move.reason


def test_drafts_of_running_cases_stay(bench, opened):
    notice = {"account": "事实", "article": 2, "measure": Measure.INTERVIEW}
    writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts=notice)

    assert retention.discard_drafts(LATER) == 0
    assert opened.papers.drafts().count() == 1
