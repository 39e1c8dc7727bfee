"""What goes on record: who, as what, from where, and what of."""

import ast
import json
import logging
import re
import socket
from datetime import timedelta
from logging.config import dictConfig
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, localtime, now

from organizations import invitations, reset_workflow, substitutions
from organizations.enums import Role
from organizations.models import AccessReset, Invitation
from tests.exported import export_of
from tests.factories import PASSWORD, MembershipFactory, member
from tests.fragments import fragment_of
from tests.security.conftest import LOGIN, code_of, kinds, sign_in, with_factor
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note
from zhengzhou_ideology.security.logs import place_of, with_security_events
from zhengzhou_ideology.security.models import SecurityEvent
from zhengzhou_ideology.settings import LOGGING

PAGE = "/security/events/"
NEW = "Brand-New-Word-31"
AGENT = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"


def test_signing_in_and_out_is_on_record_with_address_and_browser(cast):
    client = sign_in(cast.secretary, **{"User-Agent": AGENT})
    client.post("/accounts/logout/")

    came, went = SecurityEvent.objects.order_by("pk")
    assert [came.kind, went.kind] == ["sign_in", "sign_out"]
    assert {event.account for event in (came, went)} == {cast.secretary}
    assert (came.address, came.agent, bool(came.device)) == ("127.0.0.1", AGENT, True)


def test_factor_and_password_are_on_record(cast, django_capture_on_commit_callbacks):
    client = sign_in(cast.secretary)
    turned = client.get("/accounts/2fa/totp/activate/")
    page = client.post(turned.url, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    client.post("/accounts/2fa/totp/deactivate/")
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    found = kinds(account=cast.secretary)
    assert [found.count(kind) for kind in ("factor_on", "factor_off", "password_changed")] == [2, 2, 1]


def test_wrong_code_is_on_record(cast):
    with_factor(cast.secretary)
    client = Client()
    step = client.post(LOGIN, {"login": cast.secretary.username, "password": PASSWORD}).url

    client.post(step, {"code": "000000"})

    assert kinds(account=cast.secretary) == ["factor_failed"]


def test_deactivated_account_that_knows_its_password_is_on_record(cast):
    cast.secretary.is_active = False
    cast.secretary.save()

    sign_in(cast.secretary)

    assert SecurityEvent.objects.get(account=cast.secretary).detail == "账号已停用"


def test_seats_and_roles_are_on_record(cast):
    other = MembershipFactory(user=cast.secretary, role=Role.SECRETARY, organization=cast.stranger.organization)
    cast.client("secretary").post("/acting-as/", {"membership": other.pk})
    cast.client("security").post(
        f"/memberships/{other.pk}/end/", {"ends_on": localdate().isoformat(), "reason": "工作调动"}
    )

    switched, ended = SecurityEvent.objects.order_by("pk")
    assert (switched.kind, switched.account, switched.about) == (
        "role_switched",
        cast.secretary,
        f"membership:{other.pk}",
    )
    assert (ended.kind, ended.account, ended.acting_as) == ("seat_ended", cast.security, cast.security.acting_label)
    assert cast.secretary.username in ended.detail


def test_denial_says_of_which_page_and_in_which_capacity(cast):
    cast.client("secretary").get(PAGE)

    event = SecurityEvent.objects.get()
    assert (event.kind, event.about, event.acting_as) == ("denied", f"GET {PAGE}", cast.secretary.acting_label)


def test_export_says_how_many_rows(cast):
    export = export_of(cast, "registrar", "persons", {})
    cast.client("registrar").get(f"/exports/{export.pk}/file/")

    event = SecurityEvent.objects.get(kind="exported")
    assert (event.account, event.rows, "负责人任职台账" in event.detail) == (cast.registrar, 1, True)


def test_reading_of_persons_is_on_record(cast):
    cast.client("security").get(f"/accounts/manage/{cast.leader.pk}/")
    cast.client("auditor").get("/admin/organizations/responsibleperson/?q=1")
    cast.client("auditor").get("/admin/")

    read = SecurityEvent.objects.order_by("pk").values_list("kind", "account", "about")
    assert [*read] == [
        ("persons_read", cast.security.pk, f"user:{cast.leader.pk}"),
        ("persons_read", cast.auditor.pk, "/admin/organizations/responsibleperson/?q=1"),
    ]


@pytest.fixture
def settled(cast):
    """An invitation, a reset of access and a substitute, so that every list of persons has a row."""
    draft = Invitation(role=Role.SECRETARY, organization=cast.organization, name="赵某某")
    invitations.issue([draft], by=cast.registrar, now=now())
    seat, term = cast.secretary.memberships.get(), {"starts_on": localdate(), "ends_on": localdate()}
    substitutions.grant(seat, deputy=cast.stranger, reason="出差", by=cast.leader, today=localdate(), **term)
    seat = cast.registrar.memberships.get()
    colleague = member(Role.REGISTRAR, cast.organization.registration_authority)
    substitutions.grant(seat, deputy=colleague, reason="出差", by=cast.supervisor, today=localdate(), **term)
    reset = AccessReset.draft_for(cast.secretary, localdate())
    reset_workflow.propose(reset, by=cast.registrar, now=now(), reason="忘记密码。")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("security", "/accounts/manage/"),
        ("security", "/seats/"),
        ("registrar", "/invitations/"),
        ("registrar", "/access-resets/"),
        ("supervisor", "/substitutions/"),
        ("supervisor", "/substitutions/new/"),
    ],
)
def test_page_of_persons_is_one_event_with_the_number_of_rows(name, place, cast, settled):
    rows = len(cast.client(name).get(place).context["page"])

    event = SecurityEvent.objects.get(kind="persons_read")
    assert (event.account, event.about, event.rows) == (cast.user(name), place, rows)
    assert rows >= 1


