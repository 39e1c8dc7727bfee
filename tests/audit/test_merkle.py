"""The tree of RFC 9162: its own definition of root, and proofs for every size that a small tree can have."""

from hashlib import sha256

import pytest

from zhengzhou_ideology.audit.merkle import Frontier, consistency, inclusion, leaf_hash, node_hash

LEAVES = [leaf_hash(b"%d" % number) for number in range(33)]


def defined_root(leaves) -> bytes:
    """As section 2.1.1 writes it down."""
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(defined_root(leaves[:middle]), defined_root(leaves[middle:]))


def grown(size):
    edge, nodes = Frontier(), {}
    for leaf in LEAVES[:size]:
        nodes |= {(level, number): sha for level, number, sha in edge.append(leaf)}
    return edge, lambda level, number: nodes[level, number]


@pytest.mark.parametrize("size", range(1, len(LEAVES)))
def test_root_is_the_one_that_the_standard_defines(size):
    assert grown(size)[0].root == defined_root(LEAVES[:size])


def test_empty_tree_has_the_hash_of_nothing():
    assert Frontier().root == sha256(b"").digest()


@pytest.mark.parametrize("size", range(1, len(LEAVES)))
def test_each_leaf_is_proven_and_no_other_fits(size, verifier):
    edge, subtree = grown(size)

    for number in range(size):
        path = inclusion(number, size, subtree)
        assert verifier.root_by_path(LEAVES[number], number, size, path) == edge.root
        assert verifier.root_by_path(leaf_hash(b"other"), number, size, path) != edge.root
        assert len(path) <= size.bit_length()


@pytest.mark.parametrize("second", range(1, len(LEAVES)))
def test_each_tree_is_shown_to_have_grown_out_of_each_earlier_one(second, verifier):
    edge, subtree = grown(second)

    for first in range(1, second + 1):
        root, path = defined_root(LEAVES[:first]), consistency(first, second, subtree)
        assert verifier.grew(first, root, second, edge.root, path)
        assert not verifier.grew(first, leaf_hash(b"other"), second, edge.root, path)
        assert not verifier.grew(first, root, second, leaf_hash(b"other"), path)
