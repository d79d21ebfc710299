"""Causes: how they were found, what they make owed, who decides on proposals, and which brings most."""

import importlib.util
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from forestall.core.errors import ConflictError, InputError
from forestall.model.case import CaseState, Channel, Decision
from forestall.model.cause_analysis import Basic, BowTie, Branch, CauseTree, FiveWhys, Gate, Join
from forestall.model.duty import Obligation
from forestall.model.plan import Plan
from forestall.model.words import Field, ObligationState
from forestall.pipeline import case_causes, cases
from forestall.pipeline.case_causes import Wanted
from forestall.pipeline.case_desk import CaseDesk
from forestall.pipeline.case_intake import Taken, Told, report
from forestall.pipeline.owed_now import owed_now
from forestall.store.state import State

NO_PLAN = Plan(1.0, 1.0, 1.0, 0.0, {}, (), (), optimal=True)
EVIDENCE = sha256(b"photograph").hexdigest()
Tell = Callable[..., Taken]


@pytest.fixture
def lamp(desk: CaseDesk) -> str:
    """A cause."""
    return case_causes.add_cause(desk, "anna", "Wiring of the lamp is wet", Field.SOCIAL).id


def test_a_cause_of_the_same_title_is_the_same(desk: CaseDesk, lamp: str) -> None:
    assert case_causes.add_cause(desk, "ben", "wiring of the  LAMP is wet", Field.CYBER).id == lamp
    assert len(case_causes.causes(desk)) == 1


def test_each_kind_of_analysis_is_kept_as_data(desk: CaseDesk, lamp: str, clock: Callable[..., None]) -> None:
    tree = CauseTree(
        "dark",
        (Gate("dark", "lamp dark", Join.OR, ("wet", "cut")),),
        (Basic("wet", "wiring wet"), Basic("cut", "cable cut")),
    )
    whys = FiveWhys("the lamp is dark", ("the fuse blew", "the wiring is wet", "the cover leaks"))
    tie = BowTie("darkness", "lamp dark", (Branch("rain", ("cover",)),), (Branch("a child is hit", ("reflectors",)),))
    for structure in (tree, whys, tie):
        case_causes.analyse(desk, "anna", lamp, structure)
        clock.on(minutes=1)  # type: ignore[attr-defined]
    assert [each.structure for each in case_causes.analyses(desk, lamp)] == [tie, whys, tree]


def test_an_analysis_with_a_persons_address_is_refused(desk: CaseDesk, lamp: str) -> None:
    with pytest.raises(InputError, match="a person's address"):
        case_causes.analyse(desk, "anna", lamp, FiveWhys("dark", ("ask berta.kurz@example.org", "wet")))


def test_a_cause_makes_an_authority_owe_its_measure(desk: CaseDesk, lamp: str, clock: Callable[..., None]) -> None:
    due = desk.office.now() + timedelta(days=20)
    made = case_causes.add_measure(desk, "anna", lamp, Wanted("Seal all covers", "town", due, site="school"))
    with desk.office.looking() as session:
        (owed,) = case_causes.obligations_due(session, desk.office.now())
        assert (owed.origin, owed.bearer, owed.due, owed.site) == (f"cause:{made.id}", "town", due, "school")
        assert owed.state is ObligationState.OPEN
        (late,) = case_causes.obligations_due(session, due + timedelta(seconds=1))
        assert (late.id, late.state) == (owed.id, ObligationState.OVERDUE)
        assert case_causes.obligations_due(session, made.created - timedelta(seconds=1)) == ()
    clock.on(days=1)  # type: ignore[attr-defined]
    case_causes.withdraw_measure(desk, "anna", made.id, "the lamp is removed")
    with desk.office.looking() as session:
        assert case_causes.obligations_due(session, due) == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"bearer": "moon"}, "bearer: found 'moon', expected one of: district, town"),
        ({"measure": "nothing"}, "measure: found 'nothing'"),
        ({"site": "castle"}, "site: found 'castle'"),
        ({"title": " "}, "title: found nothing"),
        ({"due": timedelta(0)}, "expected a time to come"),
    ],
    ids=str,
)
def test_a_measure_that_cannot_be_owed_is_refused(
    desk: CaseDesk, lamp: str, wrong: dict[str, object], said: str
) -> None:
    given: dict[str, object] = {"title": "Seal", "bearer": "town", "due": timedelta(days=1), **wrong}
    given["due"] = desk.office.now() + given["due"]  # type: ignore[operator]
    with pytest.raises(InputError, match=said):
        case_causes.add_measure(desk, "anna", lamp, Wanted(**given))  # type: ignore[arg-type]


def test_the_same_measure_is_owed_once(desk: CaseDesk, lamp: str) -> None:
    due = desk.office.now() + timedelta(days=20)
    case_causes.add_measure(desk, "anna", lamp, Wanted("Seal", "town", due))
    with pytest.raises(ConflictError, match="owes 'Seal' already"):
        case_causes.add_measure(desk, "anna", lamp, Wanted("Seal", "town", due))


