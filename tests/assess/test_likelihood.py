"""Likelihood now: base rates, precursors, bounds, decay."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expi

from forestall.assess.likelihood import base_rate, likelihood
from forestall.core.errors import InputError
from forestall.model.partner import Source
from forestall.model.scenario import Frequency, Precursor
from forestall.model.words import Field, FindingKind, SourceKind
from forestall.science.statistics.gamma_poisson import quantile

SOURCES = (Source("met", "Weather", SourceKind.CAP, "*", Field.TERRITORIAL, weight=50.0),)


def storm(make, *precursors, **more):
    precursors = precursors or (Precursor(FindingKind.ALERT, "Storm*", 20.0, 24.0),)
    return make.scenario("storm", make.direct(deaths=(1, 2)), precursors=precursors, **more)


def now(make, scenario, *findings, sources=SOURCES):
    return likelihood(scenario, findings, sources, make.at, 30.0)


def test_counts_start_from_the_jeffreys_prior():
    assert base_rate(Frequency(events=3, years=20)).mean == pytest.approx(3.5 / 20)


def test_counts_update_an_expert():
    expert = base_rate(Frequency(low=0.05, high=0.5))
    both = base_rate(Frequency(low=0.05, high=0.5, events=2, years=10))
    assert (both.shape, both.rate) == pytest.approx((expert.shape + 2, expert.rate + 10))


def test_a_rate_alone_may_be_three_times_its_median():
    gamma = base_rate(Frequency(per_year=0.3))
    assert gamma.mean == pytest.approx(0.3)
    assert quantile(gamma, 0.95) / quantile(gamma, 0.5) == pytest.approx(3.0)


@pytest.mark.parametrize(
    "wrong",
    [
        Frequency(),
        Frequency(events=3),
        Frequency(years=3),
        Frequency(low=0.1),
        Frequency(low=0.2, high=0.1),
        Frequency(low=0.2, high=0.2),
    ],
)
def test_a_frequency_that_says_too_little_is_refused(wrong):
    with pytest.raises(InputError, match="expected"):
        base_rate(wrong)


def test_no_finding_leaves_the_base_rate(make):
    found = now(make, storm(make))
    assert (found.ratio, found.drivers) == (1.0, ())
    assert found.year_ratio == pytest.approx(1.0, rel=1e-12)
    assert found.exposure == pytest.approx(720 / 8766, rel=1e-12)


def test_a_fresh_finding_multiplies_by_its_ratio(make):
    assert now(make, storm(make), make.finding()).ratio == pytest.approx(20.0)


def test_the_logarithm_halves_in_a_half_life(make):
    assert now(make, storm(make), make.finding(hours_ago=24)).ratio == pytest.approx(20.0**0.5)


def test_a_finding_from_the_future_counts_as_of_now(make):
    assert now(make, storm(make), make.finding(hours_ago=-99)).ratio == pytest.approx(20.0)


def test_several_findings_of_one_precursor_count_once_by_the_newest(make):
    findings = [make.finding(hours_ago=h) for h in (24, 0, 48)]
    assert now(make, storm(make), *findings).ratio == pytest.approx(20.0)


def test_two_precursors_multiply_up_to_the_weight_of_their_source(make):
    two = storm(
        make, Precursor(FindingKind.ALERT, "Storm*", 5.0, 24.0), Precursor(FindingKind.ALERT, "Tide", 4.0, 24.0)
    )
    findings = make.finding(), make.finding("Tide")
    assert now(make, two, *findings).ratio == pytest.approx(20.0)
    assert now(make, two, *findings, sources=(replace(SOURCES[0], weight=6.0),)).ratio == pytest.approx(6.0)


def test_what_lowers_a_likelihood_is_bounded_too(make):
    calm = storm(make, Precursor(FindingKind.ALERT, "*", 0.001, 24.0))
    assert now(make, calm, make.finding()).ratio == pytest.approx(1 / 50)


def test_an_unknown_source_weighs_ten(make):
    assert now(make, storm(make), make.finding(source="other")).ratio == pytest.approx(10.0)


def test_the_factors_of_the_drivers_multiply_to_the_ratio(make):
    two = storm(
        make, Precursor(FindingKind.ALERT, "Storm*", 30.0, 24.0), Precursor(FindingKind.ALERT, "Tide", 9.0, 24.0)
    )
    found = now(make, two, make.finding(), make.finding("Tide"))
    assert np.prod([driver.factor for driver in found.drivers]) == pytest.approx(found.ratio)


def test_a_driver_fades_when_its_effect_is_ten_percent(make):
    scenario, finding = storm(make), make.finding()
    (driver,) = now(make, scenario, finding).drivers
    later = likelihood(scenario, (finding,), SOURCES, driver.fades, 30.0)
    assert later.ratio == pytest.approx(1.1, rel=1e-4)
    after = likelihood(scenario, (finding,), SOURCES, driver.fades + timedelta(hours=1), 30.0)
    assert after.drivers == ()


def test_the_mean_over_a_year_is_the_exponential_integral(make):
    k, log_ratio = np.log(2) / 24.0, np.log(20.0)
    exact = (expi(log_ratio) - expi(log_ratio * np.exp(-k * 8760))) / k / 8760
    assert now(make, storm(make), make.finding()).year_ratio == pytest.approx(exact, rel=1e-9)


def test_another_kind_does_not_match(make):
    assert now(make, storm(make), make.finding(kind=FindingKind.SIGMA)).ratio == 1.0


@pytest.mark.parametrize(
    ("where", "sites", "at_sites", "counts"),
    [
        ("a", ("a",), True, True),
        ("b", ("a",), True, False),
        ("b", ("a",), False, True),
        (None, ("a",), True, True),
        ("b", (), True, True),
    ],
)
def test_a_precursor_at_sites_counts_only_there(make, where, sites, at_sites, counts):
    scenario = storm(make, Precursor(FindingKind.ALERT, "*", 5.0, 24.0, at_sites), sites=sites)
    assert now(make, scenario, make.finding(site=where)).ratio == pytest.approx(5.0 if counts else 1.0)


@given(st.floats(0.001, 1000), st.floats(0.1, 5000), st.floats(0, 5000))
def test_the_ratio_stays_between_one_and_the_precursors(make, ratio, half_life, age):
    scenario = storm(make, Precursor(FindingKind.ALERT, "*", ratio, half_life))
    found = now(make, scenario, make.finding(hours_ago=age), sources=(replace(SOURCES[0], weight=1000.0),))
    low, high = sorted((1.0, ratio))
    assert low * (1 - 1e-9) <= found.ratio <= high * (1 + 1e-9)
    assert low * (1 - 1e-9) <= found.year_ratio <= high * (1 + 1e-9)
