"""What a pass observes: the files of the place's sources and, beside them, the signals that arrived at the service."""

import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
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
    first = next(signals, None)
    if first is None:
        return observe(place, at, door)
    with tempfile.TemporaryDirectory(prefix="forestall-") as folder:
        observation = observe(laid_out(place, chain((first,), signals), Path(folder), beside=True), at, door)
    states: dict[str, list[SourceState]] = {}
    for state in observation.sources:
        states.setdefault(state.id, []).append(state)
    sources = {source.id: source for source in place.sources}
    joined = tuple(_joined(sources[name], some, at) for name, some in sorted(states.items()))
    return Observation(observation.signals, observation.records, observation.alerts, joined)


def _signals(place: Place, inbox: Inbox, days: Days, at: datetime) -> Iterator[StoredSignal]:
    """Signals of the place's sources up to a time; those in quarantine are not known to be good."""
    known = {source.id for source in place.sources}
    for signal in _stored(inbox, days):
        if (
            signal.arrival.source in known
            and signal.state is not SignalState.QUARANTINED
            and (signal.arrival.event_time is None or signal.arrival.event_time <= at)
        ):
            yield signal


def _stored(inbox: Inbox, days: Days) -> Iterator[StoredSignal]:
    """Each signal once: by number those in the database, then those in the lake, where some may move meanwhile."""
    seen = array("q")
    while page := inbox.after(seen[-1] if seen else 0, _PAGE):
        seen.extend(signal.number for signal in page)
        yield from page
    for signal in days.settled():
        found = bisect_left(seen, signal.number)
        if found == len(seen) or seen[found] != signal.number:
            yield signal


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
