"""Who may what in the database: the owner changes tables, the application works in them, a reader reads.

The account under which the portal runs is a member of the application's role and owns nothing: it cannot switch a trigger
off, empty a table or rewrite what is written once, whatever the code or an intruder in it asks for (等保三级 最小权限).
"""

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from pghistory.models import Context

from zhengzhou_ideology.audit import trigger_switch
from zhengzhou_ideology.audit.models import TrailRow
from zhengzhou_ideology.audit.under_seal import sealed_tables

APPLICATION, READER = "portal_application", "portal_reader"
# Of no use to a report, of much to a thief.
SECRETS = ("auth", "account", "mfa", "usersessions", "socialaccount", "security", "sessions")
# What a temporary table or an operator of one's own is called comes before, or fits better than, what a trigger means.
NO_SHADOWS = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    # No `format('%I')`: within a command the words of its author go along as parameters.
    "DO $$ BEGIN EXECUTE 'REVOKE TEMPORARY ON DATABASE ' || quote_ident(current_database()) || ' FROM PUBLIC'; END $$",
)
SHADOWS = """
SELECT has_database_privilege(current_database(), 'CREATE') OR has_database_privilege(current_database(), 'TEMPORARY')
    OR has_schema_privilege('public', 'CREATE')
"""


@transaction.atomic
def grant() -> None:
    """Make both roles and give them what they need, as the owner of the tables; again after every `migrate`."""
    with connection.cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)
    trigger_switch.keep_for_owner()


def can_shadow() -> bool:
    """The account of this connection may make a table, a function or an operator that triggers would take for the portal's own."""
    with connection.cursor() as cursor:
        cursor.execute(SHADOWS)
        return bool(cursor.fetchone()[0])


def everybody_creates() -> bool:
    """On PostgreSQL 14 everybody may create in `public`, and only who owns the schema can take that back."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT has_schema_privilege('{READER}', 'public', 'CREATE')")
        return bool(cursor.fetchone()[0])


def statements() -> list[str]:
    """In their order; each takes away first what an earlier state of the code gave."""
    said = [*NO_SHADOWS]
    for role in (APPLICATION, READER):
        said += [
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object OR insufficient_privilege THEN NULL; END $$",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
            f"GRANT USAGE ON SCHEMA public TO {role}",
        ]
    said += [
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {APPLICATION}",
        *(f'REVOKE UPDATE, DELETE ON "{table}" FROM {APPLICATION}' for table in written_once()),
        *(f'GRANT SELECT ON "{table}" TO {READER}' for table in readable()),
    ]
    return said


def written_once() -> list[str]:
    """Logs, frozen papers, history and the trail itself. The context of a request is completed while the request runs."""
    trail = {model._meta.db_table for model in apps.get_models() if issubclass(model, TrailRow)}
    return sorted((({*sealed_tables()} | trail) & _there()) - {Context._meta.db_table})


def readable() -> list[str]:
    """All but what signs people in: accounts with their passwords, factors, sessions, security events."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if not _is_secret(model)}
    return sorted(known & _there())


def _there() -> set[str]:
    """Some models are views of a query and no tables."""
    return set(connection.introspection.table_names())


def _is_secret(model: type[models.Model]) -> bool:
    names = {field.name for field in model._meta.get_fields()}
    return model._meta.app_label in SECRETS or issubclass(model, Session) or "password" in names
