"""The moves of both tracks: all that are legal, and none besides."""

from datetime import datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from events import filing_workflow, record_workflow
from events.enums import CorrectionKind, FilingState, Ground, IssuedKind, Outcome, RecordState, RevocationGround
from events.models import CorrectionRequest, EventFiling, EventMove, IssuedPaper, PostEventSummary
from organizations.models import SelfCertification
from tests.events import factories
from tests.events.factories import AFTER, NOW, SHANGHAI, EventFilingFactory, approved, certifying, returned, submitted
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

APPROVAL_MOVES = """
send_for_certification  draft       certifying
send_for_certification  returned    certifying
unlock                  certifying  draft
certify                 certifying  submitted
send_back               submitted   returned
approve                 submitted   approved
refuse                  submitted   refused
reconsider              refused     submitted
cancel                  submitted   cancelled
cancel                  approved    cancelled
revoke                  approved    revoked
supersede               approved    superseded
conclude                approved    concluded
lapse                   draft       lapsed
lapse                   certifying  lapsed
lapse                   returned    lapsed
lapse                   submitted   lapsed
call_off                draft       cancelled
call_off                certifying  cancelled
call_off                returned    cancelled
call_off                submitted   cancelled
call_off                approved    cancelled
"""

RECORD_MOVES = """
record  unrecorded  recorded
query   unrecorded  queried
answer  queried     unrecorded
unrecord recorded   unrecorded
"""

BY = {
    "send_for_certification": ("secretary", {"now": NOW}),
    "unlock": ("leader", {"now": NOW, "reason": "请改。"}),
    "certify": ("leader", {"now": NOW}),
    "send_back": (
        "competent",
        {"now": NOW, "ground": Ground.INCOMPLETE, "kind": CorrectionKind.PAPERS, "reason": "请补。"},
    ),
    "approve": ("competent", {"now": NOW}),
    "refuse": ("competent", {"now": NOW, "ground": Ground.OUTSIDE_CHARTER, "reason": "超出范围。"}),
    "reconsider": ("competent_supervisor", {"now": NOW, "reason": "事由认定有误。"}),
    "cancel": ("secretary", {"now": NOW, "reason": "场地有变。"}),
    "revoke": ("competent", {"now": NOW, "ground": RevocationGround.NO_PERMIT, "reason": "许可失效。"}),
    "supersede": ("leader", {}),
    "conclude": ("secretary", {"now": AFTER, "was_held": False, "not_held_reason": "主讲方案未定。"}),
    "lapse": (None, {"reason": "活动已到期。"}),
    "call_off": (None, {"reason": "组织已注销。"}),
    "record": ("registrar", {"now": NOW}),
    "unrecord": ("supervisor", {"now": NOW, "reason": "误备案。"}),
    "query": ("registrar", {"now": NOW, "kind": CorrectionKind.FACTS, "reason": "请说明经费来源。"}),
    "answer": ("secretary", {"now": NOW, "reason": "来自会费。"}),
}


def edges(text):
    return {tuple(line.split()) for line in text.strip().splitlines()}


def edges_of(moves):
    return {(move.__name__, str(source), str(move.target)) for move in moves for source in move.source}


def make(move, instance, cast):
    role, facts = BY[move.__name__]
    return move(instance, by=cast.user(role) if role else None, **facts)


def test_moves_of_the_approval_track_are_these_and_no_others():
    assert edges_of(filing_workflow.MOVES) == edges(APPROVAL_MOVES)


def test_moves_of_the_record_track_are_these_and_no_others():
    assert edges_of(record_workflow.MOVES) == edges(RECORD_MOVES)


