"""Each detector on small, obvious input."""

import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from forestall.detect.registry import BUILT_IN, detectors
from forestall.detect.stage import detect
from forestall.model.alert import Alert, Area
from forestall.model.exposure import PopulationCell
from forestall.model.indicator import Indicator, Threshold
from forestall.model.observation import Observation
from forestall.model.partner import SourceState
from forestall.model.signal import Signal
from forestall.model.words import Field, FindingKind, Level, Quality, SourceKind, SourceStatus

WATCHED = Indicator(
    "fires", "Fires", Field.SOCIAL, "fires/day", "counts.csv", "east", "counts",
    thresholds=(Threshold(10, Level.MEDIUM), Threshold(20, Level.HIGH), Threshold(2, Level.LOW, "below")),
)  # fmt: skip
SEASONAL = Indicator("cases", "Cases", Field.SOCIAL, "cases", "counts.csv", "west", "counts", season=7)


def observed(signals=(), alerts=(), sources=(), records=()):
    return Observation(tuple(signals), tuple(records), tuple(alerts), tuple(sources))


@pytest.fixture
def found(make_place, at):
    def find(place=None, **observation):
        return detect(place or make_place(), observed(**observation), at).findings

    return find


@pytest.mark.parametrize("detector", BUILT_IN, ids=lambda detector: detector.name)
def test_a_detector_finds_nothing_in_nothing(detector, make_place, at):
    assert list(detector().find(make_place(), observed(), at)) == []


@pytest.mark.parametrize("detector", BUILT_IN, ids=lambda detector: detector.name)
def test_a_detector_is_registered_by_its_name_and_says_what_it_finds(detector):
    assert detectors()[detector.name] is detector
    assert "Example:" in detector.__doc__


# threshold


def test_the_most_serious_limit_passed_gives_one_finding_with_its_run(make_place, make_series, found, at):
    place = make_place(indicators=(WATCHED,))
    (finding,) = found(place, signals=make_series(WATCHED, [8, 25, 12, 22, None, 30]))
    assert (finding.level, finding.count, finding.evidence) == (Level.HIGH, 2, ("s0005", "s0003"))
    assert (finding.first, finding.time) == (at - timedelta(days=2, hours=6), at - timedelta(hours=6))
    assert finding.detail == (
        "30 fires/day at 2026-03-09T00:00:00Z, above the limit of 20, 2 values in a row since 2026-03-07T00:00:00Z."
    )
    assert (finding.jurisdiction, finding.site, finding.rule) == ("east", None, "fires")


def test_a_limit_below_is_passed_downwards(make_place, make_series, found):
    (finding,) = found(make_place(indicators=(WATCHED,)), signals=make_series(WATCHED, [5, 1]))
    assert (finding.level, finding.title) == (Level.LOW, "Fires: below 2 fires/day")


def test_a_value_at_the_limit_has_not_passed_it(make_place, make_series, found):
    assert not found(make_place(indicators=(WATCHED,)), signals=make_series(WATCHED, [10]))


def test_a_value_older_than_three_steps_says_nothing_about_now(make_place, make_series, at):
    place, signals = make_place(indicators=(WATCHED,)), make_series(WATCHED, [30])
    later = at + timedelta(days=3)
    assert not detect(place, observed(signals), later).findings


@pytest.mark.parametrize("quality", [Quality.SUSPECT, Quality.MISSING, Quality.FUTURE])
def test_a_doubtful_value_never_passes_a_limit(make_place, make_series, found, quality):
    signals = make_series(WATCHED, [5, 500], {1: quality})
    assert not found(make_place(indicators=(WATCHED,)), signals=signals)


def test_a_value_after_the_pass_is_not_looked_at(make_place, make_series, at):
    place, signals = make_place(indicators=(WATCHED,)), make_series(WATCHED, [5, 30])
    assert not detect(place, observed(signals), at - timedelta(hours=12)).findings


# seasonal


def usual(weeks=30):
    rng = np.random.default_rng(17)
    return [float(v) for v in rng.poisson(np.resize([45, 44, 43, 42, 41, 30, 25], weeks * 7))]


def test_a_planted_shift_is_found_with_its_start(make_place, make_series, found, at):
    numbers = usual()
    numbers[-3:] = [value + 25 for value in numbers[-3:]]
    (finding,) = found(make_place(indicators=(SEASONAL,)), signals=make_series(SEASONAL, numbers))
    assert (finding.kind, finding.level, finding.count) == (FindingKind.SEASONAL, Level.HIGH, 3)
    assert finding.first == at - timedelta(days=2, hours=6)
    assert "above the usual since 2026-03-07T00:00:00Z" in finding.detail


