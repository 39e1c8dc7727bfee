"""Who is told: members of an organization, and whoever answers at a desk (docs/deadlines.md)."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from organizations.enums import Role
from organizations.models import Membership
from organizations.people import Desks, desk_of, members_of, members_of_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return localdate()


def leave(today, *users):
    Membership.objects.filter(user__in=users).update(ends_on=today - timedelta(days=1))


def test_members_of_an_organization_are_told_by_role(cast, today):
    assert set(members_of(cast.organization, today=today)) == {cast.secretary, cast.leader}
    assert set(members_of(cast.organization, Role.LEADER, today=today)) == {cast.leader}


def test_who_has_left_is_not_told_from_the_day_after(cast, today):
    Membership.objects.filter(user=cast.leader).update(ends_on=today)

    assert cast.leader in members_of(cast.organization, today=today)
    assert cast.leader not in members_of(cast.organization, today=today + timedelta(days=1))


def test_members_of_many_are_read_at_once(cast, today, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = members_of_each([cast.organization.pk], today)

    assert {pk: set(users) for pk, users in found.items()} == {
        cast.organization.pk: {cast.secretary.pk, cast.leader.pk}
    }


# Who has left: who answers for the registrar of the district.
DESKS = [
    ((), {"registrar"}),
    (("registrar",), {"supervisor"}),
    (("registrar", "supervisor"), {"city_registrar"}),
    (("registrar", "supervisor", "city_registrar"), {"city_supervisor"}),
    (("registrar", "supervisor", "city_registrar", "city_supervisor"), set()),
]


@pytest.mark.parametrize(("gone", "answering"), DESKS)
def test_a_vacant_desk_is_answered_for_by_its_supervisors_then_from_above(cast, today, gone, answering):
    leave(today, *(cast.user(name) for name in gone))
    authority = cast.organization.registration_authority

    found = desk_of(authority, roles=[Role.REGISTRAR], today=today)

    assert set(found) == {cast.user(name) for name in answering}


def test_whoever_may_not_act_counts_as_absent(cast, today):
    authority = cast.organization.registration_authority_id

    assert Desks.on(today).at(authority, Role.SUPERVISOR, without=[cast.supervisor.pk]) == [cast.city_supervisor.pk]


def test_desks_are_read_in_two_statements(cast, today, django_assert_num_queries):
    with django_assert_num_queries(2):
        Desks.on(today, [cast.organization.registration_authority_id])
