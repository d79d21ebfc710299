"""What this office shares as STIX: its own collections brought up to date, and what came in as signals beside them.

An object gets a new version only when something of it changed; one of the place that is gone is revoked.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from forestall.core.clock import instant
from forestall.model.entry import Entry
from forestall.model.exchange import Collection, CollectionKind, Shared
from forestall.model.label import Label
from forestall.model.place import Place
from forestall.model.words import Field
from forestall.pipeline.arriving.stix import CHANGED
from forestall.pipeline.exchange import COLLECTIONS, Sender, add, summed
from forestall.pipeline.exchange_objects import Draft
from forestall.standards.stix import read
from forestall.standards.stix.ids import timestamp
from forestall.store.book import Book
from forestall.store.exchange import Exchange

Drafts = Mapping[Field, Sequence[Draft]]
"""What there is to share, by field (`exchange_objects.drafts`)."""
KEEP_VERSIONS = timedelta(days=90)
"""How long versions of our own objects are kept that later ones took the place of; the ledger keeps their digests."""
_OF_A_MOMENT = frozenset({"identity", "marking-definition", "note", "sighting", "vulnerability"})


def share(session: Session, place: Place, made: Drafts, at: datetime) -> int:
    """What a pass does: `gather` what came in, `publish` what is ours. Returns how many versions are new."""
    return gather(session, place, at) + publish(session, made, at)


def publish(session: Session, made: Drafts, at: datetime) -> int:
    """Bring this office's own collections up to date; only what is new or changed becomes a new version.

    Args:
        session: a transaction that changes something
        made: what there is to share, from the place and what the pass found
        at: the time of the pass

    Returns:
        How many versions are new.
    """
    there = {draft.id for each in made.values() for draft in each}
    return sum(_published(session, field, made.get(field, ()), there, at) for field in Field)


def gather(session: Session, place: Place, at: datetime, limit: int = 10_000) -> int:
    """Add the STIX objects among signals that came since the last time to what was received.

    One that the door changed is a signal only. Returns how many are new.
    """
    exchange = Exchange(session)
    arrived = exchange.arrived(exchange.signal(), limit)
    sources = {source.id: source for source in place.sources}
    things: dict[tuple[str, Label], list[object]] = {}
    for signal in arrived:
        thing = json.loads(signal.document)
        if signal.source in sources and CHANGED not in thing:
            things.setdefault((signal.source, signal.label), []).append(thing)
    count = 0
    for (name, label), some in things.items():
        sender = Sender("", sources[name].partner, label, name)
        count += len(add(session, _received(sources[name].field), sender, some, at)[1])
    if arrived:
        exchange.looked(arrived[-1].number)
    if count:
        subject = f"gathered/{arrived[-1].number}"
        Book(session).append([Entry("exchange", subject, at, {"objects": count})])
    return count


def _received(field: Field) -> Collection:
    return next(each for each in COLLECTIONS if each.kind is CollectionKind.RECEIVED and each.field is field)


def _published(session: Session, field: Field, wanted: Sequence[Draft], there: set[str], at: datetime) -> int:
    exchange, alias = Exchange(session), field.value
    before = exchange.last(alias)
    stamped = _Stamp(alias, at)
    new = [stamped.made(draft, before.get(draft.id)) for draft in wanted]
    gone = [stamped.revoked(one) for name, one in sorted(before.items()) if name not in there and _lasting(one)]
    changed = [one for one in (*new, *gone) if one.id not in before or before[one.id].digest != one.digest]
    exchange.put(changed, at)
    exchange.thin(alias, at - KEEP_VERSIONS)
    if changed:
        Book(session).append([Entry("exchange", f"published/{alias}", at, summed(changed))])
    return len(changed)


def _lasting(one: Shared) -> bool:
    """Whether an object of ours says how the place is, so that it has to be revoked when it is no longer so."""
    return one.type not in _OF_A_MOMENT and '"revoked":true' not in one.document


@dataclass(frozen=True, slots=True)
class _Stamp:
    """Makes versions of our own objects: when an object was made and from when it holds stay as they first were."""

    alias: str
    at: datetime

    def made(self, draft: Draft, before: Shared | None) -> Shared:
        """The version that a draft is now."""
        thing = self._after(draft.thing, before)
        whose = (draft.label, draft.field, draft.jurisdiction)
        version = str(thing.get("modified", thing["created"]))
        return Shared(self.alias, draft.id, version, _dumped(thing), read.digest(thing), *whose, source=draft.source)

    def revoked(self, before: Shared) -> Shared:
        """The version that says that an object is no longer so (STIX 2.1, 3.6)."""
        thing = self._after(json.loads(before.document) | {"revoked": True}, before)
        return replace(before, version=str(thing["modified"]), document=_dumped(thing), digest=read.digest(thing))

    def _after(self, thing: dict[str, Any], before: Shared | None) -> dict[str, Any]:
        if before is None or "modified" not in thing:
            return thing
        first = json.loads(before.document)
        kept = {name: first[name] for name in ("created", "valid_from") if name in first and name in thing}
        at = max(self.at, instant(str(first["modified"])) + timedelta(milliseconds=1))
        return thing | kept | {"modified": timestamp(at)}


def _dumped(thing: dict[str, Any]) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
