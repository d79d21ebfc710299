"""Simulated years of a place: the same on any number of workers, right against what is exact, no more than asked."""

from dataclasses import replace

import numpy as np
import pytest

from forestall.assess.events import event_table
from forestall.assess.hazard import SCALES
from forestall.assess.sensitivity import moved_by
from forestall.assess.stage import assess
from forestall.assess.years import years
from forestall.model.profile import CommonCause
from forestall.model.scenario import Frequency
from forestall.model.words import Field, Scale
from forestall.science.statistics.exceedance import LEVELS, exceeded_share

CERTAIN = {"low": 0.29999, "high": 0.30001}


@pytest.fixture(scope="module")
def simulation(make):
    return assess(make.town(), (make.finding(),), make.at, 1, lambda _: None)[1]


def test_the_result_is_the_same_to_the_last_bit_on_any_number_of_workers(simulation):
    one, three = (years(simulation, 60_000, workers=workers) for workers in (1, 3))
    for name in ("years", "mean", "error", "exceeded", "once"):
        assert np.array_equal(getattr(one, name), getattr(three, name))
    assert np.array_equal(one.tally.mass, three.tally.mass)


def test_years_are_rounded_up_to_whole_blocks_of_worlds(simulation):
    assert years(simulation, 1001).years == 1200


def test_one_event_never_exceeds_more_often_than_the_yearly_sum(simulation):
    found = years(simulation, 20_000)
    assert (found.once <= found.exceeded).all()
    assert found.once.any()


def test_the_largest_event_agrees_with_the_rates_and_banks(simulation):
    """P(largest > x) = 1 - E[exp(-sum of rate times share of events above x)], the mean over the worlds."""
    from forestall.assess.years import WORLDS, rates

    n = 100_000
    found, s = years(simulation, n), SCALES.index(Scale.ECONOMIC)
    often = np.zeros((WORLDS, LEVELS.size))
    for one in simulation.scenarios:
        bank = simulation.banks[one.id]
        above = exceeded_share(bank.losses[:, s].sum(axis=1), bank.weights)
        often += rates(simulation, one, WORLDS)[:, None] * above
    true = 1 - np.exp(-often).mean(axis=0)
    error = np.sqrt(true * (1 - true) / n)
    assert (abs(found.once[s, 0] - true) <= 4 * error + 1e-12).all()


def test_the_error_of_the_mean_is_that_of_repeated_simulations(make):
    """Twelve seeds: the spread of the means is what one simulation says of itself, to the error of twelve draws."""
    sure = make.scenario("sure", make.direct(deaths=(7.0, 7.0)), frequency=Frequency(per_year=0.3, **CERTAIN))
    place = replace(make.town(), scenarios=(sure,))
    found = [years(assess(place, (), make.at, seed, lambda _: None)[1], 20_000) for seed in range(12)]
    s = SCALES.index(Scale.DEATHS)
    spread = np.std([one.mean[s, 0] for one in found], ddof=1)
    assert found[0].error[s, 0] == pytest.approx(7 * np.sqrt(0.3 / 20_000), rel=0.03)
    assert spread == pytest.approx(found[0].error[s, 0], rel=0.6)


def test_an_error_target_stops_the_run_as_soon_as_it_is_met(simulation):
    strict, loose = (years(simulation, 400_000, error=error) for error in (1e-9, 0.2))
    assert strict.years == 400_000
    assert loose.years == 100_000
    s = SCALES.index(Scale.ECONOMIC)
    assert loose.error[s, 0] <= 0.2 * loose.mean[s, 0]


def test_a_common_cause_makes_bad_years_worse_and_leaves_the_mean(make):
    profile = make.profile(years=80_000)
    pair = tuple(
        make.scenario(name, make.direct(deaths=(5.0, 5.0)), frequency=Frequency(per_year=0.3, **CERTAIN))
        for name in ("gale", "flood")
    )
    cause = (CommonCause("storm-year", ("gale", "flood"), 0.1, 8.0),)
    free, tied = (
        assess(
            replace(make.town(), scenarios=pair, profile=replace(profile, common_causes=causes)), (), make.at, 1,
            lambda _: None,
        )[0]
        for causes in ((), cause)
    )  # fmt: skip
    mine, theirs = (next(t for t in one.totals if t.scale is Scale.DEATHS and t.group == "all") for one in (free, tied))
    assert theirs.simulated == pytest.approx(mine.simulated, rel=0.04)
    assert theirs.expected == mine.expected
    worst = [next(tail.beyond for tail in one.tails if tail.period == 100) for one in (mine, theirs)]
    assert worst[1] > 1.5 * worst[0]


