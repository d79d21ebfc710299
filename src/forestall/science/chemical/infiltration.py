"""How often the air of a house changes: leakage driven by wind and by warmth. Not here: what people then breathe."""

from dataclasses import dataclass
from enum import StrEnum
from math import hypot, sqrt

from forestall.core.errors import InputError

GRAVITY = 9.80665  # [m/s2]
LEAKAGE = 0.00059  # effective leakage area over floor area; Sherman (1980), as in NOS OR&R 43, section 4.6
VERTICAL = 0.5  # R, share of the leakage in floor and ceiling; NOS OR&R 43, section 4.6
STOREY = 2.5  # height of a storey [m]; NOS OR&R 43, section 4.6


class Shelter(StrEnum):
    """What stands around a house."""

    SHELTERED = "sheltered"
    UNSHELTERED = "unsheltered"


SHIELDING = {Shelter.SHELTERED: 0.24, Shelter.UNSHELTERED: 0.32}  # C_sh; NOS OR&R 43, section 4.6


@dataclass(frozen=True, slots=True)
class House:
    """A house of one room."""

    floor_area: float
    """Ground it covers [m2], above 0."""
    storeys: int
    """At least 1."""
    temperature: float
    """Of the air inside [K]."""
    shelter: Shelter

    @property
    def height(self) -> float:
        """[m]"""
        return STOREY * self.storeys


def air_changes(house: House, *, wind: float, outside: float) -> float:
    """Air changes of a house.

        Q_s = A (1 + R/2)/3 sqrt(g H/T_i) sqrt|T_i - T_o|,   Q_w = A C_sh (1 - R)^(1/3) u_H,
        changes = sqrt(Q_s^2 + Q_w^2) / V,   A = 0.00059 floor area

    Args:
        house: the house
        wind: speed at the height of its roof [m/s]
        outside: temperature of the air outside [K]

    Returns:
        Air changes [1/s].

    Raises:
        InputError: a size or temperature that is not above 0.

    Source:
        Sherman and Grimsrud (1980), Measurement of infiltration using fan pressurization and weather data, LBL-10852;
        NOAA (2013), ALOHA 5.4.4 Technical Documentation, NOS OR&R 43, section 4.6
    """
    if not (house.floor_area > 0 and house.storeys >= 1 and house.temperature > 0 and outside > 0 and wind >= 0):
        raise InputError(f"infiltration: {house}, wind {wind} m/s, outside {outside} K: sizes must be above 0")
    leak = LEAKAGE * house.floor_area
    stack = leak * (1 + VERTICAL / 2) / 3 * sqrt(GRAVITY * house.height / house.temperature)
    stack *= sqrt(abs(house.temperature - outside))
    blown = leak * SHIELDING[house.shelter] * (1 - VERTICAL) ** (1 / 3) * wind
    return hypot(stack, blown) / (house.floor_area * house.height)
