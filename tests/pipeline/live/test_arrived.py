"""What a pass observes: files, and what arrived at the service, as one."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from forestall.guard.door import Door
from forestall.model.place import Place
from forestall.model.words import FindingKind
from forestall.observe.stage import observe
from forestall.pipeline.arrived import observed
from forestall.pipeline.run import run_pass
from forestall.store.days import Days
from forestall.store.inbox import Inbox
from forestall.store.state import State

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
Send = Callable[..., Any]


def test_without_signals_it_is_what_the_files_say(place: Place, door: Door, inbox: Inbox, days: Days) -> None:
    assert observed(place, inbox, days, NOW, door) == observe(place, NOW, door)


def test_events_that_arrived_are_records_of_their_source_beside_its_files(
    place: Place, door: Door, inbox: Inbox, days: Days, send: Send, event: Callable[..., dict[str, object]]
) -> None:
    before = observe(place, NOW, door)
    send("pump-logs", [event("PUMP-09"), event("PUMP-09", second=1)])
    after = observed(place, inbox, days, NOW, door)
    tables = [one.table for one in after.records if one.source == "pump-logs"]
    assert sum(table.num_rows for table in tables) == before.records[0].table.num_rows + 2
    assert "PUMP-09" in tables[-1]["_host"].to_pylist() or "PUMP-09" in tables[0]["_host"].to_pylist()
    states = {one.id: one for one in after.sources}
    assert len(states) == len(after.sources) == len(place.sources)
    assert states["pump-logs"].accepted == {one.id: one for one in before.sources}["pump-logs"].accepted + 2


def test_an_update_that_arrived_replaces_the_alert_in_a_file(
    place: Place, town: Path, door: Door, inbox: Inbox, days: Days, send: Send, cap: Callable[..., bytes]
) -> None:
    (town / "cap").mkdir()
    (town / "cap" / "storm.xml").write_bytes(cap("storm-1"))
    assert [one.identifier for one in observed(place, inbox, days, NOW, door).alerts] == ["storm-1"]
    send("weather", cap("storm-2", "Update", "weather.example,storm-1,2026-03-09T05:00:00+00:00"), "text/xml")
    assert [one.identifier for one in observed(place, inbox, days, NOW, door).alerts] == ["storm-2"]


def test_values_that_arrived_continue_the_series_and_correct_it(
    place: Place, door: Door, inbox: Inbox, days: Days, send: Send
) -> None:
    send("waterworks-counts", [{"time": "2026-03-09T00:00Z", "burst-pipes": 4}])
    send("waterworks-counts", [{"time": "2026-03-09T00:00Z", "burst-pipes": 40}])
    signals = {
        one.time: one for one in observed(place, inbox, days, NOW, door).signals if one.kind == "indicator:burst-pipes"
    }
    assert signals[datetime(2026, 3, 9, tzinfo=UTC)].value == 40
    assert len(signals) >= len([one for one in observe(place, NOW, door).signals if one.kind.endswith("burst-pipes")])


def test_what_was_moved_to_the_lake_is_still_known(
    place: Place, door: Door, inbox: Inbox, days: Days, send: Send, event: Callable[..., dict[str, object]]
) -> None:
    send("pump-logs", [event("PUMP-09"), event("PUMP-09", second=1)])
    before = observed(place, inbox, days, NOW, door)
    inbox.finish(0, 2, {}, NOW)
    assert days.settle(NOW + timedelta(days=3)) == 2
    assert not inbox.after(0, 10)
    assert observed(place, inbox, days, NOW, door) == before


def test_what_is_later_than_the_pass_is_not_known_yet(
    place: Place, door: Door, inbox: Inbox, days: Days, send: Send, event: Callable[..., dict[str, object]]
) -> None:
    send("pump-logs", event())
    early = datetime(2026, 3, 9, 5, tzinfo=UTC)
    assert observed(place, inbox, days, early, door) == observe(place, early, door)


def test_a_pass_finds_in_signals_what_the_rules_say(
    town: Path, state: Path, inbox: Inbox, send: Send, event: Callable[..., dict[str, object]]
) -> None:
    settings = (town / "place.toml").read_text()
    assert "[appraisal]" in settings
    send("pump-logs", [event("PUMP-07"), event("PUMP-07", second=9)])
    run_pass(town, out=None, state=state, at=None, now=NOW, seed=1, progress=lambda _: None)
    with State.read(state) as kept:
        rows = kept.table("findings").to_pylist()
    assert any(row["kind"] == FindingKind.SIGMA and "PUMP-07" in row["detail"] for row in rows), json.dumps(
        [row["detail"] for row in rows]
    )
