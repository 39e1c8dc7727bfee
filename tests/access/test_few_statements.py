"""The home page asks the database for everything that waits at once, however many kinds of work there are."""

import pytest
from django.core.cache import cache
from django.db import connection

from organizations.enums import Role
from organizations.models import Authority
from tests.access.furnished import FURNISHED
from tests.conftest import Cast
from tests.factories import member
from tests.organizations.test_seats import propose
from tests.reports.ledger_rows import NOW
from tests.scale.plans import Recorder, is_reading

pytestmark = pytest.mark.django_db
# Session, account, its seats and its reach come before; what waits is one statement.
MOST = 8
READERS = (
    *("secretary", "leader", "party", "competent", "registrar", "city_registrar", "supervisor", "city_supervisor"),
    *("administrator", "security", "auditor"),
)


def statements(cast: Cast, settings) -> dict[str, int]:
    """Of the home page opened a second time within the minute: the first writes when the session was seen."""
    settings.SESSION_SEEN_EVERY = 60
    cache.clear()
    cast.users["party"] = member(Role.PARTY_OFFICER, Authority.objects.party().order_by("pk")[0])
    found = {}
    for reader in READERS:
        client, recorder = cast.client(reader), Recorder()
        client.get("/")
        with connection.execute_wrapper(recorder):
            assert client.get("/").status_code == 200
        found[reader] = len(recorder.statements)
        assert all(is_reading(sql) for sql, _ in recorder.statements)
    return found


def test_home_of_each_role_is_read_in_few_statements_where_nothing_waits(cast, settings):
    found = statements(cast, settings)

    assert {reader: number for reader, number in found.items() if number > MOST} == {}


def test_home_of_each_role_is_read_in_few_statements_where_much_waits(db, settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    cast = FURNISHED.restore()
    propose(cast)

    found = statements(cast, settings)

    assert {reader: number for reader, number in found.items() if number > MOST} == {}
