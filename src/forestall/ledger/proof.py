"""Proofs that an entry is in the tree, and that a tree only grew. Hashes in, hashes out; nothing is looked up."""

from collections.abc import Mapping, Sequence

from forestall.core.errors import TamperError
from forestall.ledger.tree import HASH_SIZE, Node, fold, full_subtrees, node_hash, root_of

Proof = tuple[bytes, ...]
Plan = tuple[tuple[Node, ...], ...]
"""The full subtrees that each hash of a proof is made of."""


def inclusion_plan(index: int, size: int) -> Plan:
    """What the proof that entry `index` is in the tree of `size` entries is made of, PATH(m, D[n]).

    Raises:
        TamperError: there is no such entry.

    Source:
        RFC 6962 (2013), 2.1.1.
    """
    if not 0 <= index < size:
        raise TamperError(f"entry {index}: expected one of the {size} entries")
    start, end, sides = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            sides.append(full_subtrees(middle, end))
            end = middle
        else:
            sides.append(full_subtrees(start, middle))
            start = middle
    return tuple(reversed(sides))


def consistency_plan(size1: int, size2: int) -> Plan:
    """What the proof that the tree of `size1` entries begins that of `size2` is made of, PROOF(m, D[n]).

    Raises:
        TamperError: `size1` is 0 or larger than `size2`.

    Source:
        RFC 6962 (2013), 2.1.2.
    """
    if not 0 < size1 <= size2:
        raise TamperError(f"size {size1}: expected 1 to {size2}")
    start, end, sides = 0, size2, []
    while end > size1:
        middle = start + _split(end - start)
        if size1 <= middle:
            sides.append(full_subtrees(middle, end))
            end = middle
        else:
            sides.append(full_subtrees(start, middle))
            start = middle
    own = () if start == 0 else (full_subtrees(start, end),)  # the verifier has the root of the whole old tree
    return (*own, *reversed(sides))


def nodes_of(plan: Plan) -> tuple[Node, ...]:
    """The subtrees whose hashes must be looked up."""
    return tuple(node for side in plan for node in side)


def assemble(plan: Plan, hashes: Mapping[Node, bytes]) -> Proof:
    """The proof, once the hashes were looked up."""
    return tuple(fold([hashes[node] for node in side]) for side in plan)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> Proof:
    """The hashes that lead from one of all leaf hashes to the root.

    Raises:
        TamperError: there is no such leaf.
    """
    return _from_leaves(inclusion_plan(index, len(leaves)), leaves)


def consistency_proof(leaves: Sequence[bytes], size1: int) -> Proof:
    """The hashes that show that the first `size1` leaf hashes begin this tree.

    Raises:
        TamperError: `size1` is 0 or larger than the tree.
    """
    return _from_leaves(consistency_plan(size1, len(leaves)), leaves)


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


def _from_leaves(plan: Plan, leaves: Sequence[bytes]) -> Proof:
    hashes = {(level, i): root_of(leaves[i << level : (i + 1) << level]) for level, i in nodes_of(plan)}
    return assemble(plan, hashes)
