"""The ledgers (台账) of the register: organizations, who holds which post, outlets, invitations, accounts and seats."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Value, When

from organizations.enums import (
    AuthorityKind,
    InvitationState,
    OrganizationKind,
    OrganizationStatus,
    OutletKind,
    Post,
    Role,
    SeatState,
)
from organizations.models import Authority, Invitation, Membership, Organization, Outlet, ResponsiblePerson, Seat, User
from organizations.models.register import FormerName
from organizations.templatetags.phones import masked
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.ledgers.columns import LedgerColumn, code, day, labelled, moment, text, yes_no
from zhengzhou_ideology.ledgers.ledger import Ledger

DIRECT = "直接登记"


def whose(prefix: str = "organization__") -> tuple[LedgerColumn, ...]:
    """By which a reader knows the organization of a row."""
    return (text("organization", "社会组织", f"{prefix}name", 34), code("uscc", "统一社会信用代码", f"{prefix}uscc"))


def authorities(prefix: str = "") -> tuple[LedgerColumn, ...]:
    return (
        text("registration_authority", "登记管理机关", f"{prefix}registration_authority__name", 22),
        text("competent_authority", "业务主管单位", f"{prefix}competent_authority__name", 22, say=or_direct),
    )


def or_direct(name: str | None) -> str:
    return name or DIRECT


def former_names(keys: Sequence[Any]) -> Mapping[Any, str]:
    found: dict[Any, str] = {}
    for key, name in FormerName.objects.filter(organization__in=keys).values_list("organization", "name"):
        found[key] = f"{found[key]}、{name}" if key in found else name
    return found


class OrganizationLedger(Ledger):
    key, title, page = "organizations", "社会组织台账", "organizations:organization_list"
    filters = "organizations.forms.register.OrganizationFilterForm"
    order = ("uscc", "pk")
    of_persons = True
    columns = (
        *whose(""),
        text("former_names", "曾用名", "pk", 26),
        labelled("kind", "类型", "kind", OrganizationKind.choices),
        labelled("status", "状态", "status", OrganizationStatus.choices),
        *authorities(),
        text("party_superior", "上级党组织", "party_superior__name", 22),
        text("district", "县（市、区）", "district__name", counted=True),
        day("founded_on", "成立登记日期", "founded_on"),
        day("ended_on", "终止日期", "ended_on"),
        text("secretariat", "秘书处（办公室）", "secretariat", 20),
        # As the list shows it; the whole number stands on the page of the organization.
        text("phone", "联系电话", "phone", 16, say=masked),
        text("email", "电子邮箱", "email", 24),
        text("address", "住所", "address", 34),
        text("purposes", "业务范围", "purposes", 40),
    )
    looked_up: ClassVar = {"former_names": former_names}
    also_reads = ("organizations_formername",)

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(Organization.objects.visible_to(user), day_of(now))


class PersonLedger(Ledger):
    """Who holds or held which post of the organizations that the list shows: name, post and term, nothing else of a person."""

    key, title, page = "persons", "负责人任职台账", "organizations:organization_list"
    filters = "organizations.forms.register.OrganizationFilterForm"
    perm = "organizations.export_registry"
    order = ("organization__uscc", "post", "pk")
    of_persons = True
    columns = (
        *whose(),
        text("registration_authority", "登记管理机关", "organization__registration_authority__name", 22),
        text("district", "县（市、区）", "organization__district__name"),
        labelled("post", "职务", "post", Post.choices),
        text("name", "姓名", "name", 12),
        yes_no("in_post", "在任", "in_post", counted=True),
        day("term_from", "任职开始", "term_from"),
        day("term_until", "任职结束", "term_until"),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        today = day_of(now)
        organizations = form.narrow(Organization.objects.visible_to(user), today)
        holding = ResponsiblePerson.objects.current(today).filter(pk=OuterRef("pk"))
        persons = ResponsiblePerson.objects.filter(organization__in=organizations.order_by().values("pk"))
        return persons.annotate(in_post=Exists(holding))


class OutletLedger(Ledger):
    key, title, page = "outlets", "阵地台账", "organizations:outlet_list"
    filters = "organizations.forms.outlets.OutletFilterForm"
    perm = "organizations.list_outlets"
    order = ("organization__uscc", "kind", "pk")
    columns = (
        *whose(),
        text("district", "县（市、区）", "organization__district__name", counted=True),
        labelled("kind", "类别", "kind", OutletKind.choices),
        text("name", "名称", "name", 28),
        text("address", "网址、账号或地址", "address", 36),
        text("responsible", "责任人", "responsible__name", 12),
        labelled("post", "责任人职务", "responsible__post", Post.choices, counted=False),
        yes_no("in_post", "责任人在任", "in_post", counted=True),
        day("since", "启用日期", "since"),
        day("until", "停用日期", "until"),
        day("confirmed_on", "最近确认日期", "confirmed_on"),
        text("confirmed_by", "确认人", "confirmed_by__name", 12),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        today = day_of(now)
        return form.narrow(Outlet.objects.within_reach(user), today).with_in_post(today)


class InvitationLedger(Ledger):
    """Without the addresses of those invited: who was invited by whom, as what, and what became of it."""

    key, title, page = "invitations", "账号邀请台账", "organizations:invitation_list"
    filters = "organizations.forms.invitations.InvitationFilterForm"
    perm = "organizations.invite_accounts"
    order = ("-created_at", "-pk")
    by_the_minute = True
    of_persons = True
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
    filters = "organizations.forms.accounts.AccountFilterForm"
    perm = "organizations.manage_accounts"
    order = ("username", "pk")
    of_persons = True
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
    filters = "organizations.forms.seats.SeatListForm"
    perm = "organizations.view_seats"
    order = ("-proposed_at", "-pk")
    of_persons = True
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


class AuthorityLedger(Ledger):
    key, title, page = "authorities", "机关单位台账", "organizations:authority_list"
    filters = "organizations.forms.authorities.AuthorityFilterForm"
    perm = "organizations.add_authority"
    order = ("code", "pk")
    columns = (
        code("code", "代码", "code", 14),
        text("name", "名称", "name", 28),
        labelled("kind", "类别", "kind", AuthorityKind.choices, 20),
        text("district", "县（市、区）", "district__name"),
        text("parent", "上级机关", "parent__name", 24),
        text("document_sign", "机关代字", "document_sign"),
        text("desk", "经办科室", "desk", 20),
        text("desk_phone", "经办科室电话", "desk_phone", 18),
        day("closed_on", "撤销日期", "closed_on"),
        text("successor", "承接单位", "successor__name", 24),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(Authority.objects.kept_by(user))
