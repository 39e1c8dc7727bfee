"""Approval and record side by side: every combination says what is legally true."""

from datetime import date

import pytest

from events import filing_workflow, record_workflow
from events.enums import CorrectionKind, FilingState, Ground, Outcome, RecordState
from events.models import EventFiling, IssuedPaper
from events.standing import standing
from tests.events.factories import NOW, EventFilingFactory, approved, certifying, returned, submitted
from tests.factories import OrganizationFactory
from zhengzhou_ideology.workflow import Refused

TODAY = date(2026, 10, 9)


@pytest.mark.django_db
def test_recorded_but_not_approved_is_not_lawful(cast):
    filing = submitted(cast)

    record_workflow.record(filing.record, by=cast.registrar, now=NOW)

    now = standing(filing, filing.record, TODAY)
    assert (now.is_lawful, now.legal_position) == (
        False,
        "已备案但未获批准。未经批准，活动不得举办；逾期未答复不视为批准。",
    )
    assert (now.next_actor, now.recorder) == (str(filing.competent_authority), "无（已备案）")


@pytest.mark.django_db
def test_approved_but_not_recorded_is_lawful(cast):
    filing = approved(cast)

    now = standing(filing, filing.record, TODAY)

    assert now.is_lawful is True
    assert now.legal_position == "已获批准，可以依照批准的内容举办。登记管理机关尚未备案，不影响批准的效力。"
    assert now.recorder == str(filing.registration_authority)


@pytest.mark.django_db
def test_a_query_stops_only_the_clock_of_the_record(cast):
    filing = submitted(cast)
    decide_by = filing.decide_by

    record_workflow.query(filing.record, by=cast.registrar, now=NOW, kind=CorrectionKind.FACTS, reason="请说明。")

    filing.refresh_from_db()
    assert (filing.state, filing.decide_by) == (FilingState.SUBMITTED, decide_by)
    assert (filing.record.state, filing.record.due_on) == (RecordState.QUERIED, None)
    assert standing(filing, filing.record, TODAY).recorder == str(filing.organization)


@pytest.mark.django_db
def test_an_answer_starts_the_clock_of_the_record_again(cast):
    filing = submitted(cast)
    record_workflow.query(filing.record, by=cast.registrar, now=NOW, kind=CorrectionKind.FACTS, reason="请说明。")

    record_workflow.answer(filing.record, by=cast.secretary, now=NOW, reason="来自会费。")

    assert (filing.record.state, filing.record.due_on) == (RecordState.UNRECORDED, date(2026, 10, 13))
    assert filing.corrections.get().answer == "来自会费。"


@pytest.mark.django_db
def test_a_return_stops_the_approval_clock_and_not_the_record(cast):
    filing = returned(cast)

    assert (filing.decide_by, filing.returned_on) == (None, TODAY)
    assert filing.record.due_on == date(2026, 10, 13)
    assert standing(filing, filing.record, TODAY).next_actor == f"{filing.organization}（申报人）"


@pytest.fixture
def joint(cast):
    """A filing whose partner is under another competent authority."""
    partner = OrganizationFactory(competent_authority=cast.strange_competent.acting.authority)
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary, cross_organization=True)
    filing.scope_details.create(kind="partner", name=partner.name, organization=partner)
    filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)
    return filing_workflow.certify(filing, by=cast.leader, now=NOW)


@pytest.mark.django_db
def test_a_joint_event_needs_every_competent_authority(cast, joint):
    filing_workflow.give_approval(joint, by=cast.competent, now=NOW)

    assert joint.state == FilingState.SUBMITTED
    assert standing(joint, joint.record, TODAY).next_actor == "郑州市商务局"

    filing_workflow.give_approval(joint, by=cast.strange_competent, now=NOW)

    assert joint.state == FilingState.APPROVED
    assert list(joint.moves.values_list("name", "before", "after"))[-2:] == [
        ("concur", "submitted", "submitted"),
        ("approve", "submitted", "approved"),
    ]
    first, second = IssuedPaper.objects.order_by("pk")
    assert (first.content["waits_for"], second.content["waits_for"]) == (["郑州市商务局"], [])


