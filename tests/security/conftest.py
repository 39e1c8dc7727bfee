"""The door as it is in production, where other tests have it open."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from organizations.models import Membership, User
from tests.factories import PASSWORD
from zhengzhou_ideology.security.models import SecurityEvent

LOGIN = "/accounts/login/"
OWN = "/account/"


@pytest.fixture
def slowed(settings):
    settings.SIGN_IN_SLOWED = True


@pytest.fixture
def proof_asked(settings):
    settings.PROOF_MINUTES = 5


@pytest.fixture
def factor_asked(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def ends_idle(settings):
    settings.SESSION_IDLE_MINUTES = 30


def attempt(name: str, password: str = PASSWORD, *, address: str = "192.0.2.1", client: Client | None = None):
    """The answer to somebody who tries to sign in."""
    return (client or Client()).post(LOGIN, {"login": name, "password": password}, REMOTE_ADDR=address)


def comes_in(name: str, password: str = PASSWORD, *, address: str = "192.0.2.1", client: Client | None = None) -> bool:
    return attempt(name, password, address=address, client=client).status_code == 302


def sign_in(user: User, **headers: str) -> Client:
    client = Client(headers=headers)
    client.post(LOGIN, {"login": user.username, "password": PASSWORD})
    return client


def with_factor(user: User) -> str:
    """The secret of the factor that the account has from now on."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str, *, steps_ago: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 - steps_ago))


def granted(membership: Membership) -> tuple[int | None, str]:
    """By whom, as whoever was signed in, and the words of the one event that put it on record."""
    event = SecurityEvent.objects.get(kind="seat_granted", about=f"membership:{membership.pk}")
    return event.account_id, event.detail


def kinds(**facts: object) -> list[str]:
    return [*SecurityEvent.objects.filter(**facts).order_by("pk").values_list("kind", flat=True)]
