"""One risk by itself: the numbers of the pass to the last bit, and what a change of conditions does to them."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.assess.alone import Grounds, alone, bearing, common, grounds, releases, swings
from forestall.assess.likelihood import likelihood, weighed
from forestall.assess.stage import assess
from forestall.core.errors import InputError
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.risk import Risk
from forestall.model.suppose import Suppose
from forestall.model.words import Field, FindingKind, Level
from forestall.place.load import load

AT = datetime(2031, 3, 10, 6, tzinfo=UTC)


def _finding(name: str, kind: FindingKind, rule: str, site: str | None, hour: int) -> Finding:
    when = datetime(2031, 3, 9, hour, tzinfo=UTC)
    return Finding(name, kind, rule, name, Level.HIGH, Field.CYBER, "src", when, when, 1, ("s-1",), "", site=site)


@pytest.fixture(scope="module")
def place(harbour: Path) -> Place:
    return load(harbour)


@pytest.fixture(scope="module")
def findings(place: Place) -> tuple[Finding, ...]:
    """One for each of the first precursors that there are."""
    named = [(scenario, each) for scenario in place.scenarios for each in scenario.precursors][:30]
    return tuple(
        _finding(
            f"f-{i}", each.kind, each.rule.replace("*", "x"), scenario.sites[0] if scenario.sites else None, i % 24
        )
        for i, (scenario, each) in enumerate(named)
    )


@pytest.fixture(scope="module")
def register(place: Place, findings: tuple[Finding, ...]) -> dict[str, Risk]:
    small = replace(place.profile.appraisal, years=1000)
    quick = replace(place, profile=replace(place.profile, appraisal=small))
    assessment, _ = assess(quick, findings, AT, 7, lambda _: None)
    return {each.scenario: each for each in assessment.risks}


def _of(place: Place, findings: tuple[Finding, ...], scenario: str) -> Grounds:
    return grounds(common(place, findings, AT, 7), scenario)


def test_every_risk_by_itself_is_the_risk_of_the_register_to_the_last_bit(
    place: Place, findings: tuple[Finding, ...], register: dict[str, Risk]
) -> None:
    assert register
    for name, risk in register.items():
        assert alone(_of(place, findings, name), Suppose()).risk == risk


def test_the_effects_of_the_findings_multiply_to_the_ratio(place: Place, findings: tuple[Finding, ...]) -> None:
    raised = 0
    for scenario in place.scenarios:
        effects = [each.effect for each in weighed(scenario, findings, place.sources, AT)]
        whole = likelihood(scenario, findings, place.sources, AT, 30.0).ratio
        assert np.prod(effects, dtype=float) == pytest.approx(whole, rel=1e-12)
        raised += whole > 1
    assert raised > 3


@given(factor=st.floats(0.01, 100.0))
@settings(max_examples=15)
def test_the_expected_loss_goes_with_the_frequency_and_one_event_stays(
    place: Place, findings: tuple[Finding, ...], register: dict[str, Risk], factor: float
) -> None:
    was, now = register["heatwave"], alone(_of(place, findings, "heatwave"), Suppose(factor=factor)).risk
    assert now.weighted.mean == pytest.approx(was.weighted.mean * factor, rel=1e-9)
    assert now.rate.high == pytest.approx(was.rate.high * factor, rel=1e-9)
    assert now.loss == was.loss
    assert (now.probability.mean > was.probability.mean) == (factor > 1 + 1e-12)


def test_a_measure_that_bears_changes_the_risk_and_another_does_not(
    place: Place, findings: tuple[Finding, ...], register: dict[str, Risk]
) -> None:
    on = _of(place, findings, "heatwave")
    names = bearing(on)
    assert names == ("cool-rooms", "heat-plan")
    eased = alone(on, Suppose(measures=names)).risk
    assert eased.weighted.mean < register["heatwave"].weighted.mean
    other = next(each.id for each in place.measures if each.id not in names)
    assert alone(on, Suppose(measures=(other,))).risk == register["heatwave"]


def test_a_measure_on_a_frequency_lowers_the_probability(place: Place, findings: tuple[Finding, ...]) -> None:
    on = _of(place, findings, "chlorine-wagon")
    was, now = alone(on, Suppose()).risk, alone(on, Suppose(measures=("yard-limit",))).risk
    assert now.probability.mean < was.probability.mean
    assert now.loss == was.loss


def test_without_a_finding_the_ratio_is_what_the_others_leave(place: Place, findings: tuple[Finding, ...]) -> None:
    scenario = next(each for each in place.scenarios if len(weighed(each, findings, place.sources, AT)) > 1)
    known = weighed(scenario, findings, place.sources, AT)
    now = alone(_of(place, findings, scenario.id), Suppose(without=(known[0].finding.id,))).risk
    rest = tuple(each for each in findings if each.id != known[0].finding.id)
    assert now.ratio == likelihood(scenario, rest, place.sources, AT, 30.0).ratio


def test_weather_is_taken_from_the_hours_that_have_it_and_its_absence_is_said(
    place: Place, findings: tuple[Finding, ...]
) -> None:
    on = _of(place, findings, "chlorine-wagon")
    calm = alone(on, Suppose(stability="F"))
    share = sum(each.share for each in place.weather if each.stability == "F") / sum(e.share for e in place.weather)
    assert calm.hours == pytest.approx(share)
    assert calm.risk.loss != alone(on, Suppose()).risk.loss
    with pytest.raises(InputError, match="no such hours"):
        alone(on, Suppose(stability="F", period="day"))
    assert releases(on.scenario)
    assert alone(_of(place, findings, "heatwave"), Suppose(stability="F")).hours == 1.0


def test_the_curve_falls_and_its_bands_hold_it(place: Place, findings: tuple[Finding, ...]) -> None:
    points = alone(_of(place, findings, "windstorm"), Suppose()).points
    assert len(points) > 20
    for a, b in itertools.pairwise(points):
        assert a.loss < b.loss
        assert a.rate.mean >= b.rate.mean
    for each in points:
        assert each.rate.low < each.rate.mean < each.rate.high
        assert each.sampling.low <= each.sampling.mean <= each.sampling.high


def test_what_moves_a_risk_is_ordered_by_its_width_and_holds_the_expected_loss(
    place: Place, findings: tuple[Finding, ...], register: dict[str, Risk]
) -> None:
    for name in ("windstorm", "grid-intrusion"):
        found = swings(_of(place, findings, name))
        widths = [each.high - each.low for each in found]
        assert widths == sorted(widths, reverse=True)
        rate = next(each for each in found if each.kind == "rate")
        assert rate.low == pytest.approx(register[name].weighted.low)
        assert rate.high == pytest.approx(register[name].weighted.high)
        assert {each.kind for each in found} >= {"rate", "event", "part"}


def test_a_scenario_that_is_not_there_is_named(place: Place) -> None:
    with pytest.raises(InputError, match="nothing-such"):
        grounds(common(place, (), AT, 1), "nothing-such")
