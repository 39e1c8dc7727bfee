"""Least privilege (等保三级 访问控制 d, H3 f): the portal works as a role that owns nothing and rewrites nothing."""

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils.timezone import now

from compliance.models import QuarterlyReport
from tests.events.factories import approved
from tests.factories import QuarterlyReportFactory
from tests.organizations.lists import row
from tests.organizations.test_registry_import import imported
from zhengzhou_ideology.audit import seals
from zhengzhou_ideology.audit.roles import APPLICATION, READER, written_once

pytestmark = pytest.mark.django_db


def become(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except ProgrammingError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


@pytest.fixture
def granted(cast) -> None:
    call_command("grant_roles")
    call_command("grant_roles")


def test_the_portal_works_as_a_role_that_owns_nothing(cast, granted, host):
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    become(APPLICATION)

    cast.client("secretary").post(f"/reports/{report.pk}/send/")
    cast.client("leader").post(f"/reports/{report.pk}/certify/")
    cast.client("registrar").post(f"/reports/{report.pk}/accept/")
    filing = approved(cast)
    sealed = seals.seal(now())

    assert (QuarterlyReport.objects.get(pk=report.pk).state, filing.state) == ("accepted", "approved")
    assert sealed.size > 0


def test_a_list_is_imported_and_the_planner_told_of_its_rows(cast, granted):
    become(APPLICATION)

    imported(cast.client("registrar"), row())

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'organizations_importrow'")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    "sql",
    [
        "TRUNCATE compliance_reportmove",
        "ALTER TABLE compliance_reportmove DISABLE TRIGGER USER",
        "DROP TABLE compliance_reportmove",
        "SET session_replication_role = replica",
        "UPDATE compliance_reportmove SET reason = 'x'",
        "DELETE FROM audit_seal",
        "UPDATE audit_leaf SET row = 'x'",
        "DELETE FROM events_issuedpaper",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
    ],
)
def test_what_the_role_of_the_portal_cannot(sql, granted):
    become(APPLICATION)

    assert refused(sql)


def test_every_table_that_is_written_once_is_beyond_it(granted):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.role_table_grants"
            " WHERE grantee = %s AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')",
            [APPLICATION],
        )
        changeable = {table for (table,) in cursor.fetchall()}

    assert len(written_once()) > 80
    assert changeable & set(written_once()) == set()


def test_a_reader_reads_and_sees_nothing_that_signs_people_in(cast, granted):
    become(READER)

    assert QuarterlyReport.objects.count() == 0
    for table in ("organizations_user", "mfa_authenticator", "security_formerpassword", "django_session"):
        assert refused(f"SELECT * FROM {table}")
    assert refused("INSERT INTO notices_notice DEFAULT VALUES")


def test_the_portal_can_read_all_that_its_backup_takes(granted):
    """pg_dump asks each sequence where it stands; without that, no backup was ever whole."""
    become(APPLICATION)
    question = "SELECT count(*) FROM pg_sequences WHERE schemaname = 'public' AND NOT has_sequence_privilege(format('%I.%I', schemaname, sequencename), 'SELECT')"
    with connection.cursor() as cursor:
        cursor.execute(question)
        assert cursor.fetchone() == (0,)
