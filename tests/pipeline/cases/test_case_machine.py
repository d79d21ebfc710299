"""Whatever people do to cases, in any order: none closes without proof, what comes back opens, no report is lost."""

import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from forestall.core.errors import InputError
from forestall.follow.cases.recurrence import shows_unsettled
from forestall.guard.door import Door
from forestall.guard.keys import KeyRing, new_master_key
from forestall.model.case import CaseState, Channel
from forestall.model.words import Field
from forestall.pipeline import case_causes, cases
from forestall.pipeline.case_desk import CaseDesk, type_of
from forestall.pipeline.case_intake import Told, report
from forestall.pipeline.office import office
from forestall.place.load import load
from forestall.place.template import TOWN
from forestall.store.book import Book

EVIDENCE = sha256(b"photograph").hexdigest()
PEOPLE = st.sampled_from(["anna", "ben"])


class CaseMachine(RuleBasedStateMachine):
    """A desk at which anything may be tried; what is refused changes nothing."""

    told: Bundle[str] = Bundle("told")

    @initialize(target=told)
    def open(self) -> object:
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.now = datetime(2026, 3, 9, 6, tzinfo=UTC)
        place, ring = load(TOWN), KeyRing([new_master_key()])
        kept = self.stack.enter_context(office(folder, lambda: self.now, lambda: place))
        self.desk = CaseDesk(kept, Door(bytes(32), place.profile.door), lambda: ring)
        self.reports: set[str] = set()
        for cause in ("wet wiring", "old pipes"):
            case_causes.add_cause(self.desk, "anna", cause, Field.SOCIAL)
        self.causes = [each.id for each in case_causes.causes(self.desk)]
        first = [report(self.desk, "desk", Told("complaint", text, site="school"), Channel.API) for text in ("a", "b")]
        self.reports.update(taken.report for taken in first)
        return multiple(*(taken.case.id for taken in first))

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    @rule(days=st.integers(0, 120))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days, seconds=1)

    @rule(target=told, site=st.sampled_from(["school", "hospital"]), kind=st.sampled_from(["complaint", "accident"]))
    def somebody_reports(self, site: str, kind: str) -> object:
        self.now += timedelta(seconds=1)
        taken = report(self.desk, "desk", Told(kind, f"report {len(self.reports)}", site=site), Channel.API)
        assert taken.token is not None
        self.reports.add(taken.report)
        self.last_token = taken.token
        return multiple(taken.case.id)

    @rule(case=told, by=PEOPLE)
    def somebody_answers(self, case: str, by: str) -> None:
        self.tried(lambda: cases.answer(self.desk, by, case, "done", EVIDENCE))

    @rule(case=told, by=PEOPLE)
    def somebody_confirms(self, case: str, by: str) -> None:
        self.tried(lambda: cases.confirm(self.desk, by, case))

    @rule()
    def who_reported_last_confirms(self) -> None:
        if hasattr(self, "last_token"):
            self.tried(lambda: cases.confirm_with_token(self.desk, self.last_token))

    @rule(case=told)
    def somebody_opens_again(self, case: str) -> None:
        self.tried(lambda: cases.reopen(self.desk, "ben", case, "not so"))

    @rule(case=told, into=told)
    def somebody_merges(self, case: str, into: str) -> None:
        self.tried(lambda: cases.merge(self.desk, "anna", case, into))

    @rule(case=told, which=st.integers(0, 1))
    def somebody_names_the_cause(self, case: str, which: int) -> None:
        self.tried(lambda: cases.set_cause(self.desk, "anna", case, self.causes[which]))

    @rule(case=told, which=st.integers(0, 1))
    def somebody_settles(self, case: str, which: int) -> None:
        self.somebody_names_the_cause(case, which)
        self.somebody_answers(case, "anna")
        self.somebody_confirms(case, "ben")

    @rule(case=told, days=st.integers(0, 200))
    def it_comes_back(self, case: str, days: int) -> None:
        """The same at the same place; a closed case is open again when the window has not passed."""
        self.time_passes(days)
        before = cases.whole(self.desk, case).case
        told = Told(before.case_type, f"report {len(self.reports)}", site=before.site)
        taken = report(self.desk, "desk", told, Channel.API)
        self.reports.add(taken.report)
        if before.cause is None:
            return
        new = cases.set_cause(self.desk, "anna", taken.case.id, before.cause)
        if before.closed is not None and new.happened - before.closed <= timedelta(days=180):
            after = cases.whole(self.desk, case).case
            assert (after.state, after.returns) == (CaseState.OPEN, before.returns + 1)
            assert new.recurrence_of is not None

    def tried(self, change: object) -> None:
        """Do it, or be refused and leave everything as it was."""
        self.now += timedelta(seconds=1)
        before, head = cases.all_cases(self.desk), self.head()
        try:
            assert callable(change)
            change()
        except InputError:
            assert cases.all_cases(self.desk) == before
            assert self.head() == head
            return
        assert self.head() > head, "a change without an entry in the ledger"

    def head(self) -> int:
        with self.desk.office.looking() as session:
            head = Book(session).head()
            return 0 if head is None else head.size

    @invariant()
    def nothing_is_closed_without_outcome_evidence_and_somebody_else(self) -> None:
        for case in cases.all_cases(self.desk) if hasattr(self, "desk") else ():
            if case.state is CaseState.CLOSED:
                assert case.outcome
                assert case.evidence == EVIDENCE
                assert case.confirmed_by not in ("", case.answered_by)
                assert case.closed is not None
                assert case.closings > case.returns

    @invariant()
    def nothing_stays_closed_that_came_back(self) -> None:
        if not hasattr(self, "desk"):
            return
        place, found = self.desk.office.place(), cases.all_cases(self.desk)
        assert [
            (new.id, old.id) for new in found for old in found if shows_unsettled(new, old, type_of(place, old))
        ] == []

    @invariant()
    def no_report_is_lost_and_none_is_in_two_cases(self) -> None:
        if not hasattr(self, "desk"):
            return
        standing = [case for case in cases.all_cases(self.desk) if case.state is not CaseState.MERGED]
        found = [each.id for case in standing for each in cases.whole(self.desk, case.id).reports]
        assert sorted(found) == sorted(self.reports)


CaseMachine.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None, derandomize=True)
TestCaseMachine = CaseMachine.TestCase
