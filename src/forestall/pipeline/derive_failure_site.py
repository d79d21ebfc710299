"""Derivations of what becomes of one site when sites are let fail: when it goes down, why, and when it is back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from forestall.core.text import N_
from forestall.model.cascade import Failure, SiteDown
from forestall.model.derivation import Derivation
from forestall.model.place import Place
from forestall.outlook.pages.derivation import Basis, Node, stated
from forestall.outlook.wording import age, count, number

MODEL = "docs/understand/cascade.md"
FIXPOINT = f"Tarski (1955), Pacific J. Math. 5, 285-309; {MODEL}"


@dataclass(frozen=True)
class Case:
    """An answer with the place that it speaks of."""

    place: Place
    """The place, as the reader may see it."""
    answer: Failure
    """What follows when the sites fail."""

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Sites by id, as people call them."""
        return {each.id: each.name for each in self.place.sites}

    @cached_property
    def repair(self) -> Mapping[str, float]:
        """Hours of repair supposed, by site that fails."""
        return dict(self.answer.failed)

    @cached_property
    def down(self) -> Mapping[str, SiteDown]:
        """What goes down, by site."""
        return {each.site: each for each in self.answer.sites}


def outage(case: Case, one: SiteDown) -> Node:
    """What one site that goes down adds."""
    gives = Derivation(one.name, one.person_hours, "person-hours", N_("people served × hours down"), FIXPOINT)
    inputs = (served(one, N_("people served")), down(case, one, N_("hours down")))
    return Node(gives, number(one.person_hours), Basis.WORKED, inputs)


def served(one: SiteDown, quantity: str) -> Node:
    """The people whom a site serves."""
    return stated(quantity, float(one.people), count(one.people), f"sites.csv, {one.site}", "", "persons")


def down(case: Case, one: SiteDown, quantity: str) -> Node:
    """How long it is down, and why: it fails itself, or what it needs is down longer than its buffer lasts."""
    gives = Derivation(
        quantity,
        one.hours,
        "h",
        N_("greatest fixpoint: a site is up while k of its n suppliers are up or its buffer lasts"),
        FIXPOINT,
        one.because,
    )
    begins = Node(Derivation(N_("goes down after"), one.begun, "h", "", ""), age(one.begun), Basis.WORKED)
    return Node(gives, age(one.hours), Basis.WORKED, (begins, *_supposed(case, one.site), *_needs(case, one.site)))


def begun(case: Case, one: SiteDown) -> Node:
    """When it goes down: the chain to the failure behind it, with what each site on the way needs."""
    gives = Derivation(
        N_("goes down after"),
        one.begun,
        "h",
        N_("first hour in which too few of its suppliers are up and its buffer is used up; 0 for a site that fails"),
        FIXPOINT,
        one.because,
    )
    return Node(gives, age(one.begun), Basis.WORKED, (*_behind(case, one, begun), *_needs(case, one.site)))


def back(case: Case, one: SiteDown) -> Node:
    """When it is up for good: what it waits for, and how long it needs to come back."""
    gives = Derivation(
        N_("up for good after"),
        "" if one.back is None else one.back,
        "h",
        N_("first hour from which it is repaired, enough of its suppliers are up, and its restart is over"),
        FIXPOINT,
        N_("Not within the hours followed.") if one.back is None else one.because,
    )
    own = repaired(case, one)
    inputs = (*(() if own is None else (own,)), *_behind(case, one, back), *_needs(case, one.site))
    return Node(gives, age(one.back), Basis.WORKED, inputs)


def repaired(case: Case, one: SiteDown, quantity: str = N_("repaired after")) -> Node | None:
    """When a site that fails is repaired: its own work, after that of the sites that crews take on before."""
    plan = case.answer.restoration
    if plan is None or one.site not in case.repair:
        return next(iter(_supposed(case, one.site)), None)
    order = [each.site for each in plan.repairs]
    at = order.index(one.site)
    gives = Derivation(
        quantity,
        plan.repairs[at].done,
        "h",
        N_("the crew that is free first takes the next site of the order"),
        "Graham (1969), doi:10.1137/0117039",
    )
    crews = Node(Derivation(N_("repair crews"), float(plan.crews), "", "", ""), count(plan.crews), Basis.SUPPOSED)
    before = tuple(_named(each, case.names[name]) for name in order[: at + 1] for each in _supposed(case, name))
    return Node(gives, age(plan.repairs[at].done), Basis.WORKED, (crews, *before))


def _behind(case: Case, one: SiteDown, follow: Callable[[Case, SiteDown], Node]) -> tuple[Node, ...]:
    """The same number of the next site on the way to the failure behind it, by its name."""
    next_one = case.down.get(one.chain[1]) if len(one.chain) > 1 else None
    if next_one is None:
        return ()
    return (_named(follow(case, next_one), next_one.name),)


def _named(node: Node, name: str) -> Node:
    return replace(node, says=replace(node.says, quantity=name))


def _supposed(case: Case, site: str) -> tuple[Node, ...]:
    """The hours of repair of a site that fails itself."""
    hours = case.repair.get(site)
    if hours is None:
        return ()
    return (Node(Derivation(N_("hours of repair supposed"), hours, "h", "", ""), age(hours), Basis.SUPPOSED),)


def _needs(case: Case, site: str) -> tuple[Node, ...]:
    """What the site needs, with how many of those, how long it can do without, and how long it takes to come back."""
    found = []
    for each in case.place.dependencies:
        if each.site == site:
            names, file = ", ".join(case.names[one] for one in each.suppliers), f"dependencies.csv, {each.id}"
            inputs = (
                stated(N_("of these it needs"), float(each.required), count(each.required), file),
                stated(N_("how long its buffer lasts"), each.buffer, age(each.buffer), file, "", "h"),
                stated(N_("how long it takes to come back"), each.restart, age(each.restart), file, "", "h"),
            )
            found.append(Node(Derivation(N_("what it needs"), names, "", "as given", ""), names, Basis.STATED, inputs))
    return tuple(found)
