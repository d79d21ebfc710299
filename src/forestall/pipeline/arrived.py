"""What a pass observes: the files of the place's sources and, beside them, the signals that arrived at the service."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from forestall.guard.door import Door
from forestall.model.intake import SignalState, StoredSignal
from forestall.model.observation import Observation
from forestall.model.partner import STALE_AFTER, Source, SourceState
from forestall.model.place import Place
from forestall.model.words import SourceStatus
from forestall.observe.stage import observe
from forestall.pipeline.spool import laid_out
from forestall.store.days import Days
from forestall.store.inbox import Inbox

_PAGE = 10_000  # signals read at once


def observed(place: Place, inbox: Inbox, days: Days, at: datetime, door: Door) -> Observation:
    """Everything that is known at a time: files, and stored signals as further files of their sources.

    Args:
        place: the place, with its sources
        inbox: where arrived signals are
        days: where they are moved to
        at: time of the pass; what is later is not known yet
        door: through which everything comes in
    """
    signals = _signals(place, inbox, days, at)
    if not signals:
        return observe(place, at, door)
    with tempfile.TemporaryDirectory(prefix="forestall-") as folder:
        observation = observe(laid_out(place, signals, Path(folder), beside=True), at, door)
    states: dict[str, list[SourceState]] = {}
    for state in observation.sources:
        states.setdefault(state.id, []).append(state)
    sources = {source.id: source for source in place.sources}
    joined = tuple(_joined(sources[name], some, at) for name, some in sorted(states.items()))
    return Observation(observation.signals, observation.records, observation.alerts, joined)


def _signals(place: Place, inbox: Inbox, days: Days, at: datetime) -> list[StoredSignal]:
    """Signals of the place's sources up to a time, by number; those in quarantine are not known to be good."""
    known = {source.id for source in place.sources}
    found = {
        signal.number: signal
        for signal in (*_waiting(inbox), *days.settled())  # in this order: what is moved meanwhile is seen twice
        if signal.arrival.source in known
        and signal.state is not SignalState.QUARANTINED
        and (signal.arrival.event_time is None or signal.arrival.event_time <= at)
    }
    return [found[number] for number in sorted(found)]


def _waiting(inbox: Inbox) -> Iterator[StoredSignal]:
    """Signals that are still in the database."""
    last = 0
    while page := inbox.after(last, _PAGE):
        last = page[-1].number
        yield from page


def _joined(source: Source, states: Sequence[SourceState], at: datetime) -> SourceState:
    """One state of a source that has both files and signals."""
    if len(states) == 1:
        return states[0]
    firsts = [state.first for state in states if state.first is not None]
    latests = [state.latest for state in states if state.latest is not None]
    latest = max(latests, default=None)
    broken = any(state.skipped or state.status is SourceStatus.DEGRADED for state in states)
    late = latest is not None and at - latest > STALE_AFTER * timedelta(hours=source.every)
    accepted = sum(state.accepted for state in states)
    status = SourceStatus.STALE if late else SourceStatus.FINE
    status = SourceStatus.DEGRADED if broken else status
    return SourceState(
        id=source.id,
        title=source.title,
        field=source.field,
        kind=source.kind,
        status=status if accepted else SourceStatus.MISSING,
        files=sum(state.files for state in states),
        accepted=accepted,
        skipped=sum(state.skipped for state in states),
        first=min(firsts, default=None),
        latest=latest,
        age=None if latest is None else (at - latest) / timedelta(hours=1),
        coverage=next((state.coverage for state in states if state.coverage is not None), None),
        reasons=tuple(reason for state in states for reason in state.reasons),
    )
