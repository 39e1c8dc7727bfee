"""The tree in the database: appended to by seals, read by proofs, a few stored subtrees at a time."""

from collections.abc import Iterator
from itertools import islice

from django.db import connection

from zhengzhou_ideology.audit.merkle import Frontier, leaf_hash
from zhengzhou_ideology.audit.models import Leaf, Node
from zhengzhou_ideology.audit.rows import CHUNK

# Table, key, the moment that the row tells, the SHA-256 of the row, and that of its content.
NewLeaf = tuple[str, int, str, str, str]


def frontier(size: int) -> Frontier:
    """The right edge of the tree as it was with so many leaves."""
    places, begin = {}, 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            places[level] = place(level, begin >> level)
            begin += 1 << level
    found = Node.objects.in_bulk([*places.values()])
    return Frontier(size, [(level, bytes(found[at].sha256)) for level, at in places.items()])


def subtree(level: int, number: int) -> bytes:
    return bytes(Node.objects.values_list("sha256", flat=True).get(pk=place(level, number)))


def place(level: int, number: int) -> int:
    """Where a subtree is stored."""
    return number * Node.LEVELS + level


def append(edge: Frontier, leaves: Iterator[NewLeaf]) -> Iterator[tuple[int, bytes]]:
    """Store new leaves, which get their numbers, and the nodes that they complete, a few thousand at a time; the key and the
    hash of each leaf come out as they are stored.
    """
    while piece := list(islice(leaves, CHUNK)):
        numbered, nodes, found = [], [], []
        for table, key, at, row, content in piece:
            sha = hash_of(table, key, at, row, content)
            numbered.append(f"{edge.size}\t{table}\t{key}\t{at}\t{row}\t{content}\n")
            nodes += [f"{place(level, number)}\t\\\\x{made.hex()}\n" for level, number, made in edge.append(sha)]
            found.append((key, sha))
        _copy(Leaf, numbered)
        _copy(Node, nodes)
        yield from found


def hash_of(table: str, key: int, at: str, row: str, content: str) -> bytes:
    """Over `Leaf.text` as canonical JSON, written down at once: of these values none needs a quotation mark."""
    return leaf_hash(f'{{"at":"{at}","content":"{content}","key":{key},"row":"{row}","table":"{table}"}}'.encode())


def _copy(model: type[Leaf] | type[Node], lines: list[str]) -> None:
    """As PostgreSQL reads them, for the same reason."""
    names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy,
    ):
        copy.write("".join(lines))
