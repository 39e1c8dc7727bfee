"""Who guesses is slowed; nobody is locked out by it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import now

from organizations.models import User
from tests.security.conftest import attempt, comes_in, kinds
from zhengzhou_ideology.security.models import SecurityEvent

pytestmark = pytest.mark.usefixtures("slowed")
ATTACKER, HOME = "198.51.100.7", "192.0.2.1"


def guess(name: str, times: int, *, address: str = ATTACKER) -> list[str]:
    """What the page says after each wrong password."""
    return [
        attempt(name, f"wrong-{number}", address=address).context["form"].non_field_errors()[0]
        for number in range(times)
    ]


def test_right_password_from_another_address_comes_in_while_somebody_guesses(cast):
    guess(cast.leader.username, 8)

    assert comes_in(cast.leader.username, address=HOME)


def test_guesser_waits_longer_after_each_further_failure(cast):
    with time_machine.travel(now(), tick=False) as clock:
        said = guess(cast.leader.username, 6)
        clock.shift(timedelta(seconds=2))
        said += guess(cast.leader.username, 2)

    assert ["请在" in sentence for sentence in said] == [False] * 5 + [True, False, True]
    assert ("2 秒" in said[5], "4 秒" in said[7]) == (True, True)


def test_wait_has_an_end_and_the_right_password_then_comes_in_from_there_too(cast):
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(15):
            guess(cast.leader.username, 1)
            clock.shift(timedelta(minutes=5))

        assert comes_in(cast.leader.username, address=ATTACKER)


def test_right_password_within_the_wait_does_not_come_in(cast):
    guess(cast.leader.username, 5)

    assert not comes_in(cast.leader.username, address=ATTACKER)


@pytest.mark.parametrize("spell", [str.upper, lambda name: f" {name} ", lambda name: name])
def test_spelling_does_not_matter(cast, spell):
    leader = User.objects.get(pk=cast.leader.pk)
    names = [leader.username, leader.username.upper(), leader.email, leader.email.upper(), leader.username]
    for name in names:
        guess(name, 1)

    assert not comes_in(spell(leader.email), address=ATTACKER)


def test_neighbours_behind_one_address_do_not_lock_each_other_out(cast):
    """A13: twelve wrong passwords for unknown names, and another's right one was refused."""
    for number in range(12):
        guess(f"nobody{number}", 1, address=HOME)
    guess(cast.leader.username, 7, address=HOME)

    assert comes_in(cast.secretary.username, address=HOME)


def test_known_device_comes_in_while_its_account_is_guessed_at_behind_the_same_address(cast):
    browser = Client()
    attempt(cast.leader.username, address=HOME, client=browser)
    browser.post("/accounts/logout/")
    guess(cast.leader.username, 9, address=HOME)

    assert comes_in(cast.leader.username, address=HOME, client=browser)


def test_known_device_of_one_account_is_none_of_another(cast):
    browser = Client()
    attempt(cast.secretary.username, address=HOME, client=browser)
    browser.post("/accounts/logout/")
    guess(cast.leader.username, 5, address=HOME)

    assert not comes_in(cast.leader.username, address=HOME, client=browser)


def test_forged_device_is_unknown(cast):
    browser = Client()
    attempt(cast.leader.username, address=HOME, client=browser)
    browser.post("/accounts/logout/")
    browser.cookies["known-device"] = browser.cookies["known-device"].value[:-2] + "xx"
    guess(cast.leader.username, 5, address=HOME)

    assert not comes_in(cast.leader.username, address=HOME, client=browser)


def test_who_guesses_from_many_addresses_has_one_try_at_each(cast):
    for number in range(4):
        guess(cast.leader.username, 5, address=f"203.0.113.{number}")

    said = guess(cast.leader.username, 2, address="203.0.113.99")

    assert ["请在" in sentence for sentence in said] == [False, True]
    assert comes_in(cast.leader.username, address=HOME)


def test_newcomers_wait_a_little_where_very_many_fail_and_who_came_from_there_before_does_not(cast, monkeypatch):
    monkeypatch.setattr("zhengzhou_ideology.security.throttle.CROWD", 6)
    attempt(cast.secretary.username, address=HOME)
    for number in range(6):
        guess(f"nobody{number}", 1, address=HOME)

    assert [comes_in(name.username, address=HOME) for name in (cast.secretary, cast.leader)] == [True, False]
    with time_machine.travel(now() + timedelta(seconds=6)):
        assert comes_in(cast.leader.username, address=HOME)


def test_names_that_nobody_has_are_slowed_alike(cast):
    assert ["请在" in sentence for sentence in guess("nobody", 6)] == [False] * 5 + [True]


def test_a_thousand_tries_fill_no_table(cast):
    with time_machine.travel(now(), tick=False):
        guess(cast.leader.username, 12)

    assert kinds(account=cast.leader) == ["sign_in_failed"] * 5 + ["sign_in_slowed"]


def test_failures_say_who_and_from_where_and_never_the_password(cast):
    guess(cast.leader.username, 1)
    guess("ＮＯＢＯＤＹ", 1)

    known, unknown = SecurityEvent.objects.order_by("pk")
    assert (known.account, known.name, known.address) == (cast.leader, "", ATTACKER)
    assert (unknown.account, unknown.name) == (None, "nobody")
    assert not any("wrong-0" in str(vars(event)) for event in (known, unknown))
