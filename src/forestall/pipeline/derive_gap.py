"""Derivations of capabilities: what falls short, what closing it costs, the cheapest purchases of each kind."""

import math
from collections.abc import Callable

from forestall.core.text import N_
from forestall.model.capability import Capability, Need
from forestall.model.derivation import Derivation
from forestall.model.plan import Closing, Gap
from forestall.model.words import CapabilityKind
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, hidden, stated
from forestall.outlook.wording import number, percent, words
from forestall.pipeline.derive_ground import Ground

_GAP = ("available", "needed", "cost")
_KIND = ("short", "cost")
_HERE = "docs/understand/plan.md"


def gap(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """How a number of a gap came about: `gap/CAPABILITY:measure/needed`."""
    name, _, need = key.rpartition(":")
    one = next((each for each in on.seen.plan.gaps if (each.capability, each.need) == (name, need)), None)
    known = next((each for each in on.seen.place.capabilities if each.id == name), None)
    if one is None or known is None or quantity not in _GAP or (quantity == "cost" and one.cost is None):
        return None
    build: dict[str, Callable[[Ground, Gap, Capability], Node]] = {
        "available": _available,
        "needed": _needed,
        "cost": _cost,
    }
    names = [each for each in _GAP if each != quantity and (each != "cost" or one.cost is not None)]
    others = tuple((f"/derivation/gap/{key}/{each}", each) for each in names)
    return DerivationView(one.title, "/plan#gaps", build[quantity](on, one, known), others)


def _href(one: Gap, quantity: str) -> str:
    return f"/derivation/gap/{one.capability}:{one.need}/{quantity}"


def _said(value: float, unit: str) -> str:
    return f"{number(value)} {unit}".strip()


def _available(_on: Ground, one: Gap, known: Capability) -> Node:
    """What there is: all of it for measures, which have time; what is ready at once for scenarios."""
    file = f"capabilities.csv, {known.id}"
    there = stated(N_("available"), known.available, _said(known.available, known.unit), file, known.source, known.unit)
    if one.need == "measure":
        gives = Derivation(N_("there is"), one.available, one.unit, N_("all of it: measures have time"), _HERE)
        return Node(gives, _said(one.available, one.unit), Basis.WORKED, (there,), href=_href(one, "available"))
    share = stated(N_("share that can be used at once"), known.readiness, percent(known.readiness), file, known.source)
    gives = Derivation(N_("there is at once"), one.available, one.unit, N_("available × share ready at once"), _HERE)
    return Node(gives, _said(one.available, one.unit), Basis.WORKED, (there, share), href=_href(one, "available"))


def _needed(on: Ground, one: Gap, known: Capability) -> Node:
    needs = [each for each in on.whole.place.needs if each.capability == one.capability]
    if one.need == "scenario":
        inputs = tuple(_need(on, each, known.unit) for each in needs if each.by == one.by)
        how = N_("what the scenario that needs most asks for at once: two do not come at once")
    else:
        inputs = _by_measures(on, one, needs)
        how = N_("what the plan and the measures that would pay but cannot be take up together")
    gives = Derivation(N_("needed"), one.needed, one.unit, how, _HERE)
    return Node(gives, _said(one.needed, one.unit), Basis.WORKED, inputs, href=_href(one, "needed"))


def _by_measures(on: Ground, one: Gap, needs: list[Need]) -> tuple[Node, ...]:
    """What the plan takes up, and what waits; which of the measures wait is told by the reason of each."""
    chosen = {each.measure for each in on.whole.plan.choices if each.chosen}
    others = {each.measure for each in on.whole.plan.choices} - chosen
    taken = math.fsum(each.amount for each in needs if each.by in chosen)
    parts = (
        (N_("taken up by the plan"), taken, chosen, N_("sum over the chosen measures")),
        (N_("asked for by measures that would pay and wait for it"), one.needed - taken, others, N_("the rest")),
    )
    return tuple(
        Node(
            Derivation(name, amount, one.unit, how, ""),
            _said(amount, one.unit),
            Basis.WORKED,
            tuple(_need(on, each, one.unit) for each in needs if each.by in names),
        )
        for name, amount, names, how in parts
    )


def _need(on: Ground, one: Need, unit: str) -> Node:
    """What a measure or scenario asks for; one that may not be seen is not named."""
    titles = {each.id: each.title for each in on.seen.place.measures}
    titles |= {each.id: each.title for each in on.seen.place.scenarios}
    if one.by not in titles:
        return hidden(N_("a measure or scenario"))
    return stated(titles[one.by], one.amount, _said(one.amount, unit), f"needs.csv, {one.by}", "", unit)


def _cost(on: Ground, one: Gap, known: Capability) -> Node:
    short = math.ceil(one.needed - one.available - 1e-9 * max(1.0, one.available))
    value = math.nan if one.cost is None else one.cost
    gives = Derivation(N_("what closing it costs"), value, "currency", N_("units short × cost of one more"), _HERE)
    lacking = Node(
        Derivation(N_("units short"), float(short), one.unit, N_("needed − there is, rounded up"), ""),
        _said(float(short), one.unit),
        Basis.WORKED,
        (_needed(on, one, known), _available(on, one, known)),
    )
    price = 0.0 if known.cost is None else known.cost
    each = stated(
        N_("cost of one more"),
        price,
        on.words.money(price),
        f"capabilities.csv, {known.id}",
        known.source,
        "currency/unit",
    )
    return Node(gives, on.words.money(value), Basis.WORKED, (lacking, each), href=_href(one, "cost"))


def kind(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """How many capabilities of a kind fall short, and what the cheapest purchases cost that close all of them."""
    if key not in set(CapabilityKind) or quantity not in _KIND or not on.seen.place.capabilities:
        return None
    of = CapabilityKind(key)
    known = {each.id: each for each in on.seen.place.capabilities}
    gaps = [each for each in on.seen.plan.gaps if each.kind is of and each.capability in known]
    closing = next((each for each in on.seen.plan.closing if each.kind is of), None)
    if quantity == "cost" and (closing is None or not closing.buy):
        return None
    root = _short(on, gaps, known) if quantity == "short" or closing is None else _closing(on, closing, gaps, known)
    has = closing is not None and bool(closing.buy)
    others = tuple(
        (f"/derivation/kind/{key}/{each}", each) for each in _KIND if each != quantity and (each != "cost" or has)
    )
    return DerivationView(words(of), "/plan#kinds", root, others)


def _short(on: Ground, gaps: list[Gap], known: dict[str, Capability]) -> Node:
    count = len({each.capability for each in gaps})
    gives = Derivation(
        N_("capabilities that fall short"), float(count), "", N_("of which more is needed than there is"), _HERE
    )
    return Node(gives, f"{count}", Basis.WORKED, tuple(_difference(on, each, known[each.capability]) for each in gaps))


def _difference(on: Ground, one: Gap, known: Capability) -> Node:
    gives = Derivation(one.title, one.needed - one.available, one.unit, N_("needed − there is"), "")
    inputs = (_needed(on, one, known), _available(on, one, known))
    return Node(gives, _said(one.needed - one.available, one.unit), Basis.WORKED, inputs)


def _closing(on: Ground, one: Closing, gaps: list[Gap], known: dict[str, Capability]) -> Node:
    gives = Derivation(
        N_("the cheapest purchases that close all of it"),
        one.cost,
        "currency",
        N_("sum over the capabilities of units to buy × cost of one more"),
        _HERE,
        N_("Gaps share what is bought: of each capability as much as its largest gap lacks, in whole units."),
    )
    parts = []
    for name, units in sorted(one.buy.items()):
        amount = units * (known[name].cost or 0.0)
        mine = tuple(_difference(on, each, known[name]) for each in gaps if each.capability == name)
        says = Derivation(known[name].title, amount, "currency", N_("units to buy × cost of one more"), "")
        bought = Node(
            Derivation(N_("units to buy"), units, known[name].unit, "", ""),
            _said(units, known[name].unit),
            Basis.WORKED,
            mine,
        )
        price = stated(
            N_("cost of one more"),
            known[name].cost or 0.0,
            on.words.money(known[name].cost),
            f"capabilities.csv, {name}",
            known[name].source,
        )
        parts.append(Node(says, on.words.money(amount), Basis.WORKED, (bought, price)))
    return Node(gives, on.words.money(one.cost), Basis.WORKED, tuple(parts))