def test_totals_say_their_tails_and_what_their_uncertainty_comes_from(make):
    assessment = assess(make.town(), (), make.at, 1, lambda _: None)[0]
    for one in assessment.totals:
        losses = [tail.loss for tail in one.tails]
        assert losses == sorted(losses)
        assert all(tail.beyond >= tail.loss * (1 - 0.005) for tail in one.tails)
        assert all(tail.once <= tail.loss * (1 + 0.01) for tail in one.tails)
        assert all(0 <= share <= 1 for _, share in one.moved_by)
        assert one.sampling >= 0
    whole = next(one for one in assessment.totals if one.scale is Scale.ECONOMIC and one.group == "all")
    assert whole.moved_by
    assert sum(share for _, share in whole.moved_by) == pytest.approx(1)


def test_every_curve_has_bands_for_rates_and_for_years_and_says_how_many_more_it_needs(make):
    assessment = assess(make.town(), (), make.at, 1, lambda _: None)[0]
    for curve in assessment.curves:
        size = len(curve.loss)
        parts = (
            curve.sampling_low, curve.sampling_high, curve.years_needed, curve.occurrence, curve.frequency, curve.low,
        )  # fmt: skip
        assert all(len(part) == size for part in parts)
        for low, p, high in zip(curve.sampling_low, curve.probability, curve.sampling_high, strict=True):
            assert low <= p <= high
        for p, more in zip(curve.probability, curve.years_needed, strict=True):
            assert (more is None) == (p == 0)
        assert all(a >= b - 1e-15 for a, b in zip(curve.frequency, curve.frequency[1:], strict=False))


def test_the_event_table_holds_the_events_that_the_totals_count(simulation):
    table = event_table(simulation, 4_000)
    simulated = years(simulation, 4_000)
    for scale in (Scale.DEATHS, Scale.ECONOMIC):
        mean = np.asarray(table.column(str(scale))).sum() / 4_000
        assert mean == pytest.approx(simulated.mean[SCALES.index(scale), 0], rel=1e-9)
    moments = np.asarray(table.column("year")) * 366 + np.asarray(table.column("day"))
    assert (np.diff(moments) >= 0).all()


def test_a_seasonal_scenario_has_its_events_in_its_months(make):
    months = (0.0,) * 5 + (1.0, 1.0) + (0.0,) * 5
    heat = make.scenario("heat", make.direct(deaths=(1.0, 2.0)), frequency=Frequency(per_year=2.0, months=months))
    simulation = assess(replace(make.town(), scenarios=(heat,)), (), make.at, 1, lambda _: None)[1]
    days = np.asarray(event_table(simulation, 400).column("day"))
    assert days.size > 600
    assert ((days >= 151) & (days <= 213)).all()


def test_a_year_of_fields_is_never_more_than_the_year_of_all(simulation):
    found = years(simulation, 4_000)
    fields = found.mean[:, 1 : 1 + len(Field)].sum(axis=1)
    np.testing.assert_allclose(fields, found.mean[:, 0], rtol=1e-12)


def test_the_chance_of_a_bad_year_is_moved_by_the_rate_that_is_least_known(make):
    """Two scenarios of the same loss and mean rate: the one with the wider rate brings nearly all the variance."""
    wide, narrow = ({"per_year": 0.05, "low": 0.05 / k, "high": 0.05 * k} for k in (6.0, 1.02))
    pair = tuple(
        make.scenario(name, make.direct(deaths=(9.0, 9.0)), frequency=Frequency(**rate))
        for name, rate in (("narrow", narrow), ("wide", wide))
    )
    place = replace(make.town(), scenarios=pair, profile=make.profile(years=20_000))
    assessment, simulation = assess(place, (), make.at, 1, lambda _: None)
    s = SCALES.index(Scale.DEATHS)
    shares = dict(moved_by(simulation, s, 5.0))
    assert shares["wide"] > 0.95
    assert shares.get("narrow", 0.0) < 0.01
    assert moved_by(simulation, s, 1e9) == ()
    whole = next(one for one in assessment.totals if one.scale is Scale.DEATHS and one.group == "all")
    assert whole.moved_by[0][0] == "wide"
