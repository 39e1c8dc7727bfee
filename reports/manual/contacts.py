"""Who is in charge, with telephone and hours: of one's own organization, of the bureaus, and of the portal itself."""

from typing import Any

from django.db.models import QuerySet

from organizations.models import Authority, Organization


def bureaus() -> QuerySet[Authority]:
    """Where organizations are registered: the city's first, then by code."""
    return Authority.objects.registering().open().order_by("kind", "code")


def in_charge_of(organization: Organization) -> list[tuple[str, Authority]]:
    """Whom the organization turns to, and for what."""
    found = (
        ("登记管理机关：季度报告、年度事项、活动备案、账号", organization.registration_authority),
        ("业务主管单位：活动审批", organization.competent_authority),
        ("上级党组织：随时报告", organization.party_superior),
    )
    return [(what, authority) for what, authority in found if authority is not None]


def of(user: Any) -> list[tuple[str, Authority]]:
    """For an organization its authorities; for an officer the own one and the one above."""
    if not user.is_authenticated or user.acting is None:
        return []
    if user.organization:
        return in_charge_of(user.organization)
    own = user.authority
    return [("所在机关", own), *([("上级机关", own.parent)] if own.parent else [])]
