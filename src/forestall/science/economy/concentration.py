"""How much hangs on few suppliers: concentration, single sources, and imports that cannot be replaced."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MODERATE, HIGH = 0.10, 0.18
"""Herfindahl-Hirschman levels: moderately concentrated above the first, highly above the second (US Department of
Justice and Federal Trade Commission, Merger Guidelines 2023, guideline 1: 1,000 and 1,800 points of 10,000)."""
CONCENTRATED = 0.4
"""Concentration of import origins above which a product counts as dependent (European Commission, SWD(2021) 352, first
indicator)."""
FOREIGN = 0.5
"""Share of imports in the supply above which it does (after the second indicator there, which is on imports from
outside the EU)."""


def herfindahl(amounts: Floats) -> float:
    """Herfindahl-Hirschman index of a supply: the sum of squared shares, 1/n to 1; NaN when nothing is supplied.

    Args:
        amounts: amount of each supplier, at least 0, in one unit, shape (n,)

    Raises:
        ValueError: a negative or missing amount.

    Source:
        Hirschman (1964), The paternity of an index, American Economic Review 54, 761
    """
    if not bool((amounts >= 0).all()):
        raise ValueError("amounts: found a negative or missing number, expected at least 0")
    total = float(amounts.sum())
    return float(np.square(amounts / total).sum()) if total > 0 else float("nan")


def largest_share(amounts: Floats) -> float:
    """Share of the largest supplier, 0 to 1; NaN when nothing is supplied."""
    total = float(amounts.sum())
    return float(amounts.max()) / total if total > 0 else float("nan")


def import_criticality(amounts: Floats, imported: Flags) -> tuple[float, float]:
    """Share of imports in a supply, and the concentration of their origins (NaN without imports).

    Args:
        amounts: amount of each supplier, in one unit, shape (n,)
        imported: whether it comes from abroad, shape (n,)
    """
    total = float(amounts.sum())
    share = float(amounts[imported].sum()) / total if total > 0 else float("nan")
    return share, herfindahl(amounts[imported])


def is_critical_import(share: float, concentration: float) -> bool:
    """Whether imports make up most of a supply and come from few origins: both levels passed; False where unknown."""
    return share > FOREIGN and concentration > CONCENTRATED
