"""Lists of a reach in an order that is the whole city's: found authority by authority, each of which has an index in that order.

In one condition two columns say whose an organization is, and no index serves both: a list by codes walks those of the city
until the district of its reader begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from organizations.models import Authority
from organizations.reach import reach_of
from zhengzhou_ideology.key_arrays import among_one, one_of
from zhengzhou_ideology.paging import Narrowed

if TYPE_CHECKING:
    from organizations.models import User

# More authorities than a district has: their organizations are met soon on the way through the city.
MANY = 100


def first_of_each_authority(user: User, *, prefix: str = "", own: str = "organization") -> Narrowed | None:
    """For `keyset_page`, of rows that are in the user's reach or were handed on; None for who reads them all or few of them.

    `prefix` and `own` as for `organizations.reach.in_reach`.
    """
    acting = user.acting
    if acting is None or acting.authority_id is None:
        return None
    reach = reach_of(acting.authority_id)
    if reach.everything or len(reach.keys) > MANY:
        return None

    def narrowed(rows: QuerySet, order: Sequence[str], most: int) -> QuerySet:
        direction = "-" if order[0].startswith("-") else ""
        firsts = [
            rows.filter(among_one(column, OuterRef("pk"))).order_by(f"{direction}{column}", *order).values("pk")[:most]
            for column in (f"{prefix}registration_authority_id", f"{prefix}competent_authority_id")
        ]
        of_each = Authority.objects.filter(pk__in=reach.keys).order_by().values_list(*map(ArraySubquery, firsts))
        keys = {*chain.from_iterable(chain.from_iterable(of_each))}
        if reach.handed_on:
            handed_on = rows.filter(one_of(own, reach.handed_on)).order_by(*order)
            keys.update(handed_on.values_list("pk", flat=True)[:most])
        return rows.filter(one_of("pk", keys))

    return narrowed
