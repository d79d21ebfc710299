"""Deliveries into the database, in one transaction: what is new, what was there before, what is set aside."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, text

from forestall.core.errors import ConflictError, InputError
from forestall.model.intake import Receipt, Rejected, Request, SignalState
from forestall.store import health, quarantine
from forestall.store.bulk import write
from forestall.store.intake_tables import RequestRow, SignalRow
from forestall.store.prepared import Coming, Prepared, latest, stamp
from forestall.store.sealer import Sealer
from forestall.store.tables import Base

_SIGNALS = Base.metadata.tables[SignalRow.__tablename__]
_REQUESTS = Base.metadata.tables[RequestRow.__tablename__]
_NEW = SignalState.NEW.value
_CHUNK = 1000  # identities looked up at once
_KNOWN = text(
    "SELECT identity, number, digest FROM signals WHERE source = :source AND identity IN :identities"
).bindparams(bindparam("identities", expanding=True))
_BODY = text("SELECT body FROM signals WHERE number = :number")
_OFFSET = text(
    "INSERT INTO offsets (source, position, updated) VALUES (:source, :position, :updated) ON CONFLICT (source) "
    "DO UPDATE SET position = excluded.position, updated = COALESCE(excluded.updated, offsets.updated)"
)
_ANSWERED = text("SELECT key, digest, response FROM requests WHERE source = :source AND key IN :keys").bindparams(
    bindparam("keys", expanding=True)
)

Outcome = tuple[Receipt, ...] | InputError
"""Receipts in the order of the arrivals, or why nothing of a delivery was taken."""


@dataclass(slots=True)
class _Known:
    """What the database holds, or will hold after this transaction: of each identity, of each request."""

    last: int
    numbers: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    rows: list[tuple[object, ...]] = field(default_factory=list)
    bodies: dict[int, object] = field(default_factory=dict)
    answers: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Digest of a request and what it was answered."""
    requests: list[tuple[object, ...]] = field(default_factory=list)
    taken: list[health.Taken] = field(default_factory=list)


def take(connection: Connection, prepared: Sequence[Prepared | InputError], sealer: Sealer) -> tuple[Outcome, ...]:
    """Write deliveries; each is taken whole or, when it contradicts an earlier request, not at all.

    Args:
        connection: within a transaction that nobody else writes beside
        prepared: deliveries, or why they cannot be written
        sealer: seals what goes to quarantine
    """
    known = _known(connection, [each for each in prepared if isinstance(each, Prepared)])
    outcomes = [_take_one(connection, each, known, sealer) for each in prepared]
    if known.rows:
        write(connection, _SIGNALS, known.rows)
        set_last(connection, "signals", known.last)
    if known.requests:
        write(connection, _REQUESTS, known.requests)
    health.count(connection, known.taken)
    return tuple(outcomes)


def last(connection: Connection, name: str) -> int:
    """The last number given out."""
    return int(connection.execute(text("SELECT value FROM tallies WHERE name = :name"), {"name": name}).scalar_one())


def set_last(connection: Connection, name: str, value: int) -> None:
    """Say which number was the last given out."""
    connection.execute(text("UPDATE tallies SET value = :value WHERE name = :name"), {"name": name, "value": value})


def set_offset(connection: Connection, source: str, position: str, updated: str | None) -> None:
    """Say how far a source has been read."""
    connection.execute(_OFFSET, {"source": source, "position": position, "updated": updated})


def _known(connection: Connection, prepared: Sequence[Prepared]) -> _Known:
    wanted: dict[str, list[str]] = defaultdict(list)
    keys: dict[str, list[str]] = defaultdict(list)
    for delivery in prepared:
        request = delivery.delivery.request
        if request is not None:
            keys[request.source].append(request.key)
        for each in delivery.coming:
            wanted[each.key[0]].append(each.key[1])
    known = _Known(last(connection, "signals"))
    for source, some in keys.items():
        for key, digest, response in connection.execute(_ANSWERED, {"source": source, "keys": some}):
            known.answers[source, key] = digest, response
    for source, identities in wanted.items():
        for start in range(0, len(identities), _CHUNK):
            chunk = {"source": source, "identities": identities[start : start + _CHUNK]}
            for identity, number, digest in connection.execute(_KNOWN, chunk):
                known.numbers[source, identity] = number, digest
    return known


def _take_one(connection: Connection, one: Prepared | InputError, known: _Known, sealer: Sealer) -> Outcome:
    if isinstance(one, InputError):
        return one
    delivery = one.delivery
    if delivery.request is not None:
        answered = _answered(delivery.request, known)
        if answered is not None:
            return answered
    receipts, contradicting = _receipts(connection, one.coming, known)
    rejected = (*delivery.rejected, *contradicting)
    quarantine.add(connection, rejected, sealer)
    known.taken.append((one.coming, receipts, rejected))
    if delivery.offset is not None:
        arrived = [each.received for each in delivery.arrivals]
        moments = [*arrived, *(each.received for each in delivery.rejected)]
        set_offset(connection, *delivery.offset, latest(moments))
    if delivery.request is not None:
        _keep_answer(delivery.request, receipts, known)
    return receipts


def _receipts(
    connection: Connection, coming: Iterable[Coming], known: _Known
) -> tuple[tuple[Receipt, ...], tuple[Rejected, ...]]:
    receipts, contradicting = [], []
    for each in coming:
        before = known.numbers.get(each.key)
        if before is None:
            known.last += 1
            known.numbers[each.key] = known.last, each.arrival.digest
            known.rows.append((known.last, *each.row, _NEW))
            known.bodies[known.last] = each.body
        elif before[1] != each.arrival.digest and _body(connection, before[0], known) not in (None, each.body):
            contradicting.append(_contradiction(each, before[0]))
        number = known.numbers[each.key][0]
        receipts.append(Receipt(each.arrival.identity, number, duplicate=before is not None))
    return tuple(receipts), tuple(contradicting)


def _body(connection: Connection, number: int, known: _Known) -> object:
    """Content of a signal; None when it lies in the lake."""
    if number in known.bodies:
        return known.bodies[number]
    return connection.execute(_BODY, {"number": number}).scalar_one()


def _contradiction(coming: Coming, number: int) -> Rejected:
    return Rejected(
        coming.arrival.source,
        coming.arrival.received,
        f"signal {number} has the same identity and another content; that one stands",
        "",
        "application/json",
        coming.body.encode(),
    )


def _answered(request: Request, known: _Known) -> Outcome | None:
    found = known.answers.get((request.source, request.key))
    if found is None:
        return None
    digest, response = found
    if digest != request.digest:
        return ConflictError("Idempotency-Key: was used for a request with another body")
    return tuple(Receipt(identity, number, duplicate) for identity, number, duplicate in json.loads(response))


def _keep_answer(request: Request, receipts: Iterable[Receipt], known: _Known) -> None:
    response = json.dumps([(each.identity, each.number, each.duplicate) for each in receipts])
    known.answers[request.source, request.key] = request.digest, response
    known.requests.append((request.source, request.key, request.digest, response, stamp(request.created)))
