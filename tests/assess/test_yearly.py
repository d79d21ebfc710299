"""Losses of each year: those of the curves, never larger with a measure that only lowers, causes shared."""

from dataclasses import replace

import numpy as np
import pytest

from forestall.assess.events import event_table
from forestall.assess.stage import assess
from forestall.assess.yearly import YearLosses
from forestall.model.measure import Effect
from forestall.model.profile import CommonCause
from forestall.model.scenario import Frequency
from forestall.model.words import EffectOn, EffectTarget

NONE = frozenset()


@pytest.fixture(scope="module")
def simulation(make):
    effects = (
        Effect("watch", EffectTarget.SCENARIO, "fraud", EffectOn.FREQUENCY, factor=0.4),
        Effect("shelter", EffectTarget.SCENARIO, "storm", EffectOn.CONSEQUENCE, factor=0.5),
        Effect("battery", EffectTarget.DEPENDENCY, "mast-grid", EffectOn.BUFFER, add=40.0),
    )
    return assess(replace(make.town(), effects=effects), (make.finding(),), make.at, 1, lambda _: None)[1]


@pytest.fixture(scope="module")
def losses(simulation):
    return YearLosses(simulation, 20_000)


def weights(simulation):
    return {str(scale): rule.weight for scale, rule in simulation.scene.place.profile.scales.items()}


def test_the_years_are_those_of_the_event_table(simulation):
    found = YearLosses(simulation, 2_000)
    table, n = event_table(simulation, 2_000), 2_000
    each = sum(weight * np.asarray(table.column(scale)) for scale, weight in weights(simulation).items())
    again = np.bincount(np.asarray(table.column("year")), weights=each, minlength=n)
    np.testing.assert_allclose(found.of(NONE).sum(axis=1), again, rtol=1e-9)
    assert found.scenarios == tuple(sorted(one.id for one in simulation.scenarios))


@pytest.mark.parametrize("measures", [NONE, {"watch"}, {"shelter"}, {"battery"}, {"watch", "shelter", "battery"}])
def test_the_mean_over_the_years_is_the_expected_loss(simulation, losses, measures):
    found = losses.of(frozenset(measures))
    expected = simulation.expected(frozenset(measures))
    for i, name in enumerate(losses.scenarios):
        true = sum(weights(simulation)[str(scale)] * amount for scale, amount in expected[name].items())
        assert abs(found[:, i].mean() - true) <= 4 * found[:, i].std() / np.sqrt(losses.years)


@pytest.mark.parametrize("measure", ["watch", "shelter", "battery"])
def test_a_measure_that_only_lowers_makes_no_year_worse(losses, measure):
    assert (losses.of(frozenset({measure})) <= losses.of(NONE) * (1 + 1e-12)).all()
    assert losses.of(frozenset({measure})).sum() < losses.of(NONE).sum()


def test_a_measure_leaves_the_years_of_other_scenarios_as_they_are(losses):
    fraud = losses.scenarios.index("fraud")
    others = [i for i in range(len(losses.scenarios)) if i != fraud]
    assert np.array_equal(losses.of(frozenset({"watch"}))[:, others], losses.of(NONE)[:, others])


def test_a_common_cause_brings_its_scenarios_into_the_same_years(make):
    pair = tuple(
        make.scenario(
            name, make.direct(deaths=(5.0, 5.0)), frequency=Frequency(per_year=0.3, low=0.29999, high=0.30001)
        )
        for name in ("flood", "gale")
    )
    profile = replace(make.profile(), common_causes=(CommonCause("storm-year", ("gale", "flood"), 0.1, 8.0),))
    town = replace(make.town(), scenarios=pair, profile=profile)
    found = YearLosses(assess(town, (), make.at, 1, lambda _: None)[1], 20_000).of(NONE)
    assert np.corrcoef(found.T)[0, 1] > 0.15