def test_persons_of_an_organization_are_on_record_where_an_officer_reads_of_them(cast):
    one = cast.organization
    person = one.responsible_persons.first()
    places = (f"/organizations/{one.uscc}/", f"/organizations/{one.uscc}/persons/{person.pk}/")
    for client in (cast.client("registrar"), cast.client("secretary")):
        for place in places:
            client.get(place)

    read = SecurityEvent.objects.filter(kind="persons_read").order_by("pk").values_list("account", "about", "rows")
    assert [*read] == [
        (cast.registrar.pk, f"organization:{one.uscc}", one.responsible_persons.count()),
        (cast.registrar.pk, f"person:{person.pk}", 1),
    ]


def test_address_with_a_nul_is_put_on_record_without_it(cast):
    noted = note(SecurityEventKind.DENIED, account=cast.secretary, about="POST /cases/wording/\x00/", detail="\x00")

    assert (noted.about, noted.detail) == ("POST /cases/wording//", "")


@pytest.mark.parametrize("attack", [lambda events: events.update(detail=""), lambda events: events.delete()])
def test_what_is_on_record_stays(attack, cast):
    note(SecurityEventKind.DENIED, account=cast.secretary)

    with pytest.raises(ProgrammingError), transaction.atomic():
        attack(SecurityEvent.objects.all())


def test_collector_gets_a_line_of_json_once_the_row_is_there_to_stay(cast, caplog, django_capture_on_commit_callbacks):
    logger = "portal.security"
    with caplog.at_level("INFO", logger), django_capture_on_commit_callbacks(execute=True):
        note(SecurityEventKind.EXPORTED, account=cast.registrar, rows=7, detail="名录")
        before = len(caplog.records)

    told = json.loads(caplog.records[0].getMessage())
    assert before == 0
    assert (told["kind"], told["account"], told["rows"], told["detail"]) == (
        "exported",
        cast.registrar.username,
        7,
        "名录",
    )


@pytest.fixture(autouse=True)
def _heard(caplog):
    """The lines go out by handlers of their own; here they are caught."""
    logger = logging.getLogger("portal.security")
    logger.addHandler(caplog.handler)
    yield
    logger.removeHandler(caplog.handler)


