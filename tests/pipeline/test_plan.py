"""What a planner asks, and what-if; the assessment of harbour is asked for once."""

import dataclasses
import json
from pathlib import Path

import pytest

from forestall.core.clock import utc
from forestall.core.errors import InputError
from forestall.model.words import Scale
from forestall.pipeline.plan import Asked, WhatIf, for_worst, posed, previous_measures, request
from forestall.place.load import load
from forestall.prevent.stage import prevent

WEIGHED = Scale.ECONOMIC


class Invented:
    """Losses of harbour's scenarios that its measures' effects on frequency and consequence multiply."""

    def __init__(self, place: object) -> None:
        self.place = place

    def expected(self, measures: frozenset[str]) -> dict[str, dict[Scale, float]]:
        found = {one.id: 1e7 for one in self.place.scenarios}  # type: ignore[attr-defined]
        for effect in self.place.effects:  # type: ignore[attr-defined]
            if effect.measure in measures and effect.target == "scenario":
                found[effect.id] *= effect.factor
        return {name: {WEIGHED: loss} for name, loss in found.items()}


@pytest.fixture(scope="module")
def town(harbour: Path) -> object:
    return load(harbour)


@pytest.fixture(scope="module")
def moment(town: object) -> object:
    return utc(town.profile.replay_at)  # type: ignore[attr-defined]


def test_budget_and_years_as_asked_take_the_place_of_the_places(town: object) -> None:
    found = posed(town, Asked(budget=5.0, years=3.0)).profile.appraisal  # type: ignore[arg-type]
    assert (found.budget, found.period) == (5.0, 3.0)
    assert posed(town, Asked()) == town  # type: ignore[arg-type]


def test_a_measure_that_is_not_known_is_named_with_the_nearest(town: object) -> None:
    with pytest.raises(InputError, match=r"'terminal-mov' is not in measures.csv; did you mean terminal-move\?"):
        request(town, Asked(must=("terminal-mov",)), 1)  # type: ignore[arg-type]


def test_what_if_gives_the_plan_of_each_budget_and_never_passes_it(town: object, moment: object) -> None:
    ask = WhatIf(town, Invented(town), moment, 1)  # type: ignore[arg-type]
    plans = [ask.plan(budget) for budget in (0.0, 2e6, 8e6, 3e7)]
    assert all(plan.cost <= plan.budget for plan in plans)
    worth = [plan.benefit - plan.cost for plan in plans]
    assert worth == sorted(worth)
    whole = prevent(posed(town, Asked(budget=8e6)), Invented(town), moment)  # type: ignore[arg-type]
    assert [c.measure for c in plans[2].choices if c.chosen] == [c.measure for c in whole.choices if c.chosen]


def test_a_plan_that_was_printed_can_be_held_on_to(tmp_path: Path, town: object, moment: object) -> None:
    plan = prevent(town, Invented(town), moment)  # type: ignore[arg-type]
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"choices": [dataclasses.asdict(one) for one in plan.choices]}))
    assert previous_measures(file) == tuple(sorted(c.measure for c in plan.choices if c.chosen))
    file.write_text("[]")
    with pytest.raises(InputError, match="no plan as `forestall plan --json` prints it"):
        previous_measures(file)


@pytest.mark.parametrize(
    ("asked", "option"), [(Asked(robust=True), "--robust"), (Asked(previous=("heat-plan",)), "--previous")]
)
def test_an_aim_at_the_worst_years_with_what_weighs_the_expected_loss_is_refused(
    town: object, asked: Asked, option: str
) -> None:
    with pytest.raises(InputError, match=f"--aim tail with {option}"):
        for_worst(request(town, asked, 1), None)  # type: ignore[arg-type]