def test_a_usual_series_gives_no_finding(make_place, make_series, found):
    assert not found(make_place(indicators=(SEASONAL,)), signals=make_series(SEASONAL, usual()))


def test_a_departure_that_is_over_is_told_up_to_its_last_value(make_place, make_series, found, at):
    numbers = usual()
    numbers[-5:-2] = [value + 25 for value in numbers[-5:-2]]
    (finding,) = found(make_place(indicators=(SEASONAL,)), signals=make_series(SEASONAL, numbers))
    assert finding.time == at - timedelta(days=2, hours=6)


@pytest.mark.parametrize(("side", "count"), [("above", 0), ("below", 1), ("both", 1)])
def test_a_drop_is_found_on_the_side_that_is_looked_at(make_place, make_series, found, side, count):
    numbers = [*usual()[:-3], 5.0, 3.0, 4.0]
    indicator = replace(SEASONAL, side=side)
    assert len(found(make_place(indicators=(indicator,)), signals=make_series(indicator, numbers))) == count


@pytest.mark.parametrize("quality", [Quality.SUSPECT, Quality.MISSING, Quality.FUTURE])
def test_doubtful_values_never_raise_a_seasonal_alarm(make_place, make_series, found, quality):
    numbers = usual()
    numbers[-4:-1] = [400.0, 400.0, 400.0]
    doubtful = dict.fromkeys(range(len(numbers) - 4, len(numbers) - 1), quality)
    assert not found(make_place(indicators=(SEASONAL,)), signals=make_series(SEASONAL, numbers, doubtful))


def test_a_gap_in_the_series_moves_no_season(make_place, make_series, found):
    numbers = usual()
    gap = dict.fromkeys(range(100, 117), Quality.MISSING)
    assert not found(make_place(indicators=(SEASONAL,)), signals=make_series(SEASONAL, numbers, gap))


def test_a_step_that_is_far_too_small_for_the_series_takes_no_memory(make_place, make_series, found):
    indicator = replace(SEASONAL, every=1e-3)
    assert not found(make_place(indicators=(indicator,)), signals=make_series(indicator, usual()))


# alert


def alert(at, identifier="a1", areas=(), **changes):
    plain = Alert(
        identifier, "met@example.org", at - timedelta(hours=2), "Actual", "Alert", "Public", "Met", "Storm warning",
        "Expected", "Severe", "Likely", "Storm on the coast", "", "", at - timedelta(hours=1), at + timedelta(hours=9),
        tuple(areas), source="logs",
    )  # fmt: skip
    return replace(plain, **changes)


EAST = Area("east", polygons=(((10.1, 49.9), (10.4, 49.9), (10.4, 50.2), (10.1, 50.2), (10.1, 49.9)),))
PIER = Area("pier", circles=((10.2, 50.0, 1.0),))
AWAY = Area("away", circles=((20.0, 50.0, 10.0),))


def test_an_alert_over_several_sites_is_at_the_lowest_authority_that_contains_them(found, at):
    (finding,) = found(alerts=[alert(at, areas=[EAST])])
    assert (finding.rule, finding.level, finding.site, finding.jurisdiction) == (
        "Storm warning",
        Level.HIGH,
        None,
        "east",
    )
    assert "touches 2 sites and 0 people by day, until 2026-03-09T15:00:00Z" in finding.detail


def test_an_alert_over_one_site_is_at_that_site(found, at):
    (finding,) = found(alerts=[alert(at, areas=[PIER])])
    assert (finding.site, finding.jurisdiction) == ("pier", "east")


def test_an_alert_over_both_authorities_is_at_the_one_above(found, at):
    (finding,) = found(alerts=[alert(at, areas=[EAST, Area("mill", circles=((10.0, 50.0, 1.0),))])])
    assert finding.jurisdiction == "top"


def test_an_alert_that_touches_nothing_is_no_finding(found, at):
    assert not found(alerts=[alert(at, areas=[AWAY])])


def test_an_alert_over_a_population_cell_only_counts_its_people(make_place, found, at):
    place = make_place(population=(PopulationCell("c", 20.0, 50.0, "west", 1200.0, 1500.0),))
    (finding,) = found(place, alerts=[alert(at, areas=[AWAY])])
    assert "touches 0 sites and 1,200 people by day" in finding.detail


def test_an_alert_for_an_authority_is_known_by_its_geocode(found, at):
    (finding,) = found(alerts=[alert(at, areas=[Area("", geocodes=(("jurisdiction", "west"),))])])
    assert (finding.site, finding.jurisdiction) == ("mill", "west")


