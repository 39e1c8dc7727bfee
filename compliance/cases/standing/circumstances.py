"""What the record shows in the organization's favour: facts for whoever opens or dismisses a case, and no judgement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from compliance.cases.models import AccountabilityCase
from compliance.enums import PleaState
from compliance.ladder_sources import QUARTERLY_REPORT
from compliance.models import Exemption, Extension
from organizations.enums import ORGANIZATION_ROLES, Role
from organizations.models import Membership
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.notices.enums import SendState
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.wording import dated

# A change of people this long before the due day may have cost the matter its handling.
HANDOVER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Circumstance:
    """A question and what the record answers to it; no facts mean that the record holds none."""

    label: str
    facts: tuple[str, ...]


def circumstances(case: AccountabilityCase, today: date) -> list[Circumstance]:
    due_on = due_day(case)
    return [
        Circumstance("延期和豁免", tuple(_more_time(case))),
        Circumstance("工作交接", tuple(_handover(case, due_on, today))),
        Circumstance("通知到达", tuple(_unreached(case, due_on, today))),
    ]


def due_day(case: AccountabilityCase) -> date:
    """The day on which the act was due; a proposal by hand knows only its own."""
    day = case.facts.get("due_on") or case.facts.get("held_from")
    return date.fromisoformat(day) if day else case.proposed_on


def _more_time(case: AccountabilityCase) -> Iterator[str]:
    if case.kind != QUARTERLY_REPORT:
        return
    for extension in Extension.objects.filter(report=case.matter).order_by("pk"):
        yield f"{dated(extension.old_due)}延至{dated(extension.new_due)}：{_outcome(extension)}"
    for exemption in Exemption.objects.filter(report=case.matter).order_by("pk"):
        yield f"豁免：{_outcome(exemption)}"


def _outcome(plea: Extension | Exemption) -> str:
    remark = f"，审批意见：{plea.remark}" if plea.remark and plea.state != PleaState.ASKED else ""
    return f"{plea.get_state_display()}（理由：{plea.reason}{remark}）"


def _handover(case: AccountabilityCase, due_on: date, today: date) -> Iterator[str]:
    """Roles, not names: that somebody came or went is the fact."""
    held = Membership.objects.filter(organization=case.organization_id).of_role(*ORGANIZATION_ROLES)
    first = due_on - HANDOVER
    for membership in held.order_by("starts_on", "pk"):
        label = f"{membership.get_role_display()}{'（代理）' if membership.substitutes_id else ''}"
        if first <= membership.starts_on <= today:
            yield f"{dated(membership.starts_on)}，新任{label}账号启用。"
        ended = _ended_on(membership)
        if ended and first <= ended <= today:
            yield f"{dated(ended)}，一名{label}账号停用。"
    if not any(_held_on(membership, due_on) for membership in held if membership.role == Role.SECRETARY):
        yield f"{dated(due_on)}，没有秘书账号在任。"


def _ended_on(membership: Membership) -> date | None:
    revoked = day_of(membership.revoked_at) if membership.revoked_at else None
    return min(filter(None, [membership.ends_on, revoked]), default=None)


def _held_on(membership: Membership, day: date) -> bool:
    ended = _ended_on(membership)
    return membership.starts_on <= day and (ended is None or ended >= day)


def _unreached(case: AccountabilityCase, due_on: date, today: date) -> Iterator[str]:
    people = Membership.objects.filter(organization=case.organization_id)
    if not any(_held_on(membership, due_on) for membership in people):
        yield f"{dated(due_on)}，该组织没有账号在用，通知无人接收。"
    if not people.current(today).exists():
        yield "该组织目前没有账号在用。"
    told = Notice.objects.filter(recipient__in=people.values("user"), url=case.facts.get("url") or None)
    for notice in told.prefetch_related("deliveries").order_by("pk"):
        day = dated(day_of(notice.created_at))
        if notice.read_at is None:
            yield f"{day}的站内通知“{notice.subject}”未读。"
        for delivery in notice.deliveries.all():
            if delivery.state == SendState.FAILED:
                yield f"{day}的通知“{notice.subject}”{delivery.get_way_display()}发送失败。"
            elif delivery.state == SendState.WAITING:
                yield f"{day}的通知“{notice.subject}”{delivery.get_way_display()}尚未发出。"
