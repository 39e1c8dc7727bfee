"""The ledgers (台账) of the register: organizations, who holds which post, outlets, authorities."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet

from organizations.enums import AuthorityKind, OrganizationKind, OrganizationStatus, OutletKind, Post
from organizations.models import Authority, Organization, Outlet, ResponsiblePerson, User
from organizations.models.register import FormerName
from organizations.templatetags.phones import masked
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.ledgers.columns import LedgerColumn, code, day, labelled, text, yes_no
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
        return form.narrow(Outlet.objects.within_reach(user), today, user).with_in_post(today)


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
