"""The approval track of a major-event filing: every permitted move, and nothing else."""

from datetime import datetime

from django.db import transaction

from events import notices
from events.enums import CorrectionKind, Ground, IssuedKind, Outcome, ReviewOutcome, RevocationGround, Track
from events.enums import FilingState as S
from events.grounds import REFUSING, RETURNING, REVOKING, refuse_unsupported
from events.issuing import issue
from events.models import AuthorityDecision, EventFiling, PostEventSummary
from events.notice_period import start_decision_clock, stop_decision_clock
from events.rules import own_authorities
from events.submission import receive, refuse_incomplete, refuse_once_begun, take_back_service
from organizations.certification import prepare, vouch
from organizations.models import Authority, Organization, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import TermRule
from zhengzhou_ideology.workflow import Refused, act, asks, labels, move, need, under_lock

labels.register(
    __name__,
    hand_over="移交申报人",
    take_over="由承接单位办理",
    hand_on="随管理机关变更移交",
    release="因组织终止不再报送总结",
)


@move(
    source={S.DRAFT, S.RETURNED},
    target=S.CERTIFYING,
    perm="events.send_for_certification_eventfiling",
    label="送负责人确认",
)
def send_for_certification(filing: EventFiling, *, by: User, now: datetime) -> None:
    """The secretary has finished; a first responsible person reads it next (article 3)."""
    refuse_unless_current(filing)
    refuse_at_rest(filing.organization)
    refuse_once_begun(filing, now)
    refuse_incomplete(filing, day_of(now), deadlines=load_deadlines())
    prepare(filing, by=by)
    filing.decided_by = None
    notices.certification_asked(filing, today=day_of(now))


@move(source={S.CERTIFYING}, target=S.DRAFT, perm="events.unlock_eventfiling", label="退给申报人修改")
def unlock(filing: EventFiling, *, by: User, now: datetime, reason: str) -> None:
    """Back to the secretary with a remark; the clock of a returned filing stays stopped."""
    notices.unlocked(filing, by=by, reason=reason, today=day_of(now))


@move(
    source={S.CERTIFYING}, target=S.SUBMITTED, perm="events.certify_eventfiling", label="负责人确认并提交", weighty=True
)
def certify(filing: EventFiling, *, by: User, now: datetime) -> None:
    """The first responsible person certifies, and certifying files: the bureau's clocks start."""
    deadlines = load_deadlines()
    refuse_once_begun(filing, now)
    vouch(filing, by=by, now=now)
    refuse_incomplete(filing, day_of(now), deadlines=deadlines)
    receive(filing, by=by, now=now, deadlines=deadlines)
    notices.received(filing, today=day_of(now))


@move(source={S.SUBMITTED}, target=S.RETURNED, perm="events.send_back_eventfiling", label="退回补正")
def send_back(
    filing: EventFiling, *, by: User, now: datetime, ground: Ground, kind: CorrectionKind, reason: str, seen: str = ""
) -> None:
    """Ask for corrections on a ground of the closed list; the clock stops until the filing comes back."""
    need(reason, "退回申报须写明需要补正的内容。")
    refuse_unsupported(filing, ground, RETURNING)
    authority = _decide(filing, by, now, Outcome.RETURNED, seen, ground=ground, reason=reason)
    if filing.open_correction:
        raise Refused("该申报已有一项补正要求正在办理，答复之后才能再次退回。")
    filing.corrections.create(track=Track.APPROVAL, kind=kind, text=reason, asked_by=by, asked_as=by.acting_label)
    filing.returned_on = day_of(now)
    stop_decision_clock(filing)
    _issue_negative(filing, IssuedKind.RETURN, authority, by, now, ground, reason)
    notices.decided(
        filing, "须补正", f"{authority}退回补正。事由：{Ground(ground).label}。要求：{reason}", today=day_of(now)
    )


@move(source={S.SUBMITTED}, target=S.APPROVED, perm="events.approve_eventfiling", label="批准", weighty=True)
def approve(filing: EventFiling, *, by: User, now: datetime, seen: str = "") -> None:
    """The last authority whose decision was open approves: from now on the event is lawful."""
    refuse_once_begun(filing, now)
    authority = _decide(filing, by, now, Outcome.APPROVED, seen)
    if filing.decisions.exclude(outcome=Outcome.APPROVED).exists():
        raise Refused("尚有其他业务主管单位未批准。")
    due = load_deadlines().due(TermRule.POST_EVENT_SUMMARY, filing.ends_on)
    filing.summary_due_on, filing.summary_due_provisional = due.due_on, due.provisional
    filing.summary_due_steps = due.steps_as_json()
    issue(filing, IssuedKind.APPROVAL, authority=authority, by=by, today=day_of(now))
    text = f"{authority}已批准该活动。活动结束后请于{dated(due.due_on)}前填报活动总结。"
    notices.decided(filing, "已获批准", text, today=day_of(now))


