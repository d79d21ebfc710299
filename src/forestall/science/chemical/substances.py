"""Toxic substances: molar mass, probit, guideline levels. A table, no behaviour but looking up."""

from dataclasses import dataclass

import numpy as np

from forestall.science.chemical.probit import Probit

MOLAR_VOLUME = 24.45  # of an ideal gas at 25 degC and 101,325 Pa [L/mol], the condition of the AEGL values
AEGL_MINUTES = (10.0, 30.0, 60.0, 240.0, 480.0)


@dataclass(frozen=True, slots=True)
class Substance:
    """What the harm of a toxic gas depends on."""

    name: str
    """Name in one word, as in `releases.csv`."""
    molar_mass: float
    """[g/mol]"""
    probit: Probit
    """Constants for C in mg/m3 and t in min (CPR 18E, 1999, Table 5.2)."""
    aegl2: tuple[float, float, float, float, float]
    """AEGL-2 at 10, 30, 60, 240 and 480 min [ppm] (US EPA): serious, long-lasting effects or escape impaired."""
    aegl3: tuple[float, float, float, float, float]
    """AEGL-3 at the same times [ppm]: life-threatening effects or death."""
    dense: bool
    """Cold or heavy enough that near the source it spreads along the ground, which a passive plume does not show."""


# Probits: RIVM/VROM (1999), Guidelines for Quantitative Risk Assessment, CPR 18E, Table 5.2.
# AEGL: US EPA, final values, https://www.epa.gov/aegl (public domain).
SUBSTANCES = {
    row.name: row
    for row in (
        Substance(
            "ammonia", 17.03, Probit(-15.6, 1.0, 2.0), (220, 220, 160, 110, 110), (2700, 1600, 1100, 550, 390), True
        ),
        Substance(
            "carbon_monoxide", 28.01, Probit(-7.4, 1.0, 1.0), (420, 150, 83, 33, 27), (1700, 600, 330, 150, 130), False
        ),
        Substance("chlorine", 70.91, Probit(-6.35, 0.5, 2.75), (2.8, 2.8, 2.0, 1.0, 0.71), (50, 28, 20, 10, 7.1), True),
        Substance(
            "ethylene_oxide", 44.05, Probit(-6.8, 1.0, 1.0), (80, 80, 45, 14, 7.9), (360, 360, 200, 63, 35), True
        ),
        Substance(
            "hydrogen_chloride", 36.46, Probit(-37.3, 3.69, 1.0), (100, 43, 22, 11, 11), (620, 210, 100, 26, 26), True
        ),
        Substance(
            "hydrogen_cyanide", 27.03, Probit(-9.8, 1.0, 2.4), (17, 10, 7.1, 3.5, 2.5), (27, 21, 15, 8.6, 6.6), False
        ),
        Substance(
            "hydrogen_fluoride", 20.01, Probit(-8.4, 1.0, 1.5), (95, 34, 24, 12, 12), (170, 62, 44, 22, 22), True
        ),
        Substance(
            "hydrogen_sulphide", 34.08, Probit(-11.5, 1.0, 1.9), (41, 32, 27, 20, 17), (76, 59, 50, 37, 31), True
        ),
        Substance(
            "nitrogen_dioxide", 46.01, Probit(-18.6, 1.0, 3.7), (20, 15, 12, 8.2, 6.7), (34, 25, 20, 14, 11), True
        ),
        Substance(
            "phosgene", 98.92, Probit(-10.6, 2.0, 1.0), (0.6, 0.6, 0.3, 0.08, 0.04), (3.6, 1.5, 0.75, 0.2, 0.09), True
        ),
        Substance("sulphur_dioxide", 64.07, Probit(-19.2, 1.0, 2.4), (0.75,) * 5, (30, 30, 30, 19, 9.6), True),
    )
}


def substance(name: str) -> Substance | None:
    """The substance of this name, however it is spelt (`Sulfur dioxide`, `sulphur-dioxide`); None if unknown."""
    word = "_".join(name.lower().replace("-", " ").replace("_", " ").split())
    return SUBSTANCES.get(word.replace("sulf", "sulph"))


def guideline(levels: tuple[float, ...], molar_mass: float, minutes: float) -> float:
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
