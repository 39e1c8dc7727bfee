"""Rows against their seals, each read once; and the leaves, roots and nodes of the tree against the signed heads."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db import connection
from django.utils.timezone import localtime

from zhengzhou_ideology.audit.breaks import Break, rows_break, runs
from zhengzhou_ideology.audit.chain import Segment, called
from zhengzhou_ideology.audit.merkle import Frontier
from zhengzhou_ideology.audit.models import Leaf, Node, Seal
from zhengzhou_ideology.audit.rows import CHUNK, RowText, columns_of_all, fetched, lines
from zhengzhou_ideology.audit.seals import RowsDigest, leaves_digest, sha_of
from zhengzhou_ideology.audit.tree import hash_of
from zhengzhou_ideology.audit.under_seal import Table, sealed_tables


def row_breaks(sealed: dict[str, list[Segment]]) -> Iterator[Break]:
    present, tables = columns_of_all(), sealed_tables()
    for table in sorted(sealed):
        model = tables.get(table)
        if model is None or table not in present:
            yield Break(f"表 {table} 已经封存，现在不存在或者不再受保护")
            continue
        yield from _of_table(table, model, sealed[table], present[table])
        below = fetched(f'SELECT "{model._meta.pk.column}" FROM "{table}" WHERE "{model._meta.pk.column}" <= 0')  # noqa: S608
        yield from rows_break(table, [key for (key,) in below], "不在任何封存之中")


def _of_table(table: str, model: Table, sealed: list[Segment], present: list[str]) -> Iterator[Break]:
    wrong: dict[int, tuple[Segment, int, str]] = {}
    for columns, group in groupby(sealed, key=lambda segment: segment.columns):
        parts = list(group)
        found = lines(model, columns, present, after=parts[0].after, to=parts[-1].to)
        for place, (segment, digest, leaves) in enumerate(_parted(table, found, parts), start=sealed.index(parts[0])):
            if digest.facts != {"rows": segment.rows, "sha256": segment.sha256} or leaves != segment.leaves:
                wrong[place] = segment, digest.rows, digest.facts["sha256"]
    for first, last in runs(wrong):
        those = [wrong[place] for place in range(first, last + 1)]
        was, now = sum(one.rows for one, _, _ in those), sum(rows for _, rows, _ in those)
        period = _period(those[0][0], those[-1][0])
        said = f"表 {table} {period}的记录与封存时不一致（封存时 {was} 行，现有 {now} 行）"
        yield Break(said, " ".join(sha for _, _, sha in those))


def _parted(table: str, found: Iterable[RowText], parts: list[Segment]) -> Iterator[tuple[Segment, RowsDigest, str]]:
    """Each segment with what its rows give now."""
    rows = iter(found)
    line = next(rows, None)
    for segment in parts:
        digest, leaves = RowsDigest(), []
        while line is not None and line.key <= segment.to:
            digest.add(line)
            if segment.leaves:
                leaves.append((line.key, hash_of(table, line.key, line.moment, sha_of(line), line.content)))
            line = next(rows, None)
        yield segment, digest, leaves_digest(leaves) if segment.leaves else ""


def _period(first: Segment, last: Segment) -> str:
    if first.number == last.number:
        return f"第{first.number}次封存（{localtime(first.at):%Y-%m-%d %H:%M}）"
    return f"第{first.number}至{last.number}次封存（{localtime(first.at):%Y-%m-%d %H:%M} 至 {localtime(last.at):%Y-%m-%d %H:%M}）"


def tree_breaks(seals: list[Seal]) -> Iterator[Break]:
    edge, levels = Frontier(), _digests()
    standing = _standing()
    for seal in seals:
        parts = [(table, facts) for table, facts in sorted(seal.tables.items()) if "leaves" in facts]
        for table, facts in parts:
            found = [leaf for leaf in (next(standing, None) for _ in range(facts["rows"])) if leaf]
            for _, _, node in found:
                for level, _, made in edge.append(node):
                    levels[level].update(made)
            same = leaves_digest((key, node) for _, key, node in found) == facts["leaves"]
            if not same or {at for at, _, _ in found} - {table}:
                yield Break(f"表 {table} 在树中的叶与{called(seal)}时不一致", edge.root.hex())
        if (edge.size, edge.root.hex()) != (seal.size, seal.root):
            yield Break(f"{called(seal)}的树根与树不符", edge.root.hex())
    beyond = sum(1 for _ in standing)
    if beyond:
        yield Break(f"树有 {beyond} 片叶不在任何封存之中")
    stored = _stored_levels()
    for level in sorted({*levels, *stored}):
        here = levels[level].hexdigest() if level in levels else ""
        if here != stored.get(level, ""):
            yield Break(f"树的第{level}层节点被改动", stored.get(level, ""))


def _digests() -> defaultdict[int, Any]:
    return defaultdict(sha256)


def _standing() -> Iterator[tuple[str, int, bytes]]:
    """The leaves in order: table, key, and the hash over what the leaf says."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'SELECT "table", key, at, row, content FROM "{Leaf._meta.db_table}" ORDER BY number')  # noqa: S608
        while found := cursor.fetchmany(CHUNK):
            yield from ((leaf[0], leaf[1], hash_of(*leaf)) for leaf in found)


def _stored_levels() -> dict[int, str]:
    """For each level, the SHA-256 over its nodes, which lie in the order of their numbers."""
    found = _digests()
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'SELECT place, sha256 FROM "{Node._meta.db_table}" ORDER BY place')  # noqa: S608
        while nodes := cursor.fetchmany(CHUNK):
            for place, node in nodes:
                found[place % Node.LEVELS].update(node)
    return {level: digest.hexdigest() for level, digest in found.items()}
