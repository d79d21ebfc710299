"""What the trials of this folder send, and what must then be stored: an oracle that knows nothing of the store."""

import hashlib
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from forestall.model.intake import Arrival, Delivery, Rejected, Request
from forestall.model.label import Label
from forestall.model.words import Field

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
OFFSET = "feed"

Receipts = tuple[tuple[str, int, bool], ...]
"""Identity, number, whether it was there before; for each arrival."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The store after some deliveries."""

    bodies: dict[int, tuple[str, str, str]]
    """Source, identity and content by number."""
    held: int
    """Things in quarantine."""
    duplicates: int
    """Arrivals that were there before."""


def feed(seed: int, count: int, size: int = 4) -> tuple[Delivery, ...]:
    """Deliveries with fresh signals, duplicates, contradictions, late ones, things that nobody understands.

    The clock of the receiver steps back and forth by hours. With an even seed the deliveries carry an offset, with an
    odd one an Idempotency-Key: the two ways in which a sender goes on after a crash.
    """
    chance = random.Random(seed)
    sent: list[Arrival] = []
    deliveries = []
    for index in range(count):
        received = START + timedelta(minutes=index, hours=chance.choice((0, 0, -30, 30)))
        arrivals = [_fresh(chance, f"{seed}-{index}", place, received) for place in range(chance.randint(1, size))]
        if sent:
            arrivals += [_again(chance, chance.choice(sent), received) for _ in range(chance.randint(0, 3))]
        chance.shuffle(arrivals)
        sent += arrivals
        deliveries.append(_delivery(seed, index, tuple(arrivals), received, chance))
    return tuple(deliveries)


def expected(deliveries: tuple[Delivery, ...]) -> tuple[tuple[Expected, ...], tuple[Receipts, ...]]:
    """The store after 0, 1, 2, … deliveries, and the receipts of each."""
    numbers: dict[tuple[str, str], int] = {}
    bodies: dict[int, tuple[str, str, str]] = {}
    held = duplicates = 0
    states, receipts = [Expected({}, 0, 0)], []
    for delivery in deliveries:
        answer = []
        for each in delivery.arrivals:
            key, body = (each.source, each.identity), canonical(each.body)
            known = key in numbers
            number = numbers.setdefault(key, len(numbers) + 1)
            answer.append((each.identity, number, known))
            duplicates += known
            held += known and bodies[number][2] != body
            bodies.setdefault(number, (*key, body))
        held += len(delivery.rejected)
        receipts.append(tuple(answer))
        states.append(Expected(dict(bodies), held, duplicates))
    return tuple(states), tuple(receipts)


def canonical(body: dict[str, object]) -> str:
    """Content as text that two equal contents share."""
    return json.dumps(body, sort_keys=True)


def _fresh(chance: random.Random, name: str, place: int, received: datetime) -> Arrival:
    late = timedelta(minutes=chance.choice((0, 1, 600, -5)))
    return _arrival(f"sender-{place % 2}", f"{name}-{place}", received, received - late, chance.randbytes(4).hex())


def _again(chance: random.Random, before: Arrival, received: datetime) -> Arrival:
    """The same once more; one in three says something else than the first time."""
    text = "contradiction" if chance.random() < 1 / 3 else str(before.body["text"])
    return _arrival(before.source, before.identity, received, before.event_time or received, text)


def _arrival(source: str, identity: str, received: datetime, event_time: datetime, text: str) -> Arrival:
    body: dict[str, object] = {"text": text, "filling": text * 40}
    digest = hashlib.sha256(canonical(body).encode()).hexdigest()
    return Arrival(source, identity, received, event_time, "event", Label.AMBER, "town", Field.CYBER, body, digest)


def _delivery(
    seed: int, index: int, arrivals: tuple[Arrival, ...], received: datetime, chance: random.Random
) -> Delivery:
    broken = Rejected("sender-0", received, "no JSON", "/0", "application/json", b"{" + chance.randbytes(30))
    rejected = (broken,) if chance.random() < 0.3 else ()
    if seed % 2 == 0:
        return Delivery(arrivals, rejected, (OFFSET, str(index + 1)))
    digest = hashlib.sha256(repr((seed, index)).encode()).hexdigest()
    return Delivery(arrivals, rejected, None, Request(f"key-{seed}-{index}", "sender-0", digest, received))
