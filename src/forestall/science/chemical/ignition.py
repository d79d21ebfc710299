"""How likely a flammable release ignites, by its size. Tables with their sources; a site may override them."""

from bisect import bisect_left
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IgnitionTable:
    """Probabilities by release rate: a rate on a limit belongs to the class below it."""

    limits: tuple[float, ...]
    """Upper limits of all classes but the last [kg/s], rising."""
    immediate: tuple[float, ...]
    """Probability of immediate ignition of each class."""
    delayed: tuple[float, ...]
    """Probability of delayed ignition of each class, given none at once; empty where the source has none."""
    source: str

    def at(self, rate: float) -> tuple[float, float | None]:
        """Immediate and delayed probability (None: not in the source) at a release rate [kg/s]."""
        place = bisect_left(self.limits, rate)
        return self.immediate[place], self.delayed[place] if self.delayed else None


HYDROGEN = IgnitionTable(
    (0.125, 6.25), (0.008, 0.053, 0.23), (0.004, 0.027, 0.12), "HyRAM+ 6.0 (Canadian Hydrogen Safety Program)"
)
PURPLE_BOOK = "CPR 18E (1999), Purple Book, Table 4.5"
GAS_LOW_REACTIVITY = IgnitionTable((10.0, 100.0), (0.02, 0.04, 0.09), (), PURPLE_BOOK)
GAS_OTHER_REACTIVITY = IgnitionTable((10.0, 100.0), (0.2, 0.5, 0.7), (), PURPLE_BOOK)
LIQUID_K1 = IgnitionTable((), (0.065,), (), PURPLE_BOOK)
