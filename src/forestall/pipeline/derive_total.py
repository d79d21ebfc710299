"""Derivations of sums over risks: a total on a scale, the loss of a field, the hours that a site is down."""

from forestall.core.text import N_
from forestall.model.derivation import Derivation
from forestall.model.risk import Risk, Total
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, hidden, stated
from forestall.outlook.pages.register import total_of
from forestall.outlook.wording import age, number, percent, rate, span, words
from forestall.pipeline.derive_ground import Ground
from forestall.pipeline.derive_loss import A_YEAR

_SUM = N_("docs/understand/numbers.md")


def total(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """Expected loss of a group on a scale: `total/field:cyber/deaths`."""
    scales = on.whole.place.profile.scales
    scale = next((each for each in scales if each == quantity), None)
    found = None if scale is None else total_of(on.seen, key, scale)
    if found is None:
        return None
    gives = Derivation(
        A_YEAR[found.scale],
        found.expected.mean,
        f"{scales[found.scale].unit}/year",
        N_("sum over the risks of events of the year × mean loss of one event, in the group's share"),
        _SUM,
    )
    said = f"{number(found.expected.mean)} {scales[found.scale].unit} ({span(found.expected)})"
    root = Node(gives, said, Basis.WORKED, (*addends(on, found, key), _simulated(on, found)))
    others = tuple((f"/derivation/total/{key}/{each}", words(each)) for each in scales if each != quantity)
    return DerivationView(group_name(on, found), f"/register?group={key}&scale={quantity}#curve", root, others)


def group_name(on: Ground, one: Total) -> str:
    """A group as people name it."""
    return on.seen.jurisdiction(one.name) if one.group == "jurisdiction" else words(one.name)


def addends(on: Ground, one: Total, key: str) -> tuple[Node, ...]:
    """The risks that it is the sum of, each with its own derivation; for an authority the largest, by their share."""
    if one.group != "jurisdiction":
        kept = [each for each in on.seen.assessment.risks if one.group == "all" or each.field == one.name]
        ranked = sorted(kept, key=lambda each: -each.expected[one.scale].mean)
        return tuple(_addend(each, each.expected[one.scale].mean, f"expected.{one.scale}") for each in ranked)
    shares = [(on.risks[name], share) for name, share in one.drivers if name in on.risks]
    rest = 1.0 - sum(share for _, share in shares)
    named = tuple(_addend(risk, share * one.expected.mean, f"expected.{one.scale}") for risk, share in shares)
    gives = Derivation(
        N_("all other risks, with what those that you may not see add"), rest * one.expected.mean, "", key, ""
    )
    return (*named, Node(gives, number(rest * one.expected.mean), Basis.WORKED)) if rest > 1e-9 else named


def _addend(risk: Risk, value: float, quantity: str) -> Node:
    gives = Derivation(risk.title, value, "", N_("events of the year × mean loss of one event"), "")
    return Node(gives, number(value), Basis.WORKED, href=f"/derivation/risk/{risk.scenario}/{quantity}")


def _simulated(on: Ground, one: Total) -> Node:
    """The check on it: the same from simulated years."""
    years = stated(
        N_("simulated years"),
        float(on.whole.assessment.years),
        f"{on.whole.assessment.years:,}",
        "place.toml, [appraisal] years",
    )
    seed = stated(N_("seed of the random numbers"), f"{on.whole.seed}", f"{on.whole.seed}", "")
    gives = Derivation(
        N_("check: the same from simulated years"),
        one.simulated,
        "",
        N_("mean over the simulated years; in brackets its standard error from their number"),
        "Salmon et al. (2011), doi:10.1145/2063384.2063405; docs/understand/simulation.md",
    )
    return Node(gives, f"{number(one.simulated)} (± {number(one.sampling)})", Basis.WORKED, (years, seed))


def field_loss(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """Weighted expected loss of the risks of a field that may be seen."""
    if quantity != "weighted" or key not in {each.field for each in on.seen.assessment.risks}:
        return None
    risks = [each for each in on.seen.assessment.risks if each.field == key]
    value = sum(each.weighted.mean for each in risks)
    gives = Derivation(
        N_("expected loss a year over all scales"), value, "currency/year", N_("sum over the risks of the field"), _SUM
    )
    root = Node(
        gives,
        on.words.money(value),
        Basis.WORKED,
        tuple(_addend(each, each.weighted.mean, "weighted") for each in risks),
    )
    return DerivationView(words(key), f"/register?field={key}#risks", root)


def outage(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """Expected hours that a site is down in a year; or the people whom it serves."""
    site = next((each for each in on.seen.place.sites if each.id == key), None)
    if site is not None and quantity == "people":
        served = float(site.people_served)
        root = stated(N_("people served"), served, f"{served:,.0f}", f"sites.csv, {key}", "", "persons")
        return DerivationView(site.name, f"/sites/{key}", root)
    found = next((each for each in on.seen.assessment.outages if each.site == key), None)
    if found is None or quantity != "outage":
        return None
    because = tuple(
        stated(N_("it fails most because of"), each, on.seen.site(each), "dependencies.csv") for each in found.because
    )
    share = Node(
        Derivation(
            N_("share of it because others fail"), found.knock_on, "", N_("1 − hours of its own damage / all hours"), ""
        ),
        percent(found.knock_on),
        Basis.WORKED,
        because or (hidden(N_("sites that you may not see")),) if found.knock_on > 0 else (),
    )
    striking = tuple(
        _striking(on.risks[each.id]) for each in on.seen.place.scenarios if key in each.sites and each.id in on.risks
    )
    gives = Derivation(
        N_("expected hours down in a year"),
        found.hours,
        "h/year",
        N_("sum over the risks of events of the year × mean hours down in one event"),
        "docs/understand/cascade.md",
    )
    root = Node(gives, age(found.hours), Basis.WORKED, (share, *striking))
    return DerivationView(on.seen.site(key), f"/sites/{key}", root)


def _striking(risk: Risk) -> Node:
    """A risk that names the site, by how often it comes."""
    gives = Derivation(risk.title, risk.rate.mean, "1/year", N_("rate now = base rate × ratio"), "")
    return Node(gives, rate(risk.rate.mean), Basis.WORKED, href=f"/derivation/risk/{risk.scenario}/rate")
