"""An account of the city, and its browser."""

from django.test import Client

from organizations.enums import Role
from organizations.models import Authority, User
from tests.bench.floor import FLOOR
from tests.factories import member

__all__ = ["FLOOR", "may_open", "opened", "seated", "signed_in"]


def signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def opened(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{response.status_code} {address}"
    return response.content.decode()


def seated(role: Role, authority: Authority) -> User:
    """The account of the benchmark in this seat; the database outlives a run, and so does the account."""
    name = f"bench-{role.value}-{authority.code}"
    return User.objects.filter(username=name).first() or member(role, authority, user__username=name)


def may_open(client: Client, address: str) -> bool:
    return client.get(address).status_code == 200