def test_syslog_is_a_socket_or_a_host_and_anything_else_is_refused():
    assert (place_of("/dev/log"), place_of("udp://log.example.org:514")) == ("/dev/log", ("log.example.org", 514))
    with pytest.raises(ImproperlyConfigured, match="SECURITY_SYSLOG"):
        place_of("log.example.org")


def test_collector_receives_a_datagram_that_it_can_tell_from_others():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as collector:
        collector.bind(("127.0.0.1", 0))
        collector.settimeout(5)
        made = with_security_events(LOGGING, f"udp://127.0.0.1:{collector.getsockname()[1]}")
        dictConfig({**made, "disable_existing_loggers": False})

        logging.getLogger("portal.security").info('{"kind": "denied", "detail": "越权"}')

        told = collector.recv(2000)
    dictConfig({**LOGGING, "disable_existing_loggers": False})
    assert told.rstrip(b"\x00").decode() == '<86>portal-security: {"kind": "denied", "detail": "越权"}'


def test_lines_go_to_the_log_and_to_syslog_where_one_is_named():
    bare = {"formatters": {}, "handlers": {}, "loggers": {}}

    ways = [
        with_security_events(bare, syslog)["loggers"]["portal.security"]["handlers"]
        for syslog in ("", "udp://log.example.org:514")
    ]

    assert ways == [["security"], ["collector", "security"]]


LOOKED_UP = re.compile(r"SecurityEvent\.objects\.(get|filter)$")


def said_of_events(path: Path) -> set[str]:
    """Texts that a test of security events asserts, or names the one event by that it takes out of the table."""
    source = path.read_text(encoding="utf-8")
    if "SecurityEvent" not in source and "import kinds" not in source and ", kinds" not in source:
        return set()
    return {
        text.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and LOOKED_UP.search(ast.unparse(node.func)))
        for text in ast.walk(node)
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    }


def test_every_kind_of_event_is_looked_for_by_a_test():
    said = set().union(*(said_of_events(path) for path in Path(settings.BASE_DIR, "tests").rglob("*.py")))

    assert [kind for kind in SecurityEventKind.values if kind not in said] == []


# The page


@pytest.mark.parametrize(
    ("name", "status"),
    [("auditor", 200), ("security", 200), ("administrator", 403), ("supervisor", 403), ("leader", 403)],
)
def test_who_sees_the_events(name, status, cast):
    assert cast.client(name).get(PAGE).status_code == status


def test_events_are_found_by_kind_account_name_address_and_day(cast):
    note(SecurityEventKind.SIGN_IN_FAILED, name="nobody")
    note(SecurityEventKind.EXPORTED, account=cast.registrar, rows=3)
    today, client = localtime(now()).date(), cast.client("auditor")

    def found(**query: str) -> list[str]:
        return [event.kind for event in client.get(PAGE, query).context["page"]]

    assert found() == ["exported", "sign_in_failed"]
    assert found(kind="exported") == found(q=cast.registrar.username) == ["exported"]
    assert found(q="nobody") == ["sign_in_failed"]
    assert found(day=today.isoformat()) == ["exported", "sign_in_failed"]
    assert found(day=(today - timedelta(days=1)).isoformat()) == []
    assert "3 行" in client.get(PAGE).content.decode()


def test_events_page_by_key_as_a_fragment_and_by_a_constant_number_of_queries(cast):
    client = cast.client("auditor")
    client.get(PAGE)
    note(SecurityEventKind.EXPORTED, account=cast.registrar)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for account in (cast.leader, cast.secretary) * 30:
        note(SecurityEventKind.SIGN_IN, account=account)

    with CaptureQueriesContext(connection) as many:
        first = client.get(PAGE).context["page"]
    second = client.get(PAGE, {"after": first.next}).context["page"]

    assert len(many) == len(one)
    assert (len(first), len(first) + len(second)) == (50, SecurityEvent.objects.count())
    fragment_of(client, PAGE, root="events")
