"""Cases and their reports, in the database. Rules are in `follow/cases`, contacts in `store/case_contacts.py`."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forestall.core.errors import InputError
from forestall.model.case import Case, CaseKind, CaseState, Report
from forestall.store.case_tables import CaseReportRow, CaseRow
from forestall.store.document import record_of, text_of


class Cases:
    """The cases of one session of the database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Case, ...]:
        """Every case there ever was, by id."""
        return tuple(_case(row) for row in self._session.scalars(select(CaseRow).order_by(CaseRow.id)))

    def get(self, case: str) -> Case:
        """A case.

        Raises:
            InputError: there is none.
        """
        row = self._session.get(CaseRow, case)
        if row is None:
            raise InputError(f"case {case[:80]!r}: there is none", http_status=404)
        return _case(row)

    def near_in_time(self, kind: CaseKind, since: datetime, until: datetime) -> tuple[Case, ...]:
        """Cases of a kind that happened between two times, by id."""
        happened = CaseRow.happened  # no BETWEEN: PostgreSQL takes no collation, which our texts have, within one
        wanted = select(CaseRow).where(CaseRow.kind == kind.value, happened >= since, happened <= until)
        return tuple(_case(row) for row in self._session.scalars(wanted.order_by(CaseRow.id)))

    def of_cause(self, cause: str) -> tuple[Case, ...]:
        """Cases of a cause, by id."""
        wanted = select(CaseRow).where(CaseRow.cause == cause).order_by(CaseRow.id)
        return tuple(_case(row) for row in self._session.scalars(wanted))

    def received(self, since: datetime, until: datetime) -> tuple[Case, ...]:
        """Cases whose first report came from a time on and before another, the latest first."""
        wanted = select(CaseRow).where(CaseRow.received >= since, CaseRow.received < until)
        return tuple(_case(row) for row in self._session.scalars(wanted.order_by(CaseRow.received.desc(), CaseRow.id)))

    def keep(self, cases: Iterable[Case]) -> None:
        """Keep cases as they now stand."""
        for case in cases:
            self._session.merge(_row(case))
        self._session.flush()

    def report(self, report: str) -> Report | None:
        """A report; None when there is none."""
        row = self._session.get(CaseReportRow, report)
        return None if row is None else _report(row)

    def add(self, report: Report) -> None:
        """Keep a new report."""
        self._session.add(
            CaseReportRow(
                id=report.id,
                case=report.case,
                channel=report.channel.value,
                received=report.received,
                document=text_of(Report, report),
            )
        )
        self._session.flush()

    def reports(self, case: str) -> tuple[Report, ...]:
        """All reports of a case and of those merged into it, the first first."""
        ids, waiting = [case], [case]
        while waiting:
            below = list(self._session.scalars(select(CaseRow.id).where(CaseRow.merged_into == waiting.pop())))
            ids, waiting = ids + below, waiting + below
        wanted = select(CaseReportRow).where(CaseReportRow.case.in_(ids))
        found = self._session.scalars(wanted.order_by(CaseReportRow.received, CaseReportRow.id))
        return tuple(_report(row) for row in found)

    def standing(self, case: str) -> Case:
        """The case that a case is now: itself, or the one into which it was merged.

        Raises:
            InputError: there is none.
        """
        found = self.get(case)
        while found.merged_into is not None:
            found = self.get(found.merged_into)
        return found


def _row(case: Case) -> CaseRow:
    return CaseRow(
        id=case.id,
        kind=case.kind.value,
        case_type=case.case_type,
        state=case.state.value,
        field=case.field.value,
        label=case.label.value,
        jurisdiction=case.jurisdiction,
        received=case.received,
        happened=case.happened,
        changed=case.changed,
        cause=case.cause,
        outcome=int(bool(case.outcome)),
        evidence=case.evidence or None,
        confirmed=int(bool(case.confirmed_by) and case.confirmed_by != case.answered_by),
        merged_into=case.merged_into if case.state is CaseState.MERGED else None,
        document=text_of(Case, case),
    )


def _case(row: CaseRow) -> Case:
    return record_of(Case, row.document, f"case {row.id}")


def _report(row: CaseReportRow) -> Report:
    return record_of(Report, row.document, f"report {row.id}")
