"""Fire trials: radiation around large pools of burning LNG at Montoir and Phoenix.

Conditions: NIST, firemodels/fds, Validation/{Montoir,Phoenix}_LNG_Fires (public domain). The combination (tilt, no
drag, emissive power) was chosen among published ones with these readings in view. Not here: trenches, jets.
"""

import csv
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from forestall.pipeline.validation.pairs import Trials
from forestall.science.chemical import pool_fire
from forestall.science.chemical.solid_flame import Panels, frustum, view_vector
from forestall.science.chemical.transmissivity import wayne
from forestall.science.statistics.model_scores import model_scores

# trial: temperature [K], humidity, pressure [Pa]; then by period: wind [m/s], its direction [deg], rate [kg/m2 s]
MONTOIR = {
    "01": (298.0, 0.53, 102_200.0, ((2.5, 59.0, 0.12), (4.8, 70.0, 0.13))),
    "02": (294.0, 0.54, 101_500.0, ((6.8, 268.0, 0.14), (9.8, 263.0, 0.15), (10.3, 260.0, 0.16), (9.1, 257.0, 0.15))),
    "03": (287.0, 0.89, 101_900.0, ((1.9, 87.0, 0.11), (3.5, 79.0, 0.13), (4.2, 82.0, 0.13))),
}
# trial: diameter [m], then as above
PHOENIX = {
    "01": (20.7, 277.0, 0.32, 84_943.0, 4.77, 336.0, 0.147),
    "02": (56.1, 271.0, 0.59, 84_047.0, 1.60, 319.0, 0.147),
}
POOL = 35.0  # diameter at Montoir [m]
AZIMUTHS = (0, 33, 61, 90, 120, 225, 270, 315)
SIDES = {"North": 0, "East": 90, "South": 180, "West": 270}
VISCOSITY = 1.5e-5  # of air at sea level, kinematic [m2/s]
Pair = tuple[float, float]


def fire_trials(folder: Path) -> tuple[Trials, ...]:
    """Montoir and Phoenix from a folder of the shared data."""
    sets = (
        ("Montoir LNG fires, 35 m", list(_montoir(folder / "fires" / "Montoir_LNG_Fires"))),
        ("Phoenix LNG fires, 21 and 56 m", list(_phoenix(folder / "fires" / "Phoenix_LNG_Fires"))),
    )
    model = "leaning cylinder; POOLFIRE6 power; Wayne's air"
    return tuple(
        Trials(name, model, "kW/m2", tuple(pairs), model_scores(*np.array(pairs).T), "FAC2 at least 0.85")
        for name, pairs in sets
    )


def _table(path: Path, head: int) -> list[dict[str, str]]:
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    return [dict(zip(rows[head], row, strict=False)) for row in rows[head + 1 :]]


def _number(text: str | None) -> float:
    return float(text) if text not in ("", "NaN", None) else math.nan


def _flame(diameter: float, wind: float, rate: float, air: float, viscosity: float) -> Panels:
    length = pool_fire.flame_length(rate, diameter, air, wind)
    tilt = pool_fire.tilt_of(pool_fire.tilt_parameter(wind, diameter, viscosity))
    axis = length * np.array([math.sin(tilt), 0.0, math.cos(tilt)])
    return frustum(np.zeros(3), axis, (diameter / 2, diameter / 2), level=True)


def _radiation(panels: Panels, diameter: float, at: tuple[float, float, float], air: tuple[float, float]) -> float:
    """On a target at (distance [m], bearing from downwind [deg], height [m]), in air of (humidity, temperature)."""
    distance, bearing, height = at
    turn = math.radians(bearing)
    view = view_vector(panels, np.array([distance * math.cos(turn), distance * math.sin(turn), height]))
    through = float(wayne(distance - diameter / 2, *air))
    return pool_fire.emissive_power_lng(diameter) * float(np.linalg.norm(view)) * through / 1e3


def _montoir(folder: Path) -> Iterator[Pair]:
    for name, (temperature, humidity, pressure, periods) in MONTOIR.items():
        rows = _table(folder / f"Montoir{name}.csv", 1)
        density = pressure * 0.02896 / (8.314 * temperature)
        for period, (wind, direction, rate) in enumerate(periods, start=1):
            panels = _flame(POOL, wind, rate, density, VISCOSITY)
            for side in AZIMUTHS:
                for row in rows:
                    measured, r = _number(row.get(f"HF_p{period}_{side}")), _number(row.get(f"r_{side}"))
                    if math.isfinite(measured) and math.isfinite(r):
                        at = r, side - direction - 180, 1.0
                        yield measured, _radiation(panels, POOL, at, (humidity, temperature))


def _phoenix(folder: Path) -> Iterator[Pair]:
    for name, (diameter, temperature, humidity, pressure, wind, direction, rate) in PHOENIX.items():
        density = pressure * 0.02896 / (8.314 * temperature)
        panels = _flame(diameter, wind, rate, density, VISCOSITY * 101_325 / pressure)
        for row in _table(folder / f"Phoenix{name}_HF.csv", 0):
            for side, azimuth in SIDES.items():
                measured, r = _number(row[f"{side}-Wide"]), _number(row[f"Pos-{side}-Wide"])
                if math.isfinite(measured):
                    at = r, azimuth - direction - 180, 2.0
                    yield measured, _radiation(panels, diameter, at, (humidity, temperature))
