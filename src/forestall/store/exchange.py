"""STIX objects in collections, in the database: added in an order, asked for by page, each under its own label.

Who may read what is a condition of the policy and part of every question. What objects mean is in `standards/stix/`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from forestall.core.clock import FAR_PAST
from forestall.guard.predicate import AnyOf, Attribute
from forestall.model.exchange import Filters, Outcome, Page, Pulled, Shared, Status, Stored
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.standards.stix.versions import version_key
from forestall.store.document import record_of, text_of
from forestall.store.exchange_tables import StixObjectRow, StixProgressRow, StixStatusRow, TaxiiPullRow
from forestall.store.intake_tables import SignalRow
from forestall.store.visible import Columns, where

MOST_BYTES = 8 * 1024 * 1024
"""Of the objects on one page; the last of them may go beyond it [byte]."""
_TOGETHER = 500  # ids in one question
_TICK = timedelta(microseconds=1)
_Rows = type[StixObjectRow]


@dataclass(frozen=True, slots=True)
class Sight:
    """What who asks may see."""

    condition: AnyOf
    """Of the policy."""
    home: str
    """The office that answers for objects that name none: our own."""
    source: str | None = None
    """Only what rests on this source; None for all."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A signal that is a STIX object."""

    number: int
    """Order of commit."""
    source: str
    """The source."""
    label: Label
    """Who may read it."""
    document: str
    """The object after the door, JSON."""