@pytest.mark.django_db
def test_an_authority_of_a_joint_event_decides_once(cast, joint):
    filing_workflow.give_approval(joint, by=cast.competent, now=NOW)

    with pytest.raises(Refused, match="已经作出审批意见"):
        filing_workflow.give_approval(joint, by=cast.second_competent, now=NOW)


@pytest.mark.django_db
def test_one_refusal_refuses_a_joint_event(cast, joint):
    filing_workflow.give_approval(joint, by=cast.competent, now=NOW)

    filing_workflow.refuse(
        joint, by=cast.strange_competent, now=NOW, ground=Ground.OUTSIDE_CHARTER, reason="超出业务范围。"
    )

    assert joint.state == FilingState.REFUSED
    assert set(joint.decisions.values_list("outcome", flat=True)) == {Outcome.APPROVED, Outcome.REFUSED}


@pytest.mark.django_db
def test_a_returned_joint_event_is_decided_anew_by_all(cast, joint):
    filing_workflow.give_approval(joint, by=cast.competent, now=NOW)
    filing_workflow.send_back(
        joint, by=cast.strange_competent, now=NOW, ground=Ground.INCOMPLETE, kind=CorrectionKind.PAPERS, reason="请补。"
    )

    filing_workflow.send_for_certification(joint, by=cast.secretary, now=NOW)
    filing_workflow.certify(joint, by=cast.leader, now=NOW)

    assert set(joint.decisions.values_list("outcome", flat=True)) == {Outcome.PENDING}


@pytest.mark.django_db
def test_without_a_competent_authority_the_registration_authority_decides_both_tracks(cast):
    cast.organization.competent_authority = None
    cast.organization.save()
    filing = submitted(cast)

    record_workflow.record(filing.record, by=cast.registrar, now=NOW)
    filing_workflow.give_approval(filing, by=cast.registrar, now=NOW)

    assert (filing.state, filing.record.state) == (FilingState.APPROVED, RecordState.RECORDED)
    assert filing.issued_papers.get().authority == cast.organization.registration_authority


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state", [FilingState.CANCELLED, FilingState.LAPSED, FilingState.SUPERSEDED, FilingState.REFUSED]
)
def test_nothing_is_recorded_that_will_not_be_held(cast, state):
    filing = submitted(cast)
    EventFiling.objects.filter(pk=filing.pk).update(
        state=state, ground="duplicate", reason="x", decided_by=cast.competent
    )

    with pytest.raises(Refused, match="无须备案"):
        record_workflow.record(filing.record, by=cast.registrar, now=NOW)


@pytest.mark.django_db
def test_undecided_on_the_eve_is_red_and_says_what_is_true(cast):
    filing = submitted(cast)

    now = standing(filing, filing.record, date(2026, 10, 19))

    assert (now.is_red, now.legal_position) == (
        True,
        "活动首日在即，尚未获得批准。未经批准，活动不得举办；逾期未答复不视为批准。",
    )


@pytest.mark.django_db
def test_one_authority_of_several_alone_makes_nothing_lawful(cast, joint):
    with pytest.raises(Refused, match="尚有其他业务主管单位未批准"):
        filing_workflow.approve(joint, by=cast.competent, now=NOW)

    joint.refresh_from_db()
    assert joint.state == FilingState.SUBMITTED


@pytest.mark.django_db
def test_nothing_is_queried_while_a_correction_is_open(cast):
    filing = returned(cast)

    with pytest.raises(Refused, match="已有一项补正要求正在办理"):
        record_workflow.query(filing.record, by=cast.registrar, now=NOW, kind=CorrectionKind.FACTS, reason="请说明。")


@pytest.mark.django_db
def test_a_draft_has_no_record_to_query(cast):
    """Whoever asks for it by address is told so."""
    filing = certifying(cast)

    answer = cast.client("secretary").post(f"/events/{filing.pk}/query/answer/", {"reason": "来自会费。"})

    assert answer.status_code == 409
    assert "当前没有可以办理“" in answer.content.decode()
