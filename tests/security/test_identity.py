"""Signing in by the city's unified identity, against a provider that really signs."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from organizations.models import User
from tests.factories import PASSWORD
from tests.security.conftest import OWN, code_of, kinds, sign_in, with_factor
from tests.security.identity_provider import CLIENT, SECRET, identity_provider
from zhengzhou_ideology.environment import Env
from zhengzhou_ideology.sign_in import identity_providers

ASK = "/accounts/oidc/city/login/"
LINKED = "/accounts/3rdparty/"


@pytest.fixture(scope="module")
def server():
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def provider(server, settings, monkeypatch):
    server.claims, server.withhold_token, server.key = {"sub": "4101-0007"}, False, server.published
    told = {"OIDC_SERVER_URL": f"{server.url}/", "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    settings.OIDC_SERVER_URL = server.url
    settings.SOCIALACCOUNT_PROVIDERS = identity_providers(Env())
    return server


def link(account: User, uid: str = "4101-0007") -> None:
    SocialAccount.objects.create(user=account, provider="city", uid=uid)


def there_and_back(client: Client, provider, *, process: str = "login", state: str = ""):
    """To the provider, where somebody signs in, and back with a code."""
    sent = client.post(f"{ASK}?process={process}")
    asked = parse_qs(urlsplit(sent.url).query)
    assert sent.url.startswith(f"{provider.url}/authorize?")
    provider.challenge = asked["code_challenge"][0]
    return client.get(f"{ASK}callback/", {"code": "the-code", "state": state or asked["state"][0]})


def is_in(client: Client) -> bool:
    return client.get(OWN).status_code == 200


def test_linked_identity_opens_its_account(cast, provider):
    link(cast.secretary)
    client = Client()

    there_and_back(client, provider)

    assert client.get(OWN).context["user"] == cast.secretary
    assert "sign_in" in kinds(account=cast.secretary)


@pytest.mark.parametrize("claims", [{"sub": "4101-9999"}, {"sub": "x", "email_verified": True, "email": "same"}])
def test_identity_that_nobody_linked_opens_and_makes_nothing(claims, cast, provider):
    provider.claims = {**claims, "email": cast.secretary.email} if "email" in claims else claims
    client, before = Client(), User.objects.count()

    answer = there_and_back(client, provider)

    assert ("邀请" in answer.content.decode(), is_in(client), User.objects.count()) == (True, False, before)


def test_identity_is_linked_by_the_holder_who_has_proved_itself(cast, provider):
    client = sign_in(cast.secretary)
    unproved = there_and_back(client, provider, process="connect")
    before = SocialAccount.objects.count()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    there_and_back(client, provider, process="connect")

    assert (unproved.url.startswith("/accounts/reauthenticate/"), before) == (True, 0)
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.uid) == (cast.secretary, "4101-0007")
    assert "identity_linked" in kinds(account=cast.secretary)
    assert "4101-0007" in client.get(LINKED).content.decode()


def test_identity_is_unlinked_by_the_holder(cast, provider):
    link(cast.secretary)
    client = sign_in(cast.secretary)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    client.post(LINKED, {"account": SocialAccount.objects.get().pk})

    assert not SocialAccount.objects.exists()
    assert "identity_unlinked" in kinds(account=cast.secretary)


@pytest.mark.parametrize("fault", ["foreign key", "another client", "another issuer", "expired", "no token", "state"])
def test_identity_that_is_not_proved_opens_nothing(fault, cast, provider):
    link(cast.secretary)
    wrong = {"another client": {"aud": "x"}, "another issuer": {"iss": "https://x.example.org"}, "expired": {"exp": 1}}
    provider.claims |= wrong.get(fault, {})
    provider.withhold_token = fault == "no token"
    if fault == "foreign key":
        provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    client = Client()

    answer = there_and_back(client, provider, state="forged" if fault == "state" else "")

    assert (answer.status_code, "没有成功" in answer.content.decode(), is_in(client)) == (401, True, False)


def test_second_factor_is_asked_for_all_the_same(cast, provider):
    link(cast.secretary)
    secret, client = with_factor(cast.secretary), Client()

    step = there_and_back(client, provider)
    before = is_in(client)
    client.post(step.url, {"code": code_of(secret)})

    assert (before, is_in(client)) == (False, True)


def test_deactivated_account_stays_out(cast, provider):
    link(cast.secretary)
    User.objects.filter(pk=cast.secretary.pk).update(is_active=False)
    client = Client()

    there_and_back(client, provider)

    assert not is_in(client)


@pytest.mark.parametrize("is_there", [True, False])
def test_door_is_there_where_the_environment_names_a_provider(is_there, cast, provider, settings, monkeypatch):
    if not is_there:
        monkeypatch.delenv("OIDC_SERVER_URL")
        settings.OIDC_SERVER_URL, settings.SOCIALACCOUNT_PROVIDERS = "", identity_providers(Env())

    page = Client().get("/accounts/login/").content.decode()

    assert (ASK in page, Client().post(ASK).status_code) == ((True, 302) if is_there else (False, 404))
    assert ('href="/accounts/3rdparty/"' in cast.client("secretary").get(OWN).content.decode()) is is_there
