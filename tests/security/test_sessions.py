"""Sessions end (H7): an officer's when nobody sits there, everybody's after twelve hours, the oldest when there are too many."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import now

from organizations.models import Membership
from tests.factories import PASSWORD, MembershipFactory, QuarterlyReportFactory
from tests.security.conftest import LOGIN, OWN, code_of, kinds, sign_in, with_factor

pytestmark = pytest.mark.usefixtures("ends_idle")
HALF_AN_HOUR = timedelta(minutes=30, seconds=1)


def later(step: timedelta):
    return time_machine.travel(now() + step, tick=False)


@pytest.mark.parametrize(
    ("name", "ends"), [("registrar", True), ("auditor", True), ("secretary", False), ("leader", False)]
)
def test_session_of_an_officer_ends_after_half_an_hour_without_an_act(name, ends, cast):
    client = sign_in(cast.user(name))
    client.get(OWN)

    with later(HALF_AN_HOUR):
        answer = client.get(OWN)

    assert answer.status_code == (302 if ends else 200)
    assert ("session_ended" in kinds(account=cast.user(name))) is ends


def test_acts_keep_the_session_and_pages_that_ask_by_themselves_do_not(cast):
    active, idle = sign_in(cast.registrar), sign_in(cast.registrar)
    for client in (active, idle):
        client.get(OWN)
    with later(timedelta(minutes=20)):
        active.get(OWN)
        idle.get("/notices/unread/", headers={"HX-Request": "true", "X-Poll": "1"})

    with later(timedelta(minutes=40)):
        assert [client.get(OWN).status_code for client in (active, idle)] == [200, 302]


def test_parts_that_ask_by_themselves_say_so(settings):
    """Else an open page would keep the session of an officer who has gone home."""
    pages = {path.name: path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")}
    tags = [
        tag for page in pages.values() for tag in re.findall(r"<[a-z]+[^<]*hx-trigger=\"[^\"]*every \d+s[^<]*>", page)
    ]

    assert len(tags) >= 5
    assert [tag for tag in tags if '"X-Poll": "1"' not in tag] == []


def test_session_ends_after_twelve_hours_however_busy(cast):
    client = sign_in(cast.secretary)
    client.get(OWN)
    for hour in range(1, 12):
        with later(timedelta(hours=hour)):
            assert client.get(OWN).status_code == 200

    with later(timedelta(hours=12)):
        assert client.get(OWN).status_code == 302


def test_script_that_finds_the_session_ended_gets_401_and_asks_in_place(cast):
    client = sign_in(cast.registrar)
    client.get(OWN)

    with later(HALF_AN_HOUR):
        answers = [
            client.post("/acting-as/", headers={name: "true"}).status_code for name in ("X-Autosave", "HX-Request")
        ]

    assert answers == [401, 401]


def test_form_that_finds_the_session_ended_goes_on_after_signing_in_in_the_same_capacity(cast, city):
    """Without scripts as well: what an officer wrote for half an hour is not lost."""
    MembershipFactory(user=cast.supervisor, role="registrar", authority=city)
    seat = Membership.objects.get(user=cast.supervisor, role="supervisor")
    report = QuarterlyReportFactory(organization=cast.organization)
    client = sign_in(cast.supervisor)
    client.post("/acting-as/", {"membership": seat.pk})

    with later(HALF_AN_HOUR):
        turned = client.post(f"/reports/{report.pk}/exempt/", {"reason": "停业整修，经核实。"})
        done = client.post(turned.url, {"login": cast.supervisor.username, "password": PASSWORD}, follow=True)

    report.refresh_from_db()
    assert turned.url.startswith(LOGIN)
    assert (done.redirect_chain[-1][0], report.state, report.moves.get().reason) == (
        f"/reports/{report.pk}/",
        "exempted",
        "停业整修，经核实。",
    )


def test_form_goes_on_after_the_second_step_as_well(cast, proof_asked):
    """And needs no further proof: password and code were given a moment ago."""
    secret = with_factor(cast.supervisor)
    report = QuarterlyReportFactory(organization=cast.organization)
    client = cast.client("supervisor")
    client.get(OWN)

    with later(HALF_AN_HOUR):
        turned = client.post(f"/reports/{report.pk}/exempt/", {"reason": "停业整修，经核实。"})
        step = client.post(turned.url, {"login": cast.supervisor.username, "password": PASSWORD})
        client.post(step.url, {"code": code_of(secret)}, follow=True)

    report.refresh_from_db()
    assert (report.state, report.moves.get().reason) == ("exempted", "停业整修，经核实。")


def test_form_of_one_account_is_not_sent_by_another_that_signs_in_there(cast):
    report = QuarterlyReportFactory(organization=cast.organization)
    client = sign_in(cast.supervisor)
    client.get(OWN)

    with later(HALF_AN_HOUR):
        turned = client.post(f"/reports/{report.pk}/exempt/", {"reason": "停业整修，经核实。"})
        done = client.post(turned.url, {"login": cast.city_supervisor.username, "password": PASSWORD}, follow=True)

    report.refresh_from_db()
    assert (done.status_code, report.state, client.get("/security/go-on/").url) == (200, "draft", "/")


def test_leaving_after_the_session_ended_is_not_kept_for_the_next_one(cast):
    client = sign_in(cast.registrar)
    client.get(OWN)

    with later(HALF_AN_HOUR):
        client.post("/accounts/logout/")
        client.post(LOGIN, {"login": cast.registrar.username, "password": PASSWORD}, follow=True)
        assert client.get(OWN).status_code == 200

    assert kinds(account=cast.registrar) == ["sign_in", "session_ended", "sign_in"]


def test_form_from_another_site_is_never_kept(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.supervisor, backend="django.contrib.auth.backends.ModelBackend")
    client.get(OWN)

    with later(HALF_AN_HOUR):
        answer = client.post("/acting-as/", {"membership": 1})

    assert (answer.status_code, "account_reauthentication_state" in client.session) == (403, False)


def test_of_too_many_sessions_the_one_that_was_not_seen_longest_ends(cast, settings):
    settings.SESSIONS_AT_ONCE = 2
    clients = [sign_in(cast.secretary) for _ in range(3)]

    assert [client.get(OWN).status_code for client in clients] == [302, 200, 200]
    assert kinds(account=cast.secretary).count("session_ended") == 1