def test_an_alert_without_an_area_means_the_whole_place(found, at):
    (finding,) = found(alerts=[alert(at, areas=[Area("Germany", geocodes=(("WARNCELLID", "1"),))])])
    assert (finding.jurisdiction, finding.site) == ("top", None)


@pytest.mark.parametrize("status", ["Exercise", "Test", "System", "Draft"])
def test_an_alert_that_is_not_actual_is_no_finding(found, at, status):
    assert not found(alerts=[alert(at, areas=[EAST], status=status)])


@pytest.mark.parametrize(
    ("severity", "certainty", "level"),
    [
        ("Extreme", "Observed", Level.CRITICAL),
        ("Extreme", "Possible", Level.HIGH),
        ("Moderate", "Likely", Level.MEDIUM),
        ("Minor", "Unlikely", Level.INFORMATIONAL),
        ("Unknown", "Unknown", Level.MEDIUM),
    ],
)
def test_the_level_follows_severity_and_certainty(found, at, severity, certainty, level):
    (finding,) = found(alerts=[alert(at, areas=[EAST], severity=severity, certainty=certainty)])
    assert finding.level is level


def test_two_alerts_of_one_event_over_the_same_are_one_finding(found, at):
    (finding,) = found(alerts=[alert(at, "a1", [EAST]), alert(at, "a2", [EAST], sent=at - timedelta(hours=1))])
    assert (finding.count, finding.evidence) == (2, ("a2", "a1"))


def test_a_crossed_ring_is_mended(found, at):
    bow = Area("bow", polygons=(((10.1, 49.9), (10.4, 50.2), (10.4, 49.9), (10.1, 50.2), (10.1, 49.9)),))
    (finding,) = found(alerts=[alert(at, areas=[bow])])
    assert finding.site == "pier"


# vulnerability, silence


def vulnerable(at, site, text="mended by 2026-04-01", number=1):
    return Signal(
        f"v{number}", "logs", "vulnerability:CVE-2026-1", at - timedelta(days=3), None, "", text, Quality.OK, site
    )


def test_a_vulnerability_is_one_finding_a_site(found, at):
    findings = found(signals=[vulnerable(at, "mill"), vulnerable(at, "tank", "used in ransomware campaigns", 2)])
    assert [(f.rule, f.site, f.jurisdiction, f.level) for f in findings] == [
        ("CVE-2026-1", "tank", "east", Level.CRITICAL),
        ("CVE-2026-1", "mill", "west", Level.HIGH),
    ]


def state(status, latest, reasons=()):
    return SourceState(
        "counts", "Counts", Field.SOCIAL, SourceKind.INDICATOR, status, 1, 1, 0, latest, latest, None, None, reasons
    )


def test_a_stale_source_is_a_low_finding_since_it_was_due(found, at):
    (finding,) = found(sources=[state(SourceStatus.STALE, at - timedelta(hours=80))])
    assert (finding.level, finding.first, finding.rule) == (Level.LOW, at - timedelta(hours=56), "counts")
    assert finding.detail == "Nothing since 2026-03-05T22:00:00Z, expected every 24 h."


def test_a_missing_source_is_a_medium_finding_with_the_reason(found, at):
    (finding,) = found(sources=[state(SourceStatus.MISSING, None, ("No file.",))])
    assert (finding.level, finding.detail) == (Level.MEDIUM, "Nothing at all, expected every 24 h. No file.")


@pytest.mark.parametrize("status", [SourceStatus.FINE, SourceStatus.DEGRADED])
def test_a_source_that_speaks_is_not_silent(found, at, status):
    assert not found(sources=[state(status, at)])


# all together


def test_findings_come_most_serious_first_then_newest_and_their_order_of_arrival_changes_nothing(
    make_place, make_series, at
):
    place = make_place(indicators=(WATCHED, SEASONAL))
    signals = [*make_series(WATCHED, [25]), *make_series(SEASONAL, [*usual(), 90.0]), vulnerable(at, "mill")]
    alerts = [alert(at, "a1", [EAST]), alert(at, "a2", [PIER]), alert(at, "a3", [EAST], severity="Extreme")]
    first = detect(place, observed(signals, alerts), at)
    rng = random.Random(5)
    again = detect(place, observed(rng.sample(signals, len(signals)), rng.sample(alerts, 3)), at)
    assert first == again
    ranks = [(list(Level).index(f.level), f.time) for f in first.findings]
    assert ranks == sorted(ranks, reverse=True)
    assert len({f.id for f in first.findings}) == len(first.findings) == 5
