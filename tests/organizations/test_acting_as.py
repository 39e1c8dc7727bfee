"""As whom one acts: the switch, and who is turned away."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from organizations.enums import Role
from organizations.models import Membership
from tests.factories import PASSWORD, MembershipFactory, OrganizationFactory

ACCOUNT = "/account/"


@pytest.fixture
def second(cast) -> Membership:
    """The cast's secretary prepares papers for another organization as well."""
    return MembershipFactory(user=cast.secretary, role=Role.SECRETARY, organization=OrganizationFactory())


def acting_in(client: Client) -> Membership:
    return client.get(ACCOUNT).context["acting"]


def test_acting_as_begins_with_the_first_membership(cast, second):
    client = cast.client("secretary")

    assert acting_in(client).organization == cast.organization


def test_acting_as_switches_for_the_session_and_goes_home(cast, second):
    client = cast.client("secretary")

    response = client.post(reverse("acting_as"), {"membership": second.pk})

    assert (response.status_code, response.url) == (302, "/")
    assert acting_in(client) == second


@pytest.mark.parametrize(
    ("address", "goes_to"),
    [
        ("/account/?a=1", "/account/?a=1"),
        ("https://elsewhere.example.org/", "/"),
        ("//elsewhere.example.org/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_acting_as_goes_on_within_the_portal_only(cast, second, address, goes_to):
    response = cast.client("secretary").post(reverse("acting_as"), {"membership": second.pk, "next": address})

    assert response.url == goes_to


@pytest.mark.parametrize("picked", ["", "x", "0", "-1", "9" * 30])
def test_acting_as_what_is_no_membership_is_not_found(cast, picked):
    assert cast.client("secretary").post(reverse("acting_as"), {"membership": picked}).status_code == 404


def test_acting_as_somebody_else_is_not_found(cast):
    foreign = cast.leader.memberships.get()
    client = cast.client("secretary")

    response = client.post(reverse("acting_as"), {"membership": foreign.pk})

    assert response.status_code == 404
    assert acting_in(client).user == cast.secretary


def test_acting_as_a_former_membership_is_not_found(cast, second):
    Membership.objects.filter(pk=second.pk).update(ends_on=localdate() - timedelta(days=1))

    response = cast.client("secretary").post(reverse("acting_as"), {"membership": second.pk})

    assert response.status_code == 404


def test_acting_as_ends_with_the_membership(cast, second):
    client = cast.client("secretary")
    client.post(reverse("acting_as"), {"membership": second.pk})
    assert acting_in(client) == second

    Membership.objects.filter(pk=second.pk).update(ends_on=localdate() - timedelta(days=1))

    assert acting_in(client).organization == cast.organization


def test_acting_as_takes_a_post(cast, second):
    assert cast.client("secretary").get(reverse("acting_as"), {"membership": second.pk}).status_code == 405


def test_account_deactivated_in_mid_session_is_turned_to_login(cast):
    client = cast.client("secretary")
    assert client.get(ACCOUNT).status_code == 200

    cast.secretary.is_active = False
    cast.secretary.save()

    assert client.get(ACCOUNT).url == f"/accounts/login/?next={ACCOUNT}"
    assert Session.objects.exists()


@pytest.mark.parametrize("header", ["X-Autosave", "HX-Request"])
def test_script_without_session_is_told_where_to_log_in(client, db, header):
    response = client.post(ACCOUNT, headers={header: "true"})

    assert (response.status_code, response.json()) == (401, {"login": "/accounts/login/"})


def test_page_without_session_leads_over_login_back_to_itself(client, cast):
    turned = client.get(ACCOUNT)
    response = client.post(turned.url, {"login": cast.secretary.username, "password": PASSWORD})

    assert turned.url == f"/accounts/login/?next={ACCOUNT}"
    assert (response.status_code, response.url) == (302, ACCOUNT)


def test_admin_is_open_to_those_who_inspect_and_to_nobody_else(cast):
    answers = {name: cast.client(name).get("/admin/", follow=True).status_code for name in cast.users}

    assert {name for name, status in answers.items() if status == 200} == {"administrator", "auditor"}
    assert set(answers.values()) == {200, 403}


def test_admin_login_is_the_portals_own(client, db):
    response = client.post("/admin/login/?next=/admin/", {"username": "x", "password": "y"})

    assert response.url.startswith("/accounts/login/?next=")
