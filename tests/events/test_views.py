"""The pages of major events through the door that users use."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import changes
from events.enums import FilingState, RecordState
from events.models import AfterTheFactReport, EventFiling, EventPaper
from tests.events.factories import (
    AFTER,
    NOW,
    EventFilingFactory,
    approved,
    certifying,
    concluded,
    refused,
    returned,
    submitted,
)
from tests.exported import export_of, exported, rows_of
from tests.factories import DistrictFactory
from tests.fragments import fragment_of

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "冬季学术论坛",
    "kind": "forum",
    "purpose": "交流经验",
    "starts_on": "2026-10-16",
    "starts_time": "09:00",
    "ends_on": "2026-10-16",
    "ends_time": "17:00",
    "place": "市会议中心",
    "address": "农业路1号",
    "expected_headcount": "80",
    "budget": "0",
    "money_sources": "无",
    "calls_for_head": "False",
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def url(name, *args):
    return reverse(f"events:{name}", args=args)


def test_the_form_answers_in_time_while_one_types(cast):
    page = cast.client("secretary").post(url("new_answer"), TYPED, headers={"HX-Request": "true"}).content.decode()

    assert "今日提交即为按期" in page
    assert 'datetime="2026-10-09"' in page
    assert "其余内容在保存草稿后逐步填写" in page
    assert EventFiling.objects.count() == 0


def test_the_form_answers_late_and_asks_why(cast):
    typed = {**TYPED, "starts_on": "2026-10-15", "ends_on": "2026-10-15"}

    page = cast.client("secretary").post(url("new_answer"), typed, headers={"HX-Request": "true"}).content.decode()

    assert "距活动首日已不足一周，仍可申报" in page
    assert "请填写逾期申报的理由" in page


def test_the_form_says_when_it_is_too_late(cast):
    typed = {**TYPED, "starts_on": "2026-10-09", "ends_on": "2026-10-09"}

    page = cast.client("secretary").post(url("new_answer"), typed, headers={"HX-Request": "true"}).content.decode()

    assert "活动已经开始，不能再申报" in page


def test_the_form_shows_what_coincides(cast):
    other = submitted(cast)
    typed = {**TYPED, "starts_on": "2026-10-20", "ends_on": "2026-10-20"}

    page = cast.client("secretary").post(url("new_answer"), typed, headers={"HX-Request": "true"}).content.decode()

    assert other.title in page


def test_a_draft_is_started_with_its_scope_and_partners_found_in_the_register(cast):
    partner = cast.stranger.acting.organization
    typed = {**TYPED, "cross_organization": "on", "partners": partner.uscc, "other_partners": "某大学\n某大学"}

    cast.client("secretary").post(url("filing_new"), typed)

    filing = EventFiling.objects.get()
    assert (filing.state, filing.organization) == (FilingState.DRAFT, cast.organization)
    assert list(filing.scope_details.values_list("name", "organization")) == [
        (partner.name, partner.pk),
        ("某大学", None),
    ]


def test_an_officer_files_nothing(cast):
    assert cast.client("registrar").get(url("filing_new")).status_code == 403


def test_two_people_saving_the_same_draft_lose_nothing(cast):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)
    client = cast.client("secretary")
    client.post(url("filing_edit", filing.pk), {**TYPED, "version": "0", "title": "甲的题目"})

    response = client.post(url("filing_edit", filing.pk), {**TYPED, "version": "0", "title": "乙的题目"})

    filing.refresh_from_db()
    assert (response.status_code, response.url, filing.title) == (302, url("filing_merge", filing.pk), "甲的题目")
    page = client.get(response.url)
    assert [(row["label"], row["mine"], row["theirs"]) for row in page.context["rows"]] == [
        ("活动名称", "乙的题目", "甲的题目")
    ]
    assert page.context["version"] == 1


def test_a_draft_saves_itself(cast):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)

    response = cast.client("secretary").post(
        url("filing_edit", filing.pk), {**TYPED, "version": "0", "ends_on": ""}, headers={"X-Autosave": "1"}
    )

    assert response.json()["version"] == 1
    assert set(response.json()["errors"]) == {"ends_on"}


def test_papers_are_uploaded_and_handed_out_only_to_those_concerned(cast):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)
    upload = SimpleUploadedFile("预案.pdf", minimal_pdf(), content_type="application/pdf")

    cast.client("secretary").post(url("attach", filing.pk, "emergency_plan"), {"files": upload})

    paper = EventPaper.objects.get(kind="emergency_plan")
    assert cast.client("secretary").get(url("paper", paper.pk)).status_code == 200
    assert cast.client("stranger").get(url("paper", paper.pk)).status_code == 404
    assert cast.client("competent").get(url("paper", paper.pk)).status_code == 404


def test_an_earlier_filing_is_copied_into_a_new_draft(cast):
    filing = concluded(cast)

    cast.client("secretary").post(url("filing_copy", filing.pk))

    draft = EventFiling.objects.get(state=FilingState.DRAFT)
    assert (draft.title, draft.papers.count(), draft.starts_on) == (filing.title, 0, date(2027, 10, 19))


def test_a_filing_is_approved_and_recorded_on_its_page(cast):
    filing = submitted(cast)

    cast.client("competent").post(url("approve", filing.pk), {"seen": filing.content_sha256})
    cast.client("registrar").post(url("record", filing.pk))

    filing.refresh_from_db()
    assert (filing.state, filing.record.state) == (FilingState.APPROVED, RecordState.RECORDED)


def test_a_refusal_without_ground_or_reason_comes_back_with_the_form(cast):
    filing = submitted(cast)

    response = cast.client("competent").post(url("refuse", filing.pk), {"ground": "dislike", "reason": ""})

    filing.refresh_from_db()
    assert (response.status_code, filing.state) == (422, FilingState.SUBMITTED)


def test_the_page_of_a_filing_says_where_the_filing_stands_and_not_where_the_reader_does(cast):
    page = cast.client("secretary").get(url("filing", submitted(cast).pk)).content.decode()

    assert "未经批准，活动不得举办" in page
    assert "FilingStanding" not in page
    assert 'class="alert alert-warning d-print-none" role="status"' not in page


def test_a_second_decision_is_told_the_first(cast):
    filing = approved(cast)

    response = cast.client("second_competent").post(url("approve", filing.pk), {})

    assert response.status_code == 409
    assert "当前状态为“已批准”" in response.content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("secretary", 200), ("leader", 200), ("registrar", 200), ("auditor", 200), ("stranger", 404)]
)
def test_who_sees_the_page_of_a_filing(cast, role, status):
    filing = submitted(cast)

    assert cast.client(role).get(url("filing", filing.pk)).status_code == status


def test_officers_do_not_see_drafts(cast):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)

    assert cast.client("registrar").get(url("filing", filing.pk)).status_code == 404


@pytest.mark.parametrize("build", [certifying, submitted, returned, approved, refused, concluded])
@pytest.mark.parametrize("role", ["secretary", "leader", "competent", "registrar"])
def test_every_state_has_a_page(cast, build, role):
    filing = build(cast)

    expected = 404 if build is certifying and role in ("competent", "registrar") else 200
    assert cast.client(role).get(url("filing", filing.pk)).status_code == expected


def test_the_eve_is_red(cast):
    filing = submitted(cast)

    with time_machine.travel("2026-10-19T10:00:00+08:00", tick=False):
        page = cast.client("secretary").get(url("filing", filing.pk)).content.decode()

    assert 'class="alert alert-danger" role="alert"' in page
    assert "未经批准，活动不得举办；逾期未答复不视为批准。" in page


def test_internal_notes_stay_inside_and_messages_reach_the_filer(cast):
    filing = submitted(cast)
    cast.client("competent").post(url("note", filing.pk), {"text": "内部核实场地"})
    cast.client("competent").post(url("message", filing.pk), {"text": "请尽快补充"})

    seen = {
        role: cast.client(role).get(url("filing", filing.pk)).content.decode()
        for role in ("secretary", "registrar", "second_competent")
    }

    assert ["内部核实场地" in page for page in seen.values()] == [False, False, True]
    assert ["请尽快补充" in page for page in seen.values()] == [True, True, True]
    assert cast.client("secretary").post(url("note", filing.pk), {"text": "x"}).status_code == 403


def test_taking_over_ends_the_assignment_before(cast):
    filing = submitted(cast)
    cast.client("competent").post(url("take", filing.pk))

    cast.client("second_competent").post(url("take", filing.pk))

    assert list(filing.assignments.order_by("pk").values_list("officer", "ended_at")) == [
        (cast.competent.pk, NOW),
        (cast.second_competent.pk, None),
    ]


def test_a_filing_is_assigned_only_within_the_authority(cast):
    filing = submitted(cast)

    inside = cast.client("competent").post(url("assign", filing.pk), {"officer": cast.second_competent.pk})
    outside = cast.client("competent").post(url("assign", filing.pk), {"officer": cast.registrar.pk})

    assert (inside.status_code, outside.status_code) == (302, 422)


def test_a_colleague_who_looks_is_named(cast):
    filing = submitted(cast)
    cast.client("competent").post(url("look", filing.pk))

    page = cast.client("second_competent").post(url("look", filing.pk)).content.decode()

    assert f"{cast.competent}正在查看本申报" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("state=submitted", True),
        ("state=approved", False),
        ("order=clock", True),
        ("record=unrecorded", True),
        ("hand=mine", False),
        ("hand=unassigned", True),
        ("when=past", False),
        ("when=eve", False),
        ("day=2026-10-20", True),
        ("day=2026-10-21", False),
        ("q=行业发展", True),
        ("q=别的活动", False),
        ("district=410105", True),
        ("district=410103", False),
    ],
)
def test_the_queue_is_narrowed(cast, query, found):
    DistrictFactory(code="410103", name="二七区")
    filing = submitted(cast)

    page = cast.client("competent").get(f"{url('filing_list')}?{query}").content.decode()

    assert (f'href="{filing.get_absolute_url()}"' in page) is found


def test_the_queue_asks_as_often_for_three_as_for_one(cast):
    client = cast.client("competent")
    submitted(cast)
    client.get(url("filing_list"))
    with CaptureQueriesContext(connection) as one:
        client.get(url("filing_list"))
    submitted(cast)
    submitted(cast)

    with CaptureQueriesContext(connection) as three:
        client.get(url("filing_list"))

    assert len(three) == len(one)


def test_the_fragment_is_the_part_of_the_page(cast):
    submitted(cast)

    fragment_of(cast.client("competent"), url("filing_list"), root="filings")


@pytest.mark.parametrize("view", ["month", "week"])
def test_the_calendar_shows_events_by_district(cast, view):
    DistrictFactory(code="410103", name="二七区")
    filing = submitted(cast)
    client = cast.client("registrar")

    here = client.get(f"{url('calendar')}?view={view}&day=2026-10-20&district=410105").content.decode()
    elsewhere = client.get(f"{url('calendar')}?view={view}&day=2026-10-20&district=410103").content.decode()

    assert filing.get_absolute_url() in here
    assert filing.get_absolute_url() not in elsewhere


def test_the_calendar_counts_what_it_does_not_list(cast):
    for _ in range(5):
        submitted(cast)

    page = cast.client("registrar").get(f"{url('calendar')}?day=2026-10-20").content.decode()

    assert page.count("另有 3 项") == 1


def test_the_ledger_holds_values_and_no_formulas(cast):
    submitted(cast, title='=HYPERLINK("http://example.org")')

    export = export_of(cast, "registrar", "filings", {})

    (row,) = rows_of(export)
    with export.file.open("rb") as stored, ZipFile(stored) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert (row["活动名称"], row["统一社会信用代码"]) == ('=HYPERLINK("http://example.org")', cast.organization.uscc)
    assert ("<f>" in sheet, "<hyperlink" in sheet) == (False, False)


def test_organization_takes_its_own_filings_away_and_no_others(cast):
    submitted(cast)

    rows = {name: len(exported(cast, name, "filings")) for name in ("secretary", "stranger")}

    assert rows == {"secretary": 1, "stranger": 0}


def test_a_change_of_place_goes_through_secretary_and_leader(cast):
    filing = approved(cast)
    typed = {**TYPED, "starts_on": "2026-10-20", "ends_on": "2026-10-20", "place": "省会议中心", "reason": "场地检修"}
    cast.client("secretary").post(url("change_large", filing.pk), typed)
    change = filing.event_changes.get()
    assert set(change.after) == {"place", "address"}

    response = cast.client("leader").post(url("certify_change", change.pk))

    version = EventFiling.objects.get(changes=filing)
    assert response.url == version.get_absolute_url()
    assert "省会议中心" in cast.client("competent").get(version.get_absolute_url()).content.decode()


def test_a_small_change_shows_as_a_difference(cast):
    filing = approved(cast)
    typed = {
        "expected_headcount": "150",
        "budget": "20000",
        "money_sources": "会费",
        "purpose": filing.purpose,
        "reason": "报名增加",
    }

    cast.client("secretary").post(url("change_small", filing.pk), typed)

    page = cast.client("competent").get(url("filing", filing.pk)).content.decode()
    assert "<del>120</del>" in page
    assert "<ins>150</ins>" in page


def test_the_summary_concludes(cast):
    filing = approved(cast)

    with time_machine.travel(AFTER, tick=False):
        cast.client("secretary").post(
            url("summary", filing.pk), {"was_held": "True", "actual_headcount": "100", "results": "良好"}
        )

    filing.refresh_from_db()
    assert filing.state == FilingState.CONCLUDED


def test_review_is_asked_and_decided_on_the_same_page(cast):
    filing = refused(cast)
    cast.client("leader").post(url("ask_review", filing.pk), {"grounds": "许可已取得"})
    review = filing.reviews.get()

    page = cast.client("competent_supervisor").get(url("filing", filing.pk)).content.decode()
    cast.client("competent_supervisor").post(
        url("decide_review", review.pk), {"outcome": "annulled", "reason": "许可有效"}
    )

    review.refresh_from_db()
    assert "作出复核决定" in page
    assert review.outcome == "annulled"


def test_an_event_after_the_fact_is_reported_and_an_officer_proposes_a_case(cast):
    facts = {
        "title": "秋季讲座",
        "kind": "lecture",
        "held_from": "2026-10-08",
        "held_until": "2026-10-08",
        "place": "本会会议室",
        "headcount": "30",
        "why_not_filed": "经办人遗漏。",
    }
    cast.client("secretary").post(url("after_the_fact_new"), facts)
    report = AfterTheFactReport.objects.get()
    own = cast.client("secretary").post(url("propose_case", report.pk), {"reason": "x"})

    cast.client("registrar").post(url("propose_case", report.pk), {"reason": "未事先申报。"})

    report.refresh_from_db()
    assert (own.status_code, report.proposed_by) == (403, cast.registrar)
    assert cast.client("stranger").get(url("after_the_fact", report.pk)).status_code == 404


def test_a_report_after_the_fact_is_not_for_coming_events(cast):
    facts = {
        "title": "x",
        "kind": "lecture",
        "held_from": "2026-10-10",
        "held_until": "2026-10-10",
        "place": "x",
        "headcount": "3",
        "why_not_filed": "x",
    }

    assert cast.client("secretary").post(url("after_the_fact_new"), facts).status_code == 409


def test_verification_says_valid_whose_and_when_and_no_more(cast, client):
    paper = approved(cast).issued_papers.get()

    page = client.get(url("verify", paper.code)).content.decode()

    assert "有效" in page
    assert str(cast.organization) in page
    assert paper.content["event"]["title"] not in page


def test_verification_of_a_superseded_approval_says_so(cast, client):
    filing = approved(cast)
    change = changes.propose(filing, by=cast.secretary, now=NOW, facts={"place": "省会议中心"}, reason="x")
    changes.certify(change, by=cast.leader, now=NOW)

    page = client.get(url("verify", filing.issued_papers.get().code)).content.decode()

    assert "已失效" in page


def test_an_unknown_code_is_invalid(client):
    response = client.get(url("verify", "0" * 20))

    assert (response.status_code, "无效" in response.content.decode()) == (404, True)


def test_an_approval_paper_is_for_those_concerned(cast):
    paper = approved(cast).issued_papers.get()

    assert cast.client("stranger").get(url("issued_paper", paper.pk)).status_code == 404


def minimal_pdf():
    pdf, buffer = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(buffer)
    return buffer.getvalue()
