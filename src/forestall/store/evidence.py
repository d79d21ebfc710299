"""Evidence, its files, and the verdicts on it, in the database. What they come to is in `follow/proof.py`.

Files lie in the database, so that a piece of evidence, its file and its entry in the ledger are there together or not
at all, on either database, and go with every backup.
"""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forestall.core.errors import InputError, StateError
from forestall.model.evidence import Evidence, Given, Verdict
from forestall.store.document import record_of, text_of
from forestall.store.evidence_tables import EvidenceFileRow, EvidenceRow, VerdictRow

_AT_ONCE = 500  # ids in one statement


class EvidenceStore:
    """The evidence of one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def last(self) -> int:
        """Number of the last piece of evidence or verdict; 0 before the first."""
        numbers = (self._session.scalar(select(func.max(row.number))) for row in (EvidenceRow, VerdictRow))
        return max(number or 0 for number in numbers)

    def given(self, obligations: Iterable[str]) -> dict[str, Given]:
        """What was given for some obligations, those for which something was."""
        wanted = sorted(set(obligations))
        found: dict[str, Given] = {}
        for first in range(0, len(wanted), _AT_ONCE):
            found.update(self._given(wanted[first : first + _AT_ONCE]))
        return found

    def obligations_after(self, number: int) -> frozenset[str]:
        """Obligations on which evidence or a verdict came after a number."""
        sent = self._session.scalars(select(EvidenceRow.obligation).where(EvidenceRow.number > number))
        judged = self._session.scalars(
            select(EvidenceRow.obligation)
            .join(VerdictRow, VerdictRow.evidence == EvidenceRow.id)
            .where(VerdictRow.number > number)
        )
        return frozenset((*sent, *judged))

    def find(self, name: str) -> Evidence | None:
        """A piece of evidence; None when there is none of that id."""
        row = self._session.get(EvidenceRow, name)
        return None if row is None else _evidence(row)

    def one(self, name: str) -> Evidence:
        """A piece of evidence.

        Raises:
            InputError: there is none of that id.
        """
        found = self.find(name)
        if found is None:
            raise InputError(f"evidence {name!r}: there is none of that id", http_status=404)
        return found

    def file(self, sha256: str) -> bytes:
        """A file that was sent.

        Raises:
            InputError: there is none of that digest.
            StateError: it is not what was sent.
        """
        row = self._session.get(EvidenceFileRow, sha256)
        if row is None:
            raise InputError(f"file {sha256!r}: there is none of that digest", http_status=404)
        if hashlib.sha256(row.body).hexdigest() != sha256:
            raise StateError(f"evidence file {sha256}: is not what was sent; restore the state from a backup")
        return row.body

    def add(self, evidence: Evidence, body: bytes) -> None:
        """Keep a new piece of evidence with its file; without bytes it is a statement."""
        if body and self._session.get(EvidenceFileRow, evidence.sha256) is None:
            self._session.add(EvidenceFileRow(sha256=evidence.sha256, body=body))
            self._session.flush()
        self._session.add(
            EvidenceRow(
                id=evidence.id,
                number=self.last() + 1,
                obligation=evidence.obligation,
                sha256=evidence.sha256 or None,
                effective=evidence.effective,
                received=evidence.received,
                valid_until=evidence.valid_until,
                by=evidence.by,
                document=text_of(Evidence, evidence),
            )
        )
        self._session.flush()

    def judge(self, verdict: Verdict, giver: str) -> None:
        """Keep a verdict on evidence that `giver` sent."""
        self._session.add(
            VerdictRow(
                number=self.last() + 1,
                evidence=verdict.evidence,
                giver=giver,
                enough=int(verdict.enough),
                reason=verdict.reason,
                by=verdict.by,
                at=verdict.at,
            )
        )
        self._session.flush()

    def verdict(self, evidence: str) -> Verdict | None:
        """The last verdict on a piece of evidence; None before the first."""
        return self._verdicts([evidence]).get(evidence)

    def _given(self, obligations: Sequence[str]) -> dict[str, Given]:
        query = select(EvidenceRow).where(EvidenceRow.obligation.in_(obligations))
        rows = list(self._session.scalars(query.order_by(EvidenceRow.received, EvidenceRow.id)))
        verdicts = self._verdicts([row.id for row in rows])
        of: dict[str, list[Evidence]] = {}
        for row in rows:
            of.setdefault(row.obligation, []).append(_evidence(row))
        return {
            name: Given(tuple(some), tuple(verdicts[each.id] for each in some if each.id in verdicts))
            for name, some in of.items()
        }

    def _verdicts(self, evidence: Sequence[str]) -> dict[str, Verdict]:
        found: dict[str, Verdict] = {}
        for first in range(0, len(evidence), _AT_ONCE):
            query = select(VerdictRow).where(VerdictRow.evidence.in_(evidence[first : first + _AT_ONCE]))
            for row in self._session.scalars(query.order_by(VerdictRow.number)):
                found[row.evidence] = Verdict(row.evidence, bool(row.enough), row.reason, row.by, row.at)
        return found


def _evidence(row: EvidenceRow) -> Evidence:
    return record_of(Evidence, row.document, f"evidence {row.id}")
