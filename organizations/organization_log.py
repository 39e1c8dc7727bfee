"""The log of what changes who may speak for an organization."""

from organizations.enums import OrganizationAct
from organizations.models import Organization, OrganizationMove, User


def record(organization: Organization, act: OrganizationAct, said: str, *, by: User, reason: str = "") -> None:
    """The organization's state is its status, which none of these acts changes."""
    OrganizationMove.objects.create(
        organization=organization,
        name=act,
        before=organization.status,
        after=organization.status,
        said=said,
        by=by,
        acting_as=by.acting_label,
        reason=reason,
    )
