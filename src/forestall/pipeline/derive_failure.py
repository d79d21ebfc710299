"""Derivations of the answer when sites are let fail: who is without what at which hour, down to the sites.

Not here: the answer itself (`cascade.py`), one site (`derive_failure_site.py`), what it costs
(`derive_failure_cost.py`).
"""

from collections.abc import Callable

from forestall.core.text import N_
from forestall.model.cascade import Failure, SiteDown
from forestall.model.derivation import Derivation
from forestall.model.place import Place
from forestall.outlook.pages.derivation import Basis, DerivationView, Node
from forestall.outlook.wording import Wording, age, count, number
from forestall.pipeline.derive_failure_cost import cost, sector, worst
from forestall.pipeline.derive_failure_site import (
    FIXPOINT,
    MODEL,
    Case,
    back,
    begun,
    down,
    outage,
    repaired,
    served,
)

_HOURS = N_("person-hours without service")
_SUM = N_("sum over the sites that go down of people served × hours down")


def failure(place: Place, found: Failure, quantity: str, query: str, words: Wording) -> DerivationView | None:
    """How a number came about; None when the answer has no such number.

    Args:
        place: the place, as the reader may see it
        found: what follows when the sites fail
        quantity: which number: `people`, `person_hours`, `cost`, `sites`, `others`, `repair`, `repair_worst`; of a site
            `person_hours.SITE`, `begun.SITE`, `back.SITE`, `repaired.SITE`; of a kind of service `service.KIND`; at one
            of the times of the table `sites_at.HOURS`, `people_at.HOURS.KIND`; of a sector `sector.ID`,
            `sector_worst.ID`
        query: the question as addresses ask it
        words: how money is written
    """
    case = Case(place, found)
    asked = tuple(
        (N_("Sites that fail"), f"{case.names.get(site, site)}: {age(hours)}") for site, hours in found.failed
    )
    plain, _, of = quantity.partition(".")
    if of in case.down and plain in _OF_SITE:
        root = _OF_SITE[plain](case, case.down[of])
    else:
        root = _NUMBERS[plain, bool(of)](case, of, words) if (plain, bool(of)) in _NUMBERS else None
    return None if root is None else DerivationView(N_("Network"), f"/network?{query}", root, (), asked)


def _all(case: Case, _of: str, _words: Wording) -> Node:
    """Person-hours of all sites."""
    return _sum(case.answer.person_hours.mean, tuple(outage(case, each) for each in case.answer.sites))


def _sites(case: Case, _of: str, _words: Wording) -> Node:
    return _count(case, N_("sites that go down"), case.answer.sites)


def _others(case: Case, _of: str, _words: Wording) -> Node:
    others = tuple(each for each in case.answer.sites if each.site not in case.repair)
    return _count(case, N_("sites that others take down"), others)


def _sum(value: float, sites: tuple[Node, ...]) -> Node:
    return Node(Derivation(_HOURS, value, "person-hours", _SUM, FIXPOINT), number(value), Basis.WORKED, sites)


def _count(case: Case, quantity: str, sites: tuple[SiteDown, ...]) -> Node:
    """How many sites, each with how long it is down and why."""
    gives = Derivation(quantity, float(len(sites)), "", N_("one for each site that is down"), FIXPOINT)
    return Node(gives, count(len(sites)), Basis.WORKED, tuple(down(case, each, each.name) for each in sites))


def _service(case: Case, kind: str, _words: Wording) -> Node | None:
    """Of all sites of one kind."""
    found = next((each for each in case.answer.services if each.kind == kind), None)
    sites = tuple(outage(case, each) for each in case.answer.sites if each.kind == kind)
    return None if found is None else _sum(found.person_hours, sites)


def _at(case: Case, detail: str, _words: Wording) -> Node | None:
    """At one of the times of the table: sites that are down, or the people without one kind of service."""
    hours, _, kind = detail.partition(".")
    times = [f"{each:g}" for each in case.answer.times]
    if hours not in times:
        return None
    at = times.index(hours)
    sites = tuple(each for each in case.answer.sites if each.down_at(case.answer.times[at]))
    if not kind:
        return _count(case, N_("sites that are down at that hour"), sites)
    service = next((each for each in case.answer.services if each.kind == kind), None)
    if service is None:
        return None
    gives = Derivation(
        N_("people without this service at that hour"),
        service.people[at],
        "persons",
        N_("sum of the people served by its sites that are down"),
        MODEL,
        N_("A site serves its own people, so those of one kind add up."),
    )
    inputs = tuple(served(each, each.name) for each in sites if each.kind == kind)
    return Node(gives, count(service.people[at]), Basis.WORKED, inputs)


def _people(case: Case, _of: str, _words: Wording) -> Node:
    """People without at least one service; sites of one kind add up, those of several kinds serve the same people."""
    gives = Derivation(
        N_("people without at least one service for more than an hour"),
        case.answer.people,
        "persons",
        N_("sum over authorities of the most that one kind of service serves there; at most all who live there"),
        MODEL,
    )
    sites = tuple(outage(case, each) for each in case.answer.sites if each.hours > 1)
    return Node(gives, count(case.answer.people), Basis.WORKED, sites)


def _best(case: Case, _of: str, _words: Wording) -> Node | None:
    """Person-hours without service in the best order of repair, with when each site is repaired in it."""
    plan = case.answer.restoration
    if plan is None:
        return None
    tried = N_("every order of repair was tried; the one with fewest person-hours")
    grown = N_("site by site the one that brings most back, then neighbours change places while that helps")
    gives = Derivation(_HOURS, plan.person_hours, "person-hours", tried if plan.exact else grown, MODEL)
    found = (repaired(case, case.down[each.site], case.names[each.site]) for each in plan.repairs)
    return Node(gives, number(plan.person_hours), Basis.WORKED, tuple(each for each in found if each is not None))


def _opposite(case: Case, _of: str, _words: Wording) -> Node | None:
    """Person-hours without service in the opposite order of repair."""
    plan = case.answer.restoration
    if plan is None:
        return None
    gives = Derivation(_HOURS, plan.worst, "person-hours", N_("followed again, repaired in the opposite order"), MODEL)
    return Node(gives, number(plan.worst), Basis.WORKED)


_NUMBERS: dict[tuple[str, bool], Callable[[Case, str, Wording], Node | None]] = {
    ("people", False): _people,
    ("person_hours", False): _all,
    ("cost", False): cost,
    ("sites", False): _sites,
    ("others", False): _others,
    ("repair", False): _best,
    ("repair_worst", False): _opposite,
    ("service", True): _service,
    ("sites_at", True): _at,
    ("people_at", True): _at,
    ("sector", True): sector,
    ("sector_worst", True): worst,
}
"""Numbers of all that follows, and those of one service, hour or sector."""
_OF_SITE: dict[str, Callable[[Case, SiteDown], Node | None]] = {
    "person_hours": outage, "begun": begun, "back": back, "repaired": repaired,
}  # fmt: skip
"""Numbers of one site."""
