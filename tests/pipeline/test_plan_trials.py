"""What a pass drew is kept: other budgets are solved for, nothing is drawn again, and plans are the same to the bit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forestall.assess import resumed as resuming
from forestall.assess import simulate, stage
from forestall.assess.stage import Simulation, assess
from forestall.core.errors import InputError
from forestall.model.place import Place
from forestall.outlook.given import Given
from forestall.pipeline import plan_trials
from forestall.pipeline.adopting import digest
from forestall.pipeline.picture import Picture
from forestall.pipeline.plan import what_if
from forestall.pipeline.run import run_pass
from forestall.place.template import write_town
from forestall.prevent.stage import prevent

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Picture:
    """The small town after one pass."""
    folder = tmp_path_factory.mktemp("trials")
    write_town(folder / "town")
    state: Path = folder / "state"
    run_pass(folder / "town", out=folder / "out", state=state, at=NOW, now=NOW, seed=1, progress=lambda _: None)
    found = Picture(str(state))
    found.refresh()
    return found


@pytest.fixture
def given(picture: Picture) -> Given:
    found = picture.shown.given
    assert found is not None
    return found


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Scenarios of which a bank is drawn while the test runs."""
    found: list[str] = []
    plain = simulate.bank

    def counted(scenario: Any, *more: Any) -> Any:
        found.append(scenario.id)
        return plain(scenario, *more)

    for module in (simulate, resuming, stage):
        monkeypatch.setattr(module, "bank", counted)
    return found


def _simulated(place: Place, given: Given) -> Simulation:
    return assess(place, given.detection.findings, given.at, given.seed or 0, lambda _: None)[1]


def test_a_budget_asked_after_a_pass_gives_the_plan_of_a_simulation_drawn_anew(picture: Picture, given: Given) -> None:
    kept, anew = what_if(given, picture.shown.trials), what_if(given, None)
    for share in (0.0, 0.3, 1.0, 2.0):
        budget = share * given.plan.budget
        assert digest(kept.plan(budget)) == digest(anew.plan(budget))
    measures = tuple(each.measure for each in given.plan.choices)
    assert kept.weighed(measures) == anew.weighed(measures)
    assert kept.fared([measures, ()], given.plan.budget, 5) == anew.fared([measures, ()], given.plan.budget, 5)


def test_the_budget_of_the_pass_draws_nothing_again(picture: Picture, given: Given, drawn: list[str]) -> None:
    asked = what_if(given, picture.shown.trials)
    assert asked.plan(given.plan.budget).cost == given.plan.cost
    assert drawn == []


def test_what_was_never_drawn_is_drawn_and_comes_out_as_in_the_simulation(given: Given, drawn: list[str]) -> None:
    simulation = _simulated(given.place, given)
    data, banks = plan_trials.write(simulation, given.place.digest, given.at)
    assert banks == len(simulation.scenarios)
    known = plan_trials.read(data, given.place.digest, given.at)
    assert known is not None
    again = resuming.resumed(given.place, given.detection.findings, given.at, known)
    drawn.clear()
    every = frozenset(each.id for each in given.place.measures)
    assert again.expected(every) == simulation.expected(every)
    assert drawn
    first = simulation.scenarios[0].id
    assert (again.banks[first].losses == simulation.banks[first].losses).all()
    assert len(again.banks) == len(simulation.banks)
    assert set(again.banks) == set(simulation.banks)


def test_the_same_simulation_gives_the_same_bytes(given: Given) -> None:
    def written() -> bytes:
        simulation = _simulated(given.place, given)
        prevent(given.place, simulation, given.at)
        return plan_trials.write(simulation, given.place.digest, given.at)[0]

    assert written() == written()


@pytest.mark.parametrize(
    "other",
    [
        lambda data, at: (data, "another place", at),
        lambda data, at: (data, None, at + timedelta(hours=1)),
        lambda data, at: (data[:-7], None, at),
        lambda _data, at: (b"", None, at),
        lambda _data, at: (b"no such file", None, at),
    ],
)
def test_the_file_of_another_pass_or_place_or_a_broken_one_is_not_used(
    picture: Picture, given: Given, other: Callable[[bytes, datetime], tuple[bytes, str | None, datetime]]
) -> None:
    data = picture.shown.trials
    assert data is not None
    found, place, at = other(data, given.at)
    assert plan_trials.read(found, place or given.place.digest, at) is None


def test_without_the_file_the_simulation_is_made_again(given: Given, drawn: list[str]) -> None:
    what_if(replace(given, seed=2), b"broken")
    assert drawn


def test_a_measure_that_is_left_out_is_never_in_the_plan_and_one_that_must_be_always_is(
    picture: Picture, given: Given
) -> None:
    asked = what_if(given, picture.shown.trials)
    chosen = [each.measure for each in given.plan.choices if each.chosen]
    for name in chosen:
        left = asked.plan(given.plan.budget, leave=(name,))
        assert name not in {each.measure for each in left.choices}
        assert left.cost <= given.plan.budget
        assert left.benefit - left.cost <= given.plan.benefit - given.plan.cost + 1e-6 * given.plan.benefit
    others = [each.measure for each in given.plan.choices if not each.chosen] or chosen
    held = asked.plan(10 * given.plan.budget, must=(others[0],))
    assert others[0] in {each.measure for each in held.choices if each.chosen}


def test_a_measure_cannot_be_both_left_out_and_in_any_case(picture: Picture, given: Given) -> None:
    asked = what_if(given, picture.shown.trials)
    name = given.plan.choices[0].measure
    with pytest.raises(InputError, match="both in any case and left out"):
        asked.plan(given.plan.budget, (name,), (name,))
    with pytest.raises(InputError, match=r"not in measures\.csv"):
        asked.plan(given.plan.budget, leave=("no-such-measure",))


def test_what_requires_a_measure_falls_with_it(picture: Picture, given: Given) -> None:
    asked = what_if(given, picture.shown.trials)
    every = tuple(each.id for each in given.place.measures)
    for measure in given.place.measures:
        direct = {each.id for each in given.place.measures if measure.id in each.requires}
        found = asked.falling(every, measure.id)
        assert {measure.id, *direct} <= set(found)
