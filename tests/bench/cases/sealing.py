"""Sealing the history of a whole register and verifying it, against reading the same rows once through the same cursor."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from compliance.periods import open_period
from tests.bench.case import Case, sql
from tests.bench.cases.opening import TODAY
from zhengzhou_ideology.audit.rows import CHUNK
from zhengzhou_ideology.audit.seals import seal
from zhengzhou_ideology.audit.under_seal import sealed_tables
from zhengzhou_ideology.audit.verification import breaks


def read_once() -> None:
    for table, model in sealed_tables().items():
        digest = hashlib.sha256()
        with connection.chunked_cursor() as cursor:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t ORDER BY "{model._meta.pk.column}"')
            while found := cursor.fetchmany(CHUNK):
                for (text,) in found:
                    digest.update(text.encode())


def cases(size: int) -> Iterator[Case]:
    if not Path(settings.AUDIT["KEY_FILE"]).exists():
        call_command("make_audit_key", settings.AUDIT["KEY_FILE"], verbosity=0)
    sql("TRUNCATE audit_seal, audit_leaf, audit_node CASCADE")
    open_period(2026, 4, today=TODAY)
    yield Case(
        "seal, all history of a register",
        lambda: seal(timezone.now()),
        "reading the rows once",
        read_once,
        limit=3,
        rounds=9,
        remark="writes a leaf for each row and the tree over them, where reading writes nothing",
    )
    seal(timezone.now())
    yield Case(
        "verify, all history of a register",
        lambda: list(breaks(timezone.now())),
        "reading the rows once",
        read_once,
        limit=3,
        rounds=9,
    )
