"""Who is told: the people of an organization, and whoever answers at a desk. One book for every notice of every room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db.models import QuerySet

from organizations.enums import ORGANIZATION_ROLES, AuthorityKind, Role
from organizations.models import AccessReset, Authority, Membership, Organization, Seat, User
from zhengzhou_ideology.together import read_together


def members_of(organization: Organization | int, *roles: Role, today: date) -> QuerySet[User]:
    """Accounts that act in one of `roles` for the organization on that day; without roles, whoever acts for it."""
    held = Membership.objects.current(today).of_role(*(roles or ORGANIZATION_ROLES)).filter(organization=organization)
    return User.objects.filter(pk__in=held.values("user"))


def members_of_all(organizations: QuerySet, *roles: Role, today: date) -> QuerySet[User]:
    """The same of every one of these organizations, as a part of one statement."""
    held = (
        Membership.objects.current(today).of_role(*(roles or ORGANIZATION_ROLES)).filter(organization__in=organizations)
    )
    return User.objects.filter(pk__in=held.values("user"))


def members_of_each(organizations: QuerySet | Iterable[int], today: date) -> dict[int, list[int]]:
    """Whoever acts for each of them, in one statement: the keys of accounts by the key of the organization."""
    held = Membership.objects.current(today).of_role(*ORGANIZATION_ROLES).filter(organization__in=organizations)
    found: dict[int, list[int]] = defaultdict(list)
    for organization, user in held.order_by("pk").values_list("organization", "user"):
        if user not in found[organization]:
            found[organization].append(user)
    return found


def desk_of(
    *authorities: Authority | int, roles: Collection[Role], today: date, without: Iterable[int | None] = ()
) -> QuerySet[User]:
    """Whoever answers on that day at the desks of these authorities; see `Desks.at`."""
    keys = [authority if isinstance(authority, int) else authority.pk for authority in authorities]
    desks = Desks.on(today, keys)
    return User.objects.filter(pk__in={user for key in keys for user in desks.at(key, *roles, without=without)})


def watchers(today: date) -> QuerySet[User]:
    """Whoever watches over the portal's safety: auditors and security administrators."""
    held = Membership.objects.current(today).of_role(Role.AUDITOR, Role.SECURITY_ADMINISTRATOR)
    return User.objects.filter(pk__in=held.values("user"))


def supervisors_over(authority: Authority, *, today: date) -> QuerySet[User]:
    """Its supervisors; where it has none, those above it, at last the city bureau's."""
    desks, city = _desks_and_city(today)
    return User.objects.filter(pk__in=_supervisors(desks, authority.pk, city))


def confirmers_of(seats: Iterable[Seat | AccessReset], today: date) -> dict[int, list[int]]:
    """Who may confirm each of these seats, or resets of officers, by its key: neither who proposed it nor whom it is for."""
    desks, city = _desks_and_city(today)
    return {
        seat.pk: _supervisors(desks, seat.authority_id, city, without=(seat.proposed_by_id, seat.account_id))
        for seat in seats
    }


def _desks_and_city(today: date) -> tuple[Desks, int | None]:
    city = Authority.objects.filter(kind=AuthorityKind.CITY_BUREAU).order_by("pk").values_list("pk", flat=True)[:1]
    return Desks.on(today, along=[city]), next(iter(city), None)


def _supervisors(desks: Desks, authority: int, city: int | None, *, without: Collection[int | None] = ()) -> list[int]:
    """Units that have no place in the tree are answered for by the city bureau."""
    found = desks.at(authority, Role.SUPERVISOR, without=without)
    return found or (desks.at(city, Role.SUPERVISOR, without=without) if city else [])


@dataclass(frozen=True)
class Desks:
    """Who sits where on a day: accounts by authority and role, and the authority above each."""

    seats: Mapping[tuple[int, str], list[int]]
    above: Mapping[int, int | None]

    @classmethod
    def on(
        cls, today: date, authorities: Iterable[int] | None = None, *, along: Sequence[QuerySet[Authority, Any]] = ()
    ) -> Self:
        """Of these authorities and all above them in two statements, or of every one in one; `along` is read with the first."""
        places = Authority.objects.order_by().values_list("pk", "parent")
        held = Membership.objects.current(today).filter(authority__isnull=False).order_by("pk")
        seated = held.values_list("authority", "role", "user")
        read_together([places, *along] if authorities is not None else [places, *along, seated])
        above = dict(places)
        if authorities is not None:
            seated = seated.filter(authority__in={step for key in authorities for step in _upwards(key, above)})
        seats: dict[tuple[int, str], list[int]] = defaultdict(list)
        for authority, role, user in seated:
            seats[authority, role].append(user)
        return cls(seats, above)

    def at(self, authority: int, *roles: Role, without: Iterable[int | None] = ()) -> list[int]:
        """The officers in these roles; a vacant desk is answered for by the authority's supervisors, then from above."""
        left_out = set(without)
        for step in _upwards(authority, self.above):
            for wanted in (roles, (Role.SUPERVISOR,)):
                found = [user for role in wanted for user in self.seats.get((step, role), ()) if user not in left_out]
                if found:
                    return list(dict.fromkeys(found))
        return []


def _upwards(authority: int, above: Mapping[int, int | None]) -> Iterable[int]:
    step: int | None = authority
    while step is not None:
        yield step
        step = above[step]
