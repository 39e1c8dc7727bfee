"""What each role sees of the register: exactly its own, with something beside it that could leak."""

import pytest

from organizations.enums import Role
from organizations.models import Authority, Organization
from tests.conftest import Cast
from tests.factories import AuthorityFactory, OrganizationFactory, UserFactory, member


@pytest.fixture
def register(cast) -> dict[str, Organization]:
    """The organizations around the cast, by what sets them apart."""
    elsewhere = Organization.objects.exclude(pk=cast.organization.pk).get()
    return {
        "own": cast.organization,
        "elsewhere": elsewhere,
        "same_bureau": OrganizationFactory(competent_authority=elsewhere.competent_authority),
        "same_competent": OrganizationFactory(registration_authority=elsewhere.registration_authority),
        "city": OrganizationFactory(
            registration_authority=Authority.objects.get(code="410100-MZJ"), competent_authority=None
        ),
        "directly": OrganizationFactory(competent_authority=None),
    }


EVERYTHING = {"own", "elsewhere", "same_bureau", "same_competent", "city", "directly"}
DISTRICT = {"own", "same_bureau", "directly"}
OTHER_DISTRICT = {"elsewhere", "same_competent"}
SEEN = {
    "secretary": {"own"},
    "leader": {"own"},
    "registrar": DISTRICT,
    "supervisor": DISTRICT,
    "competent": {"own", "same_competent"},
    "city_registrar": EVERYTHING,
    "city_supervisor": EVERYTHING,
    "administrator": EVERYTHING,
    "security": set(),
    "auditor": EVERYTHING,
    "stranger": {"elsewhere"},
    "strange_leader": {"elsewhere"},
    "strange_registrar": OTHER_DISTRICT,
    "strange_competent": {"elsewhere", "same_bureau"},
}


def seen_by(user, register: dict[str, Organization]) -> set[str]:
    visible = set(Organization.objects.visible_to(user).values_list("pk", flat=True))
    return {name for name, organization in register.items() if organization.pk in visible}


def test_visible_to_is_known_for_the_whole_cast(cast):
    assert set(SEEN) == set(cast.users)


@pytest.mark.parametrize("name", SEEN)
def test_organizations_visible_to_a_role_are_exactly_these(cast, register, name):
    assert Organization.objects.count() == len(register) == 6

    assert seen_by(cast.user(name), register) == SEEN[name]
    assert Organization.objects.visible_to(cast.user(name)).count() == len(SEEN[name])


@pytest.mark.parametrize("name", SEEN)
def test_view_rule_agrees_with_visible_to(cast, register, name):
    user = cast.user(name)

    allowed = {key for key, one in register.items() if user.has_perm("organizations.view_organization", one)}

    assert allowed == seen_by(user, register)


def test_organizations_are_invisible_without_membership(cast, register):
    assert seen_by(UserFactory(), register) == set()


def test_organizations_of_an_ended_membership_are_invisible(cast, register):
    former = member(Role.REGISTRAR, cast.organization.registration_authority, ends_on="2026-01-01")

    assert seen_by(former, register) == set()


def test_competent_authority_does_not_see_its_neighbour(cast, register):
    neighbour = member(
        Role.COMPETENT_OFFICER, AuthorityFactory(code="410100-TYJ", name="郑州市体育局", kind="competent")
    )

    assert seen_by(neighbour, register) == set()


def test_party_superior_is_no_reader_of_the_register(cast: Cast, register):
    party = AuthorityFactory(code="410100-SHZZDW", name="中共郑州市社会组织委员会", kind="party")
    Organization.objects.filter(pk=cast.organization.pk).update(party_superior=party)

    assert seen_by(member(Role.AUDITOR, party), register) == set()
