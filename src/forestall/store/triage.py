"""Triage in the database: decisions about findings, the acts that made them, and named views."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from forestall.core.errors import ConflictError, InputError
from forestall.model.triage import Act, SavedView, Triage
from forestall.store.document import record_of, text_of
from forestall.store.triage_tables import SavedViewRow, TriageActRow, TriageRow

_CHUNK = 500


class Triages:
    """What was decided about findings, in one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> Mapping[str, Triage]:
        """The last decision about each finding, by finding."""
        rows = self._session.scalars(select(TriageRow).order_by(TriageRow.finding))
        return {row.finding: _triage(row) for row in rows}

    def of(self, findings: Iterable[str]) -> Mapping[str, Triage]:
        """The last decision about some findings, those that have one."""
        names = sorted(set(findings))
        found: dict[str, Triage] = {}
        for start in range(0, len(names), _CHUNK):
            rows = self._session.scalars(select(TriageRow).where(TriageRow.finding.in_(names[start : start + _CHUNK])))
            found.update((row.finding, _triage(row)) for row in rows)
        return found

    def put(self, decided: Iterable[Triage]) -> None:
        """Keep decisions; each takes the place of the last one about its finding."""
        for each in decided:
            document = text_of(Triage, each)
            row = TriageRow(finding=each.finding, state=str(each.state), act=each.act, document=document)
            self._session.merge(row)
        self._session.flush()

    def drop(self, findings: Iterable[str]) -> None:
        """Nothing is decided about these any more."""
        for finding in findings:
            self._session.execute(delete(TriageRow).where(TriageRow.finding == finding))
        self._session.flush()

    def stamp(self) -> tuple[int, int]:
        """Changes whenever anything is decided or undone: acts, and those of them that were undone."""
        made, undone = self._session.execute(select(func.count(), func.count(TriageActRow.undone))).one()
        return int(made), int(undone)

    def add(self, act: Act) -> None:
        """Keep an act.

        Raises:
            ConflictError: the same account did the same at the same time.
        """
        if self._session.get(TriageActRow, act.id) is not None:
            raise ConflictError(f"{act.id}: the same was done in this second")
        self._session.add(TriageActRow(id=act.id, by=act.by, at=act.at, undone=None, document=text_of(Act, act)))
        self._session.flush()

    def act(self, name: str) -> Act:
        """An act.

        Raises:
            InputError: there is none.
        """
        row = self._session.get(TriageActRow, name)
        if row is None:
            raise InputError(f"{name[:80]!r}: there is no such act", http_status=404)
        return _act(row)

    def last(self, by: str) -> Act | None:
        """The last act of an account that was not undone."""
        mine = (TriageActRow.by == by, TriageActRow.undone.is_(None))
        newest = select(func.max(TriageActRow.at)).where(*mine).scalar_subquery()
        rows = self._session.scalars(select(TriageActRow).where(*mine, TriageActRow.at == newest))
        return max((_act(row) for row in rows), key=lambda act: act.turn, default=None)

    def turn(self, by: str, at: datetime) -> int:
        """How many acts an account has at a time."""
        query = select(func.count()).where(TriageActRow.by == by, TriageActRow.at == at)
        return self._session.scalar(query) or 0

    def undone(self, act: Act, by: str, at: datetime) -> Act:
        """An act was undone."""
        row = self._session.get(TriageActRow, act.id)
        assert row is not None
        over = replace(act, undone=at, undone_by=by)
        row.undone, row.document = at, text_of(Act, over)
        self._session.flush()
        return over


class SavedViews:
    """Views that people named, in one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, account: str, page: str) -> tuple[SavedView, ...]:
        """Those of an account for a page, by name."""
        query = select(SavedViewRow).where(SavedViewRow.account == account, SavedViewRow.page == page)
        rows = self._session.scalars(query.order_by(SavedViewRow.name))
        return tuple(SavedView(row.account, row.page, row.name, row.query) for row in rows)

    def put(self, view: SavedView) -> None:
        """Keep one; it takes the place of one of the same name."""
        row = SavedViewRow(account=view.account, page=view.page, name=view.name, query=view.query)
        self._session.merge(row)
        self._session.flush()

    def drop(self, account: str, page: str, name: str) -> None:
        """Forget one."""
        row = self._session.get(SavedViewRow, (account, page, name))
        if row is not None:
            self._session.delete(row)
            self._session.flush()


def _triage(row: TriageRow) -> Triage:
    return record_of(Triage, row.document, f"triage of {row.finding}")


def _act(row: TriageActRow) -> Act:
    return record_of(Act, row.document, f"act {row.id}")
