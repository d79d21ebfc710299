"""The whole stage on a small town: laws of the register, the simulation and what measures change."""

import dataclasses
import itertools
import math
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.assess.stage import assess
from forestall.model.measure import Effect
from forestall.model.place import Place
from forestall.model.risk import Interval
from forestall.model.scenario import Amount, Frequency, SiteOutage
from forestall.model.words import EffectOn, EffectTarget, Field, Scale

NONE = frozenset()
EFFECTS = {
    "twice": Effect("twice", EffectTarget.SCENARIO, "storm", EffectOn.FREQUENCY, 2.0),
    "rarer": Effect("rarer", EffectTarget.SCENARIO, "storm", EffectOn.FREQUENCY, 0.5),
    "milder": Effect("milder", EffectTarget.SCENARIO, "fraud", EffectOn.CONSEQUENCE, 0.5, scale=Scale.ECONOMIC),
    "crew": Effect("crew", EffectTarget.SITE, "grid", EffectOn.REPAIR, 0.4),
    "battery": Effect("battery", EffectTarget.DEPENDENCY, "water-grid", EffectOn.BUFFER, 1.0, 72.0),
    "quick": Effect("quick", EffectTarget.DEPENDENCY, "water-grid", EffectOn.RESTART, 0.0),
    "bypass": Effect("bypass", EffectTarget.DEPENDENCY, "hospital-water", EffectOn.REQUIRED, 1.0, -1.0),
    "valve": Effect("valve", EffectTarget.RELEASE, "tank", EffectOn.DURATION, 0.2),
    "indoors": Effect("indoors", EffectTarget.RELEASE, "tank", EffectOn.SHELTER, 0.1),
    "inspect": Effect("inspect", EffectTarget.RELEASE, "tank", EffectOn.FREQUENCY, 0.5),
    "nothing": Effect("nothing", EffectTarget.SITE, "grid", EffectOn.SHELTER, 0.0),
    "unity": Effect("unity", EffectTarget.SITE, "grid", EffectOn.REPAIR, 1.0, 0.0),
}
HELP = sorted(set(EFFECTS) - {"twice", "nothing", "unity"})


def run(make, place, *findings, seed=1):
    return assess(place, findings, make.at, seed, lambda _: None)


@pytest.fixture(scope="module")
def town(make):
    return replace(make.town(), effects=tuple(EFFECTS.values()))


@pytest.fixture(scope="module")
def passed(make, town):
    return run(make, town, make.finding())


def total(assessment, scale, name):
    return next(one for one in assessment.totals if one.scale == scale and one.name == name)