@pytest.mark.django_db
@pytest.mark.parametrize("state", FilingState)
def test_approval_track_refuses_every_edge_that_is_not_in_the_table(cast, state):
    filing = submitted(cast)
    EventFiling.objects.filter(pk=filing.pk).update(
        state=state, ground="incomplete", reason="x", decided_by=cast.second_competent, decided_at=NOW
    )

    for move in filing_workflow.MOVES:
        if state not in move.source:
            with pytest.raises(Refused, match="当前状态"):
                make(move, EventFiling.objects.get(pk=filing.pk), cast)

    filing.refresh_from_db()
    assert filing.state == state


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("move", "state"),
    [
        (record_workflow.record, RecordState.QUERIED),
        (record_workflow.record, RecordState.RECORDED),
        (record_workflow.query, RecordState.QUERIED),
        (record_workflow.query, RecordState.RECORDED),
        (record_workflow.answer, RecordState.UNRECORDED),
        (record_workflow.answer, RecordState.RECORDED),
        (record_workflow.unrecord, RecordState.UNRECORDED),
        (record_workflow.unrecord, RecordState.QUERIED),
    ],
)
def test_record_track_refuses_every_edge_that_is_not_in_the_table(cast, move, state):
    record = submitted(cast).record
    type(record).objects.filter(pk=record.pk).update(state=state, recorded_by=cast.registrar, recorded_at=NOW)

    with pytest.raises(Refused, match="当前状态"):
        make(move, record, cast)


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["certify", "approve", "refuse", "revoke", "conclude"])
def test_a_stranger_moves_nothing(cast, verb):
    filing = submitted(cast)
    move = getattr(filing_workflow, verb)
    _, facts = BY[verb]

    with pytest.raises(PermissionDenied):
        move(filing, by=cast.stranger, **facts)


@pytest.mark.django_db
def test_every_move_is_logged_with_capacity_and_content(cast):
    filing = approved(cast)

    log = list(filing.moves.values_list("name", "before", "after", "acting_as"))

    assert log == [
        ("send_for_certification", "draft", "certifying", cast.secretary.acting_label),
        ("certify", "certifying", "submitted", cast.leader.acting_label),
        ("approve", "submitted", "approved", cast.competent.acting_label),
    ]
    assert filing.moves.last().content_sha256 == filing.content_sha256 == filing.submissions.get().sha256


@pytest.mark.django_db
def test_the_log_cannot_be_altered(cast):
    approved(cast)

    with pytest.raises(ProgrammingError, match="append_only"), transaction.atomic():
        EventMove.objects.update(reason="改写")


@pytest.mark.django_db
def test_an_incomplete_filing_is_not_sent(cast):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary, place="")
    filing.papers.all().delete()

    with pytest.raises(Refused) as refusal:
        filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)

    assert str(refusal.value) == "还有 2 项未完成：请填写活动场所；请上传活动议程。"


@pytest.mark.django_db
def test_a_declared_need_asks_for_the_head_the_plan_and_somebody_who_can_stop(cast):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary, calls_for_head=True)

    with pytest.raises(Refused) as refusal:
        filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)

    assert str(refusal.value) == (
        "还有 3 项未完成：已声明需要应急熔断预案，请上传预案；请选择有权中止活动的负责人；"
        "已声明需要第一责任人到场，现场负责人须为主要负责人或支部书记。"
    )


@pytest.mark.django_db
def test_the_preparer_does_not_certify_without_permission(cast):
    filing = certifying(cast)
    EventFiling.objects.filter(pk=filing.pk).update(prepared_by=cast.leader)

    with pytest.raises(Refused, match="一人兼任"):
        filing_workflow.certify(filing, by=cast.leader, now=NOW)


@pytest.mark.django_db
def test_the_preparer_certifies_under_the_authoritys_permission_and_the_paper_says_so(cast):
    SelfCertification.objects.create(
        organization=cast.organization,
        reason="仅一名专职人员",
        granted_by=cast.registrar,
        valid_from="2026-01-01",
        valid_until="2026-12-31",
    )
    filing = certifying(cast)
    EventFiling.objects.filter(pk=filing.pk).update(prepared_by=cast.leader)

    filing_workflow.certify(filing, by=cast.leader, now=NOW)

    assert filing.submissions.get().content["self_certified"] is True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("update", "constraint"),
    [
        ({"certified_by": "secretary"}, "eventfiling_preparer_is_not_certifier"),
        ({"decided_by": "secretary"}, "event_decider_did_not_file"),
        ({"decided_by": "leader"}, "event_decider_did_not_file"),
    ],
)
def test_the_database_itself_keeps_the_people_apart(cast, update, constraint):
    filing = submitted(cast)
    people = {field: cast.user(role) for field, role in update.items()}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        EventFiling.objects.filter(pk=filing.pk).update(**people)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [FilingState.REFUSED, FilingState.RETURNED, FilingState.REVOKED])
