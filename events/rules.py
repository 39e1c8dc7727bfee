"""Who may do what with major-event filings; *when* is the workflows' business."""

from typing import Any

import rules

from events.models import AfterTheFactReport, EventFiling, EventRecord, Review
from organizations.enums import OFFICER_ROLES, Role
from organizations.models import User
from organizations.reach import subtree
from organizations.rules import certifies, has_in_reach, is_registrar, is_supervisor, leads, registers, represents

DECIDERS = (Role.COMPETENT_OFFICER, Role.REGISTRAR, Role.SUPERVISOR)


def own_authorities(user: User) -> list[int]:
    """The acting authority and those below it."""
    return subtree(user.acting.authority_id if user.acting else None)


@rules.predicate
def decides_on(user: User, filing: EventFiling) -> bool:
    """The user acts for an authority whose decision the filing needs; without a competent one that is the registration authority."""
    return user.acts_as(*DECIDERS) and filing.decisions.filter(authority__in=own_authorities(user)).exists()


@rules.predicate
def filed(user: User, filing: EventFiling) -> bool:
    """The account prepared or certified the filing itself, in whatever capacity."""
    return user.pk in {filing.prepared_by_id, filing.certified_by_id}


@rules.predicate
def was_overruled(user: User, filing: EventFiling) -> bool:
    """A review set this user's decision aside and made the new version, or a supervisor took the refusal back."""
    if Review.objects.filter(filing=filing.changes_id, contested_decider=user.pk).exists():
        return True
    moves = filing.moves.all()
    return moves.filter(name="reconsider").exists() and moves.filter(name="refuse", by=user.pk).exists()


@rules.predicate
def decided_last(user: User, filing: EventFiling) -> bool:
    return user.pk == filing.decided_by_id


@rules.predicate
def recorded_it(user: User, record: EventRecord) -> bool:
    return user.pk == record.recorded_by_id


@rules.predicate
def filed_the_recorded(user: User, record: EventRecord) -> bool:
    return filed(user, record.filing)


@rules.predicate
def hears(user: User, review: Review) -> bool:
    """The user is a supervisor of the authority that hears the review."""
    return user.acts_as(Role.SUPERVISOR) and review.authority_id in own_authorities(user)


@rules.predicate
def decided_the_contested(user: User, review: Review) -> bool:
    return user.pk == review.contested_decider_id or user.pk == review.asked_by_id


@rules.predicate
def works_on(user: User, filing: EventFiling) -> bool:
    """The user is an officer who answers for the filing now and is not only a reader."""
    return user.acts_as(*DECIDERS) and EventFiling.objects.within_reach(user).filter(pk=filing.pk).exists()


@rules.predicate
def sees(user: User, filing: EventFiling) -> bool:
    return EventFiling.objects.visible_to(user).filter(pk=filing.pk).exists()


@rules.predicate
def receives(user: User, report: AfterTheFactReport) -> bool:
    """The user is an officer who answers for the organization now; whom it belonged to before only reads on."""
    return user.acts_as(*DECIDERS) and has_in_reach(user, report.organization)


@rules.predicate
def reported(user: User, report: AfterTheFactReport) -> bool:
    return user.pk == report.reported_by_id


@rules.predicate
def is_officer(user: User, _object: Any = None) -> bool:
    return user.acts_as(*OFFICER_ROLES)


may_decide = decides_on & ~filed & ~was_overruled

rules.add_perm("events.view_eventfiling", sees)
rules.add_perm("events.file_event", represents)
rules.add_perm("events.change_eventfiling", represents)
rules.add_perm("events.send_for_certification_eventfiling", represents)
rules.add_perm("events.unlock_eventfiling", represents | leads)
rules.add_perm("events.certify_eventfiling", certifies)
rules.add_perm("events.cancel_eventfiling", represents | leads)
rules.add_perm("events.send_back_eventfiling", may_decide)
rules.add_perm("events.approve_eventfiling", may_decide)
rules.add_perm("events.refuse_eventfiling", may_decide)
rules.add_perm("events.reconsider_eventfiling", is_supervisor & decides_on & ~filed & ~decided_last)
rules.add_perm("events.revoke_eventfiling", may_decide)
rules.add_perm("events.conclude_eventfiling", represents)
rules.add_perm("events.propose_change_eventfiling", represents)
rules.add_perm("events.certify_change_eventfiling", certifies)
rules.add_perm("events.withdraw_change_eventfiling", represents | leads)
rules.add_perm("events.ask_review_eventfiling", represents | leads)
rules.add_perm("events.acknowledge_eventfiling", represents | leads)
rules.add_perm("events.decide_review", hears & ~decided_the_contested)

rules.add_perm("events.record_eventrecord", (is_registrar | is_supervisor) & registers & ~filed_the_recorded)
rules.add_perm("events.query_eventrecord", (is_registrar | is_supervisor) & registers & ~filed_the_recorded)
rules.add_perm("events.unrecord_eventrecord", is_supervisor & registers & ~filed_the_recorded & ~recorded_it)
rules.add_perm("events.answer_eventrecord", represents)

rules.add_perm("events.work_on_eventfiling", works_on)
rules.add_perm("events.write_message_eventfiling", represents | leads | works_on)
rules.add_perm("events.use_desk", is_officer)
rules.add_perm("events.export_ledger", is_officer)
rules.add_perm("events.report_after_the_fact", represents)
rules.add_perm("events.propose_case_afterthefactreport", receives & ~reported)
