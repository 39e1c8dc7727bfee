"""The database of this test for a process of its own: such a process knows nothing of the connection that the test has."""

import os

from django.db import connection


def address(name: str = "") -> str:
    """Of this test's database, or of another one on the same server."""
    facts = connection.settings_dict
    login, place = f"{facts['USER']}:{facts['PASSWORD']}", f"host={facts['HOST']}&port={facts['PORT']}"
    return f"postgres://{login}@/{name or facts['NAME']}?{place}"


def environment(**more: str) -> dict[str, str]:
    """The variables of a process that works in this test's database."""
    return {**os.environ, "DATABASE_URL": address(), "PORTAL_ENV": "test", **more}
