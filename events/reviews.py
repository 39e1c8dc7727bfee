"""Review: whoever was refused, sent back or lost an approval asks the authority above, and somebody else decides."""

from datetime import datetime

from events import notices
from events.enums import FilingState, IssuedKind, ReviewOutcome
from events.issuing import issue
from events.models import EventFiling, Review
from events.versions import write_version
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import TermRule
from zhengzhou_ideology.workflow import Refused, act, need

REVIEWABLE = (FilingState.REFUSED, FilingState.RETURNED, FilingState.REVOKED)


@act(source=REVIEWABLE, perm="events.acknowledge_eventfiling", label="确认收悉决定")
def acknowledge(filing: EventFiling, *, by: User, now: datetime) -> EventFiling:
    """The organization confirms that it has the decision: from this proven day on the term of review runs."""
    if filing.served_on is not None:
        raise Refused("该决定已经确认收悉。")
    filing.served_on = day_of(now)
    due = load_deadlines().due(TermRule.REVIEW, filing.served_on)
    filing.review_due_on, filing.review_due_provisional = due.due_on, due.provisional
    filing.review_due_steps = due.steps_as_json()
    filing.save()
    return filing


@act(source=REVIEWABLE, perm="events.ask_review_eventfiling", label="申请复核")
def ask(filing: EventFiling, *, by: User, now: datetime, grounds: str) -> Review:
    """Within the policy's days of proven service; while service is not proven no term runs."""
    if filing.decided_at is None or filing.decided_by is None:
        raise Refused("只有被退回、不予批准或者被撤销批准的申报可以申请复核。")
    need(grounds, "请写明申请复核的理由。")
    if filing.review_due_on and day_of(now) > filing.review_due_on:
        raise Refused("申请复核的期限已过。")
    if Review.objects.filter(filing=filing, contested_at=filing.decided_at).exists():
        raise Refused("对该决定已经申请过复核。")
    papers = filing.issued_papers.exclude(kind=IssuedKind.REVIEW)
    authority = papers.select_related("authority__parent").latest("pk").authority
    review = Review.objects.create(
        filing=filing,
        authority=authority.review_authority,
        contested_state=filing.state,
        contested_at=filing.decided_at,
        contested_decider=filing.decided_by,
        grounds=grounds,
        asked_by=by,
        asked_at=now,
    )
    notices.review_asked(review, today=day_of(now))
    return review


@act(
    perm="events.decide_review",
    of=lambda review: review.filing,
    judged=lambda review: review,
    name="decide_review",
    label="作出复核决定",
    weighty=True,
)
def decide(
    review: Review, filing: EventFiling, *, by: User, now: datetime, outcome: ReviewOutcome, reason: str
) -> Review:
    """Upheld, or set aside: then the filing is before its authorities again as a linked version."""
    if review.outcome != ReviewOutcome.PENDING:
        raise Refused("复核已经作出决定。")
    need(outcome != ReviewOutcome.PENDING and reason.strip(), "请选择复核结论并写明理由。")
    review.outcome, review.reason, review.decided_by, review.decided_at = outcome, reason, by, now
    review.full_clean()
    review.save()
    label, today = ReviewOutcome(outcome).label, day_of(now)
    issue(filing, IssuedKind.REVIEW, authority=review.authority, by=by, today=today, reason=reason, outcome=label)
    if outcome == ReviewOutcome.ANNULLED:
        _put_forward_again(filing, review, by, now)
    notices.decided(filing, f"复核：{label}", f"{review.authority}复核决定：{label}。理由：{reason}", today=day_of(now))
    return review


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
