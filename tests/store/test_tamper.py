"""Whoever changes the ledger in the database is found out, and the first changed line is named."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forestall.core.errors import TamperError
from forestall.ledger.tree import CompactRange, leaf_hash
from forestall.model.entry import Checkpoint
from forestall.store.passes import Pass
from forestall.store.state import State

MakePass = Callable[[int], Pass]

TAMPER = {
    "a payload": "UPDATE entries SET body = CAST(replace(CAST(body AS TEXT), 'part\":1', 'part\":7') AS BLOB)"
    " WHERE number = 4",
    "a leaf hash": "UPDATE entries SET leaf = zeroblob(32) WHERE number = 4",
    "a subject": "UPDATE entries SET subject = 'other' WHERE number = 4",
    "a payload digest": "UPDATE entries SET said = 'other' WHERE number = 4",
    "a deleted entry": "DELETE FROM entries WHERE number = 4",
    "deleted last entries": "DELETE FROM entries WHERE number >= 6",
    "a swapped number": "UPDATE entries SET number = CASE number WHEN 4 THEN 99 END WHERE number = 4",
    "a root": "UPDATE heads SET root = replace(root, substr(root, 1, 1), 'g') WHERE size = 6",
    "a time of a head": "UPDATE heads SET time = '2026-03-09T07:30:00.000000+00:00' WHERE size = 6",
    "nonsense as a time": "UPDATE heads SET time = 'yesterday' WHERE size = 6",
    "subtree roots": "UPDATE heads SET peaks = zeroblob(64) WHERE size = 6",
    "a head too many": "INSERT INTO heads SELECT 10, root, time, peaks FROM heads WHERE size = 9",
    "the hash of a subtree": "UPDATE nodes SET hash = zeroblob(32) WHERE position = 2",
    "a deleted hash of a subtree": "DELETE FROM nodes WHERE position = 6",
    "a hash of a subtree too many": "INSERT INTO nodes SELECT 7, hash FROM nodes WHERE position = 6",
    "a deleted head": "DELETE FROM heads WHERE size = 9",
}


@pytest.fixture
def folder(tmp_path: Path, make_pass: MakePass) -> Path:
    for hour in range(3):
        with State.open(tmp_path) as state:
            state.publish(make_pass(hour))
    return tmp_path


def tamper(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / "state.sqlite")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def verify(folder: Path, kept: Checkpoint | None = None) -> Checkpoint:
    with State.read(folder) as state:
        return state.verify_ledger(kept)


def test_an_untouched_ledger_gives_its_head(folder: Path) -> None:
    assert verify(folder).size == 9


@pytest.mark.parametrize("statement", TAMPER.values(), ids=TAMPER)
def test_a_change_is_found_out(folder: Path, statement: str) -> None:
    tamper(folder, statement)
    with pytest.raises(TamperError):
        verify(folder)


def test_the_changed_entry_is_named(folder: Path) -> None:
    tamper(folder, TAMPER["a payload"])
    with pytest.raises(TamperError, match="entry 4"):
        verify(folder)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 8), at=st.integers(0, 10_000))
def test_every_flipped_bit_of_an_entry_is_found_out(folder: Path, number: int, at: int) -> None:
    connection = sqlite3.connect(folder / "state.sqlite")
    (body,) = connection.execute("SELECT body FROM entries WHERE number = ?", (number,)).fetchone()
    flipped = bytearray(body)
    flipped[at // 8 % len(body)] ^= 1 << at % 8
    with connection:
        connection.execute("UPDATE entries SET body = ? WHERE number = ?", (bytes(flipped), number))
    with pytest.raises(TamperError, match=f"entry {number}"):
        verify(folder)
    with connection:
        connection.execute("UPDATE entries SET body = ? WHERE number = ?", (body, number))
    connection.close()


def test_a_history_rewritten_in_agreement_is_found_out_by_a_head_kept_elsewhere(folder: Path) -> None:
    kept = verify(folder)
    connection = sqlite3.connect(folder / "state.sqlite")
    (last,) = connection.execute("SELECT body FROM entries WHERE number = 8").fetchone()
    body = last.replace(b"T08:00:00Z", b"T08:00:01Z")
    leaves = [row[0] for row in connection.execute("SELECT leaf FROM entries ORDER BY number LIMIT 8")]
    grown = CompactRange().extend([*leaves, leaf_hash(body)])
    with connection:
        connection.execute("UPDATE entries SET body = ?, leaf = ? WHERE number = 8", (body, leaf_hash(body)))
        connection.execute(
            "UPDATE heads SET root = ?, peaks = ? WHERE size = 9", (grown.root().hex(), b"".join(grown.peaks))
        )
    connection.close()
    assert verify(folder).root != kept.root
    with pytest.raises(TamperError, match="head of size 9"):
        verify(folder, kept)


def test_a_ledger_cut_back_to_an_earlier_head_is_found_out_by_a_head_kept_elsewhere(folder: Path) -> None:
    kept = verify(folder)
    tamper(
        folder,
        "DELETE FROM entries WHERE number >= 6",
        "DELETE FROM nodes WHERE position >= 4",
        "DELETE FROM heads WHERE size = 9",
        "UPDATE passes SET ledger_size = 6 WHERE number = 3",
    )
    with pytest.raises(TamperError, match="ends at size 6"):
        verify(folder, kept)


def test_a_pass_does_not_go_on_from_a_damaged_head(folder: Path, make_pass: MakePass) -> None:
    tamper(folder, "UPDATE heads SET peaks = zeroblob(64) WHERE size = 9")
    with State.open(folder) as state, pytest.raises(TamperError, match="head of size 9"):
        state.publish(make_pass(3))
