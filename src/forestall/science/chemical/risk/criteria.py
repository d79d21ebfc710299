"""National criteria of individual and societal risk, and how a risk stands against them (`content/criteria`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError
from forestall.science.chemical.risk.tables import rows
from forestall.science.chemical.societal import CriterionLine

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class IndividualLimit:
    """A yearly probability of death that a person must not exceed, or below which nothing more is asked."""

    name: str
    line: str
    """`limit`, `broad` (acceptable below) or `sensitive` (schools, hospitals)."""
    risk: float
    """[1/yr]"""
    confirmed: str
    """What the number was held against; `memory`: nothing yet."""
    source: str


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """What one authority asks."""

    name: str
    societal: tuple[CriterionLine, ...]
    individual: tuple[IndividualLimit, ...]


@cache
def criteria_sets() -> dict[str, CriteriaSet]:
    """All sets by their short name, such as `NL`."""
    lines, limits = rows("criteria", "societal"), rows("criteria", "individual")
    names = sorted({row["set"] for row in (*lines, *limits)})
    return {
        name: CriteriaSet(
            name,
            tuple(_line(row) for row in lines if row["set"] == name),
            tuple(_limit(row) for row in limits if row["set"] == name),
        )
        for name in names
    }


def criteria_set(name: str) -> CriteriaSet:
    """The set of this name.

    Raises:
        InputError: there is none; the message names those there are.
    """
    found = criteria_sets().get(name)
    if found is None:
        raise InputError(f"criteria {name!r} are not known; expected one of {', '.join(criteria_sets())}")
    return found


def _line(row: Mapping[str, str]) -> CriterionLine:
    return CriterionLine(
        row["name"],
        float(row["constant [1/year]"]),
        float(row["slope"]),
        float(row["from [deaths]"]),
        row["source"],
        to_deaths=float(row["to [deaths]"]) if row["to [deaths]"] else np.inf,
        line=row["line"],
        per=row["per"],
        confirmed=row["confirmed"],
    )


def _limit(row: Mapping[str, str]) -> IndividualLimit:
    return IndividualLimit(row["name"], row["line"], float(row["risk [1/year]"]), row["confirmed"], row["source"])


def worst_ratio(line: CriterionLine, deaths: Floats, frequency: Floats) -> tuple[float, float]:
    """How near an F-N curve comes to a line: the largest F over limit, and at how many deaths.

    Between two corners the curve is level and the line falls, so that the ratio is largest at a corner; the curve
    also counts where the line begins, with the frequency it has there. Beyond the line's last number no event is
    accepted, and the ratio is infinite.

    Args:
        line: the criterion
        deaths: N, rising, shape (m,)
        frequency: F of N or more [1/yr], shape (m,)

    Returns:
        Ratio, 0 where the curve ends before the line begins; N there, NaN then.
    """
    reached = deaths >= line.from_deaths
    if not reached.any():
        return 0.0, float("nan")
    n, f = deaths[reached], frequency[reached]
    if n[-1] > line.to_deaths:
        return float("inf"), float(n[-1])
    n, f = np.concatenate([[line.from_deaths], n]), np.concatenate([f[:1], f])
    ratio = f / line.limit(n)
    worst = int(np.argmax(ratio))
    return float(ratio[worst]), float(n[worst])


def tightest(limits: Sequence[IndividualLimit]) -> IndividualLimit | None:
    """The limit for homes; None where the set has none."""
    return next((limit for limit in limits if limit.line == "limit"), None)
