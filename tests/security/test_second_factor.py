"""Seats in authorities, and leaders, have a second factor (H5); its secret is not to be read in the database."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import call_command
from django.test import Client

from organizations.enums import Role
from tests.factories import PASSWORD, MembershipFactory
from tests.security.conftest import LOGIN, code_of, sign_in, with_factor
from zhengzhou_ideology.security import keys

INDEX = "/accounts/2fa/"


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("secretary", False),
        ("leader", True),
        ("competent", True),
        ("registrar", True),
        ("supervisor", True),
        ("administrator", True),
        ("security", True),
        ("auditor", True),
    ],
)
def test_who_is_held_at_the_page_of_the_second_factor(name, held, cast, factor_asked):
    answer = cast.client(name).get("/")

    assert (answer.status_code, getattr(answer, "url", "")) == ((302, INDEX) if held else (200, ""))


def test_who_may_act_in_an_authority_is_held_whatever_the_account_acts_as_now(cast, factor_asked, city):
    MembershipFactory(user=cast.secretary, role=Role.REGISTRAR, authority=city)

    assert cast.client("secretary").get("/").url == INDEX


def test_held_account_does_nothing_but_set_up_a_factor_and_then_goes_on(cast, factor_asked):
    client = sign_in(cast.registrar)
    refused = [client.post("/acting-as/", {"membership": 1}).url, client.get("/reports/").url]
    by_script = client.get("/notices/unread/", headers={"HX-Request": "true"})
    page = client.get("/accounts/2fa/totp/activate/")
    if page.status_code == 302:
        page = client.post(page.url, {"password": PASSWORD}, follow=True)

    client.post("/accounts/2fa/totp/activate/", {"code": code_of(page.context["form"].secret)})

    assert refused == [INDEX, INDEX]
    assert (by_script.status_code, by_script["HX-Redirect"]) == (204, INDEX)
    assert client.get("/reports/").status_code == 200


def test_what_the_page_of_factors_asks_by_itself_does_not_load_it_again(cast, factor_asked):
    """The bell was sent to the page that it stood on, which loaded again and again: nobody could set a factor up."""
    client = cast.client("registrar")
    page = client.get(INDEX)

    asked = client.get("/notices/unread/", headers={"HX-Request": "true", "X-Poll": "1"})

    assert b"/notices/unread/" in page.content
    assert (asked.status_code, "HX-Redirect" in asked) == (204, False)


def test_page_says_why_one_is_held(cast, factor_asked):
    assert "启用两步验证后方可办理" in cast.client("registrar").get("/", follow=True).content.decode()
    assert "启用两步验证后方可办理" not in cast.client("secretary").get(INDEX).content.decode()


def test_recovery_codes_alone_are_no_factor(cast, factor_asked):
    RecoveryCodes.activate(cast.registrar)

    assert cast.client("registrar").get("/").url == INDEX


def test_last_factor_stays_with_whoever_must_have_one(cast, factor_asked):
    for account in (cast.registrar, cast.secretary):
        with_factor(account)
        client = cast.client("registrar" if account == cast.registrar else "secretary")
        secret = account.authenticator_set.get().wrap().instance.data["secret"]
        turned = client.get("/accounts/2fa/totp/deactivate/")
        client.post(turned.url, {"code": code_of(keys.open_text(secret))})
        client.post("/accounts/2fa/totp/deactivate/")

    kept = Authenticator.objects.filter(user__in=(cast.registrar, cast.secretary)).values_list("user", flat=True)
    assert [*kept] == [cast.registrar.pk]


def test_demonstration_holds_nobody_and_says_so(cast, settings):
    settings.DEMO, settings.RELAXED = True, True

    assert "两步验证" in cast.client("registrar").get("/").content.decode().split("</p>")[0]


# Secrets at rest


def test_secrets_of_factors_are_not_in_the_database(cast):
    secret = with_factor(cast.leader)
    RecoveryCodes.activate(cast.leader)

    stored = str([*Authenticator.objects.values_list("data", flat=True)])

    assert (secret in stored, stored.count("fernet:")) == (False, 2)


def test_code_opens_with_the_encrypted_secret(cast):
    secret = with_factor(cast.leader)
    client = Client()
    step = client.post(LOGIN, {"login": cast.leader.username, "password": PASSWORD}).url

    client.post(step, {"code": code_of(secret)})

    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(("steps_ago", "opens"), [(1, True), (2, False)])
def test_code_that_ran_out_on_its_way_is_good_for_one_step(steps_ago, opens, cast, time_machine):
    """A portal that is busy on the last day of a quarter turned leaders away."""
    time_machine.move_to("2026-10-09T10:00:05+08:00", tick=False)
    secret = with_factor(cast.leader)
    client = Client()
    step = client.post(LOGIN, {"login": cast.leader.username, "password": PASSWORD}).url

    client.post(step, {"code": code_of(secret, steps_ago=steps_ago)})

    assert (client.get("/account/").status_code == 200) is opens


def test_keys_rotate(settings, cast, capsys):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FACTOR_KEYS = [old]
    secret = with_factor(cast.leader)
    settings.FACTOR_KEYS = [new, old]
    call_command("encrypt_factors")
    call_command("encrypt_factors")
    settings.FACTOR_KEYS = [new]

    assert keys.open_text(Authenticator.objects.get().data["secret"]) == secret
    assert capsys.readouterr().out.splitlines() == [
        "已加密 1 个验证密钥，0 封待发邮件。",
        "已加密 0 个验证密钥，0 封待发邮件。",
    ]
    settings.FACTOR_KEYS, settings.SECRET_KEY = [], "another"
    with pytest.raises(InvalidToken):
        keys.open_text(Authenticator.objects.get().data["secret"])


def test_secret_key_rotates_where_no_other_keys_are_given(settings):
    sealed = keys.seal_text("geheim")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]

    assert keys.open_text(sealed) == "geheim"


def test_secret_stored_before_there_were_keys_still_opens_and_is_encrypted_by_command(cast):
    secret = with_factor(cast.leader)
    Authenticator.objects.update(data={"secret": secret})
    before = keys.open_text(Authenticator.objects.get().data["secret"])

    call_command("encrypt_factors", verbosity=0)

    stored = Authenticator.objects.get().data["secret"]
    assert (before, stored == secret, keys.open_text(stored)) == (secret, False, secret)
