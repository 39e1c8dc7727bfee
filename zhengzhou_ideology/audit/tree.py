"""The tree in the database: appended to by seals, read by proofs, a few stored subtrees at a time."""

from django.db import connection

from zhengzhou_ideology.audit.merkle import Frontier, leaf_hash
from zhengzhou_ideology.audit.models import Leaf, Node


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


def append(edge: Frontier, leaves: list[Leaf]) -> list[tuple[int, bytes]]:
    """Store new leaves, which get their numbers, and the nodes that they complete; returns the key and the hash of each leaf."""
    nodes, found = [], []
    for leaf in leaves:
        leaf.number, sha = edge.size, hash_of(leaf.table, leaf.key, leaf.at, leaf.row, leaf.content)
        nodes += [(number * Node.LEVELS + level, made) for level, number, made in edge.append(sha)]
        found.append((leaf.key, sha))
    _copy(Leaf, [(one.number, one.table, one.key, one.at, one.row, one.content) for one in leaves])
    _copy(Node, nodes)
    return found


def hash_of(table: str, key: int, at: str, row: str, content: str) -> bytes:
    """Over `Leaf.text` as canonical JSON, written down at once: of these values none needs a quotation mark."""
    return leaf_hash(f'{{"at":"{at}","content":"{content}","key":{key},"row":"{row}","table":"{table}"}}'.encode())


def _copy(model: type[Leaf] | type[Node], rows: list[tuple]) -> None:
    names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row)
