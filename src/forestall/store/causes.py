"""Causes of cases, how they were found, what is to be done about them, and proposals, in the database."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from forestall.core.errors import InputError
from forestall.model.case import Cause, CauseMeasure, Decision, Proposal
from forestall.model.cause_analysis import Analysis
from forestall.store.case_tables import CauseAnalysisRow, CauseMeasureRow, CauseProposalRow, CauseRow
from forestall.store.document import record_of, text_of


class Causes:
    """The causes of one session of the database."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> tuple[Cause, ...]:
        """Every cause, by id."""
        rows = self._session.scalars(select(CauseRow).order_by(CauseRow.id))
        return tuple(record_of(Cause, row.document, f"cause {row.id}") for row in rows)

    def find(self, cause: str) -> Cause | None:
        """A cause; None when there is none."""
        row = self._session.get(CauseRow, cause)
        return None if row is None else record_of(Cause, row.document, f"cause {row.id}")

    def get(self, cause: str) -> Cause:
        """A cause.

        Raises:
            InputError: there is none.
        """
        found = self.find(cause)
        if found is None:
            raise InputError(f"cause {cause[:80]!r}: there is none", http_status=404)
        return found

    def keep(self, cause: Cause) -> None:
        """Keep a cause."""
        self._session.merge(CauseRow(id=cause.id, field=cause.field.value, document=text_of(Cause, cause)))
        self._session.flush()

    def analyses(self, cause: str) -> tuple[Analysis, ...]:
        """How a cause was found, the last first."""
        wanted = select(CauseAnalysisRow).where(CauseAnalysisRow.cause == cause)
        rows = self._session.scalars(wanted.order_by(CauseAnalysisRow.at.desc(), CauseAnalysisRow.id))
        return tuple(record_of(Analysis, row.document, f"analysis {row.id}") for row in rows)

    def keep_analysis(self, analysis: Analysis) -> None:
        """Keep how a cause was found."""
        self._session.merge(
            CauseAnalysisRow(
                id=analysis.id,
                cause=analysis.cause,
                method=analysis.method.value,
                at=analysis.at,
                document=text_of(Analysis, analysis),
            )
        )
        self._session.flush()

    def measures(self, cause: str | None = None) -> tuple[CauseMeasure, ...]:
        """What is or was to be done about a cause, or about all, by id."""
        wanted = select(CauseMeasureRow).order_by(CauseMeasureRow.id)
        if cause is not None:
            wanted = wanted.where(CauseMeasureRow.cause == cause)
        rows = self._session.scalars(wanted)
        return tuple(record_of(CauseMeasure, row.document, f"measure {row.id}") for row in rows)

    def keep_measure(self, measure: CauseMeasure) -> None:
        """Keep what is to be done about a cause."""
        self._session.merge(
            CauseMeasureRow(
                id=measure.id,
                cause=measure.cause,
                created=measure.created,
                due=measure.due,
                withdrawn=measure.withdrawn,
                document=text_of(CauseMeasure, measure),
            )
        )
        self._session.flush()

    def proposals(self, decision: Decision | None = None) -> tuple[Proposal, ...]:
        """Proposals, or those of one decision, by id."""
        wanted = select(CauseProposalRow).order_by(CauseProposalRow.id)
        if decision is not None:
            wanted = wanted.where(CauseProposalRow.decision == decision.value)
        return tuple(record_of(Proposal, row.document, f"proposal {row.id}") for row in self._session.scalars(wanted))

    def proposal(self, proposal: str) -> Proposal:
        """A proposal.

        Raises:
            InputError: there is none.
        """
        row = self._session.get(CauseProposalRow, proposal)
        if row is None:
            raise InputError(f"proposal {proposal[:80]!r}: there is none", http_status=404)
        return record_of(Proposal, row.document, f"proposal {row.id}")

    def keep_proposal(self, proposal: Proposal) -> None:
        """Keep a proposal, or what was said of it."""
        row = CauseProposalRow(
            id=proposal.id,
            made=proposal.made,
            decision=proposal.decision.value,
            document=text_of(Proposal, proposal),
        )
        self._session.merge(row)
        self._session.flush()

    def forget_waiting(self) -> None:
        """Forget proposals on which nobody has decided: newer ones take their place."""
        for row in self._session.scalars(
            select(CauseProposalRow).where(CauseProposalRow.decision == Decision.WAITING.value)
        ):
            self._session.delete(row)
        self._session.flush()