@move(source={S.SUBMITTED}, target=S.REFUSED, perm="events.refuse_eventfiling", label="不予批准", weighty=True)
def refuse(filing: EventFiling, *, by: User, now: datetime, ground: Ground, reason: str, seen: str = "") -> None:
    """Refused on a ground of the closed list, with reasons in writing and the way to have it reviewed."""
    need(reason, "不予批准须写明理由。")
    refuse_unsupported(filing, ground, REFUSING)
    authority = _decide(filing, by, now, Outcome.REFUSED, seen, ground=ground, reason=reason)
    _issue_negative(filing, IssuedKind.REFUSAL, authority, by, now, ground, reason)
    notices.decided(
        filing, "不予批准", f"{authority}不予批准。事由：{Ground(ground).label}。理由：{reason}", today=day_of(now)
    )


@move(
    source={S.REFUSED},
    target=S.SUBMITTED,
    perm="events.reconsider_eventfiling",
    label="撤回不予批准，重新办理",
    weighty=True,
)
def reconsider(filing: EventFiling, *, by: User, now: datetime, reason: str) -> None:
    """A supervisor of the authority that refused wrongly opens it again; whoever refused it decides on it no more."""
    need(reason, "请写明重新办理的理由。")
    refuse_unless_current(filing)
    refuse_at_rest(filing.organization)
    refuse_once_begun(filing, now)
    if filing.reviews.filter(outcome=ReviewOutcome.PENDING).exists():
        raise Refused("该决定正在复核，由复核决定。")
    refusal = filing.decisions.filter(outcome=Outcome.REFUSED, authority__in=own_authorities(by)).first()
    if refusal is None or filing.decided_at is None:
        raise Refused("该决定由其他机关作出，不能由本机关重新办理。")
    refusal.outcome, refusal.ground, refusal.reason = Outcome.PENDING, "", ""
    refusal.decided_by = refusal.decided_at = None
    refusal.save()
    filing.returned_on = day_of(filing.decided_at)  # from the refusal to now no day counts
    start_decision_clock(filing, day_of(now), deadlines=load_deadlines())
    filing.ground = filing.reason = ""
    filing.decided_by = filing.decided_at = None
    take_back_service(filing)
    text = f"{refusal.authority}撤回不予批准的决定，重新审批。理由：{reason}"
    notices.decided(filing, "重新办理", text, today=day_of(now))


@move(source={S.SUBMITTED, S.APPROVED}, target=S.CANCELLED, perm="events.cancel_eventfiling", label="取消活动")
def cancel(filing: EventFiling, *, by: User, now: datetime, reason: str) -> None:
    """The organization gives the event up."""
    need(reason, "取消活动须写明原因。")
    filing.event_changes.filter(closed_at__isnull=True).update(closed_at=now)
    text = f"{filing.organization}取消该活动。原因：{reason}"
    notices.authorities_told(filing, "已取消", text, "cancelled", today=day_of(now))
    notices.partners_told(filing, "已取消", text, "cancelled", today=day_of(now))


@move(source={S.APPROVED}, target=S.REVOKED, perm="events.revoke_eventfiling", label="撤销批准", weighty=True)
def revoke(filing: EventFiling, *, by: User, now: datetime, ground: RevocationGround, reason: str) -> None:
    need(reason, "撤销批准须写明理由。")
    refuse_unsupported(filing, ground, REVOKING)
    authority = _own_decision(filing, by).authority
    _note_decision(filing, by, now)
    _issue_negative(filing, IssuedKind.REVOCATION, authority, by, now, ground, reason)
    text = f"{authority}撤销批准，活动不得举办。事由：{RevocationGround(ground).label}。理由：{reason}"
    notices.decided(filing, "批准已撤销", text, today=day_of(now))


@move(source={S.APPROVED}, target=S.SUPERSEDED, perm=None, label="由变更版本取代")
def supersede(filing: EventFiling, *, by: User) -> None:
    """A changed version takes its place and is decided anew."""
    filing.is_current = False


@move(source={S.DRAFT, S.CERTIFYING, S.RETURNED, S.SUBMITTED}, target=S.LAPSED, perm=None, label="失效")
def lapse(filing: EventFiling, *, by: None, reason: str) -> None:
    """The event's day has come without approval; `lapses.lapse_begun` does the same for many at once."""


@move(
    source={S.DRAFT, S.CERTIFYING, S.RETURNED, S.SUBMITTED, S.APPROVED},
    target=S.CANCELLED,
    perm=None,
    label="因组织终止或停止活动取消",
)
def call_off(filing: EventFiling, *, by: User | None, reason: str) -> None:
    """Its organization may hold it no more; `life.FilingLife` does the same for all that have not begun."""


