"""Signing: what goes on from the last checkpoint is signed, a restored backup or a second copy is not."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forestall.core.errors import InputError, StateError, TamperError
from forestall.ledger import note
from forestall.ledger.key import Kind, SigningKey
from forestall.ledger.policy import Policy
from forestall.model.entry import Entry
from forestall.pipeline.checkpoint import last_checkpoint, opened, sign
from forestall.pipeline.ledger_keys import LOG_KINDS, keep_keys, new_keys, read_keys
from forestall.pipeline.receipts import entry_of, receipt
from forestall.pipeline.rotation import rotate
from forestall.pipeline.tiles import check, export
from forestall.store.anchor import Anchor
from forestall.store.book import Book
from forestall.store.database import Database

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
KEYS = (SigningKey("town.example/ledger", Kind.ED25519, bytes(32)),)
TRUST = Policy.of([KEYS[0].public()])


def say(database: Database, *subjects: str) -> None:
    with database.session() as session:
        Book(session).append([Entry("label", each, AT, {"to": "GREEN"}) for each in subjects])


def made(folder: Path) -> Database:
    folder.mkdir(exist_ok=True)
    database = Database(folder, writable=True)
    database.prepare()
    return database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(made(tmp_path / "state")) as found:
        say(found, "a", "b", "c")
        yield found


@pytest.fixture
def anchor(tmp_path: Path) -> Iterator[Anchor]:
    with closing(Anchor(tmp_path / "elsewhere" / "anchor.sqlite")) as found:
        yield found


def test_the_head_is_signed_and_kept(database: Database, anchor: Anchor) -> None:
    signed = sign(database, anchor, KEYS, AT)
    with database.session() as session:
        head = Book(session).head()
    assert head is not None
    assert (signed.head().size, signed.head().root.hex()) == (3, head.root)
    assert signed.verified([KEYS[0].public()])
    assert last_checkpoint(database) == signed == note.read(anchor.last("town.example/ledger") or b"")


def test_what_did_not_grow_is_not_signed_again(database: Database, anchor: Anchor) -> None:
    assert sign(database, anchor, KEYS, AT) == sign(database, anchor, KEYS, AT + timedelta(days=1))


def test_what_grew_is_signed(database: Database, anchor: Anchor) -> None:
    sign(database, anchor, KEYS, AT)
    say(database, "d")
    assert sign(database, anchor, KEYS, AT).head().size == 4


def test_an_empty_ledger_is_not_signed(tmp_path: Path, anchor: Anchor) -> None:
    with closing(made(tmp_path / "new")) as empty, pytest.raises(InputError, match="is empty"):
        sign(empty, anchor, KEYS, AT)


def copied(database: Database, to: Path) -> Database:
    """A backup of the state, restored."""
    with database.connection() as connection:
        connection.exec_driver_sql("SELECT 1")
    database.close()
    shutil.copytree(database.where.file.parent, to)
    return made(to)


def test_a_restored_backup_is_refused_and_the_way_out_is_said(
    tmp_path: Path, database: Database, anchor: Anchor
) -> None:
    sign(database, anchor, KEYS, AT)
    with closing(copied(database, tmp_path / "backup")) as backup:
        say(database, "d")
        sign(database, anchor, KEYS, AT)
        with pytest.raises(TamperError, match=r"restored backup.*Nothing was signed\. Bring the other copy back"):
            sign(backup, anchor, KEYS, AT)
        assert last_checkpoint(backup).head().size == 3


@pytest.mark.parametrize("more", [("x",), ("x", "y"), ("x", "y", "z")])
def test_a_backup_that_went_its_own_way_is_refused(
    tmp_path: Path, database: Database, anchor: Anchor, more: tuple[str, ...]
) -> None:
    sign(database, anchor, KEYS, AT)
    with closing(copied(database, tmp_path / "backup")) as backup:
        say(database, "d", "e")
        before = sign(database, anchor, KEYS, AT)
        say(backup, *more)
        with pytest.raises(TamperError, match=r"Nothing was signed"):
            sign(backup, anchor, KEYS, AT)
        assert note.read(anchor.last(KEYS[0].name) or b"") == before


def test_a_lost_anchor_is_not_begun_anew_by_itself(tmp_path: Path, database: Database, anchor: Anchor) -> None:
    before = sign(database, anchor, KEYS, AT)
    with closing(Anchor(tmp_path / "new.sqlite")) as new:
        with pytest.raises(TamperError, match="--adopt"):
            sign(database, new, KEYS, AT)
        assert sign(database, new, KEYS, AT, adopt=True) == before


def test_an_anchor_whose_checkpoint_other_keys_signed_is_refused(database: Database, anchor: Anchor) -> None:
    sign(database, anchor, KEYS, AT)
    with pytest.raises(TamperError, match="no signature of a known key"):
        sign(database, anchor, (SigningKey(KEYS[0].name, Kind.ED25519, bytes(31) + b"x"),), AT)


def test_an_anchor_that_cannot_be_opened_stops_the_signing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("this is no database, it is far too long to be an empty one" * 99)
    with pytest.raises(StateError, match="without it nothing is signed"):
        Anchor(tmp_path / "file")


def test_a_kill_between_anchor_and_ledger_is_mended_by_the_next_call(database: Database, anchor: Anchor) -> None:
    signed = sign(database, anchor, KEYS, AT)
    with database.session() as session:
        session.connection().exec_driver_sql("DELETE FROM checkpoints")
    assert sign(database, anchor, KEYS, AT + timedelta(hours=1)) == signed == last_checkpoint(database)


def test_two_services_on_two_copies_never_sign_two_histories(tmp_path: Path, database: Database) -> None:
    place = tmp_path / "anchor.sqlite"
    with closing(Anchor(place)) as first:
        sign(database, first, KEYS, AT)
    states = [database, copied(database, tmp_path / "second")]
    signed: list[tuple[int, bytes]] = []

    def serve(number: int) -> None:
        with closing(Anchor(place)) as own:
            for turn in range(12):
                say(states[number], f"{number}-{turn}")
                try:
                    head = sign(states[number], own, KEYS, AT).head()
                except TamperError:
                    continue
                signed.append((head.size, head.root))

    threads = [threading.Thread(target=serve, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states[1].close()
    assert len({size for size, _ in signed}) == len(set(signed)) >= 12


def test_two_services_on_one_ledger_sign_one_history(tmp_path: Path, database: Database) -> None:
    heads: list[tuple[int, bytes]] = []

    def serve(number: int) -> None:
        with closing(Anchor(tmp_path / "anchor.sqlite")) as own, closing(made(tmp_path / "state")) as mine:
            for turn in range(6):
                say(mine, f"{number}-{turn}")
                head = sign(mine, own, KEYS, AT).head()
                heads.append((head.size, head.root))

    threads = [threading.Thread(target=serve, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heads) == 12
    assert len({size for size, _ in heads}) == len(set(heads))


@pytest.mark.parametrize("which", ["0", "2", "label:b"])
def test_a_receipt_is_handed_out_for_an_entry(database: Database, anchor: Anchor, which: str) -> None:
    sign(database, anchor, KEYS, AT)
    kept = entry_of(database, which)
    given = receipt(database, kept)
    assert given.verify(kept.body, TRUST).size == 3


def test_an_entry_that_no_checkpoint_covers_has_no_receipt_yet(database: Database, anchor: Anchor) -> None:
    with pytest.raises(InputError, match="no checkpoint was signed yet"):
        receipt(database, entry_of(database, "0"))
    sign(database, anchor, KEYS, AT)
    say(database, "d")
    with pytest.raises(InputError, match="covers 3 entries"):
        receipt(database, entry_of(database, "3"))


@pytest.mark.parametrize("which", ["3", "-1", "label:z", "b", "٣"])
def test_an_entry_that_is_not_there_is_said_so(database: Database, which: str) -> None:
    with pytest.raises(InputError, match="entry"):
        entry_of(database, which)


def test_an_export_is_checked_and_goes_on(tmp_path: Path, database: Database, anchor: Anchor) -> None:
    say(database, *(f"s{i}" for i in range(250)))
    first = sign(database, anchor, KEYS, AT).head()
    export(database, tmp_path / "out", str)
    assert check(tmp_path / "out", TRUST, str) == first
    say(database, *(f"t{i}" for i in range(300)))
    second = sign(database, anchor, KEYS, AT).head()
    export(database, tmp_path / "out", str)
    assert check(tmp_path / "out", TRUST, str, (first.size, first.root)) == second
    files = sorted(str(f.relative_to(tmp_path / "out")) for f in (tmp_path / "out").rglob("*") if f.is_file())
    entries = ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/41"]
    tiles = ["tile/0/000", "tile/0/001", "tile/0/002.p/41", "tile/1/000.p/2"]
    assert files == ["checkpoint", *tiles, *entries]


def test_an_export_of_another_or_an_older_ledger_is_refused(tmp_path: Path, database: Database, anchor: Anchor) -> None:
    sign(database, anchor, KEYS, AT)
    export(database, tmp_path / "out", str)
    with closing(made(tmp_path / "other")) as other, closing(Anchor(tmp_path / "b.sqlite")) as own:
        say(other, "a")
        sign(other, own, (SigningKey("city.example", Kind.ED25519, bytes(32)),), AT)
        with pytest.raises(StateError, match=r"holds the ledger town\.example/ledger"):
            export(other, tmp_path / "out", str)
    with closing(made(tmp_path / "older")) as older, closing(Anchor(tmp_path / "c.sqlite")) as own:
        say(older, "a")
        sign(older, own, KEYS, AT)
        with pytest.raises(StateError, match="restored backup"):
            export(older, tmp_path / "out", str)


def test_new_keys_take_over_and_the_old_ones_say_so(tmp_path: Path, database: Database, anchor: Anchor) -> None:
    file = tmp_path / "ledger.key"
    old = new_keys("town.example/ledger", LOG_KINDS)
    keep_keys(file, old)
    sign(database, anchor, old, AT)
    new, proof = rotate(database, anchor, file, AT)
    assert read_keys(file) == new
    assert not file.with_name("ledger.key.next").exists()
    for key in (*old, *new):
        assert proof.verify(proof.extra or b"", Policy.of([key.public()])).size == 4
    say(database, "d")
    later = sign(database, anchor, new, AT)
    with pytest.raises(TamperError):
        later.verified([key.public() for key in old])


def test_a_change_of_keys_that_was_broken_off_is_finished(tmp_path: Path, database: Database, anchor: Anchor) -> None:
    file = tmp_path / "ledger.key"
    keep_keys(file, KEYS)
    ahead = new_keys(KEYS[0].name, LOG_KINDS)
    keep_keys(file.with_name("ledger.key.next"), ahead)  # killed right after they were written
    new, _ = rotate(database, anchor, file, AT)
    assert new == ahead
    assert read_keys(file) == ahead


def test_a_change_of_keys_on_a_restored_backup_changes_nothing(
    tmp_path: Path, database: Database, anchor: Anchor
) -> None:
    file = tmp_path / "ledger.key"
    keep_keys(file, KEYS)
    sign(database, anchor, KEYS, AT)
    with closing(copied(database, tmp_path / "backup")) as backup:
        say(database, "d")
        sign(database, anchor, KEYS, AT)
        with pytest.raises(TamperError, match="restored backup"):
            rotate(backup, anchor, file, AT)
    assert read_keys(file) == KEYS
    assert list(tmp_path.glob("*.next")) == []


def test_keys_are_for_their_owner_only_and_never_written_over(tmp_path: Path) -> None:
    keep_keys(tmp_path / "k", KEYS)
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600
    with pytest.raises(StateError, match="never written over"):
        keep_keys(tmp_path / "k", KEYS)


@pytest.mark.parametrize("text", ["", "nonsense\n", "PRIVATE+KEY+a+00000000+AAAA\n"])
def test_what_is_no_key_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "k").write_text(text)
    with pytest.raises(InputError):
        read_keys(tmp_path / "k")


def test_a_state_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="no state here"), opened(tmp_path, writable=True):
        pass
