"""What a browser, a script or a neighbour on the network sends that the portal has not asked for."""

import re

import pytest
from django.test import Client
from django.utils.timezone import now

from organizations.models import Organization
from zhengzhou_ideology.security import mail

pytestmark = pytest.mark.django_db
MARKUP = "<img src=x onerror=alert(1)>"


def test_page_says_its_character_set_and_lets_nothing_in_from_elsewhere(cast):
    answer = cast.client("secretary").get("/")

    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert (policy["default-src"], policy["object-src"], policy["frame-ancestors"]) == ("'self'", "'none'", "'none'")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
    assert answer["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer


def test_markup_in_a_name_stays_text(cast):
    Organization.objects.filter(pk=cast.organization.pk).update(name=MARKUP)
    client = cast.client("registrar")

    pages = [client.get(place).content.decode() for place in ("/organizations/", cast.organization.get_absolute_url())]

    assert [(MARKUP in page, "&lt;img src=x" in page) for page in pages] == [(False, True)] * 2


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
@pytest.mark.parametrize("place", ["/reports/", "/account/", "/acting-as/"])
def test_other_methods_are_not_allowed(method, place, cast):
    assert getattr(cast.client("secretary"), method)(place).status_code == 405


def test_form_without_its_token_or_from_another_site_is_turned_away(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.secretary, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/account/")
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    elsewhere = {"origin": "https://evil.example.org"}

    answers = [
        client.post("/account/", {"name": "周某某"}),
        client.post("/account/", {"name": "周某某", **token}, headers=elsewhere),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_host_is_one_of_ours_and_what_a_proxy_says_of_it_leads_no_link_astray(cast, mailoutbox):
    typed, forwarded = {"email": cast.secretary.email}, {"x-forwarded-host": "evil.example.org"}

    refused = Client().post("/accounts/password/reset/", typed, headers={"host": "evil.example.org"})
    Client().post("/accounts/password/reset/", typed, headers=forwarded)
    mail.deliver(now())

    (sent,) = mailoutbox
    assert refused.status_code == 400
    assert re.findall(r"https?://[^/\s]+", sent.body) == ["http://testserver"]
