"""How each source delivers: counted in the transaction that stores what it sent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from forestall.model.intake import Arrival, Receipt, Rejected, SourceHealth
from forestall.store.intake_tables import HealthRow
from forestall.store.prepared import Coming, latest, printable, stamp

_COUNT = text(
    "INSERT INTO source_health (source, last_received, last_event_time, received_count, duplicate_count, "
    "quarantined_count, last_error, silent_since) VALUES (:source, :received, :event_time, :new, :duplicates, "
    ":quarantined, :error, NULL) ON CONFLICT (source) DO UPDATE SET silent_since = NULL, "
    "last_received = CASE WHEN excluded.last_received > COALESCE(source_health.last_received, '') "
    "THEN excluded.last_received ELSE source_health.last_received END, "
    "last_event_time = CASE WHEN excluded.last_event_time > COALESCE(source_health.last_event_time, '') "
    "THEN excluded.last_event_time ELSE source_health.last_event_time END, "
    "received_count = source_health.received_count + excluded.received_count, "
    "duplicate_count = source_health.duplicate_count + excluded.duplicate_count, "
    "quarantined_count = source_health.quarantined_count + excluded.quarantined_count, "
    "last_error = COALESCE(excluded.last_error, source_health.last_error)"
)
_BROKEN = text(
    "UPDATE source_health SET quarantined_count = quarantined_count + 1, last_error = :error WHERE source = :source"
)
_SILENT = text(
    "INSERT INTO source_health (source, received_count, duplicate_count, quarantined_count, silent_since) "
    "VALUES (:source, 0, 0, 0, :since) ON CONFLICT (source) DO UPDATE SET silent_since = excluded.silent_since"
)

Taken = tuple[Sequence[Coming], Sequence[Receipt], Sequence[Rejected]]
"""What came with a delivery, its receipts, and what of it went to quarantine."""


def count(connection: Connection, taken: Iterable[Taken]) -> None:
    """Count deliveries; whoever delivers is silent no longer."""
    ours: dict[str, list[tuple[Arrival, bool]]] = defaultdict(list)
    refused: dict[str, list[Rejected]] = defaultdict(list)
    for coming, receipts, rejected in taken:
        for each, receipt in zip(coming, receipts, strict=True):
            ours[each.arrival.source].append((each.arrival, receipt.duplicate))
        for one in rejected:
            refused[printable(one.source)].append(one)
    for source in sorted({*ours, *refused}):
        connection.execute(_COUNT, _counts(source, ours[source], refused[source]))


def _counts(source: str, ours: list[tuple[Arrival, bool]], refused: list[Rejected]) -> dict[str, object]:
    duplicates = sum(duplicate for _, duplicate in ours)
    return {
        "source": source,
        "received": latest([*(each.received for each, _ in ours), *(each.received for each in refused)]),
        "event_time": latest([each.event_time for each, _ in ours]),
        "new": len(ours) - duplicates,
        "duplicates": duplicates,
        "quarantined": len(refused),
        "error": printable(refused[-1].reason) if refused else None,
    }


def count_broken(connection: Connection, source: str, reason: str) -> None:
    """Count a signal of a source that broke a stage."""
    connection.execute(_BROKEN, {"source": source, "error": printable(reason)})


def set_silent(connection: Connection, source: str, since: datetime | None) -> None:
    """Say since when a source has been overdue."""
    connection.execute(_SILENT, {"source": source, "since": stamp(since)})


def all_of(session: Session) -> tuple[SourceHealth, ...]:
    """Every source that ever sent something or was overdue, by name."""
    return tuple(
        SourceHealth(
            row.source,
            row.last_received,
            row.last_event_time,
            row.received_count,
            row.duplicate_count,
            row.quarantined_count,
            row.last_error,
            row.silent_since,
        )
        for row in session.scalars(select(HealthRow).order_by(HealthRow.source))
    )
