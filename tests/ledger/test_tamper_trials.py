"""Random changes of a ledger and of its tiles: each is found out, and an honest one never is taken for changed.

Held against a signed checkpoint that was kept elsewhere, as an auditor does. Short here; 100,000 with FORESTALL_LONG=1.
"""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from forestall.core.errors import ForestallError, TamperError
from forestall.ledger import checkpoint, note
from forestall.ledger.checkpoint import TreeHead
from forestall.ledger.key import Kind, SigningKey
from forestall.ledger.note import Note
from forestall.ledger.policy import Policy
from forestall.ledger.tiles import bundle, read_bundle, tiles
from forestall.ledger.tree import Edge, leaf_hash, root_of
from forestall.model.entry import Checkpoint, Entry
from forestall.pipeline.tiles import check
from forestall.store.book import Book
from forestall.store.schema import METADATA
from forestall.store.tables import PassRow

TRIALS = 50_000 if os.environ.get("FORESTALL_LONG") else 200
HONEST_EVERY = 10  # one trial in so many changes nothing
START = datetime(2026, 3, 9, 6, tzinfo=UTC)
KEY = SigningKey("town.example/ledger", Kind.ED25519, bytes(32))
TRUST = Policy.of([KEY.public()])


def sign(size: int, root: bytes) -> Note:
    return Note(checkpoint.write(TreeHead(KEY.name, size, root)), ()).signed_by([KEY], 0)


# The database. A trial changes it within a transaction that is rolled back.


def fill(session: Session) -> Checkpoint:
    """Three passes, live entries between them, sensitive ones, an erasure, a signed checkpoint."""
    book = Book(session, salt=lambda: bytes(range(32)))
    head = None
    for number in range(1, 4):
        at = START + timedelta(hours=number)
        said = [Entry("alert", f"a-{number}-{i}", at, {"part": i, "n": number}) for i in range(3)]
        head, _ = book.add(said, number, at)
        session.add(PassRow(number=number, at=at, seed=1, place="p", digest="d", summary="{}", ledger_size=head.size))
        session.flush()
        live = [Entry("label", f"s-{i}", at + timedelta(minutes=i), {"to": "GREEN"}, sensitive=i < 2) for i in range(4)]
        book.append(live)
    head = book.erase(3, "asked for", START + timedelta(hours=9))
    book.keep_checkpoint(head.size, sign(head.size, bytes.fromhex(head.root)).write(), head.time)
    return head


@pytest.fixture(scope="module")
def database() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with Session(engine) as session:
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
        yield session
    engine.dispose()


CELLS = [
    *(("entries", column) for column in ("kind", "subject", "said", "body", "leaf", "body", "leaf", "number")),
    *(("nodes", column) for column in ("position", "hash", "hash")),
    *(("payloads", column) for column in ("number", "salt", "body")),
    ("heads", "root"),
    ("heads", "peaks"),
    ("heads", "time"),
    ("heads", "size"),
    ("checkpoints", "note"),
]


def flip(value: object, rng: random.Random) -> object:
    """With one bit the other way; a text stays text, a number a number."""
    if isinstance(value, int):
        return value ^ 1 << rng.randrange(12)
    data = bytearray(value.encode() if isinstance(value, str) else bytes(value))  # type: ignore[call-overload]
    if isinstance(value, str):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(5)
        return data.decode("utf-8", "replace")
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def flip_a_bit(session: Session, rng: random.Random) -> None:
    table, column = rng.choice(CELLS)
    rows = session.execute(text(f"SELECT rowid, {column} FROM {table} WHERE length({column}) > 0")).all()
    rowid, value = rng.choice(rows)
    change = text(f"UPDATE OR IGNORE {table} SET {column} = :new WHERE rowid = :rowid")
    new = flip(value, rng)
    while session.execute(change, {"new": new, "rowid": rowid}).rowcount == 0:
        new = flip(value, rng)  # the number of another row


def delete_a_row(session: Session, rng: random.Random) -> None:
    table = rng.choice(("entries", "nodes", "payloads", "heads"))
    # a head that neither a pass nor a signature speaks of holds nothing that the entries do not
    only = " WHERE size IN (SELECT ledger_size FROM passes UNION SELECT size FROM checkpoints)" * (table == "heads")
    rowid = rng.choice(list(session.scalars(text(f"SELECT rowid FROM {table}{only}"))))
    session.execute(text(f"DELETE FROM {table} WHERE rowid = :rowid"), {"rowid": rowid})


