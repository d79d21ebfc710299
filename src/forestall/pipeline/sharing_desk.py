"""Sharing from the command line, without a service: the office of a place, its desk, its key."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from forestall.core.clock import now
from forestall.guard.door import Door
from forestall.guard.seal import Sealer
from forestall.ledger.key import SigningKey
from forestall.model.intake import Delivery
from forestall.model.place import Place
from forestall.pipeline.arrive import Desk
from forestall.pipeline.exchange_form import exchange_key
from forestall.pipeline.key import pseudonym_key
from forestall.pipeline.master_keys import master_keys
from forestall.pipeline.office import office
from forestall.pipeline.sharing_in import Counter, Store
from forestall.place.load import load
from forestall.store.inbox import Inbox


@dataclass(frozen=True, slots=True)
class SharingDesk:
    """What the commands of `forestall partner` work with."""

    place: Place
    """The place."""
    counter: Counter
    """Its office, and where things are taken in."""
    key: SigningKey
    """With which it signs."""


@contextmanager
def sharing_desk(root: Path, state: str | None) -> Iterator[SharingDesk]:
    """The desk of a place.

    Args:
        root: folder of the place
        state: folder or URL of the state; None: `.forestall` in the place

    Raises:
        PlaceError: the place has mistakes.
        StateError: the state cannot be used.
    """
    place = load(root)
    named = state or str(root / ".forestall")
    where: Path | str = named if "://" in named else Path(named)
    folder = root / ".forestall" if "://" in named else Path(named)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    door = Door(pseudonym_key(place, folder), place.profile.door)
    sealer = Sealer(master_keys(folder, os.environ))
    with office(where, now, lambda: place) as found, Inbox.open(where, sealer) as inbox:
        counter = Counter(found, Desk(place, door), door.text, inbox_store(inbox))
        yield SharingDesk(place, counter, exchange_key(folder, place.profile.sender))


def inbox_store(inbox: Inbox) -> Store:
    """Stores deliveries in an inbox, one after the other."""

    def stored(delivery: Delivery) -> None:
        inbox.take(delivery.arrivals, delivery.rejected)

    return stored
