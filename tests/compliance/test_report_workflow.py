"""The life of a quarterly report: the tables of moves and of who may make them."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from compliance import report_workflow
from compliance.enums import MeetingKind, ReportState, ReturnGround
from compliance.models import Meeting, QuarterlyReport
from compliance.report_content import content_of
from organizations.enums import Role
from organizations.models import SelfCertification
from tests.compliance.conftest import NOW
from tests.compliance.test_drafting import picture
from tests.factories import QuarterlyReportFactory, also_leads
from tests.tables import cells
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

EDGES = {
    "send_for_certification": {("draft", "certifying"), ("returned", "certifying")},
    "unlock": {("certifying", "draft")},
    "certify": {("certifying", "submitted")},
    "submit": {("draft", "submitted"), ("returned", "submitted")},
    "settle": {("submitted", "accepted")},
    "fulfil": {("draft", "accepted"), ("certifying", "accepted"), ("returned", "accepted")},
    "withdraw": {("submitted", "draft")},
    "send_back": {("submitted", "returned")},
    "accept": {("submitted", "accepted")},
    "undo_accept": {("accepted", "submitted")},
    "reopen": {("accepted", "returned")},
    "supersede": {("accepted", "superseded")},
    "exempt": {("draft", "exempted"), ("returned", "exempted")},
    "lapse": {("draft", "lapsed"), ("certifying", "lapsed"), ("returned", "lapsed")},
}
FACTS = {
    "send_for_certification": {"now": NOW},
    "unlock": {"now": NOW, "reason": "请补充议题"},
    "certify": {"now": NOW},
    "submit": {"now": NOW},
    "settle": {"now": NOW},
    "fulfil": {"now": NOW, "done_on": NOW.date(), "reason": "已核对"},
    "withdraw": {"reason": "有误"},
    "send_back": {"now": NOW, "ground": ReturnGround.INCOMPLETE, "reason": "缺签到表"},
    "accept": {"now": NOW},
    "undo_accept": {"now": NOW},
    "reopen": {"now": NOW, "ground": ReturnGround.INCOMPLETE, "reason": "缺签到表"},
    "supersede": {},
    "exempt": {"now": NOW, "reason": "本季度停业整修"},
    "lapse": {"reason": "组织已注销"},
}
WHO_MAY = """
                        secretary leader registrar supervisor city_registrar city_supervisor competent administrator auditor stranger strange_leader strange_registrar
