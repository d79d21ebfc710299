"""What a vessel gives off over time: a series of equal steps, and its sums. Not here: why it flows."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Discharge:
    """Mass that leaves a vessel, step by step."""

    step: float
    """Length of a step [s]."""
    rate: tuple[float, ...]
    """During each step [kg/s]."""
    inventory: float
    """At the start [kg]."""
    left: float
    """At the end [kg]."""

    @property
    def released(self) -> float:
        """[kg]"""
        return math.fsum(self.rate) * self.step

    @property
    def lasts(self) -> float:
        """From the start to the last step with flow [s]."""
        return self.step * max((place + 1 for place, one in enumerate(self.rate) if one > 0), default=0)

    def largest_mean(self, span: float = 60.0) -> float:
        """Largest rate averaged over spans of this length [s] one after another [kg/s]."""
        count = max(1, round(span / self.step))
        spans = (self.rate[start : start + count] for start in range(0, len(self.rate), count))
        return max((math.fsum(part) / count for part in spans), default=0.0)

    def at(self, seconds: float) -> float:
        """Rate at this time since the start [kg/s]; 0 after the end."""
        place = int(seconds / self.step)
        return self.rate[place] if 0 <= place < len(self.rate) else 0.0
