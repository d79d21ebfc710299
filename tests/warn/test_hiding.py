"""What is listed in the warning of its cause, what never is, and what the place puts into one warning."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.indicator import Indicator, Threshold
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.profile import Grouping, Inhibition, Steadiness
from forestall.model.risk import Assessment
from forestall.model.site import Dependency, Site
from forestall.model.steadiness import Phase, Track
from forestall.model.words import Field, FindingKind, Level, Link, Span
from forestall.warn.stage import Warned, warn

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
Assess = Callable[..., Assessment]
Find = Callable[..., Finding]
GRID, CLINIC = "finding:sigma:grid", "finding:sigma:clinic"


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def ruled(place: Place, *rules: Inhibition, **settings: object) -> Place:
    """The place with sites that need one another: the clinic water, the water works the grid or a generator."""
    steadiness = Steadiness(inhibit=rules, hold=0.0)
    sites = (
        *place.sites,
        *(
            Site(name, name.title(), "x", "town", 8.1, 53.5, 0.0, 0.0, Field.CYBER)
            for name in ("clinic", "diesel", "grid", "water")
        ),
    )
    needs = (
        Dependency("d1", "water", "power", ("grid", "diesel")),
        Dependency("d2", "clinic", "water", ("water",)),
    )
    profile = replace(place.profile, steadiness=replace(steadiness, **settings))
    return replace(place, profile=profile, sites=sites, dependencies=needs)


@pytest.fixture
def run(plan: Plan, assessment: Assess) -> Callable[..., Warned]:
    """One pass over findings."""

    def passed(place: Place, findings: list[Finding], before: Warned | None = None, hours: float = 0.0) -> Warned:
        standing = tuple(each for each in before.messages if each.msg_type != "Cancel") if before else ()
        memory = before.tracks if before else ()
        return warn(place, tuple(findings), assessment(1.0), plan, standing, at(hours), memory)

    return passed


@pytest.fixture
def hit(finding: Find) -> Callable[..., Finding]:
    """A finding of a Sigma rule at a site."""

    def make(site: str, level: Level = Level.HIGH, **changes: object) -> Finding:
        return finding(
            **({"id": f"f-{site}", "site": site, "title": f"Odd log-in at {site}", "level": level} | changes)
        )

    return make


Hit = Callable[..., Finding]
Run = Callable[..., Warned]


def subjects(warned: Warned) -> list[str]:
    return [each.subject for each in warned.messages]


def test_nothing_is_hidden_where_the_place_says_nothing(place: Place, run: Run, hit: Hit) -> None:
    assert subjects(run(ruled(place), [hit("grid"), hit("clinic"), hit("diesel")])) == [
        CLINIC,
        "finding:sigma:diesel",
        GRID,
    ]


def test_what_a_failure_reaches_through_the_dependencies_is_listed_in_its_warning(
    place: Place, run: Run, hit: Hit
) -> None:
    town = ruled(place, Inhibition(Link.DEPENDENCY, cause="finding:sigma:[gd]*", effect="finding:sigma:clinic"))
    warned = run(town, [hit("grid"), hit("clinic"), hit("diesel")])
    assert subjects(warned) == ["finding:sigma:diesel", GRID]
    (listing,) = [each for each in warned.messages if "Clinic" in each.description]
    assert "It accounts for these as well, which are not sent by themselves: " in listing.description
    assert [(each.subject, each.phase, each.cause) for each in warned.tracks if each.cause] == [
        (CLINIC, Phase.HIDDEN, listing.subject)
    ]


def test_a_site_that_still_has_a_supplier_is_not_an_effect(place: Place, run: Run, hit: Hit) -> None:
    town = ruled(place, Inhibition(Link.DEPENDENCY, cause=GRID))
    assert subjects(run(town, [hit("grid"), hit("clinic")])) == [CLINIC, GRID]


def test_an_effect_of_an_effect_is_listed_in_the_one_warning_that_is_sent(place: Place, run: Run, hit: Hit) -> None:
    rules = (
        Inhibition(Link.ANYWHERE, cause=GRID, effect="finding:sigma:water"),
        Inhibition(Link.ANYWHERE, cause="finding:sigma:water", effect=CLINIC),
    )
    warned = run(ruled(place, *rules), [hit("grid"), hit("clinic"), hit("water")])
    assert subjects(warned) == [GRID]
    assert "Water" in warned.messages[0].description
    assert "Clinic" in warned.messages[0].description


def test_of_those_that_cause_one_another_one_is_sent(place: Place, run: Run, hit: Hit) -> None:
    warned = run(ruled(place, Inhibition(Link.ANYWHERE)), [hit("grid"), hit("water"), hit("clinic", Level.CRITICAL)])
    assert subjects(warned) == [CLINIC]


@pytest.mark.parametrize("order", list(itertools.permutations(("grid", "diesel", "water", "clinic"))))
def test_the_order_of_findings_changes_nothing(place: Place, run: Run, hit: Hit, order: tuple[str, ...]) -> None:
    town = ruled(place, Inhibition(Link.DEPENDENCY))
    expected = run(town, [hit(site) for site in ("clinic", "diesel", "grid", "water")])
    assert run(town, [hit(site) for site in order]) == expected


def test_what_is_more_severe_than_its_cause_is_sent(place: Place, run: Run, hit: Hit) -> None:
    town = ruled(place, Inhibition(Link.ANYWHERE, cause=GRID))
    assert subjects(run(town, [hit("grid"), hit("clinic", Level.CRITICAL)])) == [CLINIC, GRID]


def test_what_is_for_other_readers_than_its_cause_is_sent(place: Place, run: Run, hit: Hit, finding: Find) -> None:
    town = ruled(place, Inhibition(Link.ANYWHERE, cause=GRID))
    public = finding(id="l", kind=FindingKind.THRESHOLD, rule="level", source="gauges", field=Field.TERRITORIAL)
    assert subjects(run(town, [hit("grid"), public])) == ["finding:level:terminal", GRID]


def test_what_was_sent_already_is_not_hidden(place: Place, run: Run, hit: Hit) -> None:
    town = ruled(place, Inhibition(Link.ANYWHERE, cause=GRID))
    first = run(town, [hit("clinic")])
    assert subjects(run(town, [hit("clinic"), hit("grid")], first, 1)) == [GRID]


def test_an_effect_that_comes_later_is_news_in_the_warning_of_its_cause(place: Place, run: Run, hit: Hit) -> None:
    town = ruled(place, Inhibition(Link.ANYWHERE, cause=GRID))
    first = run(town, [hit("grid")])
    second = run(town, [hit("grid"), hit("clinic")], first, 1)
    assert [(each.subject, each.msg_type, "Clinic" in each.description) for each in second.messages] == [
        (GRID, "Update", True)
    ]
    third = warn_again(town, [hit("grid"), hit("clinic")], second)
    assert third == ()


def warn_again(place: Place, findings: list[Finding], before: Warned) -> tuple[Alert, ...]:
    empty = Assessment(START, 30.0, 1000, (), (), (), (), ())
    nothing = Plan(0.0, 0.0, 0.0, 0.0, {}, (), (), True)
    return warn(place, tuple(findings), empty, nothing, before.messages, at(2), before.tracks).messages


def test_an_effect_at_the_very_place_of_its_cause_is_news_too(place: Place, run: Run, hit: Hit) -> None:
    town = ruled(place, Inhibition(Link.SITE, cause=GRID))
    first = run(town, [hit("grid")])
    odd = hit("grid", id="o", kind=FindingKind.SEASONAL, rule="load")
    (sent,) = run(town, [hit("grid"), odd], first, 1).messages
    assert (sent.subject, sent.msg_type, sent.areas) == (GRID, "Update", first.messages[0].areas)
    assert "not sent by themselves" in sent.description


def test_an_effect_holds_from_when_it_was_sent(place: Place, plan: Plan, assessment: Assess, hit: Hit) -> None:
    town = ruled(place, Inhibition(Link.ANYWHERE, cause=GRID), hold=12.0)
    standing: dict[str, Alert] = {}
    memory: tuple[Track, ...] = ()
    sent = []
    for hours, sites in ((0, ("grid", "clinic")), (13, ("clinic",)), (20, ()), (24.9, ()), (25, ())):
        warned = warn(town, tuple(map(hit, sites)), assessment(1.0), plan, tuple(standing.values()), at(hours), memory)
        memory = warned.tracks
        for each in warned.messages:
            sent.append((hours, each.subject, each.msg_type))
            standing[each.subject] = each
        standing = {name: each for name, each in standing.items() if each.msg_type != "Cancel"}
    assert sent == [(0, GRID, "Alert"), (13, CLINIC, "Alert"), (13, GRID, "Cancel"), (25, CLINIC, "Cancel")]


def test_an_effect_that_outlives_its_cause_is_sent_then(place: Place, run: Run, hit: Hit) -> None:
    town = ruled(place, Inhibition(Link.ANYWHERE, cause=GRID))
    first = run(town, [hit("grid"), hit("clinic")])
    second = run(town, [hit("clinic")], first, 1)
    assert [(each.subject, each.msg_type) for each in second.messages] == [(CLINIC, "Alert"), (GRID, "Cancel")]
    assert second.messages[0].effective == at(1)


def test_a_cause_stays_while_nothing_can_be_known_of_an_effect_it_lists(
    place: Place, run: Run, hit: Hit, finding: Find
) -> None:
    town = ruled(place, Inhibition(Link.ANYWHERE, cause="finding:level:grid"))
    level = finding(
        id="l", kind=FindingKind.THRESHOLD, rule="level", source="x", level=Level.HIGH, site="grid", field=Field.CYBER
    )
    first = run(town, [replace(level, source="logs"), hit("clinic")])
    assert subjects(first) == ["finding:level:grid"]
    silent = finding(id="s", kind=FindingKind.SILENCE, rule="logs", level=Level.LOW, site=None, jurisdiction=None)
    assert subjects(run(town, [silent], first, 1)) == []
    assert subjects(run(town, [], first, 1)) == ["finding:level:grid"]


def test_a_silenced_cause_hides_nothing(place: Place, plan: Plan, assessment: Assess, hit: Hit) -> None:
    town = ruled(place, Inhibition(Link.ANYWHERE, cause=GRID))
    found = (hit("grid"), hit("clinic"))
    warned = warn(town, found, assessment(1.0), plan, (), START, (), frozenset({GRID}))
    assert subjects(warned) == [CLINIC, GRID]


def test_findings_on_the_same_records_are_one_event(place: Place, run: Run, hit: Hit) -> None:
    town = ruled(place, Inhibition(Link.EVENT, cause=GRID))
    apart = [hit("grid", evidence=("r1",)), hit("clinic", evidence=("r2",))]
    shared = [hit("grid", evidence=("r1", "r2")), hit("clinic", evidence=("r2",))]
    assert subjects(run(town, apart)) == [CLINIC, GRID]
    assert subjects(run(town, shared)) == [GRID]


def test_a_risk_accounts_for_the_findings_that_raise_it(
    place: Place, plan: Plan, assessment: Assess, finding: Find
) -> None:
    town = ruled(place, Inhibition(Link.EVENT, cause="risk:*"))
    town = replace(town, sources=tuple(replace(each, label="TLP:AMBER") for each in town.sources))
    gauge = finding(
        id="l",
        kind=FindingKind.THRESHOLD,
        rule="level",
        title="Water level",
        source="gauges",
        site=None,
        level=Level.HIGH,
    )
    far = replace(gauge, id="m", rule="other")
    warned = warn(town, (gauge, far), assessment(9.0, reasons=("Water level",)), plan, (), START)
    assert subjects(warned) == ["finding:other:town", "risk:flood"]
    assert "Water level" in warned.messages[1].description


def test_a_site_s_rule_speaks_of_the_same_site_only(place: Place, run: Run, hit: Hit, finding: Find) -> None:
    town = ruled(place, Inhibition(Link.SITE, cause="finding:sigma:*", effect="finding:cve-*:*"))
    rests = {"kind": FindingKind.SEASONAL, "rule": "cve-1", "level": Level.HIGH}
    here, there = hit("grid", id="a", **rests), hit("clinic", id="b", **rests)
    assert subjects(run(town, [hit("grid"), here, there])) == ["finding:cve-1:clinic", GRID]


def gauges(place: Place, *groups: Grouping) -> Place:
    limits = (Threshold(500.0, Level.HIGH),)
    more = tuple(
        Indicator(f"level-{n}", f"Gauge {n}", Field.TERRITORIAL, "cm", "x.csv", "town", "gauges", thresholds=limits)
        for n in range(7)
    )
    town = ruled(place, group=groups)
    return replace(town, indicators=(*town.indicators, *more))


def test_findings_that_the_place_groups_make_one_warning_that_names_them(place: Place, run: Run, finding: Find) -> None:
    found = [
        finding(id=f"g{n}", kind=FindingKind.THRESHOLD, rule=f"level-{n}", title=f"Gauge {n} high", source="gauges")
        for n in range(7)
    ]
    assert len(run(gauges(place), found).messages) == 7
    grouped = gauges(place, Grouping(FindingKind.THRESHOLD, Span.JURISDICTION, "level-*"))
    (sent,) = run(grouped, found).messages
    assert sent.subject == "finding:level-*:town"
    assert "What was found: Gauge 0 high (Chemical terminal); Gauge 1 high (Chemical terminal)" in sent.description
    assert "and 2 more" in sent.description


def test_what_comes_to_a_group_is_news_and_what_leaves_it_is_not(place: Place, run: Run, finding: Find) -> None:
    found = [
        finding(id=f"g{n}", kind=FindingKind.THRESHOLD, rule=f"level-{n}", title=f"Gauge {n} high", source="gauges")
        for n in range(3)
    ]
    town = gauges(place, Grouping(FindingKind.THRESHOLD, Span.PLACE))
    first = run(town, found[:2])
    assert subjects(first) == ["finding:threshold:place"]
    assert [each.msg_type for each in run(town, found, first, 1).messages] == ["Update"]
    assert run(town, found[:1], first, 1).messages == ()


def test_a_group_stays_open_while_its_source_is_silent(place: Place, run: Run, finding: Find) -> None:
    gauge = finding(id="g", kind=FindingKind.THRESHOLD, rule="level-1", title="Gauge 1 high", source="gauges")
    silent = finding(id="s", kind=FindingKind.SILENCE, rule="gauges", level=Level.LOW, site=None, jurisdiction=None)
    for group in (Grouping(FindingKind.THRESHOLD, Span.PLACE), Grouping(FindingKind.THRESHOLD, Span.SITE, "level-?")):
        town = gauges(place, group)
        first = run(town, [gauge])
        assert run(town, [silent], first, 5).messages == ()
        assert [each.msg_type for each in run(town, [], first, 5).messages] == ["Cancel"]
