"""The chain of seals by itself: unbroken, unaltered, signed by our key, and not too old; and what it says of each table."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.timezone import localtime

from zhengzhou_ideology.audit import keys
from zhengzhou_ideology.audit.breaks import Break
from zhengzhou_ideology.audit.models import Seal
from zhengzhou_ideology.audit.seals import before_the_first, chained

OLDEST = timedelta(days=2)


class Segment(NamedTuple):
    """What one seal says of one table: the rows with after < key ≤ to. `leaves`: a digest over their leaves, if they are any."""

    number: int
    at: datetime
    after: int
    to: int
    rows: int
    sha256: str
    leaves: str
    columns: list[str]
    # What the rows after this seal are judged by, where it begins or changes with the seal (see `steps`).
    rules: str


def chain_breaks(seals: list[Seal], now: datetime) -> Iterator[Break]:
    if not seals:
        yield Break("没有任何封存记录")
        return
    before, expected, size, known = before_the_first(), 1, 0, keys.public_keys()
    for seal in seals:
        if seal.number != expected:
            yield Break(f"缺少第{_range(expected, seal.number - 1)}次封存")
        elif seal.before != before:
            yield Break(f"{called(seal)}与上一次封存不连续", seal.before)
        if chained(seal) != {"sha256": seal.sha256, "sm3": seal.sm3}:
            yield Break(f"{called(seal)}的内容被改动")
        if not keys.is_signed(seal.head, bytes(seal.signature), known):
            yield Break(f"{called(seal)}的签名无效（密钥 {seal.key}）", bytes(seal.signature).hex())
        if seal.size < size:
            yield Break(f"{called(seal)}的叶数比上一次少")
        before, expected, size = seal.sha256, seal.number + 1, seal.size
    if now - seals[-1].at > OLDEST:
        yield Break(f"最近一次封存是{localtime(seals[-1].at):%Y-%m-%d %H:%M}，此后超过2日没有封存")


def _range(first: int, last: int) -> str:
    return str(first) if first >= last else f"{first}至{last}"


def called(seal: Seal) -> str:
    return f"第{seal.number}次封存（{localtime(seal.at):%Y-%m-%d %H:%M}）"


def segments(seals: list[Seal]) -> dict[str, list[Segment]]:
    """By table, in order."""
    found: dict[str, list[Segment]] = defaultdict(list)
    for seal in seals:
        for table, facts in seal.tables.items():
            last = found[table][-1] if found[table] else None
            columns = facts.get("columns") or (last.columns if last else [])
            after = last.to if last else 0
            said = (after, facts["to"], facts["rows"], facts["sha256"], facts.get("leaves", ""))
            found[table].append(Segment(seal.number, seal.at, *said, columns, facts.get("rules", "")))
    return dict(found)
