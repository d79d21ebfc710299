"""Volume of liquid in a vessel by its depth. Not here: what flows out."""

import math
from dataclasses import dataclass
from enum import StrEnum

from forestall.core.errors import InputError


class Shape(StrEnum):
    """Of a vessel, with flat ends."""

    LYING = "lying"
    """A cylinder on its side."""
    STANDING = "standing"
    """A cylinder on its end."""
    SPHERE = "sphere"


@dataclass(frozen=True, slots=True)
class Vessel:
    """A closed vessel."""

    shape: Shape
    diameter: float
    """[m]"""
    length: float = 0.0
    """Of a cylinder [m]."""

    def __post_init__(self) -> None:
        """Check."""
        if self.diameter <= 0 or (self.shape is not Shape.SPHERE and self.length <= 0):
            raise InputError(f"vessel: {self.diameter:g} m wide, {self.length:g} m long: expected both above 0")

    @property
    def height(self) -> float:
        """Greatest depth of liquid [m]."""
        return self.length if self.shape is Shape.STANDING else self.diameter

    @property
    def volume(self) -> float:
        """[m3]"""
        return self.filled(self.height)

    def filled(self, depth: float) -> float:
        """Volume of liquid of this depth [m3]; depth [m], from 0 to the height."""
        h = min(max(depth, 0.0), self.height)
        r = self.diameter / 2
        if self.shape is Shape.STANDING:
            return math.pi * r * r * h
        if self.shape is Shape.SPHERE:
            return math.pi * h * h * (3 * r - h) / 3
        return self.length * (r * r * math.acos((r - h) / r) - (r - h) * math.sqrt(max(0.0, 2 * r * h - h * h)))

    def depth(self, volume: float) -> float:
        """Depth of this volume of liquid [m]; the inverse of `filled`, by halving."""
        low, high = 0.0, self.height
        for _ in range(48):
            middle = (low + high) / 2
            low, high = (middle, high) if self.filled(middle) < volume else (low, middle)
        return (low + high) / 2


def hole_area(diameter: float, vessel: Vessel) -> float:
    """Of a round hole [m2].

    Raises:
        InputError: it is not above 0, or larger than the vessel.
    """
    if not 0 < diameter <= vessel.diameter:
        raise InputError(f"hole: {diameter:g} m: expected above 0 and at most the vessel's {vessel.diameter:g} m")
    return math.pi / 4 * diameter**2
