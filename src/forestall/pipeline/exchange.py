"""Sharing as STIX: what a pass publishes, what others hand in, what is read, and what of it the ledger keeps.

An object of another author is kept as it came, or not at all: changing it under its id would put words into its
author's mouth. So what the door would replace elsewhere is refused here (`exchange_persons.py`). What this office
publishes is in `exchange_publish.py`.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from forestall.core.errors import InputError, RightsError
from forestall.guard.label import strictest
from forestall.guard.policy import Subject, condition, may
from forestall.guard.predicate import Attribute
from forestall.model.account import Action
from forestall.model.entry import Entry
from forestall.model.exchange import Collection, CollectionKind, Filters, Outcome, Page, Received, Shared, Status
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline.exchange_persons import persons
from forestall.pipeline.office import Office
from forestall.standards.stix import read
from forestall.standards.stix.ids import object_id
from forestall.standards.stix.markings import LABELS, labels
from forestall.store.book import Book
from forestall.store.exchange import Exchange, Sight

STATUS_LIFE = timedelta(hours=24)
"""How long a request's status can be asked for."""
LIBRARY = "library"


def _collection(kind: CollectionKind, field: Field | None) -> Collection:
    alias = LIBRARY if field is None else field.value + ("-received" if kind is CollectionKind.RECEIVED else "")
    return Collection(alias, object_id("collection", alias).removeprefix("collection--"), kind, field)


COLLECTIONS: tuple[Collection, ...] = (
    *(_collection(CollectionKind.OWN, field) for field in Field),
    *(_collection(CollectionKind.RECEIVED, field) for field in Field),
    _collection(CollectionKind.LIBRARY, None),
)
"""Every office has the same ones, under the same ids."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who hands objects in, and what is true of all of them."""

    account: str
    """The account."""
    organisation: str | None
    """Its office; None for our own."""
    label: Label = Label.AMBER
    """Of objects that carry no marking; one that does, has the stricter of the two."""
    source: str = ""
    """The source as which it sends; empty when it is none."""


def collection_of(name: str) -> Collection | None:
    """The collection of an id or alias; None when there is none."""
    return next((each for each in COLLECTIONS if name in (each.id, each.alias)), None)


def can_read(subject: Subject, collection: Collection) -> bool:
    """Whether there may be anything in a collection that somebody may see."""
    parts = condition(subject, Action.READ_FINDINGS).parts
    field = None if collection.field is None else collection.field.value
    limits = ([one for one in part.parts if one.attribute is Attribute.FIELD] for part in parts)
    return any(all(field in one.values for one in some) for some in limits)


def can_write(subject: Subject, collection: Collection) -> bool:
    """Whether somebody may add to a collection: those of others only, within the fields of their grants."""
    if collection.kind is not CollectionKind.RECEIVED or not may(subject, Action.SEND_SIGNALS):
        return False
    return any(one.fields is None or collection.field in one.fields for one in subject.standings)


def sight(subject: Subject, home: str) -> Sight:
    """Which objects somebody may see; `home` is the office that the deployment belongs to."""
    return Sight(condition(subject, Action.READ_FINDINGS), home, subject.source)


def look(office: Office, subject: Subject, collection: Collection, asked: Filters, home: str) -> Page:
    """Objects of a collection; what goes to another office is said in the ledger.

    Args:
        office: the state
        subject: who asks
        collection: which
        asked: which of its objects
        home: the office that the deployment belongs to
    """
    with office.looking() as session:
        page = Exchange(session).page(collection.alias, asked, sight(subject, home))
    if page.objects and subject.organisation != home:
        with office.changing() as session:
            Book(session).append([_handed_over(subject, collection, page, office.now())])
    return page


def take_in(office: Office, collection: Collection, sender: Sender, things: Sequence[object]) -> Status:
    """Add what somebody handed in: each object as it came, or not at all with the reason.

    Args:
        office: the state
        collection: where to; who may write there is asked before
        sender: who hands in
        things: objects, unchecked

    Returns:
        What became of each; it can be asked for again for a day.
    """
    at = office.now()
    with office.changing() as session:
        results, added = add(session, collection, sender, things, at)
        listed = hashlib.sha256(json.dumps([[each.id, each.version] for each in results]).encode()).hexdigest()
        name = object_id("status", sender.account, collection.alias, at.isoformat(), listed)
        status = Status(name.removeprefix("status--"), sender.account, at, results)
        exchange = Exchange(session)
        exchange.forget_statuses(at - STATUS_LIFE)
        exchange.keep_status(status)
        if added:
            refused = sum(bool(each.failure) for each in results)
            said = {"by": sender.account, "organisation": sender.organisation, "refused": refused, **summed(added)}
            entry = Entry("exchange", f"received/{collection.alias}/{status.id}", at, said, sensitive=True)
            Book(session).append([entry])
    return status


