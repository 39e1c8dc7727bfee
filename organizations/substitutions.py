"""Naming a substitute and ending it early; it ends by itself with its last day, and everybody concerned is told."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from organizations.enums import ORGANIZATION_ROLES, AccountAct, Role
from organizations.models import AccountMove, Membership, Substitution, User
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, need_proof

KIND = "substitution"
LONGEST = timedelta(days=90)


def colleagues(membership: Membership, today: date) -> QuerySet[User]:
    """Who may stand in for an officer: accounts of the same authority, but for the auditor, who changes nothing."""
    here = Membership.objects.current(today).in_person().filter(authority=membership.authority_id)
    return (
        User.objects.filter(pk__in=here.values("user"))
        .exclude(pk__in=here.of_role(Role.AUDITOR).values("user"))
        .exclude(pk=membership.user_id)
        .order_by("name", "pk")
    )


@transaction.atomic
def grant(
    membership: Membership, *, deputy: User, starts_on: date, ends_on: date, reason: str, by: User, today: date
) -> Substitution:
    """The deputy acts in the same role and place from the first to the last day; both names stand in every log row."""
    locked = Membership.objects.select_for_update(of=("self",)).for_acting().get(pk=membership.pk)
    if not by.has_perm("organizations.substitute_membership", locked):
        raise PermissionDenied("organizations.substitute_membership")
    need_proof(by)
    _refuse_days(locked, starts_on, ends_on, today)
    _refuse_deputy(locked, deputy, by, today)
    held = Membership(
        user=deputy,
        role=locked.role,
        organization=locked.organization,
        authority=locked.authority,
        starts_on=starts_on,
        ends_on=ends_on,
        substitutes=locked,
    )
    held.full_clean()
    held.save()
    granted = Substitution.objects.create(membership=held, reason=reason, granted_by=by, granted_as=by.acting_label)
    days = f"{dated(starts_on)}至{dated(ends_on)}"
    note(SecurityEventKind.SEAT_GRANTED, about=f"membership:{held.pk}", detail=f"{deputy.name_and_account()}：{held}")
    _record(granted, AccountAct.GRANT_SUBSTITUTION, by=by, reason=f"{held}，{days}：{reason}")
    _tell(granted, f"代理：{held}", f"{by.acting_label}指定，期间{days}。理由：{reason}", by=by, key="granted")
    return granted


@transaction.atomic
def end(substitution: Substitution, *, by: User, reason: str, now: datetime, today: date) -> None:
    """At once; what the deputy did stays done."""
    if not by.has_perm("organizations.end_substitution", substitution):
        raise PermissionDenied("organizations.end_substitution")
    held = Membership.objects.select_for_update(of=("self",)).for_acting().get(pk=substitution.membership_id)
    if held.revoked_at or (held.ends_on and held.ends_on < today):
        raise Refused("此项代理已经结束。")
    held.revoked_at = now
    held.save(update_fields=["revoked_at"])
    substitution.membership = held
    note(SecurityEventKind.SEAT_ENDED, about=f"membership:{held.pk}", detail=f"{held.user.name_and_account()}：{held}")
    _record(substitution, AccountAct.END_SUBSTITUTION, by=by, reason=f"{held}：{reason}")
    _tell(substitution, f"代理提前终止：{held}", f"{by.acting_label}终止。理由：{reason}", by=by, key="ended")


def _refuse_days(membership: Membership, starts_on: date, ends_on: date, today: date) -> None:
    if not membership.is_current(today):
        raise Refused("此身份已经结束，不能指定代理人。")
    if starts_on < today or ends_on < starts_on:
        raise Refused("代理须从今天或者以后开始，结束日期不能早于开始日期。")
    if ends_on - starts_on >= LONGEST:
        raise Refused(f"一次代理最长{LONGEST.days}日。")
    if membership.ends_on is not None and membership.ends_on < ends_on:
        raise Refused(f"被代理的身份于{dated(membership.ends_on)}结束，代理不能超过这一天。")
    if Substitution.objects.filter(membership__substitutes=membership).overlapping(starts_on, ends_on).exists():
        raise Refused("这段时间内已经指定了代理人，请先终止原代理。")


def _refuse_deputy(membership: Membership, deputy: User, by: User, today: date) -> None:
    """Nobody empowers oneself, and nobody stands on both sides of the same paper."""
    if deputy.pk == membership.user_id:
        raise Refused("代理人不能是被代理人本人。")
    if deputy.pk == by.pk:
        raise Refused("不能指定自己为代理人，请由其他有权指定的人员办理。")
    if membership.role not in ORGANIZATION_ROLES:
        if not colleagues(membership, today).filter(pk=deputy.pk).exists():
            raise Refused("经办人只能由本单位其他人员代理，审计员除外。")
        return
    held = deputy.memberships.current(today).in_person()
    if held.filter(role=Role.LEADER, organization=membership.organization_id).exists():
        raise Refused("本组织的第一责任人负责确认，不能代理秘书。")
    if held.filter(authority__isnull=False).exists():
        raise Refused("机关单位人员不能代理社会组织的秘书。")


def _record(substitution: Substitution, act: AccountAct, *, by: User, reason: str) -> None:
    """On both accounts."""
    held = substitution.membership
    before, after = ("", held.role) if act == AccountAct.GRANT_SUBSTITUTION else (held.role, "ended")
    for account in (held.user, held.substitutes.user):  # type: ignore[union-attr]
        AccountMove.objects.create(
            account=account, name=act, before=before, after=after, by=by, acting_as=by.acting_label, reason=reason
        )


def _tell(substitution: Substitution, subject: str, body: str, *, by: User, key: str) -> None:
    held = substitution.membership
    concerned = {held.user, held.substitutes.user, substitution.granted_by} - {by}  # type: ignore[union-attr]
    outbox.post(
        concerned,
        kind=KIND,
        subject=subject,
        body=body,
        key=f"substitution:{substitution.pk}:{key}",
        url=reverse("organizations:substitution_list"),
    )
