"""Who may have a trigger ignored: the owner of the tables alone.

The library asks in each trigger whether a setting of the session names it, and any account may set that. It writes its own
question again with every trigger that it installs, so this one is put back after each `migrate` and with each `grant_roles`.
"""

from django.db import connection
from pghistory.models import Context

# Both accounts: whoever signed in as the owner and took another role is bound as that role is.
QUESTION = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN coalesce(current_setting('pgtrigger.ignore', true), '') IN ('', '{}') THEN false
    ELSE trigger_name::text = ANY (current_setting('pgtrigger.ignore')::text[]) AND (
      SELECT pg_has_role(session_user, c.relowner, 'USAGE') AND pg_has_role(current_user, c.relowner, 'USAGE')
      FROM pg_catalog.pg_class c WHERE c.oid = 'public.pghistory_context'::regclass)
    END
$$
"""
IS_OURS = "SELECT count(*) FROM pg_proc WHERE oid = to_regprocedure(%s) AND prosrc LIKE '%%pg_has_role%%'"


def keep_for_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute(QUESTION)


def is_kept_for_owner() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(IS_OURS, ["public._pgtrigger_should_ignore(name)"])
        return cursor.fetchone()[0] == 1


def is_there() -> bool:
    """Not before the first `migrate` has come so far."""
    return Context._meta.db_table in connection.introspection.table_names()
