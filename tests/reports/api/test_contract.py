"""The interface keeps to its own description: schemathesis asks every operation, rightly and wrongly, and finds nothing."""

from collections import Counter
from functools import cache

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as told
from schemathesis import GenerationMode

from tests.reports.api.conftest import system

HOST = {"Host": "localhost"}
FAST = told(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def one_connection():
    """The program asks the application as a server does, which would close the connection that the test writes with."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def application():
    return get_wsgi_application()


def portal(environ, start_response):
    """The application as a server calls it for a system on this machine."""
    return application()({**environ, "REMOTE_ADDR": "127.0.0.1"}, start_response)


def asked(operation, mode, headers, there) -> Counter[int]:
    """How it was answered, how often; raises whatever schemathesis has to say of an answer."""
    statuses: Counter[int] = Counter()

    @FAST
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        case.path_parameters = {name: there.get(name, value) for name, value in case.path_parameters.items()}
        statuses[case.call_and_validate(headers=headers).status_code] += 1

    ask()
    return statuses


@pytest.mark.django_db
def test_schemathesis_finds_nothing(world, settings, one_connection):
    """Rightly with keys that there are, so that there is something to tell, and wrongly with whatever it thinks of."""
    settings.API_REQUESTS_PER_MINUTE = settings.API_UNKNOWN_PER_MINUTE = 1_000_000
    statement, filing = world.statements[world.strange.pk], world.filings[world.strange.pk]
    there = {"uscc": world.strange.uscc, "filing_id": filing.pk, "code": statement.verification_code, "year": 2026}
    headers = {**HOST, "Authorization": f"Bearer {system(world.cast).secret}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", portal, headers=HOST)
    operations = [found.ok() for found in schema.get_all_operations()]

    rightly = sum((asked(one, GenerationMode.POSITIVE, headers, there) for one in operations), Counter())
    wrongly = sum((asked(one, GenerationMode.NEGATIVE, headers, {}) for one in operations), Counter())

    assert set(rightly) == {200, 404}, rightly
    assert {404, 422} <= set(wrongly) <= {200, 401, 404, 422}, wrongly
