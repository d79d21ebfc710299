"""Derivations of the risk of a site with hazardous substances: expected deaths, points of the F-N curve, criteria."""

from collections.abc import Callable

from forestall.core.text import N_
from forestall.model.chemical_risk import BranchRisk, CriterionCheck, SiteRisk
from forestall.model.derivation import Derivation
from forestall.model.place import Place
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, stated
from forestall.outlook.wording import number, percent, rate, times

_HERE = "docs/understand/chemical-risk.md"
_TNO = "TNO CPR 18E (1999), Guidelines for quantitative risk assessment; docs/understand/chemical-risk.md"


def societal(found: SiteRisk, place: Place, quantity: str) -> DerivationView | None:
    """How a number came about: `pll`, `fn.3` (point 3 of the curve, from 0), `check.1` (the first criterion).

    Args:
        found: the risk of the site
        place: the place, for its releases
        quantity: which number
    """
    plain, _, detail = quantity.partition(".")
    at = int(detail) if detail.isascii() and detail.isdecimal() else -1
    build: dict[str, Callable[[SiteRisk, Place, int], Node | None]] = {"pll": _pll, "fn": _point, "check": _check}
    make = build.get(plain)
    root = None if make is None else make(found, place, at)
    if root is None:
        return None
    href = f"/derivation/societal/{found.site}"
    names = [("pll", N_("expected deaths a year"))] if plain != "pll" else []
    names += [(f"check.{i}", f"{each.name}, {each.line}") for i, each in enumerate(found.checks, 1)]
    others = tuple((f"{href}/{name}", said) for name, said in names if name != quantity)
    return DerivationView(found.name, f"/sites/{found.site}/risk", root, others)


def _pll(found: SiteRisk, place: Place, at: int) -> Node | None:
    if at >= 0:
        return None
    gives = Derivation(
        N_("expected deaths a year"),
        found.pll.mean,
        "1/year",
        N_("sum over releases and outcomes of frequency × expected deaths, over the place's weather"),
        _TNO,
    )
    parts = tuple(_branch(each, place) for each in found.branches)
    return Node(gives, rate(found.pll.mean), Basis.WORKED, (*parts, *_sources(found)))


def _branch(one: BranchRisk, place: Place) -> Node:
    """What one outcome of one release adds."""
    release = next((each for each in place.releases if each.id == one.release), None)
    gives = Derivation(
        f"{one.release}: {one.branch.replace('_', ' ')}", one.pll, "1/year", N_("frequency × expected deaths"), ""
    )
    often = Node(
        Derivation(
            N_("how often it comes to this"),
            one.frequency,
            "1/year",
            N_("frequency of the release × its branch"),
            _HERE,
        ),
        rate(one.frequency),
        Basis.WORKED,
        ()
        if release is None
        else (
            stated(
                N_("frequency of the release"),
                release.frequency,
                rate(release.frequency),
                f"releases.csv, {release.id}",
                release.source,
                "1/year",
            ),
        ),
    )
    dead = one.pll / one.frequency if one.frequency > 0 else 0.0
    deaths = Derivation(
        N_("expected deaths when it comes"), dead, "persons", N_("people at each place × probability of death"), _TNO
    )
    worst = Derivation(N_("in its worst weather"), one.worst, "persons", "", "")
    harmed = Node(deaths, number(dead), Basis.WORKED, (Node(worst, number(one.worst), Basis.WORKED),))
    return Node(gives, f"{rate(one.pll)} ({percent(one.share)})", Basis.WORKED, (often, harmed))


def _sources(found: SiteRisk) -> tuple[Node, ...]:
    """Equations with who published them."""
    inputs = tuple(Node(Derivation(name, "", "", "", source), "", Basis.WORKED) for name, source in found.sources)
    gives = Derivation(N_("equations and sources"), float(len(inputs)), "", "", _HERE)
    return (Node(gives, f"{len(inputs)}", Basis.WORKED, inputs),)


def _point(found: SiteRisk, place: Place, at: int) -> Node | None:
    """F of N or more: the branches that can bring so many in their worst weather stand below it."""
    if not 0 <= at < len(found.fn.deaths):
        return None
    deaths, often = found.fn.deaths[at], found.fn.frequency[at]
    gives = Derivation(
        N_("how often so many people or more die at once"),
        often,
        "1/year",
        N_("F(N) = sum over releases, outcomes, weather and hours of their frequency where deaths ≥ N"),
        _TNO,
        "" if found.fn.low else N_("No interval: inputs were not drawn; forestall hazard site --samples does."),
    )
    many = Node(
        Derivation(N_("N, people"), deaths, "persons", N_("a point of the curve"), ""), number(deaths), Basis.WORKED
    )
    able = tuple(_branch(each, place) for each in found.branches if each.worst >= deaths)
    return Node(gives, rate(often), Basis.WORKED, (many, *able, *_sources(found)))


def _check(found: SiteRisk, place: Place, at: int) -> Node | None:
    if not 1 <= at <= len(found.checks):
        return None
    one = found.checks[at - 1]
    how = (
        N_("largest of F(N) / (constant × N^slope) over N")
        if one.kind == "societal"
        else N_("largest individual risk where people live / limit")
    )
    gives = Derivation(f"{one.name}, {one.line}", one.worst_ratio, "", how, one.source, one.at)
    below = _pll(found, place, -1)
    return Node(gives, times(one.worst_ratio), Basis.WORKED, (*_line(one), *((below,) if below else ())))


def _line(one: CriterionCheck) -> tuple[Node, ...]:
    file = "place.toml, [criteria]"
    constant = stated(
        N_("limit at one death, or of individual risk"), one.constant, rate(one.constant), file, one.source
    )
    if one.kind == "individual":
        return (constant,)
    return constant, stated(N_("slope of the line"), one.slope, number(one.slope), file, one.source)
