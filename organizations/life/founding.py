"""One new organization: its code says the kind, its bureau the district."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organizations.credit_code import kind_of
from organizations.enums import AuthorityKind, ChangeKind
from organizations.models import Authority, District, Organization, OrganizationChange, User
from organizations.registration import assignable
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.workflow import Refused, asks

ADD = "organizations.add_organization"


def district_of(authority: Authority) -> District | None:
    """Where those whom a district bureau registers are; the city registers all over the city."""
    return authority.district if authority.kind == AuthorityKind.DISTRICT_BUREAU else None


def twin_of(uscc: str) -> str:
    """The sentence that says which organization has this code already; empty if none has."""
    found = Organization.objects.filter(uscc=uscc).select_related("registration_authority").first()
    if found is None:
        return ""
    return f"该统一社会信用代码已登记：{found}（{found.registration_authority}，{found.get_status_display()}）。"


def namesake_of(name: str, authority: Authority) -> str:
    found = Organization.objects.filter(name=name, registration_authority=authority).active().first()
    return f"{authority}已登记同名社会组织（{found.uscc}）。" if found else ""


@asks(perm=ADD)
@transaction.atomic
def register(by: User, *, now: datetime, facts: Mapping[str, Any], uploads: Any = None) -> Organization:
    """Raises `Refused` for a code or a name that is taken, and for a bureau out of reach."""
    if not by.has_perm(ADD):
        raise PermissionDenied(ADD)
    authority = facts["registration_authority"]
    if not assignable(by).contains(authority):
        raise Refused("只能选择本机关及其下级的登记管理机关。")
    if problem := _fault(facts, day_of(now)):
        raise Refused(problem)
    organization = Organization(kind=kind_of(facts["uscc"]), **facts)
    organization.district = district_of(authority) or facts["district"]
    organization.full_clean()
    organization.save()
    OrganizationChange.objects.create(
        organization=organization,
        kind=ChangeKind.REGISTRATION,
        effective_on=organization.founded_on,
        paper=store(uploads, by=by) if uploads else None,
        after={"name": organization.name, "registration_authority": authority.pk},
        entered_by=by,
        entered_as=by.acting_label,
        applied_at=now,
    )
    return organization


def _fault(facts: Mapping[str, Any], today: date) -> str:
    if facts["founded_on"] > today:
        return "成立登记日期晚于今天。"
    if not (district_of(facts["registration_authority"]) or facts.get("district")):
        return "市级登记的社会组织，请选择所属县（市、区）。"
    return twin_of(facts["uscc"]) or namesake_of(facts["name"], facts["registration_authority"])