def test_a_cause_that_comes_back_and_harms_is_ranked_before_one_that_does_not(
    desk: CaseDesk, tell: Tell, lamp: str, clock: Callable[..., None]
) -> None:
    bins = case_causes.add_cause(desk, "anna", "Bins are emptied too seldom", Field.SOCIAL).id
    for round_ in range(3):
        case = tell(f"dark {round_}", harm=1.0).case.id
        cases.set_cause(desk, "anna", case, lamp)
        cases.answer(desk, "anna", case, "repaired", EVIDENCE)
        cases.confirm(desk, "ben", case)
        clock.on(days=20)  # type: ignore[attr-defined]
    cases.set_cause(desk, "anna", tell("bins", lon=12.3055, lat=53.9062).case.id, bins)
    first, second = case_causes.ranked(desk)
    assert (first.cause.id, first.cases, first.harm, first.closings, first.returns) == (lamp, 3, 3.0, 3, 2)
    assert first.rate == pytest.approx(2 / 3)
    assert 0.2 < first.low < first.rate < first.high < 1
    assert (second.cause.id, second.closings, first.points, second.points) == (bins, 0, 3, 6)


def _load_town(desk: CaseDesk, clock: Callable[..., None]) -> dict[str, str | None]:
    path = Path(__file__).parents[2] / "follow" / "cases" / "case_load.py"
    spec = importlib.util.spec_from_file_location("case_load_of_pipeline", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    truth = {}
    for told in module.case_load(31, 120):
        clock.on(hours=1)  # type: ignore[attr-defined]
        taken = report(desk, "desk", Told("complaint", told.text, site="school"), Channel.CSV)
        truth[taken.case.id] = told.cause
    return truth


def test_a_person_decides_on_proposals_and_a_rejected_one_does_not_come_back(
    desk: CaseDesk, clock: Callable[..., None]
) -> None:
    _load_town(desk, clock)
    found = case_causes.propose(desk)
    assert len(found) >= 3
    yes, no = found[0], found[1]
    out = yes.cases[0]
    cause = case_causes.accept(desk, "anna", yes.id, "What lies behind it", without=frozenset({out}))
    case_causes.reject(desk, "anna", no.id)
    with pytest.raises(ConflictError, match="was rejected before"):
        case_causes.accept(desk, "anna", no.id, "Something")
    caused = {case.id for case in cases.all_cases(desk) if case.cause == cause.id}
    assert caused == set(yes.cases) - {out}
    again = {each.id for each in case_causes.propose(desk)}
    assert no.id not in again
    assert {each.id for each in case_causes.proposals(desk, Decision.REJECTED)} == {no.id}
    assert again == {each.id for each in case_causes.proposals(desk, Decision.WAITING)}


def test_a_case_of_a_proposal_that_has_a_cause_already_keeps_it(
    desk: CaseDesk, clock: Callable[..., None], lamp: str
) -> None:
    _load_town(desk, clock)
    found = case_causes.propose(desk)[0]
    cases.set_cause(desk, "anna", found.cases[0], lamp)
    other = case_causes.accept(desk, "anna", found.id, "Another")
    assert cases.whole(desk, found.cases[0]).case.cause == lamp
    assert cases.whole(desk, found.cases[1]).case.cause == other.id


def test_what_is_proposed_is_the_same_as_json(desk: CaseDesk, clock: Callable[..., None]) -> None:
    _load_town(desk, clock)
    first = [(each.id, each.terms, each.silhouette) for each in case_causes.propose(desk)]
    assert json.dumps(first) == json.dumps([(e.id, e.terms, e.silhouette) for e in case_causes.propose(desk)])
    assert all(case.state is CaseState.OPEN for case in cases.all_cases(desk))


def test_what_a_cause_makes_owed_is_owed_in_a_pass_until_it_is_shown_or_withdrawn(
    desk: CaseDesk, lamp: str, tmp_path: Path
) -> None:
    due = desk.office.now() + timedelta(days=20)
    made = case_causes.add_measure(desk, "anna", lamp, Wanted("Seal all covers", "town", due))

    def owed(at: datetime) -> list[Obligation]:
        with State.open(tmp_path / "state") as kept:
            found, _ = owed_now(kept, desk.office.place(), NO_PLAN, (), (), at)
        return [each for each in found if each.origin == f"cause:{made.id}"]

    assert [each.state for each in owed(due)] == [ObligationState.DUE_SOON]
    assert [each.state for each in owed(due + timedelta(hours=1))] == [ObligationState.OVERDUE]
    case_causes.withdraw_measure(desk, "anna", made.id, "the lamp is removed")
    assert owed(due) == []
