"""What pages show of obligations and cases beside the last pass: what people changed since, what the ledger says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forestall.core.clock import instant
from forestall.model.duty import Obligation
from forestall.pipeline.office import Office
from forestall.standards import jcs
from forestall.store.book import Book
from forestall.store.book_search import Wanted, entries
from forestall.store.evidence import EvidenceStore
from forestall.store.owed import Owed

_MOST = 200  # entries of a history


@dataclass(frozen=True, slots=True)
class Said:
    """An entry of the ledger with what it says."""

    number: int
    """Its number."""
    kind: str
    """What happened."""
    subject: str
    """What it speaks of."""
    at: datetime
    """When it was so."""
    content: dict[str, object]
    """What it says; empty when that was erased."""


def last_given(office: Office) -> int:
    """Number of the last piece of evidence or verdict; 0 before the first."""
    with office.looking() as session:
        return EvidenceStore(session).last()


def with_evidence(office: Office) -> tuple[Obligation, ...]:
    """Obligations for which there is evidence, as they stand since the last piece or verdict came, by id."""
    with office.looking() as session:
        return Owed(session).some(EvidenceStore(session).obligations_after(0))


def history(office: Office, subjects: Iterable[tuple[str, str]]) -> tuple[Said, ...]:
    """What the ledger says of some subjects, the oldest first.

    Args:
        office: the state
        subjects: kinds of entry, each with what it speaks of
    """
    with office.looking() as session:
        book = Book(session)
        kept = {
            each.index: each
            for kind, subject in subjects
            for each in entries(session, Wanted(kind=kind, subject=subject), _MOST)
            if each.subject == subject
        }
        return tuple(
            Said(number, each.kind, each.subject, _time(each.body), book.payload(number) or {})
            for number, each in sorted(kept.items())
        )


def _time(body: bytes) -> datetime:
    return instant(str(jcs.read(body)["time"]))
