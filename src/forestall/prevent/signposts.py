"""What would make another plan better than the chosen one: conditions on what was drawn for the futures, by PRIM.

Not here: the boxes themselves (`prim`).
"""

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forestall.model.place import Place
from forestall.model.plan import Condition, Signpost
from forestall.model.words import FindingKind
from forestall.prevent.fit import Fitted
from forestall.prevent.futures import Drawn
from forestall.prevent.portfolio import Floats
from forestall.prevent.prim import Box, discover

MATTERS = 0.02
"""Share of what the chosen plan is worth by which another has to be better to count."""

CLEAR = 0.6
"""Least density of a box that is worth a signpost."""

OFTEN = 0.02
"""Least share of futures in which the other plan is better."""

MOST = 3
"""Signposts at most."""

VARIABLES = 8
"""Variables that a box may be made of: those that go most with what is saved."""

LOOKED_AT = 8
"""Other plans that are looked at, those that save most over all futures first."""


@dataclass(frozen=True, slots=True)
class Rivals:
    """The chosen plan and those that it is held against."""

    chosen: Floats
    """Shape (columns,)."""
    others: Floats
    """Shape (plans, columns)."""


def signposts(fitted: Fitted, place: Place, drawn: Drawn, rivals: Rivals) -> tuple[Signpost, ...]:
    """Where which other plan is clearly better, most telling first, no two for the same plan.

    Args:
        fitted: what the columns stand for
        place: its indicators
        drawn: futures in which plans are compared
        rivals: the plans
    """
    own = drawn.futures.totals(drawn.portfolio, rivals.chosen[None])[0]
    saved = own - drawn.futures.totals(drawn.portfolio, rivals.others)
    nothing = drawn.futures.totals(drawn.portfolio, np.zeros_like(rivals.chosen)[None])[0]
    better = saved > MATTERS * max(0.0, float((nothing - own).mean()))
    order = np.argsort(-np.where(better, saved, 0.0).sum(axis=1), kind="stable")
    found: list[Signpost] = []
    for index in order[:LOOKED_AT]:
        if better[index].mean() < OFTEN or len(_distinct(found)) == MOST:
            continue
        box = _box(drawn.cases, saved[index], better[index])
        other = fitted.measures(rivals.others[index])
        if box.density >= CLEAR and box.limited and other != fitted.measures(rivals.chosen):
            found.append(_signpost(fitted, place, drawn, rivals, int(index), box, saved[index], better[index]))
    return _distinct(found)


def _box(cases: Floats, saved: Floats, better: NDArray[np.bool_]) -> Box:
    """The box on the variables that go most with what the other plan saves; no limits on the rest."""
    spread = cases.std(axis=0)
    with_saved = (cases - cases.mean(axis=0)).T @ (saved - saved.mean())
    telling = np.abs(np.divide(with_saved, spread, out=np.zeros_like(spread), where=spread > 0.0))
    few = np.sort(np.argsort(-telling, kind="stable")[:VARIABLES])
    box = discover(cases[:, few], better)
    low, high = np.full(cases.shape[1], -np.inf), np.full(cases.shape[1], np.inf)
    low[few], high[few] = box.low, box.high
    return replace(box, low=low, high=high)


def _signpost(
    fitted: Fitted,
    place: Place,
    drawn: Drawn,
    rivals: Rivals,
    index: int,
    box: Box,
    saved: Floats,
    better: NDArray[np.bool_],
) -> Signpost:
    """A box in words; saved and better are of the other plan in each future."""
    now, then = fitted.measures(rivals.chosen), fitted.measures(rivals.others[index])
    paid = drawn.futures.cost[better] @ (rivals.others[index] - rivals.chosen)
    return Signpost(
        conditions=tuple(_conditions(box, drawn.variables, place)),
        add=tuple(sorted(then - now)),
        drop=tuple(sorted(now - then)),
        saves=float(saved[better].mean()),
        density=box.density,
        coverage=box.coverage,
        costs=float(paid.mean()),
    )


def _conditions(box: Box, variables: tuple[str, ...], place: Place) -> list[Condition]:
    found = []
    for index in box.limited:
        what = variables[index]
        sides: tuple[tuple[Literal["above", "below"], float], ...] = (
            ("above", float(box.low[index])),
            ("below", float(box.high[index])),
        )
        for side, level in sides:
            if np.isfinite(level):
                found.append(Condition(_words(what, place), side, level, "times today's", watching(place, what)))
    return found


def _words(variable: str, place: Place) -> str:
    kind, _, name = variable.partition(" ")
    match kind:
        case "trend":
            return f"frequency of all {name} scenarios"
        case "rate":
            title = next((one.title for one in place.scenarios if one.id == name), name)
            return f"frequency of: {title}"
        case "effect":
            return f"effectiveness of measures against {name} scenarios"
        case "cost":
            return f"cost of {name}" if name else "cost of all measures"
        case _:
            return variable


def watching(place: Place, variable: str) -> tuple[str, ...]:
    """Indicators that announce the scenario of a rate, or any scenario of the field of a trend."""
    kind, _, name = variable.partition(" ")
    rules = {
        precursor.rule
        for scenario in place.scenarios
        if (kind == "rate" and scenario.id == name) or (kind == "trend" and scenario.field == name)
        for precursor in scenario.precursors
        if precursor.kind in (FindingKind.SEASONAL, FindingKind.THRESHOLD)
    }
    return tuple(sorted(one.id for one in place.indicators if any(fnmatchcase(one.id, rule) for rule in rules)))


def _distinct(found: list[Signpost]) -> tuple[Signpost, ...]:
    """Those that watch other things or lead elsewhere than all before them."""
    kept: list[Signpost] = []
    for one in found:
        watched = {(c.quantity, c.side) for c in one.conditions}
        if not any({(c.quantity, c.side) for c in k.conditions} == watched or k.add == one.add for k in kept):
            kept.append(one)
    return tuple(kept)
