"""Derivations of what one event brings on a scale: the parts of the consequence with what the place says of each."""

from forestall.core.text import N_
from forestall.model.derivation import Derivation
from forestall.model.release import Release
from forestall.model.risk import Risk
from forestall.model.scenario import (
    Consequence,
    DirectLoss,
    FireRelease,
    LossTable,
    Scenario,
    SiteOutage,
    ToxicRelease,
)
from forestall.model.words import Scale
from forestall.outlook.pages.derivation import Basis, Node, hidden, stated
from forestall.outlook.wording import age, number, percent, span
from forestall.pipeline.derive_ground import Ground

_SAMPLES = N_("mean over the samples of one event, each part drawn by itself")
_LATIN = (
    "McKay, Beckman and Conover (1979), doi:10.1080/00401706.1979.10489755; "
    "Salmon et al. (2011), doi:10.1145/2063384.2063405"
)
ONE_EVENT = {
    Scale.DEATHS: N_("one event: deaths"),
    Scale.INJURIES: N_("one event: injuries"),
    Scale.PEOPLE: N_("one event: people affected"),
    Scale.ECONOMIC: N_("one event: economic loss"),
    Scale.SERVICE: N_("one event: service loss"),
    Scale.ENVIRONMENT: N_("one event: environment"),
}
"""What one event brings, by scale."""
A_YEAR = {
    Scale.DEATHS: N_("expected a year: deaths"),
    Scale.INJURIES: N_("expected a year: injuries"),
    Scale.PEOPLE: N_("expected a year: people affected"),
    Scale.ECONOMIC: N_("expected a year: economic loss"),
    Scale.SERVICE: N_("expected a year: service loss"),
    Scale.ENVIRONMENT: N_("expected a year: environment"),
}
"""What is expected in a year, by scale."""
_LOGNORMAL = N_("lognormal distribution by its median and 95 %% quantile")


def loss_node(on: Ground, risk: Risk, scenario: Scenario, scale: Scale) -> Node:
    """What one event brings on a scale."""
    value = risk.loss[scale]
    known = on.whole.place.profile.scales.get(scale)
    unit = "" if known is None else known.unit
    gives = Derivation(
        ONE_EVENT[scale],
        value.mean,
        unit,
        _SAMPLES,
        _LATIN,
        N_("In brackets the 5 %% and 95 %% quantiles of the samples."),
    )
    parts = tuple(_part(on, scenario, each, scale) for each in scenario.consequences)
    return Node(
        gives,
        f"{number(value.mean)} {unit} ({span(value)})",
        Basis.WORKED,
        tuple(each for each in parts if each is not None),
        href=f"/derivation/risk/{risk.scenario}/loss.{scale}",
    )


def _part(on: Ground, scenario: Scenario, part: Consequence, scale: Scale) -> Node | None:
    """A part of the consequence; None when it says nothing of the scale."""
    file = f"scenarios/{scenario.id}.yml, consequences"
    if isinstance(part, DirectLoss):
        return _direct(part, scale, file, scenario.why)
    if isinstance(part, SiteOutage):
        return _outage(on, part, file)
    if isinstance(part, ToxicRelease | FireRelease):
        return _release(on, part)
    return _table(part, scale, file)


def _direct(part: DirectLoss, scale: Scale, file: str, why: str) -> Node | None:
    amount = part.amounts.get(scale)
    if amount is None:
        return None
    inputs = (
        stated(N_("median"), amount.median, number(amount.median), file, why),
        stated(N_("95 %% quantile"), amount.p95, number(amount.p95), file),
        stated(N_("chance that it comes, given the event"), part.probability, percent(part.probability), file),
    )
    gives = Derivation(N_("stated loss"), "", "", _LOGNORMAL, "")
    return Node(gives, "", Basis.STATED, inputs)


def _outage(on: Ground, part: SiteOutage, file: str) -> Node:
    """Sites out of action and what follows over the dependencies."""
    names = ", ".join(on.seen.site(each) for each in part.sites)
    inputs = (
        stated(N_("sites that can be hit"), names, names, file),
        stated(N_("chance of each to be hit"), part.probability, percent(part.probability), file),
        stated(N_("median time of repair"), part.repair.median, age(part.repair.median), file, "", "h"),
        stated(N_("95 %% quantile of the time of repair"), part.repair.p95, age(part.repair.p95), file, "", "h"),
        stated(N_("share of a site's value destroyed"), part.damage, percent(part.damage), file),
        stated(N_("what each site needs"), "dependencies.csv", "", "dependencies.csv, sites.csv"),
    )
    gives = Derivation(
        N_("sites out of action, and what needs them"),
        "",
        "",
        N_("greatest fixpoint: a site is up while k of its n suppliers are up or its buffer lasts"),
        "Tarski (1955), Pacific J. Math. 5, 285-309; docs/decisions/0007",
    )
    return Node(gives, "", Basis.WORKED, inputs)


def _release(on: Ground, part: ToxicRelease | FireRelease) -> Node:
    """A release over the population, in the place's weather."""
    toxic = isinstance(part, ToxicRelease)
    equation, source = (
        (
            N_("dose of the cloud at each population cell, probit of the dose, over the place's weather"),
            "Briggs (1973) dispersion; TNO CPR 16E (1992) probits; docs/understand/dispersion.md",
        )
        if toxic
        else (
            N_("heat and blast at each cell and site, probit of the dose"),
            "TNO CPR 14E (1997); TNO CPR 16E (1992); docs/understand/chemical-risk.md",
        )
    )
    known = {each.id: each for each in on.seen.place.releases}.get(part.release)
    gives = Derivation(N_("toxic cloud") if toxic else N_("fire and explosion"), "", "", equation, source)
    return Node(gives, "", Basis.WORKED, (hidden(N_("a release")),) if known is None else _held(on, known))


def _held(on: Ground, one: Release) -> tuple[Node, ...]:
    file = f"releases.csv, {one.id}"
    classes, cells = len(on.whole.place.weather), len(on.whole.place.population)
    return (
        stated(N_("inventory"), one.inventory, f"{number(one.inventory)} kg {one.substance}", file, one.source, "kg"),
        stated(N_("flow into the air"), one.rate, f"{number(one.rate)} kg/s", file, one.source, "kg/s"),
        stated(N_("how long it lasts"), one.duration, age(one.duration / 3600.0), file, one.source, "s"),
        stated(N_("weather classes"), float(classes), f"{classes}", "weather.csv"),
        stated(N_("population cells"), float(cells), f"{cells}", "population.csv"),
    )


def _table(part: LossTable, scale: Scale, file: str) -> Node | None:
    losses = part.losses.get(scale)
    if losses is None:
        return None
    gives = Derivation(N_("losses of single events from another model"), float(len(losses)), "", "as given", "")
    return Node(gives, f"{len(losses):,}", Basis.STATED, where=file)
