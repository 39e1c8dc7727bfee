"""Who types codes at random is told to wait, on every page that verifies a paper; a right code opens all the same."""

from collections.abc import Callable

import pytest
from django.test import Client

from compliance import letter_workflow, letters
from compliance.cases.enums import CasePaperKind
from compliance.models import CommitmentLetter
from reports.issuing import issue_one
from tests.compliance.cases.conftest import bench, notified, opened, proposed  # noqa: F401 - fixtures
from tests.compliance.conftest import NOW
from tests.events.factories import approved
from tests.factories import duty_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.security.guesses import MISSES

pytestmark = pytest.mark.django_db


def statement(request) -> str:
    cast = request.getfixturevalue("cast")
    return issue_one(cast.organization, 2026, now=NOW).verification_code


def event_paper(request) -> str:
    return approved(request.getfixturevalue("cast")).issued_papers.get().code


def letter(request) -> str:
    cast = request.getfixturevalue("cast")
    duty = duty_of(cast.organization, "commitment")
    letter_workflow.sign(duty, by=cast.leader, now=NOW, seen=letters.hash_on(duty, day_of(NOW)))
    return CommitmentLetter.objects.get().code


def case_paper(request) -> str:
    return request.getfixturevalue("notified").latest_paper(CasePaperKind.NOTICE).code


PAGES: dict[str, Callable[..., str]] = {
    "/verify/{}/": statement,
    "/events/verify/{}/": event_paper,
    "/letters/verify/{}/": letter,
    "/cases/verify/{}/": case_paper,
}


@pytest.mark.parametrize(("page", "paper"), PAGES.items())
def test_twenty_first_wrong_code_is_answered_429_and_a_right_one_still_opens(page, paper, request, time_machine):
    time_machine.move_to(NOW, tick=False)
    right, client = page.format(paper(request)), Client()

    wrong = [client.get(page.format(f"WRONG{number}")).status_code for number in range(MISSES + 2)]

    assert wrong == [404] * MISSES + [429, 429]
    assert client.get(right).status_code == 200
    assert client.get(page.format("WRONG"), REMOTE_ADDR="192.0.2.7").status_code == 404


def test_pages_share_their_limit(time_machine, db):
    time_machine.move_to(NOW, tick=False)
    client, pages = Client(), [*PAGES]

    answers = [client.get(pages[number % 4].format("WRONG")).status_code for number in range(MISSES + 4)]

    assert answers == [404] * MISSES + [429] * 4