def add(
    session: Session, collection: Collection, sender: Sender, things: Sequence[object], at: datetime
) -> tuple[tuple[Received, ...], list[Shared]]:
    """Check objects of another author and add those that can be kept, within a transaction.

    Returns:
        What became of each, and the objects that are new.
    """
    checked = _checked(things, collection, sender)
    good = [one for one in checked if isinstance(one, Shared)]
    outcomes = iter(Exchange(session).put(good, at))
    results: list[Received] = []
    added: list[Shared] = []
    for one in checked:
        if isinstance(one, Received):
            results.append(one)
            continue
        outcome = next(outcomes)
        added += [one] if outcome is Outcome.ADDED else []
        reason = "this version is here with another content; a change has a later `modified`"
        results.append(Received(one.id, one.version, reason if outcome is Outcome.CONFLICT else ""))
    return tuple(results), added


def take_back(office: Office, collection: Collection, account: str, asked: Filters) -> int:
    """Remove what an account wrote; what was seen of it meanwhile cannot be called back. Returns how many versions.

    Raises:
        InputError: there is nothing of theirs that is asked for (HTTP status 404).
    """
    with office.changing() as session:
        count = Exchange(session).remove(collection.alias, asked, account)
        if not count:
            raise InputError("there is no such object of yours", http_status=404)
        said = {"by": account, "ids": sorted(asked.ids or ()), "versions": count}
        subject = f"removed/{collection.alias}"
        Book(session).append([Entry("exchange", subject, office.now(), said, sensitive=True)])
    return count


def check_readable(subject: Subject, collection: Collection) -> None:
    """That somebody may read in a collection.

    Raises:
        RightsError: they may not.
    """
    if not can_read(subject, collection):
        raise RightsError(f"nothing grants reading the collection {collection.alias}")


def check_writable(subject: Subject, collection: Collection) -> None:
    """That somebody may write in a collection.

    Raises:
        RightsError: they may not.
    """
    if not can_write(subject, collection):
        raise RightsError(f"nothing grants writing to the collection {collection.alias}")


def _checked(things: Sequence[object], collection: Collection, sender: Sender) -> list[Shared | Received]:
    """Each object as it would be kept, or why it is not."""
    given = [_given(thing) for thing in things]
    places = [number for number, one in enumerate(given) if isinstance(one, read.Given)]
    close = persons([one.thing for one in given if isinstance(one, read.Given)])
    why = {places[number]: reason for number, reason in close.items()}
    return [
        one
        if isinstance(one, Received)
        else Received(one.id, one.version, why[number])
        if number in why
        else _labelled(one, collection, sender)
        for number, one in enumerate(given)
    ]


def _given(thing: object) -> read.Given | Received:
    try:
        return read.given(thing)
    except InputError as error:
        named = thing.get("id") if isinstance(thing, dict) else None
        return Received(named[:300] if isinstance(named, str) else "", "", str(error))


def _labelled(given: read.Given, collection: Collection, sender: Sender) -> Shared | Received:
    try:
        label = _label(given.thing, sender)
    except InputError as error:
        return Received(given.id, given.version, str(error))
    if label is Label.RED:
        return Received(given.id, given.version, _RED)
    return Shared(
        collection.alias,
        given.id,
        given.version,
        given.document,
        given.digest,
        label,
        collection.field,
        organisation=sender.organisation,
        account=sender.account,
        source=sender.source,
    )


_RED = "TLP:RED is for named recipients and is not kept in a collection"


def _label(thing: dict[str, Any], sender: Sender) -> Label:
    """The stricter of the sender's and the object's own; the definitions of TLP are for everybody."""
    marked = labels(thing)
    return Label.CLEAR if thing["id"] in LABELS else strictest((sender.label, *marked))


def summed(objects: Iterable[Shared]) -> dict[str, object]:
    """What was added, for the ledger: how many, and a digest by which it can be shown later."""
    listed = [f"{one.id} {one.version} {one.digest}" for one in objects]
    return {"objects": len(listed), "digest": hashlib.sha256("\n".join(listed).encode()).hexdigest()}


def _handed_over(subject: Subject, collection: Collection, page: Page, at: datetime) -> Entry:
    listed = "\n".join(f"{one.id} {one.version}" for one in page.objects)
    said: dict[str, object] = {
        "to": subject.organisation,
        "by": subject.account,
        "first": page.objects[0].number,
        "last": page.objects[-1].number,
        "objects": len(page.objects),
        "digest": hashlib.sha256(listed.encode()).hexdigest(),
    }
    return Entry("exchange", f"shared/{collection.alias}", at, said, sensitive=True)
