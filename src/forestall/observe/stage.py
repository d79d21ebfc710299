"""All sources of a place at one time: what came in, and how far each source can be relied on."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from forestall.guard.door import Door
from forestall.model.observation import Observation
from forestall.model.partner import STALE_AFTER, Source, SourceState
from forestall.model.place import Place
from forestall.model.signal import Records, Signal
from forestall.model.words import SourceStatus
from forestall.observe.files import UNREADABLE, explained
from forestall.observe.reading import Reading, Request, SourceReader, Tally
from forestall.observe.registry import readers


def observe(place: Place, at: datetime, door: Door) -> Observation:
    """Read every source of the place; one that fails is told and stops nothing.

    Args:
        place: the place, with its sources
        at: time of the pass; what is later is not known yet
        door: through which everything comes in

    Returns:
        Signals by time and id, records by source, alerts in force by time, the state of every source.
    """
    known = readers()
    sources = sorted(place.sources, key=lambda source: source.id)
    read = [(source, *_read(Request(place, source, at, door), known.get(str(source.kind)))) for source in sources]
    return Observation(
        signals=_once(signal for _, reading, _ in read for signal in reading.signals),
        records=tuple(
            Records(source.id, reading.records)
            for source, reading, _ in read
            if reading.records is not None and reading.records.num_rows
        ),
        alerts=tuple(
            sorted(
                (alert for _, reading, _ in read for alert in reading.alerts),
                key=lambda alert: (alert.sent, alert.sender, alert.identifier, alert.source),
            )
        ),
        sources=tuple(_state(source, reading, tally, at) for source, reading, tally in read),
    )


def _read(request: Request, reader: SourceReader | None) -> tuple[Reading, Tally]:
    tally = Tally()
    if reader is None:
        tally.skip(request.source.id, f"no reader for the kind {request.source.kind}")
        return Reading(0, 0), tally
    try:
        reading = reader.read(request, tally)
    except UNREADABLE as error:
        tally.skip(request.source.id, explained(error))
        reading = Reading(0, 0)
    if not reading.files:
        tally.remark(request.source.path, "no file")
    return reading, tally


def _once(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    unique = {signal.id: signal for signal in signals}
    return tuple(sorted(unique.values(), key=lambda signal: (signal.time, signal.id)))


def _state(source: Source, reading: Reading, tally: Tally, at: datetime) -> SourceState:
    return SourceState(
        id=source.id,
        title=source.title,
        field=source.field,
        kind=source.kind,
        status=_status(source, reading, tally, at),
        files=reading.files,
        accepted=reading.accepted,
        skipped=tally.skipped,
        first=reading.first,
        latest=reading.latest,
        age=None if reading.latest is None else (at - reading.latest) / timedelta(hours=1),
        coverage=reading.coverage,
        reasons=tally.reasons(),
    )


def _status(source: Source, reading: Reading, tally: Tally, at: datetime) -> SourceStatus:
    """Missing before degraded before stale: what is broken needs a hand, what is late may come."""
    if not reading.accepted:
        return SourceStatus.MISSING
    if tally.skipped or tally.flawed:
        return SourceStatus.DEGRADED
    late = reading.latest is not None and at - reading.latest > STALE_AFTER * timedelta(hours=source.every)
    return SourceStatus.STALE if late else SourceStatus.FINE
