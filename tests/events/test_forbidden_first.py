"""Who may is asked before what was typed: a page or a move of somebody else is 403, be the form empty or full."""

import pytest
import time_machine
from django.urls import reverse

from events.views.doors import FILING
from tests.events.factories import approved

pytestmark = pytest.mark.django_db

PAGES = ["change_large", "change_small", "summary"]
OFFICERS = ["competent", "registrar", "supervisor", "auditor", "administrator"]


@pytest.fixture
def filing(cast):
    with time_machine.travel("2026-10-09 10:00+08:00"):
        yield approved(cast)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_officers_do_not_open_the_forms_of_the_organization(cast, filing, page, method):
    address = reverse(f"events:{page}", args=[filing.pk])

    assert {role: getattr(cast.client(role), method)(address).status_code for role in OFFICERS} == dict.fromkeys(
        OFFICERS, 403
    )
    assert cast.client("secretary").get(address).status_code == 200


@pytest.mark.parametrize("move", sorted(FILING))
def test_a_move_asks_who_before_what(cast, filing, move):
    """An empty form is 422 only to whoever may; 409 where a rule forbids it now."""
    door = FILING[move]
    found = {}
    for role in [*OFFICERS, "secretary", "leader"]:
        may = door.may(cast.user(role), filing)
        status = cast.client(role).post(reverse(f"events:{move}", args=[filing.pk])).status_code
        found[role] = status == 403 if not may else status in {302, 409, 422}

    assert found == dict.fromkeys(found, True)
