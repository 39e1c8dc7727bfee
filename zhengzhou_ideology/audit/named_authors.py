"""Whether each change has an author whom the portal named: a request, a task or a command, by its proof and near its time."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import connection
from pghistory.models import Context

from zhengzhou_ideology.audit import author_keys
from zhengzhou_ideology.audit.author_proofs import proven_at
from zhengzhou_ideology.audit.breaks import Break, rows_break
from zhengzhou_ideology.audit.chain import Segment
from zhengzhou_ideology.audit.first_history import LABEL
from zhengzhou_ideology.audit.rows import CHUNK
from zhengzhou_ideology.audit.under_seal import Table, histories

CHANGES = """
SELECT h.pgh_id, h.pgh_label, h.pgh_created_at, c.id::text, c.metadata::text
FROM "{history}" h LEFT JOIN "{context}" c ON c.id = h.pgh_context_id WHERE h.pgh_id > %s ORDER BY h.pgh_id
"""
NAMELESS = "没有操作来源，是绕过门户直接写入的"
UNPROVEN = "的操作来源不是门户写入的"
ELSEWHEN = "的时间与其操作来源的时间或前后记录的时间不符"


def author_breaks(sealed: Mapping[str, list[Segment]]) -> Iterator[Break]:
    """Since sealing began everything that changes names itself, and since there are proofs it proves that."""
    known = author_keys.known()

    @lru_cache(maxsize=10_000)
    def proven(number: str, metadata: str) -> tuple[datetime, timedelta] | None:
        return proven_at(number, metadata, known)

    for history in sorted(histories().values(), key=lambda history: history._meta.db_table):
        table = history._meta.db_table
        parts = sealed.get(table, [])
        begun = parts[0].to if parts else 0
        # Rows that migrations wrote are noted once, with the first seal that has rows at all.
        noted = next((part.to for part in parts if part.rows), None)
        since = next((part.to for part in parts if part.rules), None)
        wrong: dict[str, list[int]] = {NAMELESS: [], UNPROVEN: [], ELSEWHEN: []}
        newest: datetime | None = None
        for key, label, at, number, metadata in _changes(history, begun):
            if number is None:
                if label != LABEL or (noted is not None and key > noted):
                    wrong[NAMELESS].append(key)
                continue
            if since is None or key <= since:
                continue
            named = proven(number, metadata)
            if named is None:
                wrong[UNPROVEN].append(key)
            elif abs(at - named[0]) > named[1] or (newest and newest - at > named[1]):
                wrong[ELSEWHEN].append(key)
            newest = max(newest or at, at)
        for sentence, keys in wrong.items():
            yield from rows_break(table, keys, sentence)


def _changes(history: Table, after: int) -> Iterator[tuple[int, str, datetime, str | None, str]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(CHANGES.format(history=history._meta.db_table, context=Context._meta.db_table), [after])
        while found := cursor.fetchmany(CHUNK):
            yield from found
