"""How much each basic event matters to the top: Birnbaum, Fussell-Vesely, risk achievement and risk reduction worth.

With P the probability of the top, P1 and P0 that when the event surely happens and surely does not:

    Birnbaum = P1 - P0     Fussell-Vesely = (P - P0) / P     RAW = P1 / P     RRW = P / P0

RRW of an event without which the top cannot happen is infinite. Where P is 0, the last three are NaN. Negative values
come only from trees with negations: there the event can keep the top from happening.

Source: Birnbaum (1969), Multivariate Analysis II, 581-592; Vesely, Davis, Denning and Saltos (1983), NUREG/CR-3385.
"""

import math
from dataclasses import dataclass

from forestall.science.network.diagrams import Floats, Solved, given, literal_chance, slopes

CANCELLED = 1e-6  # a difference this much smaller than its terms is computed again without subtraction


@dataclass(frozen=True, slots=True)
class Importance:
    """How much one basic event matters."""

    event: str
    """Its name."""
    probability: float
    """Its probability."""
    birnbaum: float
    """Change of the top's probability from the event's absence to its presence."""
    fussell_vesely: float
    """Share of the top's probability that goes away with the event."""
    raw: float
    """Risk achievement worth: times the top is likelier when the event surely happens."""
    rrw: float
    """Risk reduction worth: times the top is likelier now than without the event; infinite when it is necessary."""


def importances(solved: Solved, chance: Floats, top: int) -> tuple[Importance, ...]:
    """Importance of every basic event, the most important by Fussell-Vesely first, equal ones by name."""
    whole = literal_chance(chance, top)
    slope = slopes(solved.parts, chance, top)
    found = [
        _importance(solved, chance, top, event, whole, float(slope[event]))
        for event in range(1, solved.logic.first_gate)
    ]
    return tuple(sorted(found, key=lambda one: (-_rank(one), -abs(one.birnbaum), one.event)))


def _rank(one: Importance) -> float:
    return 0.0 if math.isnan(one.fussell_vesely) else one.fussell_vesely


def _importance(
    solved: Solved, chance: Floats, top: int, event: int, whole: float, slope: float
) -> Importance:  # fmt: skip
    probability = float(chance[event, 1])
    with_it, without = whole + (1.0 - probability) * slope, whole - probability * slope
    if slope and abs(without) < CANCELLED * whole:
        without = given(solved, chance, event, top, happens=False)
    if slope and abs(with_it) < CANCELLED * whole:
        with_it = given(solved, chance, event, top, happens=True)
    name = solved.logic.events[event - 1]
    if whole == 0.0:
        return Importance(name, probability, slope, math.nan, math.nan, math.nan)
    share = probability * slope / whole if without else 1.0
    worth = whole / without if without else math.inf
    return Importance(name, probability, slope, share, with_it / whole, worth)
