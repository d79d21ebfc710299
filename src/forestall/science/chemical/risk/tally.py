"""Events by their deaths, gathered as they come: the F-N curve of millions of events in little memory.

Not here: criteria the curve is held against (`criteria`).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forestall.science.kernels import polar as kernel

Floats = NDArray[np.float64]

LOWEST, PER_DECADE, DECADES = 1e-6, 200.0, 14  # bins 1.2 % wide from 1e-6 to 1e8 deaths
BINS = int(PER_DECADE) * DECADES


@dataclass(slots=True)
class Tally:
    """How often an event brings so many deaths; each bin keeps its frequency and its expected deaths."""

    frequency: Floats = field(default_factory=lambda: np.zeros(BINS))
    """[1/yr], shape (bins,)"""
    expected: Floats = field(default_factory=lambda: np.zeros(BINS))
    """Sum of frequency times deaths [1/yr], shape (bins,)."""
    most: float = 0.0
    """Deaths in the worst event."""

    def add(self, deaths: Floats, frequency: Floats) -> None:
        """Count events of so many expected deaths and such frequency [1/yr], shape (n,)."""
        most = kernel.tally(deaths, frequency, LOWEST, PER_DECADE, self.frequency, self.expected)
        self.most = max(self.most, most)

    def merge(self, other: "Tally", times: float = 1.0) -> None:
        """Count the events of another, each `times` as often."""
        self.frequency += times * other.frequency
        self.expected += times * other.expected
        self.most = max(self.most, other.most)

    @property
    def loss_of_life(self) -> float:
        """Expected deaths a year: sum of f N."""
        return float(self.expected.sum())

    def curve(self) -> tuple[Floats, Floats]:
        """N, the mean deaths of the events of each bin, and F, how often N or more [1/yr]; shape (m,).

        The integral of F dN equals the sum of f N over all events.

        Source:
            CPR 18E (1999), Purple Book, section 6.4
        """
        some = self.frequency > 0
        deaths = self.expected[some] / self.frequency[some]
        return deaths, np.cumsum(self.frequency[some][::-1])[::-1]

    def exceeded(self, deaths: Floats) -> Floats:
        """How often at least so many die [1/yr], shape (...)."""
        n, f = self.curve()
        return np.append(f, 0.0)[np.searchsorted(n, deaths, side="left")]
