"""The page that all pages are measured against asks for the session, the account and one row, and the middleware for the seat."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.enums import Role
from tests.bench.floor import FLOOR
from tests.bench.reader import opened, signed_in
from tests.factories import OrganizationFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bench.floor")]


def test_floor_is_session_account_and_one_query_behind_the_middleware(settings):
    settings.SESSION_SEEN_EVERY = 60  # as in production, and in the benchmark
    organization = OrganizationFactory()
    client = signed_in(member(Role.SECRETARY, organization))
    opened(client, FLOOR)

    with CaptureQueriesContext(connection) as asked:
        said = opened(client, FLOOR)

    assert organization.name in said
    tables = [re.search(r'(?:FROM|INTO|UPDATE) "(\w+)"', query["sql"]) for query in asked]
    assert [found and found[1] for found in tables] == [
        "django_session",
        "organizations_user",
        "organizations_membership",  # the seat, which the middleware reads for every page
        "organizations_organization",
    ]
