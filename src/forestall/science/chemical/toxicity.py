"""How toxic a substance is to breathe: probit and guideline levels together. Not here: the tables; exposure."""

from dataclasses import dataclass

import numpy as np

from forestall.science.chemical.library import find, library
from forestall.science.chemical.probit import Probit
from forestall.science.chemical.substance import Substance

MOLAR_VOLUME = 24.45  # of an ideal gas at 25 degC and 101,325 Pa [L/mol], the condition of the AEGL values
AEGL_MINUTES = (10.0, 30.0, 60.0, 240.0, 480.0)
Levels = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Toxicity:
    """What the harm of a toxic gas depends on."""

    name: str
    """Of the substance."""
    molar_mass: float
    """[g/mol]"""
    probit: Probit
    """Constants for C in mg/m3 and t in min (CPR 18E, 1999, Table 5.2)."""
    aegl2: Levels
    """AEGL-2 at 10, 30, 60, 240 and 480 min [ppm] (US EPA): serious, long-lasting effects or escape impaired."""
    aegl3: Levels
    """AEGL-3 at the same times [ppm]: life-threatening effects or death."""
    dense: bool
    """Cold or heavy enough that near the source it spreads along the ground, which a passive plume does not show."""


def toxicity(name: str) -> Toxicity | None:
    """Of the substance of this name, however it is spelt; None if unknown, or without probit, AEGL-2 or AEGL-3."""
    found = find(name)
    return None if found is None else _of(found)


def toxic() -> tuple[Toxicity, ...]:
    """Of all substances that have probit, AEGL-2 and AEGL-3, by name."""
    return tuple(found for found in map(_of, library().values()) if found is not None)


def _of(one: Substance) -> Toxicity | None:
    aegl2, aegl3 = _levels(one, "AEGL-2"), _levels(one, "AEGL-3")
    if one.probit is None or aegl2 is None or aegl3 is None:
        return None
    return Toxicity(one.name, one.number("molar_mass") * 1e3, one.probit, aegl2, aegl3, one.dense)


def _levels(one: Substance, name: str) -> Levels | None:
    found = one.guidelines.get(name)
    if found is None or found.unit != "ppm":
        return None
    known = tuple(level for level in found.levels if level is not None)
    return known if len(known) == len(found.levels) else None


def guideline(levels: Levels, molar_mass: float, minutes: float) -> float:
    """An AEGL for an exposure: interpolated on logarithms, the 10-minute value below 10 min, the 8-hour one above.

    Args:
        levels: the values at 10, 30, 60, 240 and 480 min [ppm]
        molar_mass: of the substance [g/mol]
        minutes: length of the exposure [min]

    Returns:
        Concentration [kg/m3].
    """
    ppm = np.exp(np.interp(np.log(minutes), np.log(AEGL_MINUTES), np.log(levels)))
    return float(ppm) * molar_mass / MOLAR_VOLUME * 1e-6
