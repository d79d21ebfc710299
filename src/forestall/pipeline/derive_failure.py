"""Derivations of the answer when sites are let fail: person-hours and people without service, down to the sites.

Not here: the answer itself (`cascade.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from forestall.core.text import N_
from forestall.model.cascade import Failure, SiteDown
from forestall.model.derivation import Derivation
from forestall.model.place import Place
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, stated
from forestall.outlook.wording import age, count, number

_SOURCE = "Tarski (1955), Pacific J. Math. 5, 285-309; docs/understand/cascade.md"
_HOURS = N_("person-hours without service")
_SUM = N_("sum over the sites that go down of people served × hours down")


@dataclass(frozen=True, slots=True)
class _Case:
    """An answer with the place that it speaks of."""

    place: Place
    answer: Failure
    names: Mapping[str, str]
    repair: Mapping[str, float]
    """Hours of repair supposed, by site that fails."""


def failure(place: Place, found: Failure, quantity: str, query: str) -> DerivationView | None:
    """How a number came about: `person_hours`, `person_hours.SITE`, `service.KIND`, `people`.

    Args:
        place: the place, as the reader may see it
        found: what follows when the sites fail
        quantity: which number
        query: the question as addresses ask it
    """
    case = _Case(place, found, {each.id: each.name for each in place.sites}, dict(found.failed))
    plain, _, detail = quantity.partition(".")
    root = None
    if quantity == "people":
        root = _people(case)
    elif quantity == "person_hours":
        root = _sum(found.person_hours.mean, tuple(_site(case, each) for each in found.sites))
    elif plain == "person_hours":
        root = next((_site(case, each) for each in found.sites if each.site == detail), None)
    elif plain == "service":
        root = _service(case, detail)
    asked = tuple(
        (N_("Sites that fail"), f"{case.names.get(site, site)}: {age(hours)}") for site, hours in found.failed
    )
    return None if root is None else DerivationView(N_("Network"), f"/network?{query}", root, (), asked)


def _sum(value: float, sites: tuple[Node, ...]) -> Node:
    return Node(Derivation(_HOURS, value, "person-hours", _SUM, _SOURCE), number(value), Basis.WORKED, sites)


def _service(case: _Case, kind: str) -> Node | None:
    """Of all sites of one kind."""
    found = next((each for each in case.answer.services if each.kind == kind), None)
    sites = tuple(_site(case, each) for each in case.answer.sites if each.kind == kind)
    return None if found is None else _sum(found.person_hours, sites)


def _people(case: _Case) -> Node:
    """People without at least one service; sites of one kind add up, those of several kinds serve the same people."""
    gives = Derivation(
        N_("people without at least one service for more than an hour"),
        case.answer.people,
        "persons",
        N_("sum over authorities of the most that one kind of service serves there; at most all who live there"),
        "docs/understand/cascade.md",
    )
    sites = tuple(_site(case, each) for each in case.answer.sites if each.hours > 1)
    return Node(gives, count(case.answer.people), Basis.WORKED, sites)


def _site(case: _Case, one: SiteDown) -> Node:
    """What one site that goes down adds."""
    served = stated(N_("people served"), float(one.people), count(one.people), f"sites.csv, {one.site}", "", "persons")
    gives = Derivation(one.name, one.person_hours, "person-hours", N_("people served × hours down"), _SOURCE)
    return Node(gives, number(one.person_hours), Basis.WORKED, (served, _down(case, one)))


def _down(case: _Case, one: SiteDown) -> Node:
    """How long it is down, and why: it fails itself, or what it needs is down longer than its buffer lasts."""
    gives = Derivation(
        N_("hours down"),
        one.hours,
        "h",
        N_("greatest fixpoint: a site is up while k of its n suppliers are up or its buffer lasts"),
        _SOURCE,
        one.because,
    )
    begun = Node(Derivation(N_("goes down after"), one.begun, "h", "", ""), age(one.begun), Basis.WORKED)
    repair = case.repair.get(one.site)
    supposed = (
        ()
        if repair is None
        else (Node(Derivation(N_("hours of repair supposed"), repair, "h", "", ""), age(repair), Basis.SUPPOSED),)
    )
    return Node(gives, age(one.hours), Basis.WORKED, (begun, *supposed, *_needs(case, one.site)))


def _needs(case: _Case, site: str) -> tuple[Node, ...]:
    """What the site needs, with how many of those and for how long it can do without."""
    found = []
    for each in case.place.dependencies:
        if each.site == site:
            names, file = ", ".join(case.names[one] for one in each.suppliers), f"dependencies.csv, {each.id}"
            inputs = (
                stated(N_("of these it needs"), float(each.required), count(each.required), file),
                stated(N_("how long its buffer lasts"), each.buffer, age(each.buffer), file, "", "h"),
            )
            found.append(Node(Derivation(N_("what it needs"), names, "", "as given", ""), names, Basis.STATED, inputs))
    return tuple(found)
