"""After a decision: changes that are decided anew, small ones, lapse, and review by somebody else."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from events import changes, filing_workflow, lapses, reviews
from events.enums import FilingState, IssuedKind, RecordState, ReviewOutcome
from events.models import EventFiling, Review
from organizations.enums import Role
from tests.events.factories import (
    AFTER,
    NOW,
    SHANGHAI,
    EventFilingFactory,
    approved,
    certifying,
    refused,
    returned,
    revoked,
    submitted,
)
from tests.factories import member
from zhengzhou_ideology.workflow import Refused


def changed(cast, filing, **facts):
    change = changes.propose(filing, by=cast.secretary, now=NOW, facts=facts, reason="场地检修。")
    return changes.certify(change, by=cast.leader, now=NOW)


@pytest.mark.django_db
def test_a_change_of_place_makes_a_version_that_is_decided_anew(cast):
    filing = approved(cast)

    version = changed(cast, filing, place="省会议中心")

    filing.refresh_from_db()
    assert (filing.state, filing.is_current) == (FilingState.SUPERSEDED, False)
    assert (version.state, version.version, version.changes) == (FilingState.SUBMITTED, 2, filing)
    assert (version.place, version.title) == ("省会议中心", filing.title)
    assert version.record.state == RecordState.UNRECORDED
    assert version.papers.count() == 1
    assert version.first_submitted_on == filing.first_submitted_on


@pytest.mark.django_db
def test_until_the_leader_certifies_the_approval_stands(cast):
    filing = approved(cast)

    change = changes.propose(filing, by=cast.secretary, now=NOW, facts={"place": "省会议中心"}, reason="场地检修。")

    filing.refresh_from_db()
    assert (filing.state, change.closed_at) == (FilingState.APPROVED, None)
    with pytest.raises(PermissionDenied):
        changes.certify(change, by=cast.secretary, now=NOW)


@pytest.mark.django_db
def test_one_large_change_is_open_at_a_time_and_can_be_withdrawn(cast):
    filing = approved(cast)
    change = changes.propose(filing, by=cast.secretary, now=NOW, facts={"place": "甲"}, reason="x")

    with pytest.raises(Refused, match="已有一项变更"):
        changes.propose(filing, by=cast.secretary, now=NOW, facts={"place": "乙"}, reason="x")
    changes.withdraw(change, by=cast.leader, now=NOW)

    assert changes.propose(filing, by=cast.secretary, now=NOW, facts={"place": "乙"}, reason="x").closed_at is None


@pytest.mark.django_db
def test_a_change_to_an_earlier_day_within_the_week_needs_a_reason(cast):
    filing = approved(cast)
    sooner = {"starts_on": "2026-10-12", "ends_on": "2026-10-12"}

    with pytest.raises(Refused, match="不足一周"):
        changes.propose(filing, by=cast.secretary, now=NOW, facts=sooner, reason="x")

    version = changed(cast, filing, **sooner, late_reason="原场地临时停用。")
    assert (version.is_late, version.latest_safe_on) == (True, date(2026, 10, 5))


@pytest.mark.django_db
def test_a_change_of_nothing_large_is_refused(cast):
    filing = approved(cast)

    with pytest.raises(Refused, match="均未改变"):
        changes.propose(filing, by=cast.secretary, now=NOW, facts={"place": filing.place}, reason="x")


@pytest.mark.django_db
def test_a_small_change_is_logged_and_the_approval_stands(cast):
    filing = approved(cast)

    change = changes.apply_small(
        filing, by=cast.secretary, now=NOW, facts={"expected_headcount": 150}, reason="报名增加。"
    )

    filing.refresh_from_db()
    assert (filing.state, filing.expected_headcount) == (FilingState.APPROVED, 150)
    assert (change.before, change.after) == ({"expected_headcount": 120}, {"expected_headcount": 150})


@pytest.mark.django_db
def test_a_superseded_version_is_not_approved_again(cast):
    filing = approved(cast)
    changed(cast, filing, place="省会议中心")

    with pytest.raises(Refused, match="当前状态"):
        filing_workflow.give_approval(filing, by=cast.competent, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("build", [certifying, submitted, returned])
def test_what_is_not_approved_when_it_begins_lapses(cast, build):
    filing = build(cast)
    before = filing.state

    early = lapses.lapse_begun(datetime(2026, 10, 20, 8, 59, tzinfo=SHANGHAI))
    on_time = lapses.lapse_begun(datetime(2026, 10, 20, 9, 0, tzinfo=SHANGHAI))
    again = lapses.lapse_begun(datetime(2026, 10, 27, 9, 0, tzinfo=SHANGHAI))

    filing.refresh_from_db()
    assert (early, on_time, again, filing.state) == (0, 1, 0, FilingState.LAPSED)
    assert list(filing.moves.values_list("name", "before", "acting_as"))[-1] == ("lapse", before, "系统")


@pytest.mark.django_db
def test_an_approved_filing_does_not_lapse(cast):
    approved(cast)

    assert lapses.lapse_begun(datetime(2026, 10, 27, 9, 0, tzinfo=SHANGHAI)) == 0


# Review


@pytest.mark.django_db
@pytest.mark.parametrize("build", [refused, returned, revoked])
def test_each_negative_decision_can_be_reviewed_by_somebody_else(cast, build):
    filing = build(cast)

    review = reviews.ask(filing, by=cast.leader, now=NOW, grounds="许可已取得。")
    reviews.decide(
        review, by=cast.competent_supervisor, now=NOW, outcome=ReviewOutcome.ANNULLED, reason="许可经核实有效。"
    )

    filing.refresh_from_db()
    version = filing.next_version
    assert (version.state, version.is_current, filing.is_current) == (FilingState.SUBMITTED, True, False)
    assert filing.issued_papers.last().kind == IssuedKind.REVIEW


@pytest.mark.django_db
def test_a_refusal_that_is_upheld_stands(cast):
    filing = refused(cast)
    review = reviews.ask(filing, by=cast.leader, now=NOW, grounds="许可已取得。")

    reviews.decide(review, by=cast.competent_supervisor, now=NOW, outcome=ReviewOutcome.UPHELD, reason="许可不实。")

    filing.refresh_from_db()
    assert (filing.state, filing.is_current) == (FilingState.REFUSED, True)


@pytest.mark.django_db
def test_whoever_was_overruled_does_not_decide_the_new_version(cast):
    filing = refused(cast)
    review = reviews.ask(filing, by=cast.leader, now=NOW, grounds="许可已取得。")
    reviews.decide(review, by=cast.competent_supervisor, now=NOW, outcome=ReviewOutcome.ANNULLED, reason="有效。")
    version = EventFiling.objects.get(changes=filing)

    assert cast.competent.has_perm("events.approve_eventfiling", version) is False
    assert cast.second_competent.has_perm("events.approve_eventfiling", version) is True


@pytest.mark.django_db
def test_a_district_bureaus_refusal_is_heard_by_the_city(cast):
    cast.organization.competent_authority = None
    cast.organization.save()
    filing = filing_workflow.refuse(
        submitted(cast), by=cast.supervisor, now=NOW, ground="incomplete", reason="缺材料。"
    )

    review = reviews.ask(filing, by=cast.leader, now=NOW, grounds="已有许可。")

    assert review.authority == cast.organization.registration_authority.parent
    assert cast.supervisor.has_perm("events.decide_review", review) is False
    assert cast.city_supervisor.has_perm("events.decide_review", review) is True


@pytest.mark.django_db
def test_the_decider_is_kept_from_the_review_by_rule_and_database(cast):
    decider = member(Role.SUPERVISOR, cast.organization.competent_authority)
    filing = filing_workflow.refuse(submitted(cast), by=decider, now=NOW, ground="incomplete", reason="缺材料。")
    review = reviews.ask(filing, by=cast.leader, now=NOW, grounds="已有许可。")

    with pytest.raises(PermissionDenied):
        reviews.decide(review, by=decider, now=NOW, outcome=ReviewOutcome.UPHELD, reason="维持。")
    with pytest.raises(IntegrityError, match="event_reviewer_is_somebody_else"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(decided_by=decider)


@pytest.mark.django_db
def test_the_term_of_review_runs_from_proven_service_only(cast):
    filing = refused(cast)
    much_later = datetime(2027, 1, 20, 9, 0, tzinfo=SHANGHAI)

    reviews.acknowledge(filing, by=cast.secretary, now=NOW)
    with pytest.raises(Refused, match="期限已过"):
        reviews.ask(filing, by=cast.leader, now=much_later, grounds="许可已取得。")

    EventFiling.objects.filter(pk=filing.pk).update(served_on=None, review_due_on=None)
    assert reviews.ask(filing, by=cast.leader, now=much_later, grounds="许可已取得。").outcome == ReviewOutcome.PENDING


@pytest.mark.django_db
def test_a_decision_is_reviewed_once(cast):
    filing = refused(cast)
    reviews.ask(filing, by=cast.leader, now=NOW, grounds="许可已取得。")

    with pytest.raises(Refused, match="已经申请过"):
        reviews.ask(filing, by=cast.secretary, now=NOW, grounds="再次申请。")


@pytest.mark.django_db
def test_a_draft_cannot_be_reviewed(cast):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)

    with pytest.raises(Refused, match="不能申请复核"):
        reviews.ask(filing, by=cast.leader, now=NOW, grounds="x")


@pytest.mark.django_db
def test_a_filing_is_not_summed_up_while_a_change_waits(cast):
    filing = approved(cast)
    changes.propose(filing, by=cast.secretary, now=NOW, facts={"place": "省会议中心"}, reason="场地检修。")

    with pytest.raises(Refused, match="有一项变更正在等待负责人确认"):
        filing_workflow.conclude(
            filing, by=cast.secretary, now=AFTER, was_held=True, actual_headcount=1, results="好。"
        )


@pytest.mark.django_db
def test_a_returned_filing_that_was_put_forward_again_is_not_corrected_any_more(cast):
    filing = returned(cast)
    review = reviews.ask(filing, by=cast.leader, now=NOW, grounds="许可已取得。")
    reviews.decide(review, by=cast.competent_supervisor, now=NOW, outcome=ReviewOutcome.ANNULLED, reason="许可有效。")

    with pytest.raises(Refused, match="已有新的版本"):
        filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)