change                  x         .      .         .          .              .               .         .             .       .        .              .
send_for_certification  x         .      .         .          .              .               .         .             .       .        .              .
unlock                  x         x      .         .          .              .               .         .             .       .        .              .
certify                 .         x      .         .          .              .               .         .             .       .        .              .
withdraw                x         x      .         .          .              .               .         .             .       .        .              .
send_back               .         .      x         .          x              .               .         .             .       .        .              .
accept                  .         .      x         .          x              .               .         .             .       .        .              .
reopen                  .         .      .         x          .              x               .         .             .       .        .              .
exempt                  .         .      .         x          .              x               .         .             .       .        .              .
amend                   x         .      .         .          .              .               .         .             .       .        .              .
"""


def test_moves_are_the_table_of_the_design():
    edges = {
        move.__name__: {(source.value, move.target.value) for source in move.source} for move in report_workflow.MOVES
    }

    assert edges == EDGES


OF_DUTIES = {"submit", "settle", "fulfil"}
ILLEGAL = [
    (verb, state)
    for verb, state in product(EDGES, ReportState.values)
    if verb not in OF_DUTIES and state not in {source for source, _ in EDGES[verb]}
]


@pytest.mark.parametrize(("verb", "state"), ILLEGAL)
def test_move_from_a_state_outside_the_table_is_refused(verb, state, cast, draft):
    QuarterlyReport.objects.filter(pk=draft.pk).update(
        state=state,
        submitted_at=NOW,
        content_sha256="0" * 64,
        decided_by=cast.registrar if verb == "undo_accept" else None,
    )
    actor = {
        "send_back": "registrar",
        "accept": "registrar",
        "undo_accept": "registrar",
        "exempt": "supervisor",
        "certify": "leader",
        "reopen": "supervisor",
    }

    with pytest.raises(Refused):
        getattr(report_workflow, verb)(draft, by=cast.user(actor.get(verb, "secretary")), **FACTS[verb])

    draft.refresh_from_db()
    assert draft.state == state
    assert draft.moves.count() == 0


def test_who_may(cast, draft):
    held = {
        (verb, role): cast.user(role).has_perm(f"compliance.{verb}_quarterlyreport", draft)
        for verb, role in cells(WHO_MAY)
    }

    assert held == cells(WHO_MAY)


@pytest.mark.parametrize("verb", [verb for verb in EDGES if verb not in {"supersede", "lapse", *OF_DUTIES}])
def test_stranger_is_turned_away_and_nothing_is_written(verb, cast, draft):
    with pytest.raises(PermissionDenied):
        getattr(report_workflow, verb)(draft, by=cast.stranger, **FACTS[verb])

    assert draft.moves.count() == 0


def test_walk_from_draft_to_accepted_is_logged_with_who_and_as_what(cast, accepted):
    assert accepted.state == ReportState.ACCEPTED
    assert [(m.name, m.before, m.after, m.by, m.acting_as) for m in accepted.moves.all()] == [
        ("send_for_certification", "draft", "certifying", cast.secretary, f"{cast.organization} · 秘书"),
        ("certify", "certifying", "submitted", cast.leader, f"{cast.organization} · 第一责任人"),
        ("accept", "submitted", "accepted", cast.registrar, "金水区民政局 · 登记管理机关经办人"),
    ]


def test_certifying_freezes_the_text_with_its_hash(submitted):
    submission = submitted.submissions.get()

    assert submission.sha256 == submitted.content_sha256 == sha256_of(content_of(submitted))
    assert submission.content["meetings"][0]["held_on"] == "2026-08-20"
    assert submitted.first_submitted_on == date(2026, 10, 9)


def test_incomplete_report_is_not_sent_for_certification(cast, draft):
    draft.meetings.filter(kind=MeetingKind.COUNCIL).update(agenda="")

    with pytest.raises(Refused, match="理事会会议：请填写议题"):
        report_workflow.send_for_certification(draft, by=cast.secretary, now=NOW)


def test_joint_meeting_stands_for_both(cast, draft):
    draft.meetings.filter(kind=MeetingKind.COUNCIL).delete()
    draft.meetings.filter(kind=MeetingKind.SPECIAL_STUDY).update(is_joint=True)

    report_workflow.send_for_certification(draft, by=cast.secretary, now=NOW)

    assert draft.state == ReportState.CERTIFYING


def test_preparer_does_not_certify_without_permission(cast, certifying):
    also_leads(cast.secretary, cast.organization, consented_by=cast.leader)
    cast.secretary.acting = cast.secretary.memberships.get(role=Role.LEADER)

    with pytest.raises(Refused, match="填报人不能确认自己填报的材料"):
        report_workflow.certify(certifying, by=cast.secretary, now=NOW)


def test_preparer_certifies_under_permission_and_the_paper_says_so(cast, certifying):
    also_leads(cast.secretary, cast.organization, consented_by=cast.leader)
    cast.secretary.acting = cast.secretary.memberships.get(role=Role.LEADER)
    SelfCertification.objects.create(
        organization=cast.organization,
        reason="专职人员仅一名",
        granted_by=cast.registrar,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
    )

    report_workflow.certify(certifying, by=cast.secretary, now=NOW)

    assert certifying.state == ReportState.SUBMITTED
    assert certifying.latest_submission.content["self_certified"] is True


def test_database_itself_keeps_preparer_and_certifier_apart(cast, submitted):
    with pytest.raises(IntegrityError, match="report_preparer_is_not_certifier"), transaction.atomic():
        QuarterlyReport.objects.filter(pk=submitted.pk).update(certified_by=submitted.prepared_by)


@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}"])
def test_log_of_moves_cannot_be_altered_by_bare_sql(statement, submitted):
    with pytest.raises(Exception, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("compliance_reportmove"))

    assert submitted.moves.count() == 2


def test_returned_report_comes_back_in_time_with_its_first_day(cast, submitted):
    report_workflow.send_back(submitted, by=cast.registrar, now=NOW, ground=ReturnGround.INCOMPLETE, reason="缺签到表")
    report_workflow.send_for_certification(submitted, by=cast.secretary, now=NOW + timedelta(days=10))
    report_workflow.certify(submitted, by=cast.leader, now=NOW + timedelta(days=10))

    assert submitted.first_submitted_on == date(2026, 10, 9)
    assert submitted.is_late is False
    assert submitted.submissions.count() == 2


def test_withdrawn_report_is_owed_again(cast, submitted):
    report_workflow.withdraw(submitted, by=cast.secretary)

    assert submitted.first_submitted_on is None
    assert [*QuarterlyReport.objects.overdue(date(2026, 10, 16))] == [submitted]


def test_withdrawing_a_correction_leaves_the_report_as_timely_as_it_was(cast, submitted):
    report_workflow.send_back(submitted, by=cast.registrar, now=NOW, ground=ReturnGround.INCOMPLETE, reason="缺签到表")
    report_workflow.send_for_certification(submitted, by=cast.secretary, now=NOW)
    report_workflow.certify(submitted, by=cast.leader, now=NOW)

    report_workflow.withdraw(submitted, by=cast.secretary)

    assert submitted.first_submitted_on == date(2026, 10, 9)


def test_late_report_is_accepted_and_marked_late(cast, certifying):
    report_workflow.certify(certifying, by=cast.leader, now=NOW + timedelta(days=20))
    report_workflow.accept(certifying, by=cast.registrar, now=NOW + timedelta(days=21))

    assert certifying.state == ReportState.ACCEPTED
    assert certifying.is_late is True


def test_return_without_reason_is_refused(cast, submitted):
    with pytest.raises(Refused, match="退回须写明需要更正的内容"):
        report_workflow.send_back(submitted, by=cast.registrar, now=NOW, ground=ReturnGround.OTHER, reason="  ")


def test_accepted_amendment_supersedes_and_exactly_one_is_current(cast, accepted):
    version = report_workflow.amend(accepted, by=cast.secretary)
    assert [*QuarterlyReport.objects.filter(is_current=True)] == [accepted]

    report_workflow.send_for_certification(version, by=cast.secretary, now=NOW)
    report_workflow.certify(version, by=cast.leader, now=NOW)
    report_workflow.accept(version, by=cast.registrar, now=NOW)

    accepted.refresh_from_db()
    assert accepted.state == ReportState.SUPERSEDED
    assert [*QuarterlyReport.objects.filter(is_current=True)] == [version]


def test_second_amendment_of_the_same_report_is_refused(cast, accepted):
    report_workflow.amend(accepted, by=cast.secretary)

    with pytest.raises(Refused, match="已有一份更正正在办理"):
        report_workflow.amend(accepted, by=cast.secretary)


def test_people_concerned_are_told(cast, certifying, submitted):
    report_workflow.send_back(submitted, by=cast.registrar, now=NOW, ground=ReturnGround.INCOMPLETE, reason="缺签到表")

    told = Notice.objects.order_by("pk").values_list("recipient__username", "subject")
    assert sorted(told) == sorted(
        [
            (cast.leader.username, "2026年第三季度报告待您确认"),
            (cast.secretary.username, "2026年第三季度报告被退回，请更正后重新提交"),
            (cast.leader.username, "2026年第三季度报告被退回，请更正后重新提交"),
        ]
    )


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"held_on": date(2026, 6, 30)}, "召开日期不在2026年第三季度内"),
        ({"held_on": None}, "请填写召开日期"),
        ({"present": 12}, "实到人数多于应到人数"),
        ({"place": ""}, "请填写地点"),
        ({"conclusions": ""}, "请填写会议情况及决议"),
    ],
)
def test_checklist_names_what_is_wrong_with_a_meeting(facts, message, cast, draft):
    Meeting.objects.filter(report=draft, kind=MeetingKind.COUNCIL).update(**facts)

    with pytest.raises(Refused, match=f"理事会会议：{message}"):
        report_workflow.send_for_certification(draft, by=cast.secretary, now=NOW)


def test_exemption_needs_a_reason_and_ends_the_duty(cast):
    report = QuarterlyReportFactory(organization=cast.organization)

    with pytest.raises(Refused):
        report_workflow.exempt(report, by=cast.supervisor, now=NOW, reason=" ")
    report_workflow.exempt(report, by=cast.supervisor, now=NOW, reason="本季度停业整修")

    assert report.state == ReportState.EXEMPTED
    assert not QuarterlyReport.objects.overdue(date(2027, 1, 1)).exists()


def test_unlocked_report_goes_back_to_the_secretary_with_the_remark(cast, certifying):
    report_workflow.unlock(certifying, by=cast.leader, now=NOW, reason="请补充议题。")

    notice = Notice.objects.get(subject__endswith="已退给填报人修改")
    assert (certifying.state, notice.recipient) == (ReportState.DRAFT, cast.secretary)
    assert "请补充议题。" in notice.body


def test_amendment_begins_with_the_files_of_what_it_amends(cast, draft):
    cast.client("secretary").post(reverse("compliance:attach", args=[draft.pk, "council"]), {"files": [picture()]})
    report_workflow.send_for_certification(draft, by=cast.secretary, now=NOW)
    report_workflow.certify(draft, by=cast.leader, now=NOW)
    report_workflow.accept(draft, by=cast.registrar, now=NOW)

    version = report_workflow.amend(draft, by=cast.secretary)

    assert [row.file for row in version.attachments.all()] == [row.file for row in draft.attachments.all()]
    assert version.attachments.count() == 1
