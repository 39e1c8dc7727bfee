"""The tree of RFC 9162, section 2.1: hashes of leaves and nodes, roots, and proofs out of complete subtrees alone.

`subtree(level, number)` gives the hash of a complete one; whoever has those needs no leaf. Numbers are of leaves, from 0.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256

Subtree = Callable[[int, int], bytes]


def leaf_hash(content: bytes) -> bytes:
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: its size and its complete subtrees, the largest first, as (level, hash)."""

    def __init__(self, size: int = 0, peaks: list[tuple[int, bytes]] | None = None) -> None:
        self.size, self.peaks = size, peaks or []

    def append(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Each subtree that it completes, the leaf first: (level, number, hash)."""
        level, found = 0, leaf
        yield 0, self.size, found
        while self.peaks and self.peaks[-1][0] == level:
            found = node_hash(self.peaks.pop()[1], found)
            level += 1
            yield level, self.size >> level, found
        self.peaks.append((level, found))
        self.size += 1

    @property
    def root(self) -> bytes:
        if not self.peaks:
            return sha256(b"").digest()
        found = self.peaks[-1][1]
        for _, peak in reversed(self.peaks[:-1]):
            found = node_hash(peak, found)
        return found


def root_of(begin: int, end: int, subtree: Subtree) -> bytes:
    """Of the leaves begin … end-1, where begin is a multiple of the largest power of two up to their number."""
    size = end - begin
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return subtree(level, begin >> level)
    middle = begin + split(size)
    return node_hash(root_of(begin, middle, subtree), root_of(middle, end, subtree))


def split(size: int) -> int:
    """The largest power of two below it."""
    return 1 << (size - 1).bit_length() - 1


def inclusion(number: int, size: int, subtree: Subtree) -> list[bytes]:
    """The path from a leaf up to the root of the tree with `size` leaves (2.1.3.1)."""
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + split(end - begin)
        if number < middle:
            path.append(root_of(middle, end, subtree))
            end = middle
        else:
            path.append(root_of(begin, middle, subtree))
            begin = middle
    return path[::-1]


def consistency(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """What shows that the tree with `second` leaves grew out of the one with `first` (2.1.4.1); 0 < first ≤ second."""
    begin, end, path, whole = 0, second, [], True
    while first != end:
        middle = begin + split(end - begin)
        if first <= middle:
            path.append(root_of(middle, end, subtree))
            end = middle
        else:
            path.append(root_of(begin, middle, subtree))
            begin, whole = middle, False
    return ([] if whole else [root_of(begin, end, subtree)]) + path[::-1]
