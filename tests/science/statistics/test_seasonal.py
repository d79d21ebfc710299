"""The seasonal CUSUM against published run lengths, noise and planted shifts."""

import numpy as np
import pytest

from forestall.science.statistics.seasonal import average_run_length, cusum, limit_for, monitor

WEEK = np.array([5.0, 4.0, 3.0, 2.0, 1.0, -6.0, -9.0])
DAILY_RATE = 0.5 / 365.25  # half a false alarm a year, daily values


MONTGOMERY = [(4, 0, 168), (4, 0.5, 26.6), (4, 1, 8.38), (5, 0, 465), (5, 0.25, 139), (5, 0.5, 38.0), (5, 1, 10.4)]


@pytest.mark.parametrize(("limit", "shift", "published"), MONTGOMERY)
def test_run_lengths_agree_with_montgomery(limit, shift, published):
    """Montgomery (2013), Table 9.3, two-sided, k = 0.5; Siegmund's approximation is within 3 % up to a shift of 1."""
    runs = [average_run_length(sign * shift, 0.5, limit) for sign in (1, -1)]
    assert 1 / sum(1 / run for run in runs) == pytest.approx(published, rel=0.03)


def test_siegmund_gives_the_worked_value_of_montgomery():
    """Montgomery (2013), 9.1.3: one-sided, k = 0.5, h = 5: ARL 938.2."""
    assert average_run_length(0.0, 0.5, 5.0) == pytest.approx(938.2, abs=0.1)


def test_the_limit_gives_the_rate_it_was_made_for():
    assert 1 / average_run_length(0.0, 0.75, limit_for(DAILY_RATE)) == pytest.approx(DAILY_RATE, rel=1e-6)


def test_fewer_false_alarms_and_a_less_sure_scale_need_a_higher_limit():
    assert limit_for(DAILY_RATE) < limit_for(DAILY_RATE / 4) < limit_for(DAILY_RATE / 4, scale_error=0.2)


def test_the_sums_follow_pages_rule():
    sums = cusum(np.array([1.0, 2.0, np.nan, -3.0, 0.5]), limit=4.0, slack=0.5)
    assert sums.tolist() == [0.5, 2.0, 2.0, 0.0, 0.0]


def test_the_sum_comes_back_within_three_steps_after_a_long_departure():
    sums = cusum(np.array([5.0] * 20 + [0.0] * 4), limit=4.0)
    assert (sums[20:] > 4.0).tolist() == [True, False, False, False]


def test_one_wild_value_is_over_the_limit_for_one_step():
    sums = cusum(np.array([100.0, 0.0, 0.0, 0.0]), limit=4.0)
    assert (sums > 4.0).tolist() == [True, False, False, False]


def alarms_a_year(noise, seasons=30, series=600):
    """Episodes above the limit a year, over fresh series."""
    rng = np.random.default_rng(7)
    limits: dict[float, float] = {}
    episodes = steps = 0
    for _ in range(series):
        monitored = monitor(noise(rng, seasons * 7), 7)
        error = round(monitored.scale_error, 3)
        limit = limits.setdefault(error, limit_for(DAILY_RATE, error))
        sums = cusum(monitored.score, limit)
        steps += len(sums)
        runs = np.split(sums > limit, np.flatnonzero(sums == 0.0))
        episodes += sum(bool(run.any()) for run in runs)
    return episodes / steps * 365.25


def test_false_alarms_on_normal_noise_are_close_to_and_not_above_the_half_a_year_asked_for():
    rate = alarms_a_year(lambda rng, n: rng.standard_normal(n) + np.resize(WEEK, n) - 0.5)
    assert 0.2 < rate < 0.5


def test_false_alarms_on_small_counts_are_close_to_the_half_a_year_asked_for():
    rate = alarms_a_year(lambda rng, n: rng.poisson(3.0, n).astype(float))
    assert 0.2 < rate < 0.65


def detected(shift, days, series=150):
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(series):
        values = rng.standard_normal(52 * 7) + np.resize(WEEK, 52 * 7) - 0.5
        values[-days:] += shift
        monitored = monitor(values, 7)
        limit = limit_for(DAILY_RATE, 0.099)
        hits += bool((cusum(monitored.score, limit)[-3:] > limit).any())
    return hits / series


def test_a_shift_of_two_standard_deviations_is_found_within_a_week_nine_times_of_ten():
    assert detected(2.0, 7) >= 0.85


def test_a_shift_of_three_standard_deviations_is_found_within_three_days_nine_times_of_ten():
    assert detected(3.0, 3) >= 0.85


def test_the_usual_comes_back_in_the_unit_of_the_series():
    values = np.resize(np.array([100.0, 40.0]), 60) + np.tile([0.0, 0.0, 1.0, 1.0], 15)
    assert monitor(values, 2).expected[-2:] == pytest.approx([100.5, 40.5], abs=0.5)


def test_unit_and_origin_change_no_score():
    values = np.random.default_rng(3).standard_normal(140) + 0.1
    scores = [monitor(series, 7).score for series in (values, 1000.0 * values - 77.7)]
    assert scores[0] == pytest.approx(scores[1], rel=1e-9)


def test_missing_values_have_no_score_and_the_others_keep_theirs():
    values = np.random.default_rng(3).standard_normal(140) + 0.1
    holed = values.copy()
    holed[-2] = np.nan
    assert np.isnan(monitor(holed, 7).score).tolist() == [*[False] * 26, True, False]


@pytest.mark.parametrize("length", [0, 1, 20, 21])
def test_less_than_three_seasons_and_one_value_are_not_judged(length):
    assert monitor(np.arange(length, dtype=float) + 0.5, 7) is None


@pytest.mark.parametrize("values", [np.zeros(100), np.full(100, np.nan)])
def test_a_series_without_spread_is_not_judged(values):
    assert monitor(values, 7) is None


def test_a_phase_that_is_always_missing_is_not_judged_and_the_others_are():
    values = np.random.default_rng(5).standard_normal(140) + 0.1
    values[6::7] = np.nan
    assert np.isnan(monitor(values, 7).score).sum() == 4
