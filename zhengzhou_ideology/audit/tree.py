"""The tree in the database: appended to by seals, read by proofs, a few stored subtrees at a time."""

from collections.abc import Sequence

from django.db import connection

from zhengzhou_ideology.audit.merkle import Frontier
from zhengzhou_ideology.audit.models import Leaf, Node

Standing = tuple[str, int, str, bytes]


def frontier(size: int) -> Frontier:
    """The right edge of the tree as it was with so many leaves."""
    begin, peaks = 0, []
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            peaks.append((level, subtree(level, begin >> level)))
            begin += 1 << level
    return Frontier(size, peaks)


def subtree(level: int, number: int) -> bytes:
    return bytes(Node.objects.values_list("sha256", flat=True).get(pk=number * Node.LEVELS + level))


def append(edge: Frontier, rows: Sequence[Standing]) -> None:
    """New leaves as (table, key, content, hash), and the nodes that they complete."""
    nodes = []
    with connection.cursor() as cursor, cursor.copy(_into(Leaf, "number", "table", "key", "content")) as copy:
        for table, key, content, found in rows:
            copy.write_row((edge.size, table, key, content))
            nodes += [(at * Node.LEVELS + level, sha) for level, at, sha in edge.append(found)]
    with connection.cursor() as cursor, cursor.copy(_into(Node, "place", "sha256")) as copy:
        for node in nodes:
            copy.write_row(node)


def _into(model: type[Leaf] | type[Node], *columns: str) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
