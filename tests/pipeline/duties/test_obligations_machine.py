"""Obligations under any order of what can happen: evidence, verdicts, norms, sites, time, restarts."""

import tempfile
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from forestall.model.duty import Duty, Norm, Obligation
from forestall.model.evidence import Given
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.profile import Calendar, Profile
from forestall.model.site import Site
from forestall.model.words import Field, ObligationState, Trigger
from forestall.pipeline.duties import Sent, give_evidence, give_verdict
from forestall.pipeline.entries import entries, said
from forestall.pipeline.office import Office, office
from forestall.pipeline.owed_now import owed_now
from forestall.standards import jcs
from forestall.store.book import Book
from forestall.store.evidence import EvidenceStore
from forestall.store.owed import Owed
from forestall.store.passes import Pass
from forestall.store.state import State

START = datetime(2026, 3, 1, 6, tzinfo=UTC)
NO_PLAN = Plan(1.0, 1.0, 1.0, 0.0, {}, (), (), optimal=True)
TREE = (Jurisdiction("nation", "N"), Jurisdiction("city", "C", "nation"))
PROFILE = Profile("Machine", "America/Santiago", ("en",), "EUR", TREE, {}, calendar=Calendar())
DONE = ObligationState.DONE


def dam(number: int) -> Site:
    return Site(f"dam-{number}", "Dam", "dam", "city", 0.0, 0.0, 1.0, 1.0, Field.TERRITORIAL)


DUTIES = (
    Duty("walk", "Walk round", "city", Trigger.CALENDAR, "Act 1", every="P1M", start=date(2026, 3, 5), norm="act"),
    Duty(
        "plan", "Keep a plan", "city", Trigger.CALENDAR, "Act 2", every="P1Y", start=date(2026, 3, 9), site_kind="dam"
    ),
)


class Obligations(RuleBasedStateMachine):
    """A state of two duties, with people who do what they like."""

    def __init__(self) -> None:
        super().__init__()
        self.stack, self.home = ExitStack(), ExitStack()
        self.folder = Path(self.home.enter_context(tempfile.TemporaryDirectory()))
        self.at, self.versions, self.dams = START, 1, 1
        self.known: set[str] = set()
        self.desk: Office
        self.open_again()
        self.pass_of_time(0.1)

    def place(self) -> Place:
        """The place as it now stands."""
        norms = (Norm("act", "Act", "Act", "s. 1", f"v{self.versions}", date(2020, 1, 1)),)
        sites = tuple(dam(number) for number in range(self.dams))
        return Place(Path(), "machine", PROFILE, sites=sites, duties=DUTIES, norms=norms)

    @rule()
    def open_again(self) -> None:
        """The process ends and begins anew."""
        self.stack.close()
        self.stack = ExitStack()
        self.desk = self.stack.enter_context(office(self.folder, lambda: self.at, self.place))

    @rule(days=st.sampled_from((0.1, 1.0, 6.0, 31.0, 70.0)))
    def pass_of_time(self, days: float) -> None:
        """Time goes by, and a pass is made."""
        self.at += timedelta(days=days)
        with State.open(self.folder) as kept:
            found, proofs = owed_now(kept, self.place(), NO_PLAN, (), (), self.at)
            told = entries((), (), NO_PLAN, found, self.at)
            kept.publish(Pass(self.at, 1, "p", {}, obligations=found, entries=told, proofs=proofs))
        self.known |= {each.id for each in found}

    @rule()
    def new_version(self) -> None:
        """The norm changes."""
        self.versions += 1

    @rule()
    def another_dam(self) -> None:
        """The scope grows."""
        self.dams += 1

    @rule(pick=st.integers(0, 50), days=st.none() | st.sampled_from((1, 40)))
    def evidence(self, pick: int, days: int | None) -> None:
        """Somebody gives evidence, with a validity or without."""
        owed = sorted(self.all(), key=lambda each: each.id)
        name = owed[pick % len(owed)].id
        until = None if days is None else (self.at + timedelta(days=days)).isoformat()
        give_evidence(self.desk, "ana", Sent(name, "report", self.at.isoformat(), until, b"it"))

    @precondition(lambda self: self.given())
    @rule(pick=st.integers(0, 50), enough=st.booleans())
    def verdict(self, pick: int, enough: bool) -> None:
        """Somebody else judges some evidence."""
        names = [each.id for given in self.given().values() for each in given.evidence]
        give_verdict(self.desk, "bo", sorted(names)[pick % len(names)], "so it is", enough=enough)

    def all(self) -> tuple[Obligation, ...]:
        """Every obligation."""
        with self.desk.looking() as session:
            return Owed(session).all()

    def given(self) -> dict[str, Given]:
        """All evidence."""
        with self.desk.looking() as session:
            return EvidenceStore(session).given(each.id for each in Owed(session).all())

    @invariant()
    def nothing_vanishes(self) -> None:
        """What was owed once is there, once."""
        found = [each.id for each in self.all()]
        assert len(set(found)) == len(found)
        assert self.known <= set(found)

    @invariant()
    def nothing_is_done_without_a_verdict_that_says_so(self) -> None:
        """Done is what somebody else found enough."""
        given = self.given()
        for each in self.all():
            verdicts = given[each.id].verdicts if each.id in given else ()
            assert each.state is not DONE or any(one.enough for one in verdicts)

    @invariant()
    def the_ledger_says_how_it_stands(self) -> None:
        """The last entry on each obligation is its state; entries that follow one another differ."""
        with self.desk.looking() as session:
            book = Book(session)
            head = book.head()
            kept = [book.entry(number) for number in range(0 if head is None else head.size)]
        last: dict[str, object] = {}
        for entry in kept:
            if entry.kind == "obligation":
                payload = jcs.read(entry.body)["payload"]
                assert last.get(entry.subject) != payload
                last[entry.subject] = payload
        assert last == {each.id: said(each) for each in self.all()}

    @invariant()
    def what_is_open_is_never_late(self) -> None:
        """At a pass nothing that is past its due time is called open."""
        with State.read(self.folder) as kept:
            last = kept.last_pass()
        if last is not None and last == self.at:
            for each in self.all():
                assert each.state is not ObligationState.OPEN or each.due >= self.at

    def teardown(self) -> None:
        """Leave nothing."""
        self.stack.close()
        self.home.close()


TestObligations = Obligations.TestCase
TestObligations.settings = settings(
    max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