def test_the_database_itself_asks_for_ground_and_reason(cast, state):
    filing = submitted(cast)

    with pytest.raises(IntegrityError, match="negative_event_decision_is_reasoned"), transaction.atomic():
        EventFiling.objects.filter(pk=filing.pk).update(state=state)


@pytest.mark.django_db
def test_one_correction_request_is_open_at_a_time(cast):
    filing = submitted(cast)
    record_workflow.query(filing.record, by=cast.registrar, now=NOW, kind=CorrectionKind.FACTS, reason="请说明。")

    with pytest.raises(Refused, match="已有一项补正要求"):
        make(filing_workflow.send_back, filing, cast)
    with pytest.raises(IntegrityError, match="one_open_event_correction"), transaction.atomic():
        CorrectionRequest.objects.create(
            filing=filing, track="approval", kind="papers", text="再补", asked_by=cast.competent, asked_as="x"
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "facts"),
    [
        ("send_back", {"now": NOW, "ground": Ground.INCOMPLETE, "kind": CorrectionKind.PAPERS}),
        ("refuse", {"now": NOW, "ground": Ground.INCOMPLETE}),
    ],
)
def test_a_negative_decision_needs_reasons_in_writing(cast, verb, facts):
    filing = submitted(cast)

    with pytest.raises(Refused, match="写明"):
        getattr(filing_workflow, verb)(filing, by=cast.competent, reason="  ", **facts)


@pytest.mark.django_db
def test_a_return_answers_its_correction_request_when_the_filing_comes_back(cast):
    filing = returned(cast)
    assert filing.open_correction.text == "请补充场地证明。"

    filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)
    filing_workflow.certify(filing, by=cast.leader, now=NOW)

    assert filing.open_correction is None
    assert (filing.state, filing.submissions.count()) == (FilingState.SUBMITTED, 2)
    assert [decision.outcome for decision in filing.decisions.all()] == [Outcome.PENDING]


@pytest.mark.django_db
def test_a_decision_on_an_outdated_text_is_refused(cast):
    filing = submitted(cast)

    with pytest.raises(Refused, match="有更新"):
        filing_workflow.give_approval(filing, by=cast.competent, now=NOW, seen="0" * 64)


@pytest.mark.django_db
def test_nothing_is_filed_once_the_event_has_begun(cast):
    filing = certifying(cast)

    with pytest.raises(Refused, match="事后报告"):
        filing_workflow.certify(filing, by=cast.leader, now=datetime(2026, 10, 20, 9, 0, tzinfo=SHANGHAI))


@pytest.mark.django_db
def test_nothing_is_approved_once_the_event_has_begun(cast):
    filing = submitted(cast)

    with pytest.raises(Refused, match="事后报告"):
        filing_workflow.give_approval(filing, by=cast.competent, now=datetime(2026, 10, 20, 9, 0, tzinfo=SHANGHAI))


@pytest.mark.django_db
def test_a_summary_concludes_the_filing(cast):
    filing = factories.concluded(cast)

    assert filing.state == FilingState.CONCLUDED
    assert PostEventSummary.objects.get(filing=filing).actual_headcount == 110


@pytest.mark.django_db
def test_an_event_is_not_summed_up_as_held_before_it_ended(cast):
    filing = approved(cast)

    with pytest.raises(Refused, match="尚未结束"):
        filing_workflow.conclude(filing, by=cast.secretary, now=NOW, was_held=True, actual_headcount=1, results="好")


@pytest.mark.django_db
def test_papers_are_numbered_without_gap_by_authority_and_year(cast):
    for _ in range(3):
        approved(cast)

    assert list(IssuedPaper.objects.order_by("pk").values_list("kind", "year", "number")) == [
        (IssuedKind.APPROVAL, 2026, number) for number in (1, 2, 3)
    ]


@pytest.mark.django_db
def test_the_leader_is_told_that_something_waits(cast):
    filing = certifying(cast)

    told = list(Notice.objects.values_list("recipient", "subject"))

    assert told == [(cast.leader.pk, f"重大活动“{filing.title}”待您确认")]


@pytest.mark.django_db
def test_a_change_by_bare_sql_is_in_the_field_history(cast):
    filing = approved(cast)
    events = apps.get_model("events", "EventFilingEvent").objects.filter(pgh_obj=filing.pk)
    before = events.count()

    EventFiling.objects.filter(pk=filing.pk).update(expected_headcount=999)

    assert events.count() == before + 1
