"""Which organizations may lack somebody: whoever does stands there, whatever was written, and each night the others go."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from organizations import gaps
from organizations.enums import Gap, OrganizationStatus, Post, Role
from organizations.models import Membership, Organization, PossibleGap, ResponsiblePerson, User
from tests.factories import MembershipFactory, OrganizationFactory, ResponsiblePersonFactory, in_post

TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def frozen(time_machine):
    time_machine.move_to(f"{TODAY} 09:00+08:00", tick=False)


@pytest.fixture
def whole(cast) -> Organization:
    """With a secretary, and a leader whose account is its person's in office."""
    organization = OrganizationFactory(registration_authority=cast.registrar.authority)
    MembershipFactory(organization=organization, role=Role.SECRETARY)
    leader = MembershipFactory(organization=organization, role=Role.LEADER).user
    in_post(leader, organization, Post.LEADER)
    ResponsiblePersonFactory(organization=organization, post=Post.BRANCH_SECRETARY)
    return organization


def may_lack(organization: Organization) -> bool:
    return bool(gaps_of(organization))


def gaps_of(organization: Organization) -> set[Gap]:
    return {
        gap
        for gap in Gap
        if gap != Gap.ANY and Organization.objects.possibly_lacking(gap).filter(pk=organization.pk).exists()
    }


def test_what_lacks_nobody_goes_at_night_and_what_lacks_somebody_stays(whole):
    bare = OrganizationFactory()
    every = {*Gap} - {Gap.ANY}
    before = gaps_of(whole), gaps_of(bare)

    gaps.weed(TODAY)

    assert before == (every, every)
    assert (gaps_of(whole), gaps_of(bare)) == (set(), {Gap.ACCOUNT, Gap.SECRETARY, Gap.LEADER})


def test_what_is_written_often_stands_once_after_the_night(whole):
    secretary_leaves(whole)
    gaps.weed(TODAY)
    secretary_leaves(whole)
    often = PossibleGap.objects.filter(organization_id=whole.pk).count()

    gaps.weed(TODAY)

    assert (often, PossibleGap.objects.filter(organization_id=whole.pk).count()) == (2, 1)


def test_what_is_written_at_night_is_not_read_again_meanwhile(whole):
    """Of a million the INSERT looked through its own rows for each: its statistics were those of an empty table."""
    with CaptureQueriesContext(connection) as asked:
        gaps.weed(TODAY)

    written = [one["sql"] for one in asked if one["sql"].startswith("INSERT INTO")]
    assert len(written) == len(Gap) - 1
    assert {one.count(PossibleGap._meta.db_table) for one in written} == {1}


def secretary_leaves(organization):
    Membership.objects.filter(organization=organization, role=Role.SECRETARY).update(revoked_at=now())


def secretary_is_to_leave(organization):
    Membership.objects.filter(organization=organization, role=Role.SECRETARY).update(ends_on=TODAY + timedelta(days=9))


def account_is_closed(organization):
    held = Membership.objects.get(organization=organization, role=Role.SECRETARY)
    User.objects.filter(pk=held.user_id).update(is_active=False)


def term_ends(organization):
    ResponsiblePerson.objects.filter(organization=organization, post=Post.LEADER).update(term_until=TODAY)


def branch_secretary_leaves(organization):
    ResponsiblePerson.objects.filter(organization=organization, post=Post.BRANCH_SECRETARY).update(term_until=TODAY)


def another_leader_joins(organization):
    MembershipFactory(organization=organization, role=Role.LEADER, needs_check=True)


def resumes(organization):
    Organization.objects.filter(pk=organization.pk).update(status=OrganizationStatus.ACTIVE)


ACTS = (
    (secretary_leaves, {Gap.SECRETARY}),
    (secretary_is_to_leave, {Gap.SECRETARY}),
    (account_is_closed, {Gap.SECRETARY}),
    (term_ends, {Gap.LEADER, Gap.POST_OF_ACCOUNT}),
    (branch_secretary_leaves, {Gap.BRANCH_SECRETARY}),
    (another_leader_joins, {Gap.POST_OF_ACCOUNT}),
)


@pytest.mark.parametrize(("act", "lacking"), ACTS)
def test_whatever_makes_it_lack_somebody_is_looked_at_again(act, lacking, whole):
    """At once, by bare SQL too, and it stays at night."""
    gaps.weed(TODAY)
    assert not may_lack(whole)

    act(whole)

    assert lacking <= gaps_of(whole)
    gaps.weed(TODAY)
    assert gaps_of(whole) == lacking


def test_only_whose_it_is_looks_at_it_and_after_a_transfer_its_new_bureau(cast, whole):
    """Each district asked of what may be lacking in the whole city."""
    here, there = cast.registrar, cast.strange_registrar
    secretary_leaves(whole)

    def asked_of(user) -> bool:
        return PossibleGap.objects.keys_of(Gap.SECRETARY, within=user).filter(organization_id=whole.pk).exists()

    before = asked_of(here), asked_of(there), asked_of(cast.city_registrar)
    gaps.weed(TODAY)
    weeded = asked_of(here), asked_of(there), asked_of(cast.city_registrar)
    Organization.objects.filter(pk=whole.pk).update(registration_authority=there.authority, competent_authority=None)

    assert before == weeded == (True, False, True)
    assert asked_of(there)
    gaps.weed(TODAY)
    assert (asked_of(here), asked_of(there), asked_of(cast.city_registrar)) == (False, True, True)


def test_one_at_rest_is_not_looked_at_until_it_resumes(whole):
    secretary_leaves(whole)
    Organization.objects.filter(pk=whole.pk).update(status=OrganizationStatus.SUSPENDED)
    gaps.weed(TODAY)
    assert not may_lack(whole)

    resumes(whole)

    assert may_lack(whole)


def test_what_changes_nothing_of_it_is_not_looked_at(whole):
    gaps.weed(TODAY)

    Organization.objects.filter(pk=whole.pk).update(phone="0371-60000000")
    User.objects.filter(memberships__organization=whole).update(phone="0371-60000000")

    assert not may_lack(whole)


def test_nothing_is_missed_where_weeding_falls_out_for_weeks(whole):
    """What ends within the days ahead stayed from the beginning."""
    Membership.objects.filter(organization=whole, role=Role.SECRETARY).update(ends_on=TODAY + gaps.AHEAD)

    gaps.weed(TODAY)

    assert may_lack(whole)
