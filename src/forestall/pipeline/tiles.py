"""The ledger as a folder of plain files (c2sp.org/tlog-tiles), for others to copy and check."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from forestall.core.errors import StateError, TamperError
from forestall.ledger import note
from forestall.ledger.checkpoint import TreeHead
from forestall.ledger.policy import Policy
from forestall.ledger.tiles import WIDTH, Tile, bundle, compare, read_bundle, read_tile, tiles
from forestall.ledger.tree import leaf_hash, root_of
from forestall.pipeline.checkpoint import last_checkpoint
from forestall.pipeline.ledger_keys import sync_folder
from forestall.store.book_proofs import Proofs
from forestall.store.database import Database

CHECKPOINT = "checkpoint"


def export(database: Database, folder: Path, say: Callable[[str], None]) -> TreeHead:
    """Write what the folder lacks of the last signed checkpoint; the checkpoint itself comes last.

    Files of full tiles never change, so an export after an export writes the new ones only.

    Raises:
        InputError: no checkpoint was signed yet.
        StateError: the folder holds another ledger, or cannot be written.
    """
    signed = last_checkpoint(database)
    head = signed.head()
    try:
        _check_same(folder, head)
        for tile in tiles(head.size):
            _put_tile(database, folder, tile, say)
        _put(folder / CHECKPOINT, signed.write())
    except OSError as error:
        raise StateError(f"{folder}: cannot be written ({error.strerror})") from error
    return head


def check(folder: Path, trust: Policy, say: Callable[[str], None], expect: tuple[int, bytes] | None = None) -> TreeHead:
    """The head of an exported ledger, after every hash in its files was computed anew.

    Args:
        folder: the export
        trust: whose signatures the checkpoint needs
        say: takes each step
        expect: size and root of an earlier checkpoint, kept elsewhere, that this ledger must have grown from

    Raises:
        TamperError: something does not agree; the message names the file.
        StandardError: the checkpoint is none.
    """
    signed = note.read(_read(folder / CHECKPOINT))
    trust.check(signed)
    head = signed.head()
    hashes: list[bytes] = []
    for tile in (each for each in tiles(head.size) if each.level == 0):
        entries = read_bundle(_read(folder / tile.bundle_path), tile.width, tile.bundle_path)
        hashes += map(leaf_hash, entries)
        if tile.index % 100 == 99:
            say(f"read {len(hashes)} of {head.size} entries")
    _check_hashes(folder, head, hashes)
    if expect is not None and (expect[0] > head.size or root_of(hashes[: expect[0]]) != expect[1]):
        raise TamperError(f"{folder}: did not grow from the checkpoint of size {expect[0]} that was kept")
    return head


def _check_hashes(folder: Path, head: TreeHead, leaves: list[bytes]) -> None:
    by_level = list(_levels(leaves))
    for tile in tiles(head.size):
        first = tile.index * WIDTH
        found = read_tile(_read(folder / tile.path), tile)
        compare(found, by_level[tile.level][first : first + tile.width], tile)
    root = root_of(leaves)
    if root != head.root:
        raise TamperError(f"{CHECKPOINT}: its root is {head.root.hex()}, the entries have {root.hex()}")


def _levels(leaves: list[bytes]) -> Iterator[list[bytes]]:
    """The hashes of the tiles of each level."""
    level = leaves
    while level:
        yield level
        level = [root_of(level[at : at + WIDTH]) for at in range(0, len(level) - WIDTH + 1, WIDTH)]


def _check_same(folder: Path, head: TreeHead) -> None:
    """That the folder is empty or holds an earlier state of this ledger."""
    if not (folder / CHECKPOINT).is_file():
        return
    before = note.read(_read(folder / CHECKPOINT)).head()
    if before.origin != head.origin:
        raise StateError(f"{folder}: holds the ledger {before.origin}, this is {head.origin}; choose another folder")
    if before.size > head.size:
        raise StateError(f"{folder}: holds {before.size} entries, this ledger {head.size}; is it a restored backup?")


def _put_tile(database: Database, folder: Path, tile: Tile, say: Callable[[str], None]) -> None:
    if not (folder / tile.path).is_file():
        with database.reading() as session:
            found = Proofs(session).hashes(tile.nodes())
        _put(folder / tile.path, b"".join(found[node] for node in tile.nodes()))
        _drop_partial(folder / tile.path, tile)
    if tile.level == 0 and not (folder / tile.bundle_path).is_file():
        with database.reading() as session:
            entries = Proofs(session).bodies(tile.first(), tile.width)
        _put(folder / tile.bundle_path, bundle(entries))
        _drop_partial(folder / tile.bundle_path, tile)
        if tile.index % 100 == 99:
            say(f"wrote {tile.first() + tile.width} entries")


def _drop_partial(file: Path, tile: Tile) -> None:
    """A full tile makes its earlier parts needless."""
    if tile.width == WIDTH:
        shutil.rmtree(file.with_name(f"{file.name}.p"), ignore_errors=True)


def _put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.new")
    with draft.open("wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(file)
    sync_folder(file.parent)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise TamperError(f"{file}: cannot be read ({error.strerror}); the export is not whole") from error
