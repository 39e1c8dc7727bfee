"""Seals: each hour the rows that came into the logs are hashed, chained, made leaves of the tree, and signed.

The triggers keep rows from being altered; seals show it if somebody who owns the database did so all the same. A seal is
over keys, not over hours: it takes all rows up to the last key of each table, once nobody can add one below it any more. So
no clock can seal what is not over, and a row that comes late is in the next one. The time is the database's.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from time import sleep
from typing import Any, NamedTuple, NoReturn

from cryptography.hazmat.primitives import hashes
from django.db import connection, transaction

from zhengzhou_ideology.audit import clocks, keys, tree
from zhengzhou_ideology.audit.alarms import alarm
from zhengzhou_ideology.audit.first_history import begin_history
from zhengzhou_ideology.audit.merkle import Frontier
from zhengzhou_ideology.audit.models import DailySeal, Seal
from zhengzhou_ideology.audit.rows import RowText, columns_of_all, fetched, heads, lines, writers
from zhengzhou_ideology.audit.steps import rules_of_all
from zhengzhou_ideology.audit.under_seal import leaf_tables, sealed_tables
from zhengzhou_ideology.workflow import Refused

GENESIS = "0" * 64
LOCK = 94_2019
APART = timedelta(seconds=60)
# How often, and how long at most, a seal waits for transactions that still write; their tables wait for the next seal then.
PAUSE, PAUSES = 0.1, 100

# Each table says its columns again after so many seals, so that no seal looks further back than twice as many.
SAID_AGAIN = 100
KNOWN = """
SELECT DISTINCT ON (t.key) t.key, max((t.value ->> 'to')::bigint) OVER (PARTITION BY t.key), s.number,
    (t.value -> 'columns')::text, coalesce(t.value ->> 'rules', '')
FROM audit_seal s, jsonb_each(s.tables) t WHERE s.number > %s AND t.key = ANY(%s)
ORDER BY t.key, t.value ? 'columns' DESC, s.number DESC
"""


@transaction.atomic
def seal(now: datetime) -> Seal:
    """Seal all that has come in since the last time. Safe to run twice, at once, or late. `now` is the host's clock.

    Raises `Refused`, and an alarm, if it and the database's clock are apart, or there is no key.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = Seal.objects.order_by("-number").first()
    at = _agreed_time(now, last)
    key, known = _own_key(), _known(last.number if last else 0)
    begin_history(known)
    ends = _settled(known)
    sealed = Seal(
        number=last.number + 1 if last else 1, at=at, key=key, before=last.sha256 if last else before_the_first()
    )
    edge = tree.frontier(last.size if last else 0)
    sealed.tables = dict(_new_rows(sealed.number, known, ends, edge))
    vars(sealed).update(chained(sealed), size=edge.size, root=edge.root.hex())
    sealed.signature = keys.sign(sealed.head)
    sealed.save(force_insert=True)
    return sealed


def _agreed_time(now: datetime, last: Seal | None) -> datetime:
    at = clocks.agreed(now, purpose="封存", apart=APART)
    if last and at < last.at:
        _refuse("数据库的时钟早于上一次封存的时间，停止封存。请校准时钟。")
    return at


def _own_key() -> str:
    try:
        return keys.own_key()
    except Refused as refused:
        _refuse(str(refused))


def _refuse(sentence: str) -> NoReturn:
    alarm(sentence)
    raise Refused(sentence)


def _settled(known: Mapping[str, "Known"]) -> dict[str, int]:
    """The last key of each table below which no row can appear any more.

    A number is given out after its transaction has begun to write into the table. So once all that wrote when the
    numbers were read have ended, whatever they numbered can be read. No table is locked, and nobody waits but the seal.
    """
    tables = sealed_tables()
    ends = heads(tables)
    writing = writers(list(tables))
    for _ in range(PAUSES):
        if not writing:
            break
        sleep(PAUSE)
        writing &= writers(list(tables))
    return ends | {table: known[table].to if table in known else 0 for table, _ in writing}


class Known(NamedTuple):
    """What the seals so far say of a table: its last key, and its columns and rules, last said by seal `number`."""

    to: int
    number: int
    columns: list[str]
    rules: str


def _known(last: int) -> dict[str, Known]:
    """By table. Each hour reads a few seals, not those of all years; what is not among them is looked for in all of them once."""
    found: dict[str, Known] = {}
    for after in (last - 2 * SAID_AGAIN, 0):
        missing = [table for table in sealed_tables() if table not in found]
        if missing:
            said = fetched(KNOWN, [after, missing])
            found |= {
                table: Known(to, number, json.loads(text), rules) for table, to, number, text, rules in said if text
            }
    return found


def _new_rows(
    number: int, known: dict[str, Known], ends: dict[str, int], edge: Frontier
) -> Iterator[tuple[str, dict[str, Any]]]:
    present, leaves, judged, new = columns_of_all(), leaf_tables(), rules_of_all(), Known(0, 0, [], "")
    for table, model in sealed_tables().items():
        columns, rules, before = present[table], judged.get(table, ""), known.get(table, new)
        start, end = before.to, max(before.to, ends[table])
        is_said = number - before.number > SAID_AGAIN or (before.columns, before.rules) != (columns, rules)
        if table in known and end == start and not is_said:
            continue
        digest = RowsDigest()
        rows = digest.passing(lines(model, columns, columns, after=start, to=end))
        new_leaves = (leaf_of(table, line) for line in rows if table in leaves)
        standing = leaves_digest(tree.append(edge, new_leaves))
        facts = digest.facts | {"to": end}
        if table in leaves and digest.rows:
            facts["leaves"] = standing
        if is_said:
            facts |= {"columns": columns} | ({"rules": rules} if rules else {})
        yield table, facts


class RowsDigest:
    """How many lines, and the SHA-256 over them."""

    def __init__(self) -> None:
        self.rows, self.hash = 0, hashlib.sha256()

    def add(self, line: RowText) -> None:
        self.rows += 1
        self.hash.update(line.text.encode() + b"\n")

    def passing(self, lines: Iterable[RowText]) -> Iterator[RowText]:
        """The lines one by one, each added on its way."""
        for line in lines:
            self.add(line)
            yield line

    @property
    def facts(self) -> dict[str, Any]:
        return {"rows": self.rows, "sha256": self.hash.hexdigest()}


def leaf_of(table: str, line: RowText) -> tree.NewLeaf:
    return table, line.key, line.moment, sha_of(line), line.content


def sha_of(line: RowText) -> str:
    return hashlib.sha256(line.text.encode()).hexdigest()


def leaves_digest(leaves: Iterable[tuple[int, bytes]]) -> str:
    digest = hashlib.sha256()
    for key, sha in leaves:
        digest.update(b"%d " % key + sha)
    return digest.hexdigest()


def chained(sealed: Seal) -> dict[str, str]:
    """SHA-256, and SM3 beside it, over the tables and the seal before."""
    said = [sealed.before, sealed.number, sealed.at.isoformat(), sealed.tables]
    text = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(text)
    return {"sha256": hashlib.sha256(text).hexdigest(), "sm3": sm3.finalize().hex()}


def before_the_first() -> str:
    """Of an installation that was sealed nightly, the chain goes on from there."""
    return DailySeal.objects.order_by("-day").values_list("sha256", flat=True).first() or GENESIS
