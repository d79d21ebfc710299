"""Chance that gives the same numbers on every machine: only `Random.random` is promised to stay the same."""

import math
from collections.abc import Sequence
from random import Random
from statistics import NormalDist
from typing import TypeVar

SEED = 20310310
_NORMAL = NormalDist()
T = TypeVar("T")


class Chance:
    """A stream of random numbers with a name, so that one part of the place can change without the others."""

    def __init__(self, name: str) -> None:
        self._random = Random(f"{SEED}:{name}")

    def share(self) -> float:
        """Between 0 and 1."""
        return self._random.random()

    def between(self, low: float, high: float) -> float:
        """Evenly between two values."""
        return low + (high - low) * self.share()

    def normal(self, mean: float = 0.0, deviation: float = 1.0) -> float:
        """Normally distributed."""
        return mean + deviation * _NORMAL.inv_cdf(min(max(self.share(), 1e-12), 1 - 1e-12))

    def count(self, mean: float, spread: float = 1.0) -> int:
        """A count about a mean; its variance is `spread` times that of a Poisson count."""
        return max(0, round(mean + self.normal() * math.sqrt(mean * spread)))

    def pick(self, items: Sequence[T]) -> T:
        """One of them, all alike."""
        return items[int(self.share() * len(items))]

    def hexadecimal(self, digits: int) -> str:
        """Hexadecimal digits."""
        return "".join(self.pick("0123456789abcdef") for _ in range(digits))
