"""The Merkle tree hash of RFC 6962, and a tree that grows by one entry at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
Node = tuple[int, int]
"""A full subtree: level (0: a leaf) and index at that level, so entries from index·2^level on."""
EMPTY_ROOT = sha256(b"").digest()  # MTH({}) = SHA-256()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry).

    Source:
        RFC 6962 (2013), 2.1.
    """
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right).

    Source:
        RFC 6962 (2013), 2.1.
    """
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class CompactRange:
    """What must be kept of a tree to go on with it: the roots of its full subtrees, largest first.

    There is one for each bit that is set in the size: a tree of 6 is a full one of 4 and a full one of 2.
    """

    size: int = 0
    """Number of entries."""
    peaks: tuple[bytes, ...] = ()
    """Roots of the full subtrees, from the left."""

    def append(self, leaf: bytes) -> "CompactRange":
        """The range with one more leaf hash at its end."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> "CompactRange":
        """The range with more leaf hashes at its end, in their order."""
        edge = Edge(self)
        for leaf in leaves:
            edge.push(leaf)
        return edge.range()

    def root(self) -> bytes:
        """The Merkle tree hash over the entries.

        Source:
            RFC 6962 (2013), 2.1.
        """
        return fold(self.peaks) if self.peaks else EMPTY_ROOT


class Edge:
    """The right edge of a tree while many entries are added to it."""

    def __init__(self, start: CompactRange | None = None) -> None:
        """Go on from `start`, else from the empty tree."""
        begun = start or CompactRange()
        self.size = begun.size
        self._peaks = list(begun.peaks)

    def push(self, leaf: bytes) -> list[bytes]:
        """Add a leaf hash.

        Returns:
            Hashes of the full subtrees that it completes, the smallest (of 2 entries) first.
        """
        made: list[bytes] = []
        width, top = self.size, leaf
        while width & 1:
            top = sha256(b"\x01" + self._peaks.pop() + top).digest()
            made.append(top)
            width >>= 1
        self._peaks.append(top)
        self.size += 1
        return made

    def range(self) -> CompactRange:
        """What must be kept to go on."""
        return CompactRange(self.size, tuple(self._peaks))


def fold(subtrees: Sequence[bytes]) -> bytes:
    """The hash over neighbouring full subtrees, each larger than the next; at least one."""
    *left, top = subtrees
    for each in reversed(left):
        top = node_hash(each, top)
    return top


def full_subtrees(start: int, end: int) -> tuple[Node, ...]:
    """The full subtrees that make up the entries from `start` to before `end`, from the left.

    `start` must be 0 or a multiple of a power of two that is not smaller than `end - start`, as in every proof.
    """
    found: list[Node] = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return tuple(found)


def inner_count(size: int) -> int:
    """How many full subtrees of two or more entries a tree has."""
    return size - size.bit_count()


def inner_position(node: Node) -> int:
    """Which of these subtrees it is, in the order in which they become full."""
    level, index = node
    last = ((index + 1) << level) - 1
    return inner_count(last) + level - 1


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over leaf hashes."""
    return CompactRange().extend(leaves).root()
