"""A host that keeps its key and its anchors in a folder of its own, and the script of whoever checks it."""

from datetime import UTC, datetime
from importlib import util
from pathlib import Path

import pghistory
import pytest
from django.conf import settings as portal
from django.core.management import call_command
from django.db import connection

SCRIPT = Path(portal.BASE_DIR) / "deploy/verify_receipt.py"


@pytest.fixture(scope="session")
def verifier():
    """The stand-alone script, read from its file as an auditor has it."""
    found = util.spec_from_file_location("verify_receipt", SCRIPT)
    module = util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture
def host(tmp_path, settings):
    """Its folder: the key lies in it, and heads go into `anchors.jsonl`. What the test does, the portal does."""
    settings.AUDIT = settings.AUDIT | {
        "KEY_FILE": str(tmp_path / "key.pem"),
        "ANCHOR_FILE": str(tmp_path / "anchors.jsonl"),
    }
    with pghistory.context(task="test"):
        yield tmp_path


def alter(*statements: str) -> None:
    """As the owner of the tables may, with the triggers switched off."""
    bare_sql("SET session_replication_role = replica", *statements, "SET session_replication_role = DEFAULT")


def bare_sql(*statements: str) -> None:
    """Past the portal, which would say who it is."""
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pghistory.context_id', NULL, true)")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for sql in statements:
            cursor.execute(sql)


def verified(capsys, *words: str) -> tuple[int, str]:
    """Exit status and what was said of `verify_audit`, without the marks of the breaks."""
    capsys.readouterr()
    try:
        call_command("verify_audit", *words)
        status = 0
    except SystemExit as stop:
        status = stop.code
    said = capsys.readouterr()
    return status, said.out + said.err


def clock() -> datetime:
    return datetime.now(UTC)
