"""Risk to groups: F-N curves, criteria lines, expected deaths. Not here: the events, the lines of nations (`risk`)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HOURS_PER_YEAR = 8760.0


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """F < constant / N^slope: how often N or more deaths at once are accepted."""

    name: str
    constant: float
    """F at N = 1 [1/yr]."""
    slope: float
    from_deaths: float
    """The line begins at this N."""
    source: str
    to_deaths: float = np.inf
    """Beyond this N no event is accepted."""
    line: str = "limit"
    """`limit` (not accepted above) or `broad` (nothing more is asked below)."""
    per: str = "site"
    """What it holds for: a `site`, or a `km` of a route."""
    confirmed: str = ""
    """What the numbers were held against; `memory`: nothing yet."""

    def limit(self, deaths: Floats | float) -> Floats:
        """The frequency [1/yr] of N or more deaths, shape (...); NaN below where the line begins."""
        n = np.asarray(deaths, dtype=np.float64)
        return np.where(n >= self.from_deaths, self.constant / n**self.slope, np.nan)


def fn_curve(frequency: Floats, deaths: Floats) -> tuple[Floats, Floats]:
    """How often N or more people die at once.

    Args:
        frequency: of each event [1/yr], shape (n,)
        deaths: in each event, shape (n,)

    Returns:
        N (rising, different, above 0) and F [1/yr], shape (m,): F is the sum over events with at least N deaths.

    Source:
        CPR 18E (1999), Purple Book, section 6.4
    """
    values, places = np.unique(np.asarray(deaths, dtype=np.float64), return_inverse=True)
    each = np.zeros(len(values))
    np.add.at(each, places, frequency)
    cumulative: Floats = np.cumsum(each[::-1])[::-1]
    some = values > 0
    return values[some], cumulative[some]


def potential_loss_of_life(frequency: Floats, deaths: Floats) -> float:
    """Expected deaths a year: sum of f N."""
    return float(np.dot(frequency, deaths))


def area_under(deaths: Floats, cumulative: Floats) -> float:
    """Integral of F dN of an F-N curve from 0; equals the expected deaths a year.

    Args:
        deaths: N, rising, shape (m,)
        cumulative: F [1/yr], shape (m,)
    """
    return float(np.dot(np.diff(deaths, prepend=0.0), cumulative))


def fatal_accident_rate(loss_of_life: float, people: float) -> float:
    """Deaths in 10^8 hours of exposure:  FAR = PLL 1e8 / (N 8760).

    Args:
        loss_of_life: PLL [1/yr]
        people: N, exposed all the time, above 0

    Returns:
        FAR [1/(1e8 h)].
    """
    return loss_of_life * 1e8 / (people * HOURS_PER_YEAR)
