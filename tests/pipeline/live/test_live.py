"""Stored signals through the stages: what is found, kept once, and gone on from."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forestall.guard.door import Door
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.words import FindingKind, Level
from forestall.pipeline.live import LivePipeline
from forestall.place.load import load
from forestall.store.inbox import Inbox
from forestall.store.live import LiveStore

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
Send = Callable[..., Any]
RULE = "3f1c7a52-5a0e-4c55-9d2e-6c5a4f0f9b11"
TWO = f"""
title: Two machines stopped
id: 11111111-2222-4333-8444-555555555555
level: critical
correlation:
  type: value_count
  rules: [{RULE}]
  group-by: [Channel]
  timespan: 10m
  condition: {{field: Hostname, gte: 2}}
  generate: true
"""


def found(store: LiveStore) -> list[tuple[str, int]]:
    return [(one.finding.title, one.finding.count) for one in store.after(0, 100)]


def test_a_signal_that_a_rule_finds_is_a_finding_at_its_site_under_the_label_of_its_source(
    pipeline: LivePipeline, store: LiveStore, send: Send, event: Callable[..., dict[str, object]]
) -> None:
    send("pump-logs", [event(), {"EventID": 1}])
    step = pipeline.step(NOW)
    assert (step.taken, step.broken, len(step.findings)) == (2, 0, 1)
    (one,) = store.after(0, 10)
    assert (one.finding.rule, one.finding.site, one.finding.jurisdiction) == (RULE, "waterworks", "town")
    assert (one.finding.kind, one.finding.level, one.label) == (FindingKind.SIGMA, Level.HIGH, Label.AMBER)
    assert one.finding.evidence == ("1",)
    assert "berta" not in one.finding.detail


def test_a_later_batch_adds_to_the_same_finding(
    pipeline: LivePipeline, store: LiveStore, send: Send, event: Callable[..., dict[str, object]]
) -> None:
    for second in (1, 3, 2):
        send("pump-logs", event(second=second))
        pipeline.step(NOW)
    (one,) = store.after(0, 10)
    assert (one.finding.count, one.finding.evidence, one.changed) == (3, ("2", "1", "3"), 3)
    assert (one.finding.first.second, one.finding.time.second) == (1, 3)


def test_batches_of_any_size_give_the_same_findings(
    place: Place, door: Door, tmp_path: Path, desk: Any, event: Callable[..., dict[str, object]]
) -> None:
    told = []
    for limit in (1, 3, 100):
        folder = tmp_path / str(limit)
        with Inbox.open(folder) as inbox, LiveStore.open(folder) as store:
            events = [event(second=n, host=f"PUMP-0{n % 3}") for n in range(10)] + [{"EventID": 5}]
            inbox.take(desk.read("pump-logs", "application/json", json.dumps(events).encode(), NOW).arrivals)
            pipeline = LivePipeline(place, door, inbox, store)
            while pipeline.step(NOW, limit).taken:
                pass
            (one,) = store.after(0, 10)
            told.append((one.finding.count, one.finding.first, one.finding.time, one.finding.evidence, one.label))
    assert told[0] == told[1] == told[2]


def test_alerts_values_and_catalogues_go_through_the_readers_of_a_pass(
    pipeline: LivePipeline, store: LiveStore, send: Send, storm: bytes, town: Path
) -> None:
    send("weather", storm, "application/cap+xml")
    send("waterworks-counts", [{"time": "2026-03-09T00:00Z", "burst-pipes": 40}])
    pipeline.step(NOW)
    kinds = {one.finding.kind: one for one in store.after(0, 10)}
    assert set(kinds) == {FindingKind.ALERT, FindingKind.THRESHOLD}
    assert kinds[FindingKind.ALERT].label is Label.CLEAR
    assert kinds[FindingKind.ALERT].finding.title == "Storm tonight"
    assert "40 1/day" in kinds[FindingKind.THRESHOLD].finding.detail


def test_a_restart_repeats_nothing_and_loses_nothing(
    place: Place, door: Door, inbox: Inbox, store: LiveStore, send: Send, event: Callable[..., dict[str, object]]
) -> None:
    for second in range(6):
        send("pump-logs", event(second=second))
        LivePipeline(place, door, inbox, store).step(NOW, 1)
    assert found(store) == [("Pump Control Service Stopped By Hand", 6)]
    assert LivePipeline(place, door, inbox, store).step(NOW).taken == 0


def test_a_kill_between_the_two_commits_repeats_nothing(
    pipeline: LivePipeline,
    place: Place,
    door: Door,
    inbox: Inbox,
    store: LiveStore,
    send: Send,
    event: Callable[..., dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send("pump-logs", event())

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Inbox, "finish", killed)
        with pytest.raises(KeyboardInterrupt):
            pipeline.step(NOW)
    assert inbox.offset("pipeline") is None
    again = LivePipeline(place, door, inbox, store)
    assert again.step(NOW).taken == 0
    assert found(store) == [("Pump Control Service Stopped By Hand", 1)]
    assert inbox.offset("pipeline") == "1"


def test_a_signal_that_breaks_a_stage_stands_aside_with_its_reason_and_the_others_go_on(
    pipeline: LivePipeline,
    inbox: Inbox,
    store: LiveStore,
    send: Send,
    event: Callable[..., dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from forestall.pipeline import live

    send("pump-logs", [event(second=n) for n in range(7)])
    send("pump-logs", {"EventID": 666})
    send("pump-logs", [event(second=n) for n in range(10, 14)])
    whole = live._records

    def brittle(signals: Any) -> Any:
        if any(one.arrival.body.get("EventID") == "666" for one in signals):
            raise ValueError("no number for karl.lang@mill.example")
        return whole(signals)

    with monkeypatch.context() as patch:
        patch.setattr(live, "_records", brittle)
        step = pipeline.step(NOW)
    assert (step.taken, step.broken) == (12, 1)
    assert found(store) == [("Pump Control Service Stopped By Hand", 11)]
    (held,) = inbox.held(10)
    assert (held.signal, held.rejected.reason) == (8, "ValueError in a stage")
    inbox.resubmit(held.id)
    assert (pipeline.step(NOW).taken, inbox.held(10)) == (1, ())


def test_correlations_go_on_over_restarts_and_reloads(
    town: Path, door: Door, inbox: Inbox, store: LiveStore, send: Send, event: Callable[..., dict[str, object]]
) -> None:
    (town / "rules" / "two.yml").write_text(TWO, encoding="utf-8")
    place = load(town)
    send("pump-logs", event("PUMP-01", second=1))
    LivePipeline(place, door, inbox, store).step(NOW)
    pipeline = LivePipeline(place, door, inbox, store)
    pipeline.reload(place, door)
    send("pump-logs", event("PUMP-02", second=2))
    pipeline.step(NOW)
    assert ("Two machines stopped", 2) not in found(store)
    pipeline.quiet(NOW + timedelta(minutes=5))
    assert ("Two machines stopped", 2) in found(store)


def test_a_reload_uses_the_rules_as_they_now_stand(
    pipeline: LivePipeline,
    town: Path,
    door: Door,
    store: LiveStore,
    send: Send,
    event: Callable[..., dict[str, object]],
) -> None:
    rule = town / "rules" / "pump_control_stopped.yml"
    rule.write_text(rule.read_text().replace("'PumpControl'", "'OtherService'"), encoding="utf-8")
    pipeline.reload(load(town), door)
    send("pump-logs", event())
    assert pipeline.step(NOW).findings == ()


def test_a_source_that_falls_silent_is_found_once_and_is_heard_again(
    pipeline: LivePipeline, inbox: Inbox, store: LiveStore, send: Send
) -> None:
    send("switches", b"<34>1 2026-03-09T05:00:00Z sw-1 sshd 77 - - failed\n", "text/plain")
    pipeline.step(NOW)
    assert pipeline.quiet(NOW + timedelta(hours=1)) == ()
    (finding,) = pipeline.quiet(NOW + timedelta(hours=3))
    assert (finding.kind, finding.source) == (FindingKind.SILENCE, "switches")
    assert pipeline.quiet(NOW + timedelta(hours=4)) == ()
    assert [one.silent_since for one in inbox.health()] == [NOW]
    send("switches", b"<34>1 2026-03-09T09:00:00Z sw-1 sshd 77 - - failed\n", "text/plain", NOW + timedelta(hours=4))
    assert [one.silent_since for one in inbox.health()] == [None]


def test_a_signal_of_a_source_that_is_gone_stands_aside(
    town: Path, door: Door, inbox: Inbox, store: LiveStore, send: Send
) -> None:
    send("switches", b"<34>1 2026-03-09T05:00:00Z sw-1 sshd 77 - - failed\n", "text/plain")
    text = (town / "sources.toml").read_text().replace('id = "switches"', 'id = "routers"')
    (town / "sources.toml").write_text(text, encoding="utf-8")
    assert LivePipeline(load(town), door, inbox, store).step(NOW).broken == 1
    assert inbox.held(10)[0].rejected.reason == "source switches is no longer in the place"