def change_the_order(session: Session, rng: random.Random) -> None:
    table, column = rng.choice((("entries", "number"), ("nodes", "position")))
    one, other = rng.sample(list(session.scalars(text(f"SELECT {column} FROM {table}"))), 2)
    for before, after in ((one, -1), (other, one), (-1, other)):
        change = text(f"UPDATE {table} SET {column} = :after WHERE {column} = :before")
        session.execute(change, {"before": before, "after": after})


def agree(session: Session, drop_from: int) -> None:
    """Make hashes and heads agree with the entries, as who has the whole database can."""
    edge = Edge()
    nodes = []
    heads = {}
    for number, body in session.execute(text("SELECT number, body FROM entries ORDER BY number")).all():
        session.execute(
            text("UPDATE entries SET leaf = :leaf WHERE number = :n"), {"leaf": leaf_hash(body), "n": number}
        )
        nodes += edge.push(leaf_hash(body))
        heads[edge.size] = edge.range()
    session.execute(text("DELETE FROM nodes"))
    for position, node in enumerate(nodes):
        session.execute(text("INSERT INTO nodes VALUES (:p, :h)"), {"p": position, "h": node})
    session.execute(text("DELETE FROM heads WHERE size > :size"), {"size": drop_from})
    session.execute(text("DELETE FROM checkpoints"))
    for size in list(session.scalars(text("SELECT size FROM heads"))):
        made = {"root": heads[size].root().hex(), "peaks": b"".join(heads[size].peaks), "size": size}
        session.execute(text("UPDATE heads SET root = :root, peaks = :peaks WHERE size = :size"), made)


def truncate(session: Session, rng: random.Random) -> None:
    size = rng.choice(list(session.scalars(text("SELECT size FROM heads ORDER BY size")))[:-1])
    for table in ("entries", "payloads"):
        session.execute(text(f"DELETE FROM {table} WHERE number >= :size"), {"size": size})
    session.execute(text("DELETE FROM passes WHERE ledger_size > :size"), {"size": size})
    agree(session, size)


def rewrite(session: Session, rng: random.Random) -> None:
    count = session.scalar(text("SELECT count(*) FROM entries"))
    number = rng.randrange(count or 0)
    (old,) = session.execute(text("SELECT body FROM entries WHERE number = :n"), {"n": number}).one()
    new = old.replace(b"Z", b"Z", 1)
    while new == old:
        new = bytes(flip(old, rng))  # type: ignore[arg-type]
    session.execute(text("UPDATE entries SET body = :body WHERE number = :n"), {"body": new, "n": number})
    agree(session, count or 0)


Change = Callable[[Session, random.Random], None]
CHANGES: list[Change] = [flip_a_bit, flip_a_bit, delete_a_row, change_the_order, truncate, rewrite]


def audit(session: Session, kept: Checkpoint) -> None:
    book = Book(session)
    book.verify(kept)
    signed = book.checkpoint()
    if signed is not None:
        TRUST.check(note.read(signed))


def test_every_change_of_the_database_is_found_out_and_none_is_imagined(database: Session) -> None:
    rng = random.Random(20260309)
    kept = fill(database)
    database.commit()
    missed = []
    for trial in range(TRIALS):
        if trial % HONEST_EVERY == 0:
            audit(database, kept)
        change = rng.choice(CHANGES)
        change(database, rng)
        try:
            audit(database, kept)
            missed.append((trial, change.__name__))
        except (ForestallError, ValueError):
            pass
        database.rollback()
        database.expire_all()
    assert missed == []


def test_a_time_that_is_spelt_otherwise_is_found_out(database: Session) -> None:
    for size, spelt in database.execute(text("SELECT size, time FROM heads")).all():
        for at, bit in ((at, bit) for at in range(len(spelt)) for bit in (0, 1, 2, 3, 4)):
            other = spelt[:at] + chr(ord(spelt[at]) ^ 1 << bit) + spelt[at + 1 :]
            database.execute(text("UPDATE heads SET time = :other WHERE size = :size"), {"other": other, "size": size})
            with pytest.raises((TamperError, ValueError)):
                Book(database).verify()
            database.rollback()
            database.expire_all()


def test_a_ledger_that_grew_is_no_changed_one(database: Session) -> None:
    kept = Book(database).head()
    assert kept is not None
    for n in range(20):
        Book(database).append([Entry("label", f"t-{n}", START + timedelta(days=1), {"to": "RED"})])
        Book(database).verify(kept)
    database.rollback()


