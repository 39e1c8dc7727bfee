"""What every answer bears, and that nothing of a signed-in reader is stored on the way."""

import pytest
from django.conf import settings

from zhengzhou_ideology.edge import headers

pytestmark = pytest.mark.django_db

PRIVATE_PAGES = ["/", "/reports/", "/events/", "/cases/own/", "/account/", "/notices/", "/accounts/2fa/", "/nowhere/"]


@pytest.mark.parametrize("place", PRIVATE_PAGES)
def test_pages_of_a_signed_in_reader_are_stored_nowhere(cast, place):
    assert "no-store" in cast.client("secretary").get(place)["Cache-Control"]


def test_the_answer_that_signs_in_is_stored_nowhere_either(cast, client):
    answer = client.post("/accounts/login/", {"login": cast.secretary.username, "password": "Correct-Horse-9"})

    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (302, True)


def test_public_pages_may_be_stored(client, db):
    assert "no-store" not in client.get("/healthz/").get("Cache-Control", "")


@pytest.mark.parametrize("place", ["/healthz/", "/accounts/login/", "/nowhere/", "/static/css/failure.css"])
def test_every_answer_bears_the_headers(client, place):
    answer = client.get(place)
    answer.close()  # a style sheet is an open file

    assert answer["Permissions-Policy"] == headers.PERMISSIONS_POLICY
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_cookies_of_production_are_bound_to_the_host():
    assert headers.cookies(production=True) == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_AGE": None,
    }
    # What a browser asks of `__Host-`: no domain, the whole host.
    assert (settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH) == (None, "/")
    assert (settings.CSRF_COOKIE_DOMAIN, settings.CSRF_COOKIE_PATH) == (None, "/")
