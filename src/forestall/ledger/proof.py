"""Proofs that an entry is in the tree, and that a tree only grew. Hashes in, hashes out; nothing is looked up."""

from collections.abc import Sequence

from forestall.core.errors import TamperError
from forestall.ledger.tree import HASH_SIZE, node_hash, root_of

Proof = tuple[bytes, ...]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> Proof:
    """The hashes that lead from one leaf to the root, PATH(m, D[n]).

    Args:
        leaves: all leaf hashes
        index: which of them, from 0

    Raises:
        TamperError: there is no such leaf.

    Source:
        RFC 6962 (2013), 2.1.1.
    """
    if not 0 <= index < len(leaves):
        raise TamperError(f"entry {index}: expected one of the {len(leaves)} entries")
    return tuple(_path(leaves, index))


def consistency_proof(leaves: Sequence[bytes], size1: int) -> Proof:
    """The hashes that show that the first `size1` leaves begin this tree, PROOF(m, D[n]).

    Raises:
        TamperError: `size1` is 0 or larger than the tree.

    Source:
        RFC 6962 (2013), 2.1.2.
    """
    if not 0 < size1 <= len(leaves):
        raise TamperError(f"size {size1}: expected 1 to {len(leaves)}")
    return tuple(_subproof(leaves, size1, whole=True))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bytes:
    """The root, once it is shown that `leaf` stands at `index` of the tree of `size` entries with that root.

    Raises:
        TamperError: it is not shown.

    Source:
        RFC 9162 (2021), 2.1.3.2; the step numbers in the code are its.
    """
    if not 0 <= index < size:  # 1
        raise TamperError(f"entry {index}: expected one of {size} entries")
    if len(leaf) != HASH_SIZE:
        raise TamperError(f"leaf hash of {len(leaf)} bytes: expected {HASH_SIZE}")
    fn, sn, r = index, size - 1, leaf  # 2, 3
    for p in proof:  # 4
        if sn == 0:
            raise TamperError("inclusion proof: longer than the way to the root")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            fn, sn = _up_from_right(fn, sn)
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:  # 5
        raise TamperError("inclusion proof: shorter than the way to the root")
    if r != root:
        raise TamperError(f"inclusion proof: leads to root {r.hex()}, expected {root.hex()}")
    return root


def verify_consistency(size1: int, size2: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> bytes:
    """`root2`, once it is shown that the tree of `size1` entries with `root1` begins the one of `size2`.

    Raises:
        TamperError: it is not shown, or `size1` is 0, which would prove nothing.

    Source:
        RFC 9162 (2021), 2.1.4.2; the step numbers in the code are its.
    """
    if not 0 < size1 <= size2:
        raise TamperError(f"consistency from size {size1} to {size2}: expected a size from 1 to {size2}")
    if size1 == size2:
        if proof or root1 != root2:
            raise TamperError(f"size {size1}: two heads of the same size differ, or come with a proof")
        return root2
    if not proof:  # 1
        raise TamperError("consistency proof: empty")
    path = (root1, *proof) if size1 & (size1 - 1) == 0 else tuple(proof)  # 2
    fn, sn = _strip(size1 - 1, size2 - 1)  # 3, 4
    fr = sr = path[0]  # 5
    for c in path[1:]:  # 6
        if sn == 0:
            raise TamperError("consistency proof: longer than the way to the root")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            fn, sn = _up_from_right(fn, sn)
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or fr != root1 or sr != root2:  # 7
        raise TamperError(f"consistency proof: does not lead from the head of size {size1} to that of size {size2}")
    return root2


def _strip(fn: int, sn: int) -> tuple[int, int]:
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn


def _up_from_right(fn: int, sn: int) -> tuple[int, int]:
    """At the right edge, skip the levels on which there is no sibling."""
    while fn and not fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def _path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*_path(leaves[:k], index), root_of(leaves[k:])]
    return [*_path(leaves[k:], index - k), root_of(leaves[:k])]


def _subproof(leaves: Sequence[bytes], m: int, *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b), b being `whole`: the first m are a tree whose root the verifier has."""
    if m == len(leaves):
        return [] if whole else [root_of(leaves)]
    k = _split(len(leaves))
    if m <= k:
        return [*_subproof(leaves[:k], m, whole=whole), root_of(leaves[k:])]
    return [*_subproof(leaves[k:], m - k, whole=False), root_of(leaves[:k])]
