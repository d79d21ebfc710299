"""A log as a folder of plain files (c2sp.org/tlog-tiles): which files there are, and what bytes they hold."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forestall.core.errors import LimitError, TamperError
from forestall.ledger.tree import HASH_SIZE, Node

WIDTH = 256  # hashes in a full tile, entries in a full bundle
HEIGHT = 8  # levels of the tree in a tile
MAX_ENTRY = 0xFFFF  # bytes: the length before an entry has 16 bits
_LENGTH = 2


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A file of hashes."""

    level: int
    """0: leaf hashes; each hash at the next level is over a full tile of this."""
    index: int
    """Which of its level, from 0."""
    width: int
    """Hashes in it, 1 to 256."""

    @property
    def path(self) -> str:
        """Where it lies in the folder."""
        return f"tile/{self.level}/{_number(self.index)}{_partial(self.width)}"

    @property
    def bundle_path(self) -> str:
        """Where the entries below a tile of level 0 lie."""
        return f"tile/entries/{_number(self.index)}{_partial(self.width)}"

    def nodes(self) -> tuple[Node, ...]:
        """The subtrees whose hashes it holds."""
        first = self.index * WIDTH
        return tuple((self.level * HEIGHT, first + i) for i in range(self.width))

    def first(self) -> int:
        """The first entry of a tile of level 0."""
        return self.index * WIDTH


def tiles(size: int, since: int = 0) -> Iterator[Tile]:
    """The tiles of a tree, level by level, without those that a tree of `since` entries had in full.

    Source:
        c2sp.org/tlog-tiles, "Merkle Tree" and "Partial Tiles".
    """
    level = 0
    while size:
        full, rest = divmod(size, WIDTH)
        yield from (Tile(level, index, WIDTH) for index in range(since // WIDTH, full))
        if rest:
            yield Tile(level, full, rest)
        level, size, since = level + 1, full, since // WIDTH


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries in a row, each after its length.

    Raises:
        LimitError: one is longer than 65,535 bytes.
    """
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise LimitError(f"an entry of {len(entry)} bytes: expected at most {MAX_ENTRY}")
        parts += (len(entry).to_bytes(_LENGTH), entry)
    return b"".join(parts)


def read_bundle(data: bytes, width: int, path: str) -> tuple[bytes, ...]:
    """The entries in a bundle.

    Raises:
        TamperError: there are not `width` of them, or bytes are left.
    """
    entries: list[bytes] = []
    at = 0
    for _ in range(width):
        end = at + _LENGTH + int.from_bytes(data[at : at + _LENGTH])
        if at + _LENGTH > len(data) or end > len(data):
            raise TamperError(f"{path}: ends after {len(entries)} entries, expected {width}")
        entries.append(data[at + _LENGTH : end])
        at = end
    if at != len(data):
        raise TamperError(f"{path}: {len(data) - at} bytes follow the {width} entries")
    return tuple(entries)


def read_tile(data: bytes, tile: Tile) -> tuple[bytes, ...]:
    """The hashes in a tile.

    Raises:
        TamperError: it is not as long as its width says.
    """
    if len(data) != tile.width * HASH_SIZE:
        raise TamperError(f"{tile.path}: {len(data)} bytes, expected {tile.width * HASH_SIZE}")
    return tuple(data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE))


def compare(found: Sequence[bytes], expected: Sequence[bytes], tile: Tile) -> None:
    """That a tile holds the hashes that its tree has.

    Raises:
        TamperError: one differs; the message names the entries below it.
    """
    for offset, (one, other) in enumerate(zip(found, expected, strict=True)):
        if one != other:
            below = WIDTH**tile.level
            first = (tile.index * WIDTH + offset) * below
            raise TamperError(f"{tile.path}: hash {offset}, over entries {first} to {first + below - 1}, is not theirs")


def _number(index: int) -> str:
    """1234067 as `x001/x234/067`."""
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03d}")
    return "/".join(reversed(parts))


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"
