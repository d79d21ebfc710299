"""The cheapest way to close what is short, by kind of capability; and what to close first when money is short.

Not here: what is short (`readiness`, `capability`).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from forestall.model.place import Place
from forestall.model.plan import Closing, Gap
from forestall.model.words import CapabilityKind
from forestall.prevent.portfolio import Floats
from forestall.prevent.programme import FREE, Programme
from forestall.prevent.readiness import asked, ready

NODES = 5_000  # branch-and-bound nodes


@dataclass(frozen=True, slots=True)
class Prepared:
    """Scenarios made ready for an amount of money."""

    scenarios: tuple[str, ...]
    """Scenarios of which all needs are then met, those that were met before left out."""
    buy: dict[str, float]
    """Capability -> units to buy."""
    cost: float
    """What that costs [currency]."""


def closings(gaps: tuple[Gap, ...], place: Place) -> tuple[Closing, ...]:
    """For each kind of capability the cheapest purchases that close its gaps.

    Gaps share what is bought: of each capability as much is bought as the largest gap lacks, in whole units.
    """
    known = {c.id: c for c in place.capabilities}
    found = []
    for kind in CapabilityKind:
        lacking: dict[str, float] = {}
        for gap in gaps:
            if gap.kind is kind:
                lacking[gap.capability] = max(lacking.get(gap.capability, 0.0), gap.needed - gap.available)
        buy = {n: float(math.ceil(v - 1e-9)) for n, v in sorted(lacking.items()) if known[n].cost is not None}
        cost = math.fsum(amount * (known[name].cost or 0.0) for name, amount in buy.items())
        beyond = tuple(sorted(name for name in lacking if known[name].cost is None))
        if lacking:
            found.append(Closing(kind, len(lacking), buy, cost, beyond))
    return tuple(found)


def prepare(place: Place, worth: Mapping[str, float], money: float) -> Prepared:
    """What to buy so that the scenarios made ready weigh most.

        max sum_s worth_s y_s,   need_sc y_s <= ready_c + q_c,   sum_c price_c q_c <= money,   y binary, q whole

    Args:
        place: capabilities, and what scenarios need
        worth: what it is worth to be ready for each scenario, such as its expected yearly loss
        money: what may be spent [currency]
    """
    there, needs = ready(place), asked(place)
    price = {c.id: c.cost for c in place.capabilities if c.cost is not None}
    waiting = [s for s, a in sorted(needs.items()) if any(v > there[c] + 1e-9 for c, v in a.items())]
    open_ = [s for s in waiting if all(v <= there[c] or c in price for c, v in needs[s].items())]
    buys = sorted({c for s in open_ for c, v in needs[s].items() if v > there[c]})
    if not open_ or money <= 0.0:
        return Prepared((), {}, 0.0)
    programme = _programme(open_, buys, needs, there, price, money)
    aim = np.array([*(-worth.get(s, 0.0) for s in open_), *(1e-9 * price[c] for c in buys)])
    found = programme.minimise(aim, 0.0, 1e-9, NODES)
    point = np.zeros(aim.size) if found is None else np.round(found.point)
    bought = {c: float(n) for c, n in zip(buys, point[len(open_) :], strict=True) if n > 0.0}
    done = tuple(s for s, y in zip(open_, point, strict=False) if y > 0.5)
    return Prepared(done, bought, math.fsum(price[c] * n for c, n in bought.items()))


def _programme(
    scenarios: list[str],
    buys: list[str],
    needs: Mapping[str, Mapping[str, float]],
    there: Mapping[str, float],
    price: Mapping[str, float],
    money: float,
) -> Programme:
    size = len(scenarios) + len(buys)
    rows: list[Floats] = []
    uppers: list[float] = []
    for i, scenario in enumerate(scenarios):
        for capability, amount in needs[scenario].items():
            if capability in buys:
                row = np.zeros(size)
                row[i], row[len(scenarios) + buys.index(capability)] = amount, -1.0
                rows.append(row / amount)
                uppers.append(there[capability] / amount)
    spent = np.concatenate([np.zeros(len(scenarios)), [price[c] for c in buys]])
    rows.append(spent / (spent.max() or 1.0))
    uppers.append(money / (spent.max() or 1.0))
    most = [max(math.ceil(max(0.0, needs[s].get(c, 0.0) - there[c])) for s in scenarios) for c in buys]
    return Programme(
        np.zeros(size),
        np.array([*[1.0] * len(scenarios), *map(float, most)]),
        np.ones(size, dtype=np.bool_),
        csr_array(np.array(rows)),
        np.full(len(rows), -FREE),
        np.array(uppers),
    )
