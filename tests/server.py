"""The database of this test for a process of its own: such a process knows nothing of the connection that the test has."""

import os

from django.db import connection


def environment(**more: str) -> dict[str, str]:
    """The variables of a process that works in this test's database."""
    facts = connection.settings_dict
    address = (
        f"postgres://{facts['USER']}:{facts['PASSWORD']}@/{facts['NAME']}?host={facts['HOST']}&port={facts['PORT']}"
    )
    return {**os.environ, "DATABASE_URL": address, "PORTAL_ENV": "test", **more}
