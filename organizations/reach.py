"""What an account reaches: its own organization, or all that its authority and those below it answer for (属地管理、分级负责).

The few keys are read first and once for a page: with them as a plain list PostgreSQL knows what it will find and takes an
index, with a subquery it reads every row. Who answers for every bureau reads without any condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from organizations.enums import AuthorityKind, Role

if TYPE_CHECKING:
    from organizations.models import User

BUREAUS = (AuthorityKind.CITY_BUREAU, AuthorityKind.DISTRICT_BUREAU)
# By position, not by name: `pgtrigger.ignore` puts a value of its own in front.
SUBTREE = """
WITH RECURSIVE tree(id) AS (
  SELECT %s::bigint
  UNION
  SELECT child.id FROM organizations_authority child JOIN tree ON child.parent_id = tree.id
)
SELECT array(SELECT id FROM tree ORDER BY id), bool_and(bureau.id IN (SELECT id FROM tree))
FROM organizations_authority bureau WHERE bureau.kind = ANY(%s)
"""
# Transfers that took effect, by which an organization left a reach or came into it.
HANDED_ON = """
SELECT DISTINCT organization_id FROM organizations_organizationchange WHERE applied_at IS NOT NULL
AND (old_registration_authority_id = ANY(%s) OR old_competent_authority_id = ANY(%s))
"""
TAKEN_OVER = """
SELECT DISTINCT change.organization_id FROM organizations_organizationchange change
JOIN organizations_organization taken ON taken.id = change.organization_id
WHERE change.applied_at IS NOT NULL AND change.kind = 'transfer'
AND (taken.registration_authority_id = ANY(%s) OR taken.competent_authority_id = ANY(%s))
"""


@dataclass
class Reach:
    """The authority with all below it; `everything`: no bureau is outside, so that every organization is inside."""

    keys: list[int]
    everything: bool = False
    _further: dict[str, list[int]] = field(default_factory=dict)

    def remembered(self, what: str, read: Callable[[], list[int]]) -> list[int]:
        """Further keys that a room knows to be in it."""
        if what not in self._further:
            self._further[what] = read()
        return self._further[what]

    @cached_property
    def handed_on(self) -> list[int]:
        return self._organizations(HANDED_ON)

    @cached_property
    def taken_over(self) -> list[int]:
        return self._organizations(TAKEN_OVER)

    def _organizations(self, statement: str) -> list[int]:
        if self.everything:  # what left a part of it went to another
            return []
        with connection.cursor() as cursor:
            cursor.execute(statement, [self.keys, self.keys])
            return [row[0] for row in cursor.fetchall()]


_read: ContextVar[dict[int, Reach] | None] = ContextVar("reach", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """For as long as a page is read, an authority's reach is asked for once."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def reach_of(authority: int | None) -> Reach:
    """For None there is nothing in it."""
    if authority is None:
        return Reach([])
    known = _read.get()
    if known is None:
        return _reach(authority)
    if authority not in known:
        known[authority] = _reach(authority)
    return known[authority]


def _reach(authority: int) -> Reach:
    with connection.cursor() as cursor:
        cursor.execute(SUBTREE, [authority, [kind.value for kind in BUREAUS]])
        keys, everything = cursor.fetchone()
        return Reach(keys, everything=bool(everything))


def subtree(authority: int | None) -> list[int]:
    """The keys of the authority and of all below it; for None there are none."""
    return reach_of(authority).keys


EVERYTHING = ~Q(pk__in=[])
NOTHING = Q(pk__in=[])


def in_reach(user: User, *, prefix: str = "", own: str = "organization") -> Q | None:
    """Rows that concern an organization, as the user's acting role may see them; None if it sees none.

    `prefix` leads to the columns `registration_authority` and `competent_authority`, `own` to the organization's key.
    """
    acting = user.acting
    if acting is None or acting.role == Role.SECURITY_ADMINISTRATOR:
        return None
    if acting.organization_id:
        return Q((own, acting.organization_id))
    reach = reach_of(acting.authority_id)
    if reach.everything:
        return Q((f"{prefix.removesuffix('__')}__isnull", False)) if prefix else EVERYTHING
    of_bureau = Q((f"{prefix}registration_authority__in", reach.keys))
    return of_bureau | Q((f"{prefix}competent_authority__in", reach.keys))


def handled_before(user: User, *, own: str = "organization") -> Q:
    """Rows of organizations that were transferred out of the user's reach, so that it still reads of them."""
    acting = user.acting
    if acting is None or acting.authority_id is None:
        return NOTHING
    return Q((f"{own}__in", reach_of(acting.authority_id).handed_on))


def received_before(user: User, *, received: str, own: str = "organization") -> Q:
    """Of those only the rows that had come in, by the moment in the field `received`, when the transfer took effect."""
    acting = user.acting
    if acting is None or acting.authority_id is None or not (handed := reach_of(acting.authority_id).handed_on):
        return NOTHING
    changes = apps.get_model("organizations", "OrganizationChange").objects.handed_on_from(acting.authority_id)
    later = changes.filter(organization=OuterRef(own), applied_at__gt=OuterRef(received))
    return Q((f"{own}__in", handed)) & Q(Exists(later))


def taken_over(user: User, *, own: str = "organization") -> Q:
    """Rows of organizations that came into the user's reach by a transfer: their whole history goes with them."""
    acting = user.acting
    if acting is None or acting.authority_id is None:
        return NOTHING
    return Q((f"{own}__in", reach_of(acting.authority_id).taken_over))
