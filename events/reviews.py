"""Review: whoever was refused, sent back or lost an approval asks the authority above, and somebody else decides."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from events import notices
from events.enums import FilingState, IssuedKind, ReviewOutcome
from events.issuing import issue
from events.models import EventFiling, Review
from events.versions import write_version
from organizations.models import User
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import TermRule
from zhengzhou_ideology.workflow import Refused

REVIEWABLE = (FilingState.REFUSED, FilingState.RETURNED, FilingState.REVOKED)


@transaction.atomic
def acknowledge(filing: EventFiling, *, by: User, now: datetime) -> EventFiling:
    """The organization confirms that it has the decision: from this proven day on the term of review runs."""
    locked = _locked(filing, by, "events.acknowledge_eventfiling")
    if locked.state not in REVIEWABLE:
        raise Refused("没有需要确认收悉的决定。")
    if locked.served_on is None:
        locked.served_on = localdate(now)
        locked.save()
    return locked


@transaction.atomic
def ask(filing: EventFiling, *, by: User, now: datetime, grounds: str) -> Review:
    """Within the policy's days of proven service; while service is not proven no term runs."""
    locked = _locked(filing, by, "events.ask_review_eventfiling")
    decided_at, decider = locked.decided_at, locked.decided_by
    if locked.state not in REVIEWABLE or decided_at is None or decider is None:
        raise Refused("只有被退回、不予批准或者被撤销批准的申报可以申请复核。")
    if not grounds.strip():
        raise Refused("请写明申请复核的理由。")
    if locked.served_on and localdate(now) > load_deadlines().due(TermRule.REVIEW, locked.served_on).due_on:
        raise Refused("申请复核的期限已过。")
    if Review.objects.filter(filing=locked, contested_at=decided_at).exists():
        raise Refused("对该决定已经申请过复核。")
    papers = locked.issued_papers.exclude(kind=IssuedKind.REVIEW)
    authority = papers.select_related("authority__parent").latest("pk").authority
    review = Review.objects.create(
        filing=locked,
        authority=authority.review_authority,
        contested_state=locked.state,
        contested_at=decided_at,
        contested_decider=decider,
        grounds=grounds,
        asked_by=by,
        asked_at=now,
    )
    notices.review_asked(review)
    return review


@transaction.atomic
def decide(review: Review, *, by: User, now: datetime, outcome: ReviewOutcome, reason: str) -> Review:
    """Upheld, or set aside: then the filing is before its authorities again as a linked version."""
    locked = Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if not by.has_perm("events.decide_review", locked):
        raise PermissionDenied("events.decide_review")
    if locked.outcome != ReviewOutcome.PENDING:
        raise Refused("复核已经作出决定。")
    if outcome == ReviewOutcome.PENDING or not reason.strip():
        raise Refused("请选择复核结论并写明理由。")
    locked.outcome, locked.reason, locked.decided_by, locked.decided_at = outcome, reason, by, now
    locked.full_clean()
    locked.save()
    filing = EventFiling.objects.select_for_update(of=("self",)).get(pk=locked.filing_id)
    label = ReviewOutcome(outcome).label
    issue(
        filing, IssuedKind.REVIEW, authority=locked.authority, by=by, today=localdate(now), reason=reason, outcome=label
    )
    if outcome == ReviewOutcome.ANNULLED:
        _put_forward_again(filing, locked, by, now)
    notices.decided(filing, f"复核：{label}", f"{locked.authority}复核决定：{label}。理由：{reason}")
    return locked


def _put_forward_again(filing: EventFiling, review: Review, by: User, now: datetime) -> None:
    """Only if the contested decision still stands and the event is still to come."""
    if filing.state != review.contested_state or filing.has_begun(now):
        return
    filing.is_current = False
    filing.save()
    write_version(
        filing,
        name="reopen",
        by=by,
        certified_by=filing.certified_by or filing.submissions.latest("number").certified_by,
        prepared_by=filing.prepared_by,
        now=now,
        self_certification=filing.self_certification,
        reason=review.reason,
    )


def _locked(filing: EventFiling, by: User, perm: str) -> EventFiling:
    locked = EventFiling.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    if not by.has_perm(perm, locked):
        raise PermissionDenied(perm)
    return locked