# The tiles. A trial changes a file, and puts it back.

ENTRIES = [f"entry {i} says something".encode() for i in range(300)]
KEPT = (260, root_of([leaf_hash(entry) for entry in ENTRIES[:260]]))


def export(folder: Path, entries: list[bytes], key: SigningKey = KEY) -> None:
    """The files of a log, as `pipeline/tiles.py` lays them out; that it does so is tested beside it."""
    leaves = [leaf_hash(entry) for entry in entries]
    levels = [leaves, [root_of(leaves[at : at + 256]) for at in range(0, len(leaves) - 255, 256)]]
    for tile in tiles(len(entries)):
        first = tile.index * 256
        hashes = levels[tile.level][first : first + tile.width]
        put(folder / tile.path, b"".join(hashes))
        if tile.level == 0:
            put(folder / tile.bundle_path, bundle(entries[first : first + tile.width]))
    head = TreeHead(key.name, len(entries), root_of(leaves))
    put(folder / "checkpoint", Note(checkpoint.write(head), ()).signed_by([key], 0).write())


def put(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def changed_files(files: dict[str, bytes], rng: random.Random) -> dict[str, bytes | None]:
    """New contents of one or two files; None for a file that is gone."""
    name = rng.choice(sorted(files))
    data = files[name]
    match rng.randrange(6):
        case 0 | 1:
            at = rng.randrange(len(data))
            return {name: data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]}
        case 2:
            return {name: rng.choice((None, data[: rng.randrange(len(data))]))}
        case 3:
            other = rng.choice(sorted(set(files) - {name}))
            return {name: files[other], other: data}
        case 4:
            bundles = sorted(each for each in files if "entries" in each)
            name = rng.choice(bundles)
            entries = list(read_bundle(files[name], 44 if name.endswith(".p/44") else 256, name))
            one, other_at = rng.sample(range(len(entries)), 2)
            entries[one], entries[other_at] = entries[other_at], entries[one]
            return {name: bundle(entries)}
        case _:
            at = rng.randrange(len(data))
            return {name: data[:at] + rng.randbytes(rng.randrange(1, 40)) + data[at:]}


def test_every_change_of_the_tiles_is_found_out_and_none_is_imagined(tmp_path: Path) -> None:
    rng = random.Random(20260310)
    export(tmp_path, ENTRIES)
    files = {str(f.relative_to(tmp_path)): f.read_bytes() for f in tmp_path.rglob("*") if f.is_file()}
    missed = []
    for trial in range(TRIALS):
        if trial % HONEST_EVERY == 0:
            assert check(tmp_path, TRUST, str, KEPT).size == 300
        changes = changed_files(files, rng)
        if all(files[name] == data for name, data in changes.items()):
            continue
        for name, data in changes.items():
            (tmp_path / name).unlink() if data is None else (tmp_path / name).write_bytes(data)
        try:
            check(tmp_path, TRUST, str, KEPT)
            missed.append((trial, sorted(changes)))
        except ForestallError:
            pass
        for name in changes:
            (tmp_path / name).write_bytes(files[name])
    assert missed == []


@pytest.mark.parametrize("at", [0, 255, 256, 259])
def test_a_history_rewritten_under_the_right_key_is_found_out_by_a_kept_checkpoint(tmp_path: Path, at: int) -> None:
    export(tmp_path, [*ENTRIES[:at], b"another", *ENTRIES[at + 1 :]])
    assert check(tmp_path, TRUST, str).size == 300
    with pytest.raises(TamperError, match="did not grow from the checkpoint of size 260"):
        check(tmp_path, TRUST, str, KEPT)


def test_an_export_cut_back_to_an_honest_earlier_one_is_found_out_by_a_kept_checkpoint(tmp_path: Path) -> None:
    export(tmp_path, ENTRIES[:259])
    with pytest.raises(TamperError, match="did not grow"):
        check(tmp_path, TRUST, str, KEPT)


def test_a_history_rewritten_under_another_key_is_found_out_at_once(tmp_path: Path) -> None:
    export(tmp_path, ENTRIES, SigningKey(KEY.name, Kind.ED25519, bytes(31) + b"x"))
    with pytest.raises(TamperError, match="no signature of a known key"):
        check(tmp_path, TRUST, str)
    shutil.rmtree(tmp_path)
