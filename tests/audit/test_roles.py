"""Least privilege (等保三级 访问控制 d): the portal works as a role that owns nothing and rewrites nothing."""

import pghistory
import pgtrigger
import pytest
from django.core.management import call_command
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.utils.timezone import now

from compliance.models import QuarterlyReport
from organizations.models import Organization
from tests.events.factories import approved
from tests.factories import QuarterlyReportFactory
from tests.organizations.lists import row
from tests.organizations.test_registry_import import imported
from zhengzhou_ideology.audit import seals
from zhengzhou_ideology.audit.roles import APPLICATION, READER, written_once

pytestmark = pytest.mark.django_db

INSUFFICIENT_PRIVILEGE = "42501"


def become(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")


def sign_in_as_the_portal() -> None:
    """As an account that signs in does: it is nobody else beneath, as `become` still is the owner."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE portal_of_this_test LOGIN IN ROLE {APPLICATION}")
        cursor.execute("SET LOCAL SESSION AUTHORIZATION portal_of_this_test")


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except ProgrammingError as error:
        return error.__cause__.sqlstate == INSUFFICIENT_PRIVILEGE
    return False


@pytest.fixture
def granted(cast) -> None:
    """Twice does no harm, and an author is named as `manage.py` names one."""
    call_command("grant_roles")
    with pghistory.context(command="grant_roles"):
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


CANNOT = (
    "TRUNCATE compliance_reportmove",
    "DROP TABLE compliance_reportmove",
    "UPDATE compliance_reportmove SET reason = 'x'",
    "DELETE FROM audit_seal",
    "UPDATE audit_leaf SET row = 'x'",
    "DELETE FROM events_issuedpaper",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
    # Triggers away.
    "ALTER TABLE compliance_reportmove DISABLE TRIGGER USER",
    "ALTER TABLE pghistory_context DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "SET ROLE postgres",
    "ALTER FUNCTION public._pgtrigger_should_ignore(name) RENAME TO asked",
    "DROP FUNCTION public._pgh_attach_context()",
    # Something else in their place.
    "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "CREATE OR REPLACE FUNCTION public._pgh_attach_context() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "CREATE FUNCTION public.unequal(varchar, varchar) RETURNS boolean LANGUAGE sql AS 'SELECT false'",
    "CREATE TRIGGER first BEFORE DELETE ON pghistory_context FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE nothing AS ON INSERT TO compliance_quarterlyreportevent DO INSTEAD NOTHING",
    # A table that a trigger would take for the portal's own, since a session looks for it elsewhere first.
    "CREATE TEMPORARY TABLE compliance_quarterlyreportevent (LIKE compliance_quarterlyreport)",
    "CREATE TABLE public.other (id int)",
    "CREATE SCHEMA other",
)


def test_what_the_account_of_the_portal_cannot(granted):
    sign_in_as_the_portal()

    assert [sql for sql in CANNOT if not refused(sql)] == []


@pytest.mark.parametrize(
    "switched", ["SET LOCAL pgtrigger.ignore = {}", "SELECT set_config('pgtrigger.ignore', {}, true)"]
)
def test_the_account_of_the_portal_has_no_trigger_ignored(switched, cast, granted):
    """Guards, which refuse, and history, which is written, ask the same."""
    own = Organization.objects.filter(pk=cast.organization.pk)
    with pghistory.context(task="test"):
        own.update(secretariat="一")
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(tgname)::text FROM pg_trigger WHERE NOT tgisinternal")
        every = cursor.fetchone()[0]
        assert "pgtrigger_never_deleted" in every
        sign_in_as_the_portal()
        cursor.execute(switched.format(f"'{every}'"))
        with pytest.raises(DatabaseError, match="Cannot delete rows"), transaction.atomic():
            cursor.execute("DELETE FROM pghistory_context")
        own.update(secretariat="二")

    assert kept(cast)[-2:] == ["一", "二"]


def test_the_owner_has_triggers_ignored_until_another_role_is_taken(cast, granted):
    own = Organization.objects.filter(pk=cast.organization.pk)

    with pgtrigger.ignore():
        own.update(secretariat="一")
        become(APPLICATION)
        own.update(secretariat="二")

    assert "一" not in kept(cast)
    assert kept(cast)[-1] == "二"


def kept(cast) -> list[str]:
    events = Organization.pgh_event_model.objects.filter(pgh_obj_id=cast.organization.pk)
    return list(events.order_by("pgh_id").values_list("secretariat", flat=True))


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
