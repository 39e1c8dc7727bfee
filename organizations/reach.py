"""What an account reaches: its own organization, or all that its authority and those below it answer for (属地管理、分级负责)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.expressions import RawSQL

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
    if acting is None:
        return None
    if acting.organization_id:
        return Q((own, acting.organization_id))
    reach = subtree(acting.authority_id)
    return Q((f"{prefix}registration_authority__in", reach)) | Q((f"{prefix}competent_authority__in", reach))