@move(source={S.APPROVED}, target=S.CONCLUDED, perm="events.conclude_eventfiling", label="填报活动总结")
def conclude(filing: EventFiling, *, by: User, now: datetime, **facts: object) -> None:
    """The organization sums the event up."""
    if now < filing.ends_at and facts["was_held"]:
        raise Refused("活动尚未结束，结束后再填报总结。")
    if filing.event_changes.filter(is_large=True, closed_at__isnull=True).exists():
        raise Refused("该活动有一项变更正在等待负责人确认，请先确认或者撤回变更。")
    PostEventSummary.objects.create(filing=filing, filed_by=by, filed_on=day_of(now), **facts)
    notices.authorities_told(
        filing, "已填报总结", f"{filing.organization}已填报活动总结。", "concluded", today=day_of(now)
    )


MOVES = (
    send_for_certification,
    unlock,
    certify,
    send_back,
    approve,
    refuse,
    reconsider,
    cancel,
    revoke,
    supersede,
    lapse,
    call_off,
    conclude,
)


@asks(perm="events.approve_eventfiling", source={S.SUBMITTED}, weighty=True)
@transaction.atomic
def give_approval(filing: EventFiling, *, by: User, now: datetime, seen: str = "") -> EventFiling:
    """The user's authority approves; the filing is approved with the last of its authorities."""
    under_lock(filing, by=by, perm="events.approve_eventfiling")
    others = filing.decisions.filter(outcome=Outcome.PENDING).exclude(authority__in=own_authorities(by))
    return (concur if others.exists() else approve)(filing, by=by, now=now, seen=seen)


@act(source={S.SUBMITTED}, perm="events.approve_eventfiling", label="批准（尚待其他单位）", weighty=True)
def concur(filing: EventFiling, *, by: User, now: datetime, seen: str = "") -> EventFiling:
    """One of several authorities approves; nothing is lawful before all have."""
    refuse_once_begun(filing, now)
    authority = _decide(filing, by, now, Outcome.APPROVED, seen)
    pending = filing.decisions.filter(outcome=Outcome.PENDING)
    waits_for = tuple(pending.values_list("authority__name", flat=True))
    issue(filing, IssuedKind.APPROVAL, authority=authority, by=by, today=day_of(now), waits_for=waits_for)
    text = f"{authority}已批准；尚待{'、'.join(waits_for)}批准，全部批准之前活动不得举办。"
    notices.organization_told(filing, "部分批准", text, "concurred", today=day_of(now))
    return filing


def _own_decision(filing: EventFiling, by: User) -> AuthorityDecision:
    """The decision of the acting authority itself, or of one below it."""
    own = filing.decisions.filter(authority__in=own_authorities(by)).select_related("authority__parent")
    acting = by.acting.authority_id if by.acting else None
    return min(own, key=lambda decision: (decision.authority_id != acting, decision.pk))


def _decide(
    filing: EventFiling, by: User, now: datetime, outcome: Outcome, seen: str, *, ground: str = "", reason: str = ""
) -> Authority:
    """Note what the user's authority says to the text that the user has read."""
    if seen and seen != filing.content_sha256:
        raise Refused("您打开页面之后申报内容有更新，请核对后再作决定。")
    pending = filing.decisions.filter(outcome=Outcome.PENDING, authority__in=own_authorities(by))
    decision = _own_decision(filing, by)
    if not pending.update(outcome=outcome, ground=ground, reason=reason, decided_by=by, decided_at=now):
        raise Refused(f"{decision.authority}已经作出审批意见。")
    if outcome != Outcome.APPROVED or not filing.decisions.exclude(outcome=Outcome.APPROVED).exists():
        _note_decision(filing, by, now)
    return decision.authority


def _note_decision(filing: EventFiling, by: User, now: datetime) -> None:
    """Of this one neither service nor a term of review has begun."""
    filing.decided_by, filing.decided_at = by, now
    take_back_service(filing)


def _issue_negative(
    filing: EventFiling, kind: IssuedKind, authority: Authority, by: User, now: datetime, ground: str, reason: str
) -> None:
    filing.ground, filing.reason = ground, reason
    issue(filing, kind, authority=authority, by=by, today=day_of(now), ground=ground, reason=reason)


def refuse_at_rest(organization: Organization) -> None:
    if organization.is_at_rest:
        raise Refused(f"{organization}的登记状态为“{organization.get_status_display()}”，不能举办活动。")


def refuse_unless_current(filing: EventFiling) -> None:
    if not filing.is_current:
        raise Refused("该申报已有新的版本，请办理现行版本。")
