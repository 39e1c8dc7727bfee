"""When a session was last used is known to the minute, and reading a page writes nothing in between."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection

from tests.scale.plans import Recorder, written_table

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 10, 9, 4, tzinfo=UTC)


@pytest.fixture
def client(cast, settings, time_machine):
    settings.USERSESSIONS_TRACK_ACTIVITY = True
    time_machine.move_to(NOON, tick=False)
    return cast.client("registrar")


def written(client, **facts) -> list[str]:
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        assert client.get("/reports/", **facts).status_code == 200
    return [sql for sql, _ in recorder.statements if written_table(sql)]


def test_a_page_read_again_within_the_minute_writes_nothing(client):
    assert written(client) != []

    assert written(client) == []


def test_after_a_minute_the_session_is_seen_again(client, time_machine):
    client.get("/reports/")
    time_machine.move_to(NOON + timedelta(seconds=61), tick=False)
    client.get("/reports/")

    assert UserSession.objects.get().last_seen_at == NOON + timedelta(seconds=61)


def test_from_another_address_it_is_seen_at_once(client):
    client.get("/reports/")
    client.get("/reports/", REMOTE_ADDR="203.0.113.7")

    assert UserSession.objects.get().ip == "203.0.113.7"
