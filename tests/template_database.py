"""One migrated database that every test process copies: migrating takes half a minute and always gives the same."""

import hashlib
from pathlib import Path

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper

from zhengzhou_ideology.audit import trigger_switch

PREFIX = "portal_migrated_"
UNFINISHED = "portal_being_migrated"
BUILDING = 20261125  # the advisory lock of whoever builds
KEPT = 8


def fingerprint() -> str:
    """Of everything that decides what a migrated database holds."""
    parts = [
        path.read_bytes() for app in apps.get_app_configs() for path in sorted(Path(app.path).glob("migrations/*.py"))
    ]
    parts += [trigger.compile(model).hash.encode() for model, trigger in pgtrigger.registered()]
    parts.append(trigger_switch.QUESTION.encode())
    parts += [
        repr((meta.label, meta.default_permissions, meta.permissions)).encode()
        for meta in (model._meta for model in apps.get_models())
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def template_database() -> str:
    """Its name; built first where this server lacks it. Of other states of the code the last few stay, for checkouts side by side."""
    name = PREFIX + fingerprint()
    with connection._nodb_cursor() as cursor:
        if name in _known(cursor):
            return name  # without waiting for another checkout that builds its own
        cursor.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        known = _known(cursor)
        if name not in known:
            for old in known[KEPT:]:
                cursor.execute(f"DROP DATABASE {old}")
            build(UNFINISHED)
            cursor.execute(f"ALTER DATABASE {UNFINISHED} RENAME TO {name}")
    return name


def _known(cursor: CursorWrapper) -> list[str]:
    """The newest first."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC", [PREFIX + "%"])
    return [row[0] for row in cursor.fetchall()]


def build(name: str) -> None:
    usual, test = settings.DATABASES["default"]["NAME"], connection.settings_dict["TEST"]
    wanted, test["NAME"] = test["NAME"], name
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    call_command("pgtrigger", "install", verbosity=0)
    trigger_switch.keep_for_owner()
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = usual
    test["NAME"] = wanted
