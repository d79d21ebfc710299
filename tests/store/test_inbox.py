"""What arrived is there once, in the order of commit, on SQLite and on PostgreSQL."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.core.errors import ConflictError, FullError, InputError, StateError
from forestall.guard.label import Labelled
from forestall.guard.policy import Standing, Subject, condition, decide
from forestall.model.account import Action, Purpose, Role
from forestall.model.intake import Arrival, Delivery, HeldState, Rejected, Request, SignalState
from forestall.model.label import Label
from forestall.model.partner import Source
from forestall.model.words import Field, SourceKind, Tlp
from forestall.store.database import Database
from forestall.store.inbox import Inbox
from forestall.store.quarantine import HeldSight
from forestall.store.sealer import Unsealed

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
MakeArrival = Callable[..., Arrival]
BAD = Rejected("gate", START, "expected a number", "/value", "application/json", b'{"value": "x"}')


def test_what_was_taken_comes_back_in_the_order_of_commit(place: str, arrival: MakeArrival) -> None:
    full = replace(arrival(2), field=Field.CYBER, jurisdiction=None, event_time=None, label=Label.AMBER_STRICT)
    with Inbox.open(place) as inbox:
        receipts = inbox.take([arrival(9), full, arrival(1)])
        assert [(r.identity, r.number, r.duplicate) for r in receipts] == [
            ("id-9", 1, False),
            ("id-2", 2, False),
            ("id-1", 3, False),
        ]
    with Inbox.open(place) as inbox:
        stored = inbox.after(0, 10)
        assert [s.arrival for s in stored] == [arrival(9), full, arrival(1)]
        assert {s.state for s in stored} == {SignalState.NEW}
        assert [s.number for s in inbox.after(1, 1)] == [2]


def test_a_replay_gives_the_same_numbers_and_stores_nothing(place: str, arrival: MakeArrival) -> None:
    with Inbox.open(place) as inbox:
        first = inbox.take([arrival(1), arrival(2)])
        again = inbox.take([arrival(2), arrival(1), arrival(3), arrival(3)])
        assert [(r.number, r.duplicate) for r in again] == [(2, True), (1, True), (3, False), (3, True)]
        assert (len(first), len(inbox.after(0, 10))) == (2, 3)


def test_the_same_identity_of_two_sources_is_two_signals(place: str, arrival: MakeArrival) -> None:
    with Inbox.open(place) as inbox:
        assert [r.number for r in inbox.take([arrival(1), arrival(1, source="dam")])] == [1, 2]


def test_the_same_identity_with_another_content_goes_to_quarantine(place: str, arrival: MakeArrival) -> None:
    with Inbox.open(place) as inbox:
        inbox.take([arrival(1)])
        (receipt,) = inbox.take([arrival(1, body={"n": "other"})])
        assert (receipt.number, receipt.duplicate) == (1, True)
        (held,) = inbox.held(10)
        assert (held.rejected.raw, held.rejected.reason) == (
            b'{"n":"other"}',
            "signal 1 has the same identity and another content; that one stands",
        )
        assert inbox.after(0, 10)[0].arrival == arrival(1)


def test_another_spelling_of_the_same_content_is_a_duplicate_only(place: str, arrival: MakeArrival) -> None:
    with Inbox.open(place) as inbox:
        inbox.take([arrival(1)])
        inbox.take([replace(arrival(1), digest="0" * 64)])
        assert inbox.held(10) == ()


def test_the_offset_stands_with_the_signals_that_it_covers(place: str, arrival: MakeArrival) -> None:
    with Inbox.open(place) as inbox:
        assert inbox.offset("gate") is None
        inbox.take([arrival(1)], offset=("gate", "byte 100"))
        inbox.take([], offset=("gate", "byte 120"))
        assert inbox.offset("gate") == "byte 120"
        with pytest.raises(InputError):
            inbox.take([replace(arrival(2), digest="short")], offset=("gate", "byte 200"))
        assert inbox.offset("gate") == "byte 120"


def test_a_request_that_is_sent_again_gets_the_same_answer(place: str, arrival: MakeArrival) -> None:
    request = Request("key-1", "gate", "a" * 64, START)
    with Inbox.open(place) as inbox:
        first = inbox.take([arrival(1), arrival(2)], request=request)
    with Inbox.open(place) as inbox:
        assert inbox.take([arrival(1), arrival(2)], request=request) == first
        assert inbox.health()[0].duplicates == 0


def test_a_key_used_for_another_body_is_a_conflict_and_stores_nothing(place: str, arrival: MakeArrival) -> None:
    request = Request("key-1", "gate", "a" * 64, START)
    with Inbox.open(place) as inbox:
        inbox.take([arrival(1)], request=request)
        with pytest.raises(ConflictError, match=r"^Idempotency-Key: was used"):
            inbox.take([arrival(2)], request=replace(request, digest="b" * 64))
        assert inbox.take([arrival(2)], request=replace(request, source="dam"))[0].number == 2
        assert inbox.forget_requests(START + timedelta(hours=1)) == 2
        assert inbox.take([arrival(3)], request=replace(request, digest="b" * 64))[0].number == 3


def test_of_many_deliveries_only_the_bad_ones_are_refused(place: str, arrival: MakeArrival) -> None:
    request = Request("key-1", "gate", "a" * 64, START)
    bad = replace(arrival(3), body={"value": float("nan")})
    deliveries = [
        Delivery((arrival(1),), request=request),
        Delivery((arrival(2), bad)),
        Delivery((arrival(4),), request=replace(request, digest="b" * 64)),
        Delivery((arrival(5),), (BAD,), ("gate", "5")),
    ]
    with Inbox.open(place) as inbox:
        first, second, third, fourth = inbox.take_all(deliveries)
        assert isinstance(first, tuple)
        assert isinstance(fourth, tuple)
        assert (first[0].number, fourth[0].number) == (1, 2)
        assert isinstance(second, InputError)
        assert isinstance(third, ConflictError)
        assert [s.arrival.identity for s in inbox.after(0, 10)] == ["id-1", "id-5"]


def test_deliveries_of_one_commit_see_each_other(place: str, arrival: MakeArrival) -> None:
    one, other = Request("key-1", "gate", "a" * 64, START), Request("key-2", "gate", "a" * 64, START)
    deliveries = [
        Delivery((arrival(1), arrival(2)), request=one),
        Delivery((arrival(1), arrival(2)), request=one),
        Delivery((arrival(3),), request=replace(one, digest="b" * 64)),
        Delivery((arrival(2), arrival(3)), (BAD,), request=other),
    ]
    with Inbox.open(place) as inbox:
        first, again, conflict, last = inbox.take_all(deliveries)
        assert first == again
        assert isinstance(conflict, ConflictError)
        assert isinstance(last, tuple)
        assert [(r.number, r.duplicate) for r in last] == [(2, True), (3, False)]
        health = inbox.health()[0]
        assert (health.received, health.duplicates, health.quarantined) == (3, 1, 1)
        assert inbox.take_all([deliveries[3]]) == (last,)


@pytest.mark.parametrize("count", [99, 100, 101, 257])
def test_any_number_of_signals_is_stored_as_it_came(place: str, arrival: MakeArrival, count: int) -> None:
    came = [arrival(number) for number in range(count)]
    with Inbox.open(place) as inbox:
        assert [r.number for r in inbox.take(came)] == list(range(1, count + 1))
        assert [s.arrival for s in inbox.after(0, 1000)] == came


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"source": "a\x00b"}, "source"),
        ({"source": ""}, "source"),
        ({"kind": "\ud800"}, "kind"),
        ({"jurisdiction": "j" * 600}, "jurisdiction"),
        ({"digest": "x" * 64}, "digest"),
        ({"body": {"value": float("inf")}}, "inf"),
    ],
)
def test_what_has_no_form_in_the_database_is_named(
    place: str, arrival: MakeArrival, change: dict[str, str], says: str
) -> None:
    with Inbox.open(place) as inbox:
        with pytest.raises(InputError, match=says):
            inbox.take([arrival(1), replace(arrival(2), **change)])  # type: ignore[arg-type]
        assert inbox.after(0, 10) == ()


@pytest.mark.parametrize("identity", ["", "x" * 100_000, "a\x00b", "half \ud800", "urn:ä|ö', --"])
def test_any_identity_is_recognised_when_it_comes_again(place: str, arrival: MakeArrival, identity: str) -> None:
    with Inbox.open(place) as inbox:
        one = replace(arrival(1), identity=identity)
        assert [(r.identity, r.duplicate) for r in (*inbox.take([one]), *inbox.take([one]))] == [
            (identity, False),
            (identity, True),
        ]


def test_nul_and_odd_characters_in_a_body_come_back(place: str, arrival: MakeArrival) -> None:
    body: dict[str, object] = {"text": "a\x00b \u2028 💧 'quoted' %s :name", "deep": [{"null": None, "n": 1.5}]}
    with Inbox.open(place) as inbox:
        inbox.take([arrival(1, body=body)])
        assert inbox.after(0, 1)[0].arrival.body == body


def test_what_is_rejected_stays_as_it_came_until_it_is_decided(place: str, arrival: MakeArrival) -> None:
    odd = replace(BAD, raw=bytes(range(256)), reason="NUL \x00 in it")
    with Inbox.open(place) as inbox:
        inbox.take([], [BAD, odd])
        first, second = inbox.held(10)
        assert (first.id, first.rejected, first.signal) == (1, BAD, None)
        assert (second.rejected.raw, second.rejected.reason) == (bytes(range(256)), "NUL \ufffd in it")
        with pytest.raises(InputError, match="still is not understood"):
            inbox.resubmit(1)
        (receipt,) = inbox.resubmit(1, Delivery((arrival(1),)))
        inbox.drop(2)
        assert inbox.held(10) == ()
        assert (inbox.held_one(1).state, inbox.held_one(1).signal) == (HeldState.RESUBMITTED, receipt.number)
        for decided in (1, 2):
            with pytest.raises(InputError, match="before"):
                inbox.drop(decided)
        with pytest.raises(InputError, match=r"no such thing$") as missing:
            inbox.resubmit(3)
        assert missing.value.http_status == 404


SOURCES = tuple(
    Source(f"{field}-{label.removeprefix('TLP:')}", "A source", SourceKind.JSON_LINES, "*.json", field, label=label)
    for field in (Field.CYBER, Field.TERRITORIAL)
    for label in (Tlp.CLEAR, Tlp.AMBER, Tlp.RED)
)


@pytest.mark.parametrize("clearance", list(Label))
@pytest.mark.parametrize("fields", [None, frozenset({Field.CYBER}), frozenset({Field.ECONOMIC})])
@pytest.mark.parametrize("jurisdictions", [None, frozenset({"town"})])
def test_quarantine_is_asked_only_for_what_may_be_seen_and_agrees_with_the_policy(
    place: str, clearance: Label, fields: frozenset[Field] | None, jurisdictions: frozenset[str] | None
) -> None:
    granted = Standing(Role.OPERATOR, clearance, fields, jurisdictions, frozenset(Purpose))
    subject = Subject("anna", "ours", frozenset({granted}))
    labels = {each.id: (Label(each.label.removeprefix("TLP:")), each.field) for each in SOURCES}
    senders = [*labels, "gone"] * 3

    def may(name: str) -> bool:
        label, field = labels.get(name, (Label.RED, None))
        return decide(subject, Action.READ_QUARANTINE, Labelled(label, field, None, "ours")).allowed

    sight = HeldSight(condition(subject, Action.READ_QUARANTINE), "ours", SOURCES)
    expected = [number for number, name in enumerate(senders, start=1) if may(name)]
    with Inbox.open(place) as inbox:
        inbox.take([], [replace(BAD, source=name) for name in senders])
        assert [each.id for each in inbox.held(100, sight)] == expected
        assert [each.id for each in inbox.held(2, sight, 3)] == expected[3:5]
        assert inbox.held_count(sight) == len(expected)
        own = replace(sight, only="gone")
        assert [each.rejected.source for each in inbox.held(100, own)] == ["gone"] * (3 if may("gone") else 0)
        assert inbox.held_count(replace(sight, sources=())) == (len(senders) if may("gone") else 0)


def test_a_signal_that_broke_a_stage_is_set_aside_and_can_come_again(place: str, arrival: MakeArrival) -> None:
    with Inbox.open(place) as inbox:
        inbox.take([arrival(n) for n in range(1, 5)])
        inbox.finish(0, 3, {2: "stage detect: no such field"}, START)
        assert [s.state for s in inbox.after(0, 10)] == ["done", "quarantined", "done", "new"]
        assert inbox.offset("pipeline") == "3"
        (held,) = inbox.held(10)
        assert (held.signal, held.rejected.reason) == (2, "stage detect: no such field")
        (receipt,) = inbox.resubmit(held.id)
        assert (receipt.identity, receipt.number) == ("id-2", 5)
        assert [(s.number, s.state) for s in inbox.after(3, 10)] == [(4, "new"), (5, "new")]
        assert inbox.held_one(held.id).signal == 5
        assert inbox.take([arrival(2)])[0].duplicate
        inbox.finish(3, 5, {}, START)
        assert {s.state for s in inbox.after(0, 10)} == {"done"}
        with pytest.raises(InputError, match="signal 5"):
            inbox.finish(5, 6, {5: "late"}, START)


def test_health_counts_each_source_and_silence_ends_with_the_next_signal(place: str, arrival: MakeArrival) -> None:
    with Inbox.open(place) as inbox:
        inbox.take([arrival(3), arrival(1), arrival(1), arrival(2, source="dam")], [BAD])
        inbox.silence("dam", START)
        dam, gate = inbox.health()
        assert (dam.source, dam.received, dam.silent_since) == ("dam", 1, START)
        assert (gate.received, gate.duplicates, gate.quarantined, gate.last_error) == (2, 1, 1, BAD.reason)
        assert (gate.last_event_time, gate.last_received) == (arrival(3).event_time, arrival(3).received)
        inbox.take([arrival(1)])
        inbox.take([arrival(0, source="dam")])
        dam, gate = inbox.health()
        assert (dam.silent_since, gate.last_event_time) == (None, arrival(3).event_time)


def test_many_writers_at_once_lose_and_repeat_nothing(place: str, arrival: MakeArrival) -> None:
    batches = [[arrival(n % 150) for n in range(start, start + 10)] for start in range(0, 300, 10)]
    with Inbox.open(place) as inbox, ThreadPoolExecutor(6) as threads:
        receipts = [r for batch in threads.map(inbox.take, batches) for r in batch]
        stored = inbox.after(0, 1000)
    assert sum(not r.duplicate for r in receipts) == len(stored) == 150
    assert [s.number for s in stored] == list(range(1, 151))
    assert {r.identity: r.number for r in receipts} == {s.arrival.identity: s.number for s in stored}


def test_a_reader_does_not_wait_for_a_writer(place: str, arrival: MakeArrival) -> None:
    with Inbox.open(place) as inbox:
        inbox.take([arrival(1)], offset=("gate", "1"))
        with inbox._database.connection():
            assert [s.number for s in inbox.after(0, 10)] == [1]
            assert (inbox.offset("gate"), inbox.health()[0].received) == ("1", 1)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), max_size=6), max_size=6))
def test_however_it_is_cut_into_deliveries_each_identity_is_stored_once(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]]
) -> None:
    at = START
    made = [
        [Arrival("s", f"i{n}", at, at, "k", Label.RED, None, None, {"n": n}, f"{n:064x}") for n in batch]
        for batch in batches
    ]
    flat = [n for batch in batches for n in batch]
    with Inbox.open(tmp_path_factory.mktemp("inbox")) as inbox:
        receipts = [r for batch in made for r in inbox.take(batch)]
        stored = [s.arrival.identity for s in inbox.after(0, 100)]
    assert stored == [f"i{n}" for n in dict.fromkeys(flat)]
    assert [r.duplicate for r in receipts] == [n in flat[:i] for i, n in enumerate(flat)]


class Turned(Unsealed):
    """Turns bytes round, which is enough to see who calls it."""

    def protect(self, data: bytes, about: str) -> bytes:
        return about.encode() + data[::-1]

    def open(self, data: bytes, about: str) -> bytes:
        assert data.startswith(about.encode())
        return data[len(about) :][::-1]


def test_what_is_in_quarantine_is_sealed(tmp_path: Path) -> None:
    with Inbox.open(tmp_path, Turned()) as inbox:
        inbox.take([], [BAD])
        assert inbox.held(1)[0].rejected.raw == BAD.raw
    with sqlite3.connect(tmp_path / "state.sqlite") as file:
        assert file.execute("SELECT raw FROM quarantine").fetchone() == (b"quarantine:1" + BAD.raw[::-1],)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signals SET label = 'BLUE'",
        "UPDATE signals SET field = 'weather'",
        "UPDATE signals SET state = 'lost'",
        "UPDATE signals SET body = NULL",
        "UPDATE signals SET digest = ''",
        "UPDATE signals SET identity = 'id-1'",
        "UPDATE signals SET number = 0 WHERE number = 1",
        "UPDATE quarantine SET state = 'gone'",
        "UPDATE quarantine SET signal = 77",
        "UPDATE source_health SET received_count = -1",
    ],
)
def test_the_database_itself_refuses_what_may_not_be(place: str, arrival: MakeArrival, statement: str) -> None:
    from sqlalchemy import text

    with Inbox.open(place) as inbox:
        inbox.take([arrival(1), arrival(2)], [BAD])
    database = Database(place, writable=True)
    with pytest.raises(StateError), database.connection() as connection:
        connection.execute(text(statement))
    database.close()


def test_a_full_disk_is_said_to_be_full_and_passes(tmp_path: Path, arrival: MakeArrival) -> None:
    with Inbox.open(tmp_path) as inbox:
        inbox.take([arrival(1)])
        with inbox._database.connection() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        big = {"text": "x" * 100_000}
        with pytest.raises(FullError, match="make room"):
            inbox.take([arrival(2, body=big)], offset=("gate", "2"))
        assert inbox.offset("gate") is None
        with inbox._database.connection() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert inbox.take([arrival(2, body=big)])[0].number == 2


@pytest.mark.parametrize("damage", ["body = '{\"a\": '", "body = '[1]'"])
def test_a_row_whose_bits_flipped_is_named_and_no_traceback(tmp_path: Path, arrival: MakeArrival, damage: str) -> None:
    with Inbox.open(tmp_path) as inbox:
        inbox.take([arrival(1)])
    with sqlite3.connect(tmp_path / "state.sqlite") as connection:
        connection.execute(f"UPDATE signals SET {damage}")
    with Inbox.open(tmp_path) as inbox, pytest.raises(StateError, match="signal 1: its row is damaged"):
        inbox.after(0, 10)
