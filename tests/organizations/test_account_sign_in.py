"""Signing in and out, forgotten passwords, sessions and the second factor, as far as the portal relies on them."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.utils.timezone import now

from organizations.models import User
from tests.factories import PASSWORD
from zhengzhou_ideology import sign_in as portal_sign_in
from zhengzhou_ideology.security import mail

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
SESSIONS = "/accounts/sessions/"
OWN = "/account/"
NEW = "Brand-New-Word-31"


def sign_in(name: str, password: str = PASSWORD, **more: str) -> Client:
    client = Client()
    client.post(LOGIN, {"login": name, "password": password, **more})
    return client


def is_in(client: Client) -> bool:
    return client.get(OWN).status_code == 200


def totp_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("wording", ["{0.username}", "{0.email}", "{1}"])
def test_login_takes_user_name_or_address(cast, wording):
    name = wording.format(cast.secretary, cast.secretary.email.upper())

    assert is_in(sign_in(name))


@pytest.mark.parametrize(("name", "password"), [("{0}", "wrong"), ("nobody", PASSWORD), ("{0}", "")])
def test_login_with_anything_wrong_stays_out_and_says_the_same(cast, name, password):
    client = Client()

    response = client.post(LOGIN, {"login": name.format(cast.secretary.username), "password": password})

    assert response.status_code == 200
    assert not is_in(client)
    if password:
        assert response.context["form"].non_field_errors() == ["您提供的用户名或密码不正确。"]


def test_login_returns_to_where_one_wanted_to_go_within_the_portal(cast):
    own, foreign = (
        Client().post(LOGIN, {"login": cast.secretary.username, "password": PASSWORD, "next": address})
        for address in (SESSIONS, "https://elsewhere.example.org/")
    )

    assert own.url == SESSIONS
    assert foreign.url == "/"


def test_login_of_a_deactivated_account_is_turned_away(cast):
    User.objects.filter(pk=cast.secretary.pk).update(is_active=False)

    assert not is_in(sign_in(cast.secretary.username))


def test_logout_takes_a_post(cast):
    client = sign_in(cast.secretary.username)
    client.get("/accounts/logout/")
    assert is_in(client)

    client.post("/accounts/logout/")

    assert not is_in(client)


def test_signup_is_closed(client, db):
    fields = {"username": "intruder", "password1": NEW, "password2": NEW, "email": "i@example.org"}

    response = client.post("/accounts/signup/", fields)

    assert "邀请" in response.content.decode()
    assert not User.objects.exists()


def test_forgotten_password_is_reset_by_mail(cast, mailoutbox):
    client = Client()
    client.post(RESET, {"email": cast.secretary.email})
    mail.deliver(now())
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mailoutbox[0].body)[1]

    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    assert is_in(sign_in(cast.secretary.username, NEW))
    assert not is_in(sign_in(cast.secretary.username))
    assert client.get(link, follow=True).context["token_fail"]


def test_reset_ends_the_sessions_of_the_old_password(cast, mailoutbox):
    earlier = sign_in(cast.secretary.username)
    Client().post(RESET, {"email": cast.secretary.email})
    mail.deliver(now())
    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mailoutbox[0].body)[1]
    client = Client()

    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    assert not is_in(earlier)


def test_links_to_reset_a_password_are_limited_for_each_address_and_keep_no_neighbour_out(cast, settings):
    settings.ACCOUNT_RATE_LIMITS = portal_sign_in.ACCOUNT_RATE_LIMITS

    answers = [Client().post(RESET, {"email": cast.secretary.email.upper()}).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]
    assert Client().post(RESET, {"email": cast.leader.email}).status_code == 302


def test_reset_says_nothing_of_who_has_an_account(cast, mailoutbox):
    known = Client().post(RESET, {"email": cast.secretary.email})
    unknown = Client().post(RESET, {"email": "nobody@example.org"})
    mail.deliver(now())

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert not any("/password/reset/key/" in one.body for one in mailoutbox if one.to == ["nobody@example.org"])


def test_reset_is_not_sent_to_a_deactivated_account(cast, mailoutbox):
    User.objects.filter(pk=cast.secretary.pk).update(is_active=False)

    Client().post(RESET, {"email": cast.secretary.email})
    mail.deliver(now())

    assert not any("/password/reset/key/" in one.body for one in mailoutbox)


def test_password_changed_by_oneself_keeps_this_session_only(cast):
    here, there = sign_in(cast.secretary.username), sign_in(cast.secretary.username)

    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert is_in(here)
    assert not is_in(there)


def test_sessions_are_listed_and_the_others_signed_out(cast):
    here, there, elsewhere = (sign_in(cast.secretary.username) for _ in range(3))
    stranger = sign_in(cast.leader.username)
    for client in (there, elsewhere, stranger):
        assert is_in(client)
    assert here.get(SESSIONS).context["session_count"] == 3

    here.post(SESSIONS)

    assert [is_in(client) for client in (here, there, elsewhere, stranger)] == [True, False, False, True]


def test_second_factor_is_asked_for_and_accepted(cast):
    secret = generate_totp_secret()
    TOTP.activate(cast.secretary, secret)
    client = Client()

    response = client.post(f"{LOGIN}?next={SESSIONS}", {"login": cast.secretary.username, "password": PASSWORD})
    assert "/2fa/authenticate/" in response.url
    assert not is_in(client)
    response = client.post(response.url, {"code": totp_code(secret)})

    assert response.url == SESSIONS
    assert is_in(client)


def test_second_factor_that_is_wrong_stays_out(cast):
    TOTP.activate(cast.secretary, generate_totp_secret())
    client = Client()
    address = client.post(LOGIN, {"login": cast.secretary.username, "password": PASSWORD}).url

    response = client.post(address, {"code": "000000"})

    assert response.context["form"].errors["code"] == ["验证码不正确或者已过期。"]
    assert not is_in(client)


def test_second_factor_is_set_up_by_oneself(cast):
    client = sign_in(cast.secretary.username)
    turned = client.get("/accounts/2fa/totp/activate/")
    page = client.post(turned.url, {"password": PASSWORD}, follow=True)

    client.post("/accounts/2fa/totp/activate/", {"code": totp_code(page.context["form"].secret)})

    assert client.get(OWN).context["two_step"] is True
    assert not is_in(sign_in(cast.secretary.username))


def test_second_factor_from_set_up_to_the_last_resort(cast):
    owner = sign_in(cast.secretary.username)
    turned = owner.get("/accounts/2fa/totp/activate/")
    page = owner.post(turned.url, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    owner.post("/accounts/2fa/totp/activate/", {"code": totp_code(secret)})
    recovery = owner.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    owner.post("/accounts/logout/")
    assert not is_in(owner)

    def second_step(code: str) -> bool:
        client = Client()
        address = client.post(LOGIN, {"login": cast.secretary.username, "password": PASSWORD}).url
        client.post(address, {"code": code})
        return is_in(client)

    wrong = f"{(int(totp_code(secret)) + 1) % 1_000_000:06}"
    assert len(recovery) == 10
    assert [second_step(code) for code in (wrong, totp_code(secret), "no-such-code")] == [False, True, False]
    assert [second_step(code) for code in (recovery[0], recovery[0], recovery[1])] == [True, False, True]


def test_own_address_has_one_door(cast):
    assert cast.client("secretary").get("/accounts/email/").url == OWN
