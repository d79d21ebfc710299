"""Derivations of how often a risk comes: the base rate, the season, and what each finding multiplies the rate by."""

from forestall.assess.likelihood import Likelihood, Weighed, likelihood, matching, weighed
from forestall.core.text import N_
from forestall.model.derivation import Derivation
from forestall.model.scenario import Frequency, Scenario
from forestall.outlook.pages.derivation import Basis, Node, hidden, stated
from forestall.outlook.wording import age, number, rate, times
from forestall.pipeline.derive_evidence import finding_node
from forestall.pipeline.derive_ground import Ground

_COUNTS = "Atwood et al. (2003), NUREG/CR-6823, 6.2.2.4; 6.2.2.5.2 (Jeffreys)"
_EXPERT = "Atwood et al. (2003), NUREG/CR-6823, 6.2.2.4; A.7.3"


def likely_of(on: Ground, scenario: Scenario) -> Likelihood:
    """How often a scenario comes, from all that was concluded."""
    place = on.whole.place
    horizon = place.profile.appraisal.horizon
    return likelihood(scenario, matching(scenario, on.by_rule), place.sources, on.whole.at, horizon)


def base_node(scenario: Scenario, likely: Likelihood, scale: Node | None = None) -> Node:
    """The rate without any news, from counts, an expert, or both.

    Args:
        scenario: the scenario
        likely: how often it comes
        scale: how its inverse scale came about where that is supposed to be otherwise; None: as the place says
    """
    base = likely.base
    equation, source = _equation(scenario.frequency)
    shape = Derivation(N_("shape a"), base.shape, "", equation, source)
    given = _given(scenario)
    return Node(
        Derivation(N_("how often without any news"), base.mean, "1/year", "a / b", _COUNTS),
        rate(base.mean),
        Basis.WORKED,
        (
            Node(shape, number(base.shape), Basis.WORKED, given),
            scale or scale_node(scenario, base.rate),
        ),
        href=f"/derivation/risk/{scenario.id}/base_rate",
    )


def scale_node(scenario: Scenario, years: float) -> Node:
    """The inverse scale of the rate, as it follows from what the place says."""
    equation, source = _equation(scenario.frequency)
    gives = Derivation(N_("inverse scale b"), years, "year", equation, source)
    return Node(gives, f"{number(years)} years", Basis.WORKED)


def _equation(frequency: Frequency) -> tuple[str, str]:
    counted = frequency.events is not None
    expert = frequency.low is not None or frequency.per_year is not None
    if counted and expert:
        return N_("the expert's Gamma distribution, updated: a + events, b + years"), f"{_COUNTS}; A.7.3"
    if counted:
        return N_("a = 1/2 + events, b = years"), _COUNTS
    if frequency.low is not None:
        return N_("the Gamma distribution whose 5 %% and 95 %% quantiles stand in the ratio stated"), _EXPERT
    return N_("the Gamma distribution with this mean whose 95 %% quantile is three times its median"), _EXPERT


def _given(scenario: Scenario) -> tuple[Node, ...]:
    frequency, file = scenario.frequency, f"scenarios/{scenario.id}.yml, frequency"
    numbers: tuple[tuple[str, float | None, str], ...] = (
        (N_("events counted"), frequency.events, ""),
        (N_("years watched"), frequency.years, "year"),
        (N_("expert's mean"), frequency.per_year, "1/year"),
        (N_("expert's 5 %% quantile"), frequency.low, "1/year"),
        (N_("expert's 95 %% quantile"), frequency.high, "1/year"),
    )
    return tuple(
        stated(name, value, rate(value) if unit == "1/year" else number(value), file, frequency.source, unit)
        for name, value, unit in numbers
        if value is not None
    )


def season_node(on: Ground, scenario: Scenario, likely: Likelihood) -> Node:
    """What the time of the year multiplies the rate by."""
    months = scenario.frequency.months
    if months is None:
        file = f"scenarios/{scenario.id}.yml"
        return stated(N_("time of the year"), 1.0, times(1.0), file, N_("all months alike"))
    said = ", ".join(number(each) for each in months)
    gives = Derivation(
        N_("time of the year"),
        likely.season,
        "",
        N_("weight of the month / mean weight over the days of the year"),
        N_("docs/understand/likelihood.md"),
    )
    given = stated(N_("weights of the months"), said, said, f"scenarios/{scenario.id}.yml, months", "")
    now = stated(N_("time of the pass"), on.words.moment(on.whole.at), on.words.moment(on.whole.at), "")
    return Node(gives, times(likely.season), Basis.WORKED, (given, now))


def ratio_node(on: Ground, scenario: Scenario, likely: Likelihood) -> Node:
    """How many times as often as usual, with every finding behind it."""
    known = weighed(scenario, matching(scenario, on.by_rule), on.whole.place.sources, on.whole.at)
    gives = Derivation(
        N_("against usual"),
        likely.ratio,
        "",
        N_("product of the findings' effects; those of one source at most its weight, up or down"),
        "Good (1950), Probability and the weighing of evidence",
        "" if known else N_("No finding announces it now."),
    )
    inputs = tuple(_effect(on, scenario, each) for each in known)
    return Node(gives, times(likely.ratio), Basis.WORKED, inputs, href=f"/derivation/risk/{scenario.id}/ratio")


def _effect(on: Ground, scenario: Scenario, one: Weighed) -> Node:
    """What one finding multiplies the rate by."""
    file = f"scenarios/{scenario.id}.yml, precursors"
    seen = on.findings.get(one.finding.id)
    source = on.sources.get(one.finding.source)
    inputs = (
        stated(
            N_("likelihood ratio when it is new"),
            one.precursor.ratio,
            times(one.precursor.ratio),
            file,
            one.precursor.source,
        ),
        stated(N_("half-life of its logarithm"), one.precursor.half_life, age(one.precursor.half_life), file, "", "h"),
        Node(
            Derivation(N_("age of the finding"), one.age, "h", N_("time of the pass − time of the finding"), ""),
            age(one.age),
            Basis.WORKED,
        ),
        stated(
            N_("weight of its source"),
            one.bound,
            times(one.bound),
            "sources.toml",
            source.title if source and seen else "",
        ),
        hidden(N_("a finding")) if seen is None else finding_node(on, seen),
    )
    gives = Derivation(
        N_("effect of a finding") if seen is None else seen.title,
        one.effect,
        "",
        N_("exp(ln(ratio) × 0.5^(age / half-life)), scaled down where its source passes its weight"),
        N_("assumption: fading by half-lives; docs/understand/likelihood.md"),
    )
    return Node(gives, times(one.effect), Basis.WORKED, inputs)
