"""What security administrators do to accounts, and their holders to their own.

Nothing is ever deleted; each such act leaves a row that says who, when and why.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from organizations import addresses, seat_workflow, seating
from organizations.enums import AccountAct, SeatState
from organizations.models import AccessReset, AccountMove, Authority, Invitation, Membership, Seat, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, act, need_proof

ACTIVE, INACTIVE = "active", "inactive"


@transaction.atomic
def end_membership(membership: Membership, *, by: User, ends_on: date, reason: str, today: date) -> None:
    """The membership holds until the end of the given day."""
    account = _lock(membership.user_id)
    membership.refresh_from_db(from_queryset=Membership.objects.select_for_update())
    if account.pk == by.pk:
        raise Refused("不能结束本人的身份，请由其他安全管理员办理。")
    if membership.ends_on is not None and membership.ends_on <= ends_on:
        raise Refused(f"此身份已于{dated(membership.ends_on)}结束。")
    if ends_on < membership.starts_on:
        raise Refused("结束日期不能早于开始日期。")
    seating.refuse_if_last([membership], today=today)
    need_proof(by)
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    reason = f"{membership}，至{dated(ends_on)}：{reason}"
    _record(account, AccountAct.END_MEMBERSHIP, by=by, reason=reason, before=membership.role, after="ended")
    _note_end(membership)
    if membership.seat and membership.seat.state == SeatState.CONFIRMED:
        seat_workflow.end(membership.seat, by=by, reason=reason, today=today)


def end_all_at(authority: Authority, *, by: User, reason: str, now: datetime) -> list[Membership]:
    """With the authority, at once: what accounts hold there, seats that nobody took yet, and codes that are out.

    The caller's transaction holds; returns the memberships that ended. May raise `Refused`.
    """
    today = day_of(now)
    held = Membership.objects.not_over(today).at(authority).select_for_update(of=("self",)).for_acting()
    memberships = list(held.select_related("seat"))
    if any(membership.user_id == by.pk for membership in memberships):
        raise Refused("不能撤销本人任职的单位，请由其他单位的人员办理。")
    seating.refuse_if_last(memberships, today=today)
    for membership in memberships:
        membership.revoked_at = now
        membership.save(update_fields=["revoked_at"])
        said = f"{membership}：{reason}"
        _record(membership.user, AccountAct.END_MEMBERSHIP, by=by, reason=said, before=membership.role, after="ended")
        _note_end(membership)
    Invitation.objects.usable(now).filter(authority=authority).update(revoked_at=now, revoked_by=by)
    for seat in Seat.objects.filter(authority=authority, state__in=(SeatState.PROPOSED, SeatState.CONFIRMED)):
        seat_workflow.end(seat, by=by, reason=reason, today=today)
    return memberships


@transaction.atomic
def deactivate(account: User, *, by: User, reason: str, today: date) -> None:
    """Nobody signs in with the account any more, and whoever is signed in is out."""
    account = _lock(account.pk)
    if account.pk == by.pk:
        raise Refused("不能停用本人的账号，请由其他安全管理员办理。")
    if not account.is_active:
        raise Refused("此账号已经停用。")
    seating.refuse_if_last(account.memberships.current(today).select_related("authority"), today=today)
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sessions(account)
    _record(account, AccountAct.DEACTIVATE, by=by, reason=reason, before=ACTIVE, after=INACTIVE)


@transaction.atomic
def reactivate(account: User, *, by: User, reason: str) -> None:
    account = _lock(account.pk)
    if account.is_active:
        raise Refused("此账号没有停用。")
    account.is_active = True
    account.save(update_fields=["is_active"])
    _record(account, AccountAct.REACTIVATE, by=by, reason=reason, before=INACTIVE, after=ACTIVE)


@transaction.atomic
def record_password_reset(account: User, *, by: User) -> None:
    """Put on record that a link to reset the password is sent; an account without an address cannot get one."""
    if not account.is_active:
        raise Refused("此账号已经停用，请先恢复。")
    if not account.email:
        raise Refused("此账号没有电子邮箱，无法发送密码重置链接。")
    _record(account, AccountAct.SEND_PASSWORD_RESET, by=by, reason=account.email, before=ACTIVE, after=ACTIVE)


def take_off_factors(account: User, reset: AccessReset) -> None:
    """Lost, and two officers have seen to it (`reset_workflow`): the holder signs in with the new password and sets up others."""
    removed, _ = Authenticator.objects.filter(user=account).delete()
    if not removed or reset.confirmed_by is None:
        return
    note(SecurityEventKind.FACTOR_RECOVERED, account=account, about=f"access_reset:{reset.pk}")
    reason = f"凭单解除，{reset.proposed_by}申请，{reset.confirmed_by}核验。{reset.reason}"
    _record(account, AccountAct.RESET_MFA, by=reset.confirmed_by, reason=reason, before="mfa", after="password")


@act(perm="organizations.correct_own_user")
def correct_own(account: User, *, by: User, facts: Mapping[str, Any]) -> None:
    """Whoever reads the mail resets the password: another address asks for a proof, and works only once it is confirmed (`addresses`); one that is taken away is gone at once."""
    former, wanted = account.email, facts.get("email", account.email)
    if wanted != former:
        need_proof(by)
    held = {**facts, "email": former if wanted else ""} if "email" in facts else facts
    for name, value in held.items():
        setattr(account, name, value)
    account.full_clean()
    account.save(update_fields=list(held))
    if wanted and wanted != former:
        addresses.ask(account, wanted)
    elif former and not wanted:
        addresses.forget_others(account)
        addresses.record(account, by=by)
        addresses.tell_former(former, account, "")


def set_password(account: User, password: str) -> None:
    """Whoever is signed in with the old one is out; a second factor stays."""
    account.set_password(password)
    account.save(update_fields=["password"])
    end_sessions(account)


def end_sessions(account: User) -> None:
    for session in UserSession.objects.filter(user=account):
        session.end()


def _note_end(membership: Membership) -> None:
    said = f"{membership.user.name_and_account()}：{membership}"
    note(SecurityEventKind.SEAT_ENDED, about=f"membership:{membership.pk}", detail=said)


def _lock(key: int) -> User:
    return User.objects.select_for_update().get(pk=key)


def _record(account: User, act: AccountAct, *, by: User, reason: str, before: str, after: str) -> None:
    AccountMove.objects.create(
        account=account, name=act, before=before, after=after, by=by, acting_as=by.acting_label, reason=reason
    )
