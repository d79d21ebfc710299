"""The ledger outside passes: entries with their rows, payloads that can be erased, proofs from kept hashes, groups."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from forestall.core.errors import InputError, LimitError, TamperError
from forestall.ledger.proof import verify_consistency, verify_inclusion
from forestall.ledger.tree import leaf_hash
from forestall.model.entry import Entry
from forestall.standards import jcs
from forestall.store import entry_rows
from forestall.store.book import Book
from forestall.store.book_audit import _is_canonical
from forestall.store.book_proofs import Proofs
from forestall.store.database import Database

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
CANARY = "the-telephone-of-the-caretaker"


def entry(subject: str, payload: dict[str, object] | None = None, *, sensitive: bool = False) -> Entry:
    return Entry("label", subject, AT, {"to": "GREEN"} if payload is None else payload, sensitive=sensitive)


def append(database: Database, *entries: Entry) -> None:
    with database.session() as session:
        Book(session).append(entries)


def test_every_entry_can_be_proved_at_every_size(either: Database) -> None:
    database = either
    for count in (1, 2, 4, 9, 1):
        append(database, *(entry(f"s{count}-{i}") for i in range(count)))
    with database.session() as session:
        book, proofs = Book(session), Proofs(session)
        for size in range(1, 18):
            root = proofs.root(size)
            for index in range(size):
                leaf = leaf_hash(book.entry(index).body)
                assert verify_inclusion(leaf, index, size, proofs.inclusion(index, size), root) == root
            for old in range(1, size + 1):
                proof = proofs.consistency(old, size)
                assert verify_consistency(old, size, proof, proofs.root(old), root) == root
        head = book.verify()
        assert (head.size, head.root) == (17, proofs.root(17).hex())


def test_a_proof_over_a_hash_that_is_gone_is_refused(database: Database) -> None:
    append(database, *(entry(f"s{i}") for i in range(8)))
    with database.session() as session:
        session.execute(text("DELETE FROM nodes WHERE position = 2"))
        with pytest.raises(TamperError, match="missing"):
            Proofs(session).inclusion(7, 8)


def test_entries_and_the_rows_they_speak_of_are_kept_together_or_not_at_all(database: Database) -> None:
    def cut_off() -> None:
        with database.session() as session:
            Book(session).append([entry("a")])
            raise RuntimeError("power is cut")

    with pytest.raises(RuntimeError, match="power"):
        cut_off()
    with database.session() as session:
        assert Book(session).head() is None


def test_the_time_of_a_head_is_that_of_its_latest_news(database: Database) -> None:
    append(database, Entry("label", "a", AT + timedelta(hours=2), {}), Entry("label", "b", AT, {}))
    append(database, Entry("label", "c", AT, {}))
    with database.session() as session:
        head = Book(session).verify()
    assert (head.size, head.time) == (3, AT + timedelta(hours=2))


def test_what_is_said_again_is_no_news(database: Database) -> None:
    with database.session() as session:
        sizes = [Book(session).say(entry("a", payload)).size for payload in ({}, {}, {"b": 1}, {})]
    assert sizes == [1, 1, 2, 3]


def test_a_sensitive_payload_is_not_in_the_entry_and_can_be_erased_without_a_trace(either: Database) -> None:
    database = either
    append(database, entry("a", {"telephone": CANARY}, sensitive=True), entry("b"))
    with database.session() as session:
        book = Book(session)
        kept = book.entry(0)
        root = Proofs(session).root(2)
        assert CANARY.encode() not in kept.body
        assert set(jcs.read(kept.body)["payload"]) == {"salted", "sha256"}
        assert book.payload(0) == {"telephone": CANARY}
        assert book.payload(1) == {"to": "GREEN"}
        assert book.verify().size == 2
    with database.session() as session:
        head = Book(session).erase(0, "asked for by the person", AT)
    with database.session() as session:
        book = Book(session)
        assert (head.size, book.payload(0), book.verify()) == (3, None, head)
        found = book.find("erasure", "0")
        assert found is not None
        proof = Proofs(session).inclusion(0, 2)
        assert verify_inclusion(leaf_hash(kept.body), 0, 2, proof, root) == root
        with pytest.raises(InputError, match="no sensitive payload"):
            book.erase(0, "again", AT)


def test_after_an_erasure_no_file_of_the_state_holds_the_payload(tmp_path: Path) -> None:
    with closing(Database(tmp_path, writable=True)) as database:
        database.prepare()
        append(database, *(entry(f"s{i}", {"telephone": f"{CANARY}-{i}"}, sensitive=True) for i in range(40)))
        with database.session() as session:
            Book(session).erase(7, "asked for", AT)
    with closing(sqlite3.connect(tmp_path / "state.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert f"{CANARY}-8".encode() in whole
    assert f'{CANARY}-7"'.encode() not in whole


def test_the_same_sensitive_payload_has_two_digests(database: Database) -> None:
    append(database, *(entry("a", {"telephone": CANARY}, sensitive=True) for _ in range(2)))
    with database.session() as session:
        bodies = {Book(session).entry(index).body for index in (0, 1)}
    assert len(bodies) == 2


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM payloads",
        "UPDATE payloads SET body = CAST('{}' AS BLOB)",
        "UPDATE payloads SET salt = zeroblob(32)",
    ],
)
def test_a_payload_that_is_changed_or_gone_without_an_erasure_is_found_out(tmp_path: Path, change: str) -> None:
    with closing(Database(tmp_path, writable=True)) as database:
        database.prepare()
        append(database, entry("a", {"telephone": CANARY}, sensitive=True))
        with database.session() as session:
            session.execute(text(change))
            with pytest.raises(TamperError, match="entry 0"):
                Book(session).verify()


def test_a_payload_too_large_for_a_tile_is_kept_apart_and_is_no_news_twice(database: Database) -> None:
    large: dict[str, object] = {"measures": ["m" * 100] * 1000}
    with database.session() as session:
        book = Book(session)
        assert [book.say(entry("a", large)).size for _ in range(2)] == [1, 1]
        assert len(book.entry(0).body) < 300
        assert book.payload(0) == large
        assert book.verify().size == 1
        with pytest.raises(InputError, match="no sensitive payload"):
            book.erase(0, "", AT)


def test_what_no_entry_can_hold_is_refused(database: Database) -> None:
    with database.session() as session:
        book = Book(session)
        for payload in ({"x": float("nan")}, {"x": {1, 2}}, {"salted": True, "sha256": "0"}):
            with pytest.raises(InputError):
                book.append([entry("a", payload)])  # type: ignore[arg-type]
        with pytest.raises(LimitError, match="65535"):
            book.append([entry("a" * 70_000)])
        with pytest.raises(InputError, match="entry 0: the ledger has 0 entries"):
            book.entry(0)
        assert book.append([]) is None


@given(st.text(max_size=20), st.text(max_size=20), st.dictionaries(st.text(max_size=5), st.integers(-9, 9), max_size=4))
def test_an_entry_is_the_canonical_form_of_what_it_says(kind: str, subject: str, payload: dict[str, object]) -> None:
    payload.pop("salted", None)
    try:
        made = entry_rows.written(Entry(kind, subject, AT, payload), bytes)
    except InputError:  # a lone surrogate
        return
    said = {"kind": kind, "subject": subject, "payload": payload, "time": "2026-03-09T06:00:00Z"}
    assert made.body == jcs.write(said)
    assert entry_rows.taken_apart(made.body, kind, subject) == (jcs.write(payload), "2026-03-09T06:00:00Z")


def test_an_entry_filed_under_other_words_is_not_taken_apart() -> None:
    made = entry_rows.written(entry("subject"), bytes).body
    for kind, subject in (("label", "other"), ("labels", "subject"), ("label", "subject" * 9), ("", "")):
        assert entry_rows.taken_apart(made, kind, subject) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(JSON, st.booleans(), st.sampled_from([(",", ":"), (", ", ": ")]))
def test_the_audit_calls_canonical_what_rfc_8785_does(value: object, sort: bool, separators: tuple[str, str]) -> None:
    for ascii_only in (True, False):
        data = json.dumps(value, sort_keys=sort, separators=separators, ensure_ascii=ascii_only).encode()
        assert _is_canonical(data) == _reads(data)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(2**50, 2**66))
def test_the_audit_takes_numbers_in_one_spelling_only(number: float) -> None:
    for spelt in (repr(number), f"{number:.3f}", f"{number:e}", f"{number:.17g}"):
        data = b'{"n":' + spelt.encode() + b"}"
        assert _is_canonical(data) == _reads(data)


def _reads(data: bytes) -> bool:
    try:
        jcs.read(data)
    except InputError:
        return False
    return True