class Exchange:
    """The collections of one session of the database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, objects: Sequence[Shared], at: datetime) -> tuple[Outcome, ...]:
        """Add versions of objects, in their order; each gets a number and a time of its own.

        Args:
            objects: what is to be added
            at: the present

        Returns:
            What became of each.
        """
        if not objects:
            return ()
        progress, known = self._progress(), self._known(objects)
        rows: list[dict[str, object]] = []
        outcomes = []
        for one in objects:
            versions = known.setdefault((one.collection, one.id), {})
            outcome = _outcome(one, versions)
            if outcome is Outcome.ADDED:
                progress.number += 1
                progress.added = max(at, progress.added + _TICK)
                rows.append(_row(one, progress.number, progress.added))
                versions[str(rows[-1]["ordering"])] = one.digest
            outcomes.append(outcome)
        if rows:
            self._session.execute(insert(StixObjectRow), rows)
        self._session.flush()
        return tuple(outcomes)

    def page(self, collection: str, asked: Filters, sight: Sight, *, whole: bool = True) -> Page:
        """Versions that are asked for, in the order in which they were added.

        Args:
            collection: its alias
            asked: which
            sight: what may be seen
            whole: with the objects, not only their versions
        """
        if not asked.possible:
            return Page((), more=False)
        query = _asked(collection, asked, sight, whole=whole).order_by(StixObjectRow.number).limit(asked.limit + 1)
        found: list[Stored] = []
        size = 0
        with self._session.execute(query.execution_options(yield_per=100)) as rows:
            for row in rows:
                if len(found) == asked.limit or size > MOST_BYTES:
                    return Page(tuple(found), more=True)
                found.append(Stored(row.number, row.id, row.version, row.added, row.document if whole else ""))
                size += len(found[-1].document)
        return Page(tuple(found), more=False)

    def has(self, collection: str, identity: str, sight: Sight) -> bool:
        """Whether there is a version of an object that may be seen."""
        row = StixObjectRow
        query = select(row.number).where(row.collection == collection, row.id == identity, _seen(row, sight))
        return self._session.scalar(query.limit(1)) is not None

    def last(self, collection: str) -> dict[str, Shared]:
        """The last version of every object of a collection, by id."""
        row = StixObjectRow
        query = select(row).where(row.collection == collection).order_by(row.ordering)
        return {each.id: _shared(each) for each in self._session.scalars(query)}

    def arrived(self, after: int, limit: int) -> tuple[Arrived, ...]:
        """Signals after a number that are STIX objects, in the order of commit; without those moved to the lake."""
        row = SignalRow
        query = select(row.number, row.source, row.label, row.body).where(
            row.kind == "stix", row.number > after, row.body.is_not(None)
        )
        rows = self._session.execute(query.order_by(row.number).limit(limit))
        return tuple(Arrived(each.number, each.source, Label(each.label), each.body) for each in rows)

    def remove(self, collection: str, asked: Filters, account: str) -> int:
        """Remove versions that an account added. Returns how many."""
        everything = Sight(AnyOf(()), "")
        query = _asked(collection, asked, everything, whole=False, writer=account)
        numbers = [row.number for row in self._session.execute(query)]
        for start in range(0, len(numbers), _TOGETHER):
            part = numbers[start : start + _TOGETHER]
            self._session.execute(delete(StixObjectRow).where(StixObjectRow.number.in_(part)))
        return len(numbers)

    def thin(self, collection: str, before: datetime) -> int:
        """Forget versions that were added before a time and are not the last of their object. Returns how many."""
        row, other = StixObjectRow, aliased(StixObjectRow)
        later = exists().where(other.collection == row.collection, other.id == row.id, other.ordering > row.ordering)
        old = select(row.number).where(row.collection == collection, row.added < before, later)
        numbers = list(self._session.scalars(old))
        for start in range(0, len(numbers), _TOGETHER):
            self._session.execute(delete(row).where(row.number.in_(numbers[start : start + _TOGETHER])))
        return len(numbers)

    def signal(self) -> int:
        """Number of the last signal that was looked at for objects."""
        return self._progress().signal

    def looked(self, signal: int) -> None:
        """Signals up to a number have been looked at."""
        self._progress().signal = signal
        self._session.flush()

    def keep_status(self, status: Status) -> None:
        """Keep what became of a request."""
        document = text_of(Status, status)
        self._session.merge(StixStatusRow(id=status.id, account=status.account, at=status.at, document=document))
        self._session.flush()

    def status(self, identity: str, account: str) -> Status | None:
        """What became of a request of an account; None when there is none."""
        row = self._session.get(StixStatusRow, identity)
        if row is None or row.account != account:
            return None
        return record_of(Status, row.document, f"status {identity}")

    def forget_statuses(self, before: datetime) -> None:
        """Forget requests that are older than a time."""
        self._session.execute(delete(StixStatusRow).where(StixStatusRow.at < before))

    def pulled(self, url: str) -> Pulled:
        """How far a collection of another office was fetched; nothing yet when it never was."""
        row = self._session.get(TaxiiPullRow, url)
        return Pulled(url) if row is None else Pulled(row.url, row.added_after, row.next, row.at, row.objects)

    def keep_pulled(self, pulled: Pulled) -> None:
        """Keep how far a collection was fetched."""
        row = TaxiiPullRow(
            url=pulled.url,
            added_after=pulled.added_after,
            next=pulled.next,
            at=pulled.at or FAR_PAST,
            objects=pulled.objects,
        )
        self._session.merge(row)
        self._session.flush()

    def _progress(self) -> StixProgressRow:
        row = self._session.get(StixProgressRow, 1)
        if row is None:
            row = StixProgressRow(id=1, number=0, added=FAR_PAST, signal=0)
            self._session.add(row)
        return row

    def _known(self, objects: Iterable[Shared]) -> dict[tuple[str, str], dict[str, str]]:
        """Digests of the versions that are there, by collection, id and version."""
        row = StixObjectRow
        wanted: dict[str, set[str]] = {}
        for one in objects:
            wanted.setdefault(one.collection, set()).add(one.id)
        found: dict[tuple[str, str], dict[str, str]] = {}
        for collection, ids in sorted(wanted.items()):
            listed = sorted(ids)
            for start in range(0, len(listed), _TOGETHER):
                part = listed[start : start + _TOGETHER]
                query = select(row.id, row.ordering, row.digest).where(row.collection == collection, row.id.in_(part))
                for each in self._session.execute(query.order_by(row.ordering)):
                    found.setdefault((collection, each.id), {})[each.ordering] = each.digest
        return found


def _outcome(one: Shared, versions: dict[str, str]) -> Outcome:
    """What becomes of a version beside those that are there, the last one last; one without a time is a new one."""
    if one.version:
        before = versions.get(version_key(one.version))
    else:
        last = next(reversed(versions.values()), None)
        before = last if last == one.digest else None
    if before is None:
        return Outcome.ADDED
    return Outcome.KNOWN if before == one.digest else Outcome.CONFLICT


def _shared(row: StixObjectRow) -> Shared:
    return Shared(
        row.collection,
        row.id,
        row.version,
        row.document,
        row.digest,
        Label(row.label),
        None if row.field is None else Field(row.field),
        row.jurisdiction,
        row.organisation,
        row.account,
        row.source,
    )


def _row(one: Shared, number: int, added: datetime) -> dict[str, object]:
    ordering = version_key(one.version or added.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    return {
        "number": number,
        "collection": one.collection,
        "id": one.id,
        "type": one.type,
        "version": one.version,
        "ordering": ordering,
        "added": added,
        "label": one.label.value,
        "field": None if one.field is None else one.field.value,
        "jurisdiction": one.jurisdiction,
        "organisation": one.organisation,
        "account": one.account,
        "source": one.source,
        "digest": one.digest,
        "document": one.document,
    }


def _asked(
    collection: str, asked: Filters, sight: Sight, *, whole: bool, writer: str | None = None
) -> Select[*tuple[Any, ...]]:
    """The question that filters stand for; with a writer, of what it wrote, whatever may be seen."""
    row = StixObjectRow
    own = row.account == writer if writer is not None else _seen(row, sight)
    limits: list[ColumnElement[bool]] = [row.collection == collection, row.number > asked.after, own]
    if asked.added_after is not None:
        limits.append(row.added > asked.added_after)
    if asked.ids is not None:
        limits.append(row.id.in_(sorted(asked.ids)))
    if asked.types is not None:
        limits.append(row.type.in_(sorted(asked.types)))
    if "all" not in asked.versions:
        limits.append(or_(*(_version(word, sight, writer) for word in sorted(asked.versions))))
    columns = [row.number, row.id, row.version, row.added, *([row.document] if whole else [])]
    return select(*columns).where(*limits)


def _version(word: str, sight: Sight, writer: str | None) -> ColumnElement[bool]:
    """First or last of those that may be seen; else the one of a time."""
    row, other = StixObjectRow, aliased(StixObjectRow)
    if word not in ("first", "last"):
        return row.ordering == word
    beyond = other.ordering > row.ordering if word == "last" else other.ordering < row.ordering
    own = other.account == writer if writer is not None else _seen(other, sight)
    return ~exists().where(other.collection == row.collection, other.id == row.id, beyond, own)


def _seen(row: _Rows, sight: Sight) -> ColumnElement[bool]:
    columns: Columns = {
        Attribute.LABEL: row.label,
        Attribute.FIELD: row.field,
        Attribute.JURISDICTION: row.jurisdiction,
        Attribute.ORGANISATION: func.coalesce(row.organisation, sight.home),
    }
    seen = where(sight.condition, columns)
    return seen if sight.source is None else seen & (row.source == sight.source)
