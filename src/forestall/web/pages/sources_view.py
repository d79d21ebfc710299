"""What the page of the sources shows: how each delivers, what the last pass made of it, what could not be used."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forestall.core.text import N_
from forestall.model.intake import Held, SourceHealth
from forestall.model.partner import Source, SourceState
from forestall.model.words import Field, SourceStatus
from forestall.outlook.given import Given
from forestall.outlook.pages.table import Column, Kind

_WORST = {SourceStatus.MISSING: 3, SourceStatus.DEGRADED: 2, SourceStatus.STALE: 1, SourceStatus.FINE: 0}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source."""

    source: Source
    """As the place states it."""
    status: SourceStatus | None
    """How far it could be relied on in the last pass; None before it."""
    newest: datetime | None
    """The latest time that it spoke of."""
    age: float | None
    """Hours since something last came."""
    coverage: float | None
    """Share of what was expected that came; None when nothing is expected."""
    received: int
    """Signals that were stored."""
    held: int
    """Things that went to quarantine."""
    way: str
    """How the service gets it."""
    trouble: str
    """What is wrong; empty for nothing."""


COLUMNS: tuple[Column[SourceRow], ...] = (
    Column("source", N_("Source"), lambda row: row.source.title),
    Column("id", N_("Id"), lambda row: row.source.id, hidden=True),
    Column("field", N_("Field"), lambda row: None if row.source.field is None else str(row.source.field)),
    Column(
        "status",
        N_("State"),
        lambda row: None if row.status is None else str(row.status),
        kind=Kind.LEVEL,
        order=lambda row: None if row.status is None else _WORST[row.status],
    ),
    Column("newest", N_("Newest"), lambda row: row.newest, kind=Kind.TIME),
    Column("age", N_("Last came"), lambda row: row.age, kind=Kind.AGE, note=N_("Since something last came")),
    Column("coverage", N_("Coverage"), lambda row: row.coverage, kind=Kind.SHARE, note=N_("Of what was expected")),
    Column("received", N_("Received"), lambda row: row.received, kind=Kind.COUNT),
    Column("held", N_("In quarantine"), lambda row: row.held, kind=Kind.COUNT),
    Column("way", N_("How it comes"), lambda row: row.way),
    Column("trouble", N_("What is wrong"), lambda row: row.trouble),
)

HELD_COLUMNS: tuple[Column[Held], ...] = (
    Column("id", N_("Number"), lambda row: row.id, kind=Kind.COUNT),
    Column("source", N_("Source"), lambda row: row.rejected.source),
    Column("received", N_("Came"), lambda row: row.rejected.received, kind=Kind.TIME),
    Column("reason", N_("What is wrong"), lambda row: row.rejected.reason),
    Column("pointer", N_("Where"), lambda row: row.rejected.pointer),
    Column("size", N_("Bytes"), lambda row: len(row.rejected.raw), kind=Kind.COUNT),
)


def source_row(
    source: Source, given: Given | None, health: SourceHealth | None, way: tuple[str, str], now: datetime
) -> SourceRow:
    """A source, from what the last pass, the intake and its adapter say of it.

    Args:
        source: as the place states it
        given: the last pass; None before the first
        health: what the intake knows; None when nothing came by it
        way: how it comes, and what is wrong with that
        now: the present
    """
    states = () if given is None else given.observation.sources
    state = next((each for each in states if each.id == source.id), None)
    last = health.last_received if health else None
    hours = (now - last) / timedelta(hours=1) if last else (state.age if state else None)
    return SourceRow(
        source=source,
        status=state.status if state else None,
        newest=_newest(state, health),
        age=hours,
        coverage=state.coverage if state else None,
        received=health.received if health else (state.accepted if state else 0),
        held=health.quarantined if health else (state.skipped if state else 0),
        way=way[0] or ("HTTP" if health else N_("files")),
        trouble=way[1] or (health.last_error or "" if health else ""),
    )


def _newest(state: SourceState | None, health: SourceHealth | None) -> datetime | None:
    known = (state.latest if state else None, health.last_event_time if health else None)
    return max((each for each in known if each is not None), default=None)


def fields_seen(rows: tuple[SourceRow, ...]) -> tuple[tuple[Field, int, int], ...]:
    """Each field with how many of its sources are fine, and how many it has."""
    return tuple(
        (
            each,
            sum(row.source.field is each and row.status is SourceStatus.FINE for row in rows),
            sum(row.source.field is each for row in rows),
        )
        for each in Field
    )
