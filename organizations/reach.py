"""What an account reaches: its own organization, or all that its authority and those below it answer for (属地管理、分级负责)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from organizations.enums import Role

if TYPE_CHECKING:
    from organizations.models import User

SUBTREE = """
WITH RECURSIVE tree(id) AS (
  SELECT %s::bigint
  UNION
  SELECT child.id FROM organizations_authority child JOIN tree ON child.parent_id = tree.id
) SELECT id FROM tree
"""


def subtree(authority: int | None) -> RawSQL:
    """The keys of the authority and of all below it; for None there are none."""
    return RawSQL(SUBTREE, [authority])  # noqa: S611 - the one parameter is bound


def in_reach(user: User, *, prefix: str = "", own: str = "organization") -> Q | None:
    """Rows that concern an organization, as the user's acting role may see them; None if it sees none.

    `prefix` leads to the columns `registration_authority` and `competent_authority`, `own` to the organization's key.
    """
    acting = user.acting
    if acting is None or acting.role == Role.SECURITY_ADMINISTRATOR:
        return None
    if acting.organization_id:
        return Q((own, acting.organization_id))
    reach = subtree(acting.authority_id)
    return Q((f"{prefix}registration_authority__in", reach)) | Q((f"{prefix}competent_authority__in", reach))


# Transfers that took effect, by which an organization left a reach or came into it.
HANDED_ON = """
SELECT change.organization_id FROM organizations_organizationchange change
WHERE change.applied_at IS NOT NULL AND (
  change.old_registration_authority_id IN ({tree}) OR change.old_competent_authority_id IN ({tree})
){received}
"""
TAKEN_OVER = """
SELECT change.organization_id FROM organizations_organizationchange change
JOIN organizations_organization taken ON taken.id = change.organization_id
WHERE change.applied_at IS NOT NULL AND change.kind = 'transfer'
  AND (taken.registration_authority_id IN ({tree}) OR taken.competent_authority_id IN ({tree}))
"""


def handled_before(user: User, *, own: str = "organization") -> Q:
    """Rows of organizations that were transferred out of the user's reach, so that it still reads of them."""
    return _of_transferred(user, HANDED_ON.replace("{received}", ""), own)


def received_before(user: User, *, received: str, own: str = "organization") -> Q:
    """Of those only the rows that had come in, by the moment in the field `received`, when the transfer took effect."""
    acting = user.acting
    if acting is None or acting.authority_id is None:
        return NOTHING
    changes = apps.get_model("organizations", "OrganizationChange").objects.handed_on_from(acting.authority_id)
    later = changes.filter(organization=OuterRef(own), applied_at__gt=OuterRef(received))
    return handled_before(user, own=own) & Q(Exists(later))


def taken_over(user: User, *, own: str = "organization") -> Q:
    """Rows of organizations that came into the user's reach by a transfer: their whole history goes with them."""
    return _of_transferred(user, TAKEN_OVER, own)


NOTHING = Q(pk__in=[])


def _of_transferred(user: User, statement: str, own: str) -> Q:
    acting = user.acting
    if acting is None or acting.authority_id is None:
        return NOTHING
    tree = " ".join(SUBTREE.split())
    keys = RawSQL(statement.replace("{tree}", tree), [acting.authority_id] * 2)  # noqa: S611 - bound, as above
    return Q((f"{own}__in", keys))
