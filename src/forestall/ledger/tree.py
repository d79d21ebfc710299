"""The Merkle tree hash of RFC 6962, and a tree that grows by one entry at a time."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()  # MTH({}) = SHA-256()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry).

    Source:
        RFC 6962 (2013), 2.1.
    """
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right).

    Source:
        RFC 6962 (2013), 2.1.
    """
    return hashlib.sha256(b"\x01" + left + right).digest()


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
        peaks, width, top = list(self.peaks), self.size, leaf
        while width & 1:
            top = node_hash(peaks.pop(), top)
            width >>= 1
        return CompactRange(self.size + 1, (*peaks, top))

    def extend(self, leaves: Iterable[bytes]) -> "CompactRange":
        """The range with more leaf hashes at its end, in their order."""
        grown = self
        for leaf in leaves:
            grown = grown.append(leaf)
        return grown

    def root(self) -> bytes:
        """The Merkle tree hash over the entries.

        Source:
            RFC 6962 (2013), 2.1.
        """
        if not self.peaks:
            return EMPTY_ROOT
        *left, top = self.peaks
        for peak in reversed(left):
            top = node_hash(peak, top)
        return top


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over leaf hashes."""
    return CompactRange().extend(leaves).root()
