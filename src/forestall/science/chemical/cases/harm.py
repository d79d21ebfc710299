"""Worked cases of harm and risk: probits, escalation, criteria, sums."""

import math
from collections.abc import Mapping

import numpy as np
from scipy.special import ndtr

from forestall.core.errors import InputError
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output
from forestall.science.chemical.escalation import Vessel, escalation_by_fire, time_to_failure
from forestall.science.chemical.ignition import HYDROGEN
from forestall.science.chemical.overpressure_harm import (
    building_collapse,
    head_impact,
    lethal_overpressure_hse,
    lung_haemorrhage,
    lung_haemorrhage_hse,
)
from forestall.science.chemical.probit import Probit, lethal_concentration
from forestall.science.chemical.risk.criteria import criteria_set
from forestall.science.chemical.societal import fatal_accident_rate, potential_loss_of_life
from forestall.science.chemical.thermal_harm import (
    EISENBERG,
    LEES,
    TNO,
    TSAO_PERRY,
    ThermalProbit,
    lethal_dose,
    probit_value,
    thermal_dose,
    thermal_lethality,
)

Inputs = Mapping[str, Quantity]
Outputs = Mapping[str, Output]

DOSE_UNIT = 1e4  # 1 (kW/m2)^(4/3) s in (W/m2)^(4/3) s


def _wanted(inputs: Inputs) -> list[str]:
    return inputs["wanted"].text.split(",")


def _percent(word: str) -> float:
    """`p_50pct`, `LD50`, `LC1`: a share, 0..1."""
    digits = "".join(c for c in word if c.isdigit())
    if not digits:
        raise InputError(f"{word!r}: expected a percentage in the name")
    return float(digits) / 100.0


def _toxic(inputs: Inputs) -> Outputs:
    """`LC50_30min`: the concentration in the unit of the constants."""
    probit = Probit(inputs["a"].number, inputs["b"].number, inputs["n"].number)
    found: dict[str, Output] = {}
    for name in _wanted(inputs):
        level, _, minutes = name.partition("_")
        found[name] = lethal_concentration(probit, _percent(level), float(minutes.removesuffix("min")))
    return found


def _lethal_doses(inputs: Inputs) -> Outputs:
    """`LD50`: of constants for kW/m2 and s."""
    probit = ThermalProbit(inputs["a"].number, inputs["b"].number)
    return {name: lethal_dose(probit, _percent(name)) for name in _wanted(inputs)}


def _tsao_perry(inputs: Inputs) -> Outputs:
    """`20s_10kW`: percentage of deaths."""
    found: dict[str, Output] = {}
    for name in _wanted(inputs):
        seconds, _, flux = name.partition("_")
        dose = thermal_dose(float(flux.removesuffix("kW")) * 1e3, float(seconds.removesuffix("s")))
        found[name] = 100.0 * float(thermal_lethality(TSAO_PERRY, dose))
    return found


def _eisenberg(inputs: Inputs) -> Outputs:
    return {"p": float(thermal_lethality(EISENBERG, thermal_dose(inputs["q"].si, inputs["t"].si)))}


def _dose(inputs: Inputs) -> Outputs:
    return {"dose": float(thermal_dose(inputs["q"].si, inputs["t"].si))}


def _thermal(inputs: Inputs) -> Outputs:
    dose = inputs["dose"].si
    rows = {"eisenberg": EISENBERG, "tsao_perry": TSAO_PERRY, "tno": TNO, "lees": LEES}
    return {name: float(probit_value(probit, dose)) for name, probit in rows.items()}


def _overpressure(inputs: Inputs) -> Outputs:
    p, impulse = inputs["p"].si, inputs["impulse"].si
    return {
        "eisenberg_lung": float(lung_haemorrhage(p)),
        "hse_lung": float(lung_haemorrhage_hse(p)),
        "tno_head": float(head_impact(p, impulse)),
        "tno_collapse": float(building_collapse(p, impulse)),
    }


def _lung(inputs: Inputs) -> Outputs:
    return {"P": float(ndtr(lung_haemorrhage(inputs["p"].si) - 5.0))}


def _lung_hse(inputs: Inputs) -> Outputs:
    return {name: Quantity(lethal_overpressure_hse(_percent(name)), "Pa") for name in _wanted(inputs)}


def _domino(inputs: Inputs) -> Outputs:
    """`ttf`, `p_escalation`; `p_at_5min` for a vessel that fails then."""
    volume = math.pi / 4 * inputs["D"].si ** 2 * inputs["H"].si
    ttf = time_to_failure(Vessel.ATMOSPHERIC, inputs["I"].si, volume)
    found: dict[str, Output] = {"ttf": Quantity(float(ttf), "s"), "p_escalation": float(escalation_by_fire(ttf))}
    for name in _wanted(inputs):
        if name.startswith("p_at_"):
            found[name] = float(escalation_by_fire(60.0 * float(name.removeprefix("p_at_").removesuffix("min"))))
    return found


def _line(inputs: Inputs) -> Outputs:
    """`F_100`: of the Dutch line."""
    line = criteria_set("NL").societal[0]
    return {name: float(line.limit(float(name.removeprefix("F_")))) for name in _wanted(inputs)}


def _r2p2(inputs: Inputs) -> Outputs:
    line = criteria_set("UK").societal[0]
    return {"F": float(line.limit(inputs["N"].number))}


def _ignition(inputs: Inputs) -> Outputs:
    """One rate inside each class."""
    limits = HYDROGEN.limits
    rates = (limits[0] / 2, *limits[1:], 2 * limits[-1])
    rows = [HYDROGEN.at(rate) for rate in rates]
    return {"immediate": [row[0] for row in rows], "delayed": [row[1] or 0.0 for row in rows]}


def _pll(inputs: Inputs) -> Outputs:
    return {"PLL": potential_loss_of_life(np.array(inputs["f"].numbers), np.array(inputs["N"].numbers))}


def _far(inputs: Inputs) -> Outputs:
    return {"FAR": fatal_accident_rate(inputs["PLL"].to("1/yr"), inputs["N"].number)}


MODELS: dict[str, Model] = {
    "probit/toxic probit Y=a+b ln(C^n t), ppm, min": _toxic,
    "probit/lethal thermal dose, Y=a+b ln(t I^(4/3)) kW/m2": _lethal_doses,
    "probit/fatality % (Tsao-Perry)": _tsao_perry,
    "probit/Eisenberg 50 %": _eisenberg,
    "probit/thermal dose t q^(4/3)": _dose,
    "probit/thermal probits at dose 1e7 (W/m2)^(4/3) s": _thermal,
    "probit/overpressure probits": _overpressure,
    "probit/Eisenberg lung 50 %": _lung,
    "probit/HSC lung Y = 1.47 + 1.37 ln p(psi)": _lung_hse,
    "domino/time to failure and escalation probability, atmospheric tank in fire": _domino,
    "risk/Dutch orientation F-N line F < 1e-3/N^2": _line,
    "risk/UK R2P2: 50 deaths < 1/5000 per year": _r2p2,
    "risk/H2 ignition probability by release rate (<.125, .125-6.25, >6.25 kg/s)": _ignition,
    "risk/PLL sum": _pll,
    "risk/fatal accident rate FAR = PLL 1e8/(N 8760)": _far,
}
