"""Where risks stand, what moved them between two dates, how forecasts fared, and losses from tables."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.assess.calibration import LONGEST, calibration, forecasts, with_outcomes
from forestall.assess.hazard import SCALES
from forestall.assess.moved import moved
from forestall.assess.stage import assess
from forestall.model.forecast import Forecast, Occurrence
from forestall.model.profile import Criteria, RegisterRules
from forestall.model.scenario import Frequency, LossTable
from forestall.model.words import Scale


def run(make, *findings, **changed):
    return assess(replace(make.town(), **changed), findings, make.at, 1, lambda _: None)


def standing(make, name, rules=None, criteria=None):
    profile = replace(make.profile(), register=rules or RegisterRules(), criteria=criteria or Criteria())
    return next(one.standing for one in run(make, profile=profile)[0].risks if one.scenario == name)


def test_a_risk_stands_in_the_row_of_its_probability_and_the_column_of_its_worst_case(make):
    """Fraud: twice a year, so all but certain in five; 95 % quantile near 1e6: the column before or after that."""
    found = standing(make, "fraud")
    assert found.likelihood == 5
    assert found.impact_loss == pytest.approx(1e6, rel=0.25)
    assert found.impact == (3 if found.impact_loss >= 1e6 else 2)


def test_bands_follow_the_criteria_of_the_place(make):
    expected = next(one.weighted.mean for one in run(make)[0].risks if one.scenario == "fraud")
    bands = [
        standing(make, "fraud", RegisterRules(acceptable=low, unacceptable=high)).band
        for low, high in (
            (None, None),
            (2 * expected, 9 * expected),
            (expected / 2, 2 * expected),
            (None, expected / 2),
        )
    ]
    assert bands == ["no criterion", "broadly acceptable", "as low as reasonably practicable", "unacceptable"]


def test_only_a_release_is_held_against_the_societal_line(make):
    assert standing(make, "storm").societal is None
    cloud = standing(make, "cloud")
    assert cloud.societal is not None
    strict, mild = (
        standing(make, "cloud", criteria=Criteria(societal_intercept=intercept)) for intercept in (1e-9, 1e9)
    )
    assert (strict.band, mild.band) == ("unacceptable", "broadly acceptable")
    assert strict.societal == pytest.approx(cloud.societal * 1e6)


def test_a_comparison_names_the_evidence_that_moved_a_risk(make):
    calm, news = run(make)[0].risks, run(make, make.finding())[0].risks
    found = {one.scenario: one for one in moved(calm, news)}
    assert found["storm"].trend == "up"
    assert found["storm"].because == ("new: Finding Storm warning (×20)",)
    assert all(one.trend == "steady" and one.because == () for name, one in found.items() if name != "storm")
    assert next(iter(moved(calm, news))).scenario == "storm"


def test_a_comparison_names_what_faded_and_what_is_new(make):
    fresh, old = run(make, make.finding())[0].risks, run(make, make.finding(hours_ago=24.0))[0].risks
    storm = next(one for one in moved(fresh, old) if one.scenario == "storm")
    assert storm.trend == "down"
    assert storm.because == ("Finding Storm warning: ×20 then, ×4.5 now",)
    gone = moved(fresh, [one for one in old if one.scenario != "storm"])
    assert {one.scenario: one.trend for one in gone}["storm"] == "gone"


def test_another_base_rate_and_another_loss_are_named(make):
    town = make.town()
    changed = tuple(
        replace(one, frequency=Frequency(per_year=5.0), consequences=(make.direct(economic_loss=(2e5, 2e6)),))
        if one.id == "fraud"
        else one
        for one in town.scenarios
    )
    found = next(
        one for one in moved(run(make)[0].risks, run(make, scenarios=changed)[0].risks) if one.scenario == "fraud"
    )
    assert [text.split(":")[0] for text in found.because] == ["base rate", "economic_loss of one event"]


@given(st.permutations(range(4)))
def test_the_order_of_risks_changes_no_comparison(make, order):
    before, now = _two(make)
    assert moved([before[i] for i in order], now) == moved(before, now)


_KEPT = {}


def _two(make):
    if not _KEPT:
        _KEPT["before"], _KEPT["now"] = run(make)[0].risks, run(make, make.finding())[0].risks
    return _KEPT["before"], _KEPT["now"]


def forecast(make, days_ago, horizon=7.0, probability=0.2, scenario="storm"):
    made = make.at - timedelta(days=days_ago)
    return Forecast(scenario, made, horizon, made + timedelta(days=horizon), probability)


def happened(make, days_ago, scenario="storm"):
    return Occurrence(f"{scenario}-{days_ago}", scenario, make.at - timedelta(days=days_ago))


def test_a_pass_gives_a_forecast_for_every_risk_and_horizon_up_to_a_year(make):
    risks = run(make)[0].risks
    given_forecasts = forecasts(risks, make.at)
    assert len(given_forecasts) == 4 * len(risks)
    assert max(one.horizon for one in given_forecasts) <= LONGEST
    assert all(one.due - one.made == timedelta(days=one.horizon) for one in given_forecasts)


def test_the_outcome_is_whether_an_event_began_within_the_time(make):
    known = with_outcomes(
        [
            forecast(make, 10),
            forecast(make, 30),
            forecast(make, 4),
            forecast(make, 2),
            forecast(make, 10, scenario="cloud"),
        ],
        [happened(make, 5), happened(make, 3, "fraud")],
        make.at,
    )
    assert [one.outcome for one in known] == [True, False, None, None, False]


def test_an_event_at_the_very_moment_of_the_pass_was_not_forecast(make):
    assert with_outcomes([forecast(make, 10)], [happened(make, 10)], make.at)[0].outcome is False


def test_without_a_record_nothing_is_known_of_what_came(make):
    known = with_outcomes([forecast(make, 10)], [], make.at)
    found = calibration(known, make.at)
    assert (found.scores, found.unknown, found.open) == ((), 1, 0)


def test_scores_are_those_of_the_forecasts_whose_time_is_over(make):
    given_forecasts = [forecast(make, d, probability=p) for d, p in ((40, 0.1), (30, 0.1), (20, 0.9), (3, 0.5))]
    known = with_outcomes(given_forecasts, [happened(make, 15), happened(make, 1)], make.at)
    score = calibration(known, make.at).scores[0]
    assert (score.forecasts, score.happened) == (3, 1)
    assert score.brier == pytest.approx((0.01 + 0.01 + 0.01) / 3)
    assert score.skill == pytest.approx(1 - 0.01 / (1 / 3 * 2 / 3))
    assert [(p.forecasts, p.came) for p in score.curve] == [(2, 0.0), (1, 1.0)]


def test_no_forecast_at_all_is_no_calibration(make):
    assert calibration([], make.at) is None


def test_a_loss_table_gives_its_events_in_proportion(make):
    part = LossTable(
        "loss_table", {Scale.ECONOMIC: (1e6, 9e6), Scale.DEATHS: (0.0, 4.0)}, (3.0, 1.0), {"north": 0.25, "south": 0.75}
    )
    simulation = run(make, scenarios=(make.scenario("quake", part),))[1]
    bank = simulation.banks["quake"]
    money, deaths = (bank.losses[:, SCALES.index(scale)].sum(axis=1) for scale in (Scale.ECONOMIC, Scale.DEATHS))
    assert bank.mean.sum(axis=1)[SCALES.index(Scale.ECONOMIC)] == pytest.approx(3e6)
    assert np.mean(deaths > 0) == pytest.approx(0.25, abs=0.02)
    assert np.array_equal(deaths > 0, money > 5e6)
    north, south = (bank.losses[:, SCALES.index(Scale.DEATHS), i].sum() for i in (0, 2))
    assert south == pytest.approx(3 * north)
