"""The ledgers (台账) of accounts: who was invited, who has which account, seats, passwords set anew, and deputies."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Case, CharField, QuerySet, Value, When

from organizations.enums import AccessResetState, InvitationState, Role, SeatState
from organizations.ledgers import whose
from organizations.models import AccessReset, Invitation, Membership, Seat, Substitution, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.ledgers.columns import day, labelled, moment, text, yes_no
from zhengzhou_ideology.ledgers.ledger import NO_FILTERS, Ledger, ObjectLedger


class InvitationLedger(Ledger):
    """Without the addresses of those invited: who was invited by whom, as what, and what became of it."""

    key, title, page = "invitations", "账号邀请台账", "organizations:invitation_list"
    of_persons = True
    filters = "organizations.forms.invitations.InvitationFilterForm"
    perm = "organizations.invite_accounts"
    order = ("-created_at", "-pk")
    by_the_minute = True
    columns = (
        *whose(),
        labelled("role", "角色", "role", Role.choices),
        text("name", "被邀请人", "name", 12),
        labelled("state", "状态", "state_now", InvitationState.choices),
        text("invited_by", "邀请人", "invited_by__name", 12),
        text("invited_as", "邀请人身份", "invited_as", 30),
        moment("created_at", "发出时间", "created_at"),
        moment("expires_at", "有效期至", "expires_at"),
        moment("used_at", "接受时间", "used_at"),
        text("used_by", "使用账号", "used_by__username"),
        moment("revoked_at", "作废时间", "revoked_at"),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(Invitation.objects.visible_to(user), now).annotate(state_now=state_at(now))


def state_at(now: datetime) -> Case:
    """The counterpart of `Invitation.state_at`."""
    return Case(
        When(used_at__isnull=False, then=Value(InvitationState.USED.value)),
        When(revoked_at__isnull=False, then=Value(InvitationState.REVOKED.value)),
        When(expires_at__lte=now, then=Value(InvitationState.EXPIRED.value)),
        default=Value(InvitationState.OPEN.value),
        output_field=CharField(),
    )


def held_by(keys: Sequence[Any]) -> Mapping[Any, str]:
    """What each account acts or acted as, the memberships that were taken back aside."""
    found: dict[Any, str] = {}
    for one in Membership.objects.filter(user__in=keys, revoked_at__isnull=True).for_acting():
        until = f"（至{one.ends_on:%Y-%m-%d}）" if one.ends_on else ""
        found[one.user_id] = f"{found.get(one.user_id, '')}；{one}{until}".removeprefix("；")
    return found


class AccountLedger(Ledger):
    key, title, page = "accounts", "账号台账", "organizations:account_list"
    of_persons = True
    filters = "organizations.forms.accounts.AccountFilterForm"
    perm = "organizations.manage_accounts"
    order = ("username", "pk")
    columns = (
        text("username", "用户名", "username", 18),
        text("name", "姓名", "name", 12),
        text("memberships", "身份", "pk", 60),
        yes_no("is_active", "账号正常", "is_active", counted=True),
        moment("date_joined", "建立时间", "date_joined"),
    )
    looked_up: ClassVar = {"memberships": held_by}
    also_reads = tuple(
        f"organizations_{table}" for table in ("membership", "organization", "authority", "authorityname", "seat")
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(User.objects.all(), day_of(now))


class SeatLedger(Ledger):
    key, title, page = "seats", "机关席位台账", "organizations:seat_list"
    of_persons = True
    filters = "organizations.forms.seats.SeatListForm"
    perm = "organizations.view_seats"
    order = ("-proposed_at", "-pk")
    columns = (
        text("authority", "机关单位", "authority__name", 26),
        labelled("role", "角色", "role", Role.choices, 20),
        text("name", "姓名", "name", 12),
        labelled("state", "状态", "state", SeatState.choices),
        text("reason", "依据", "reason", 30),
        text("proposed_by", "提名人", "proposed_by__name", 12),
        moment("proposed_at", "提名时间", "proposed_at"),
        text("confirmed_by", "确认人", "confirmed_by__name", 12),
        moment("confirmed_at", "确认时间", "confirmed_at"),
        text("holder", "就任账号", "holder__username"),
        day("starts_on", "就任日期", "membership__starts_on"),
        day("ends_on", "结束日期", "membership__ends_on"),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(Seat.objects.visible_to(user))


class AccessResetLedger(Ledger):
    key, title, page = "access_resets", "重置申请台账", "organizations:access_reset_list"
    of_persons = True
    filters = "organizations.forms.access_resets.ResetListForm"
    perm = "organizations.list_resets"
    order = ("-proposed_at", "-pk")
    columns = (
        text("account", "账号", "account__username", 18),
        text("name", "姓名", "account__name", 12),
        text("proposed_by", "申请人", "proposed_by__name", 12),
        text("proposed_as", "申请人身份", "proposed_as", 30),
        moment("proposed_at", "申请时间", "proposed_at"),
        labelled("state", "状态", "state", AccessResetState.choices),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(AccessReset.objects.visible_to(user))


class SubstitutionLedger(ObjectLedger):
    key, title, page = "substitutions", "代理台账", "organizations:substitution_list"
    of_persons = True
    filters = NO_FILTERS
    order = ("-pk",)
    columns = (
        text("membership", "代理身份", "pk", 50),
        day("starts_on", "开始日期", "membership__starts_on"),
        day("ends_on", "结束日期", "membership__ends_on"),
        text("reason", "理由", "reason", 30),
        text("granted_by", "指定人", "granted_by__name", 12),
        text("standing", "状态", "pk"),
    )
    also_reads = ("organizations_authority",)

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return Substitution.objects.visible_to(user)

    def cells(self, row: Substitution, now: datetime) -> dict[str, Any]:
        return {
            "membership": str(row),
            "starts_on": row.membership.starts_on,
            "ends_on": row.membership.ends_on,
            "reason": row.reason,
            "granted_by": str(row.granted_by),
            "standing": row.standing(day_of(now)).label,
        }