def numbers(value):
    if isinstance(value, float | int):
        yield float(value)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from numbers(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from numbers(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from numbers(item)


def test_two_passes_give_the_same_assessment(make, town, passed):
    assert run(make, town, make.finding())[0] == passed[0]


def test_another_seed_gives_other_samples_but_much_the_same_risk(make, town, passed):
    other = run(make, town, make.finding(), seed=2)[0]
    mine, theirs = (total(one, Scale.SERVICE, "all").expected.mean for one in (passed[0], other))
    assert mine != theirs
    assert mine == pytest.approx(theirs, rel=0.2)


def test_the_order_of_rows_changes_nothing(make, town, passed):
    names = ("sites", "dependencies", "population", "weather", "releases", "scenarios", "effects")
    turned = replace(town, **{name: tuple(reversed(getattr(town, name))) for name in names})
    assert run(make, turned, make.finding())[0] == passed[0]


def test_no_number_is_nan_or_infinite(passed):
    assert all(math.isfinite(number) for number in numbers(passed[0]))


def test_every_interval_holds_its_mean_or_is_of_a_skewed_loss(passed):
    for risk in passed[0].risks:
        for one in (risk.base_rate, risk.rate, risk.probability, risk.weighted, *risk.expected.values()):
            assert one.low <= one.mean <= one.high


def test_risks_are_in_the_order_of_weighted_expected_loss(passed):
    means = [risk.weighted.mean for risk in passed[0].risks]
    assert means == sorted(means, reverse=True)


def test_totals_over_fields_add_up_to_all(passed):
    for scale in {one.scale for one in passed[0].totals}:
        fields = [total(passed[0], scale, one.value) for one in Field]
        whole = total(passed[0], scale, "all")
        assert sum(one.expected.mean for one in fields) == pytest.approx(whole.expected.mean, rel=1e-12)
        assert sum(one.simulated for one in fields) == pytest.approx(whole.simulated, rel=1e-12)


def test_a_jurisdiction_is_its_own_and_those_below_it(passed):
    for scale in {one.scale for one in passed[0].totals}:
        region, north, south = (total(passed[0], scale, name) for name in ("region", "north", "south"))
        below = north.expected.mean + south.expected.mean
        assert region.own + below == pytest.approx(region.expected.mean, rel=1e-12)
        assert region.expected.mean == pytest.approx(total(passed[0], scale, "all").expected.mean, rel=1e-12)


def test_the_totals_are_the_sum_of_the_risks(passed):
    for scale in (Scale.DEATHS, Scale.ECONOMIC, Scale.SERVICE):
        risks = sum(risk.expected[scale].mean for risk in passed[0].risks)
        assert total(passed[0], scale, "all").expected.mean == pytest.approx(risks, rel=1e-12)


def test_the_simulated_years_agree_with_the_expectation(make, town):
    many = replace(town, profile=make.profile(years=50_000))
    assessment = run(make, many)[0]
    for scale in (Scale.ECONOMIC, Scale.SERVICE, Scale.PEOPLE):
        one = total(assessment, scale, "all")
        assert one.simulated == pytest.approx(one.expected.mean, rel=0.05)


def test_exceedance_curves_never_rise_and_their_bands_hold_them(passed):
    assert passed[0].curves
    for curve in passed[0].curves:
        assert list(curve.loss) == sorted(curve.loss)
        for line in (curve.probability, curve.low, curve.high):
            assert all(a >= b for a, b in itertools.pairwise(line))
        assert all(low <= p <= high for low, p, high in zip(curve.low, curve.probability, curve.high, strict=True))
        assert len(curve.loss) <= 60


def test_the_curve_of_one_scenario_is_that_of_the_compound_distribution(make):
    """One loss size, one certain rate: the chance of any loss in a year is 1 - exp(-rate)."""
    sure = make.scenario(
        "sure", make.direct(deaths=(7.0, 7.0)), frequency=Frequency(per_year=0.3, low=0.29999, high=0.30001)
    )
    assessment = run(make, replace(make.town(), scenarios=(sure,), profile=make.profile(years=100_000)))[0]
    curve = next(one for one in assessment.curves if one.group == "all")
    assert curve.probability[0] == pytest.approx(1 - math.exp(-0.3), rel=0.02)


def test_a_finding_raises_the_risk_it_announces_and_no_other(make, town, passed):
    calm = {risk.scenario: risk for risk in run(make, town)[0].risks}
    for risk in passed[0].risks:
        if risk.scenario == "storm":
            assert risk.rate.mean == pytest.approx(20 * risk.base_rate.mean)
            assert risk.weighted.mean > calm["storm"].weighted.mean
            assert risk.drivers[0].kind == "finding"
        else:
            assert risk == calm[risk.scenario]


@settings(max_examples=10)
@given(st.sampled_from(["blackout", "cloud", "fraud", "storm"]), st.floats(1.01, 20))
def test_more_frequency_never_gives_less_risk(make, town, passed, name, times):
    more = tuple(
        replace(one, frequency=Frequency(per_year=(one.frequency.per_year or 0.0) * times)) if one.id == name else one
        for one in town.scenarios
    )
    after = run(make, replace(town, scenarios=more), make.finding())[0]
    for one, before in zip(after.totals, passed[0].totals, strict=True):
        assert one.expected.mean >= before.expected.mean * (1 - 1e-12)
        assert one.simulated >= before.simulated * (1 - 1e-12)


def test_without_measures_the_simulation_gives_the_risks(passed):
    expected = passed[1].expected(NONE)
    for risk in passed[0].risks:
        for scale, interval in risk.expected.items():
            assert expected[risk.scenario][scale] == pytest.approx(interval.mean, rel=1e-12)


@pytest.mark.parametrize("measures", [{"nothing"}, {"unity"}, {"unknown"}, {"nothing", "unity"}])
def test_a_measure_without_effect_changes_nothing_to_the_last_bit(passed, measures):
    assert passed[1].expected(frozenset(measures)) == passed[1].expected(NONE)


def weighted(simulation, measures):
    scales = simulation.scene.place.profile.scales
    found = simulation.expected(frozenset(measures))
    return sum(scales[scale].weight * loss for losses in found.values() for scale, loss in losses.items())


@pytest.mark.parametrize("measure", HELP)
def test_each_measure_that_helps_takes_risk_away(passed, measure):
    assert weighted(passed[1], {measure}) < weighted(passed[1], NONE)


@given(st.sets(st.sampled_from(HELP)), st.sampled_from(HELP))
def test_one_more_measure_that_helps_never_gives_more_risk(passed, measures, more):
    assert weighted(passed[1], measures | {more}) <= weighted(passed[1], measures) * (1 + 1e-12)


@given(st.sets(st.sampled_from(sorted(EFFECTS)), min_size=1))
@settings(max_examples=15)
def test_only_what_a_measure_bears_on_is_drawn_again_and_to_the_same_end(make, town, passed, measures):
    """The shortcut of `bearing` against drawing every bank with all changes."""
    from forestall.assess.bank import bank
    from forestall.assess.effects import changes

    simulation = passed[1]
    every = changes(town.effects, frozenset(measures))
    for scenario in simulation.scenarios:
        drawn = bank(scenario, simulation.scene, simulation.models, every, simulation.seed)
        assert simulation._mean(scenario, every) == pytest.approx(drawn.mean.sum(axis=1), rel=1e-12)


def test_a_doubled_frequency_doubles_the_loss(passed):
    before, after = (passed[1].expected(frozenset(one))["storm"] for one in ((), ("twice",)))
    assert all(after[scale] == pytest.approx(2 * before[scale]) for scale in before)


def test_an_effect_that_is_not_modelled_is_named(passed):
    assert any("measure nothing" in remark for remark in passed[0].remarks)


def test_outages_say_how_much_is_knock_on_and_who_is_to_blame(passed):
    hospital = next(one for one in passed[0].outages if one.site == "hospital")
    assert hospital.knock_on == 1.0
    assert set(hospital.because) == {"grid", "water"}


def test_the_zones_are_those_of_the_toxic_scenario(passed):
    assert {zone.scenario for zone in passed[0].zones} == {"cloud"}


def test_people_affected_are_never_more_than_the_people(make, town):
    place = replace(town, population=make.cells(2))
    people = sum(cell.night for cell in place.population)
    for risk in run(make, place)[0].risks:
        if risk.scenario in ("blackout", "storm"):
            assert risk.loss[Scale.PEOPLE].high <= people * (1 + 1e-9)


@pytest.mark.parametrize(
    "missing", ["scenarios", "population", "weather", "releases", "sites", "dependencies", "sources"]
)
def test_a_place_without_something_is_assessed_with_what_there_is(make, town, missing):
    assessment, simulation = run(make, replace(town, **{missing: ()}), make.finding())
    assert all(math.isfinite(number) for number in numbers(assessment))
    assert set(simulation.expected(NONE)) == {risk.scenario for risk in assessment.risks}


def test_an_empty_place_gives_an_empty_assessment_with_remarks(make, town):
    empty = Place(root=town.root, digest="", profile=replace(town.profile, scales={}))
    assessment, simulation = run(make, empty)
    assert (assessment.risks, assessment.totals, assessment.curves, assessment.outages) == ((), (), (), ())
    assert any("no scenarios" in remark for remark in assessment.remarks)
    assert simulation.expected(NONE) == {}


def test_a_scenario_with_an_unusable_frequency_is_left_out_and_named(make, town):
    bad = make.scenario("bad", make.direct(deaths=(1, 2)), frequency=Frequency(events=2))
    assessment = run(make, replace(town, scenarios=(*town.scenarios, bad)))[0]
    assert "bad" not in {risk.scenario for risk in assessment.risks}
    assert any("scenario bad left out" in remark for remark in assessment.remarks)


def test_adding_a_scenario_leaves_the_others_as_they_were(make, town, passed):
    more = (*town.scenarios, make.scenario("zzz", SiteOutage("outage", ("mast",), Amount(5.0, 9.0))))
    after = {risk.scenario: risk for risk in run(make, replace(town, scenarios=more), make.finding())[0].risks}
    assert all(after[risk.scenario] == risk for risk in passed[0].risks)


def test_types_are_plain(passed):
    one = passed[0].totals[0]
    assert type(one.expected) is Interval
    assert {type(number) for number in numbers_raw(passed[0])} <= {float, int, bool}


def numbers_raw(value):
    if isinstance(value, datetime | str) or value is None:
        return
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from numbers_raw(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from numbers_raw(tuple(value.values()))
    elif isinstance(value, tuple):
        for item in value:
            yield from numbers_raw(item)
    else:
        assert not isinstance(value, np.generic), value
        yield value
