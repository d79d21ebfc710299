"""What a service does for its partners by itself: fills their queues, and exchanges with those that it can reach."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from forestall.core.errors import ForestallError
from forestall.model.partner import Partner
from forestall.pipeline.exchange_form import exchange_key
from forestall.pipeline.exchange_with import exchange
from forestall.pipeline.partner_link import link_to
from forestall.pipeline.sharing import offer
from forestall.pipeline.sharing_in import Counter
from forestall.pipeline.sharing_things import candidates

EVERY = 60.0
"""Between two rounds [s]."""
Tell = Callable[..., None]
"""Writes to the log: an event and its circumstances, by name."""


def one_round(counter: Counter, folder: Path) -> dict[str, str | None]:
    """Fill the queue of every partner, and exchange with those that have a `url`.

    Args:
        counter: the office, and where things are taken in
        folder: where its keys are

    Returns:
        For each partner what stopped it; None when nothing did. One that is in trouble stops no other.
    """
    partners = counter.office.place().partners
    if not partners:
        return {}
    every = candidates(counter.office)
    found: dict[str, str | None] = {}
    for partner in sorted(partners, key=lambda each: each.id):
        try:
            if partner.direction != "in":
                offer(counter.office, partner, every)
            found[partner.id] = _exchanged(counter, partner, folder) if partner.url else None
        except ForestallError as error:
            found[partner.id] = str(error)
    return found


async def keep_exchanging(counter: Callable[[], Counter], folder: Path, tell: Tell) -> None:
    """One round after the other, until cancelled; trouble with a partner is told when it begins and when it ends.

    Args:
        counter: the office as it now is, and where things are taken in
        folder: where its keys are
        tell: writes to the log
    """
    troubles: dict[str, str | None] = {}
    while True:
        try:
            now = await asyncio.to_thread(lambda: one_round(counter(), folder))
        except ForestallError as error:
            now = {"": str(error)}
        for name in sorted({*now, *troubles}):
            reason, before = now.get(name), troubles.get(name)
            if (reason is None) is not (before is None):
                tell("partner in trouble" if reason else "partner well again", partner=name, reason=reason or "")
        troubles = now
        await asyncio.sleep(EVERY)


def _exchanged(counter: Counter, partner: Partner, folder: Path) -> str | None:
    key = exchange_key(folder, counter.office.place().profile.sender)
    return exchange(counter, partner, link_to(partner, counter.office.place().root), key).trouble
