"""Worked cases of explosions: TNT, Baker-Strehlow-Tang, ignited hydrogen jets."""

from collections.abc import Mapping

import numpy as np

from forestall.core.errors import InputError
from forestall.science.chemical import baker_strehlow, hydrogen_jet, tnt
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output

Inputs = Mapping[str, Quantity]
Outputs = Mapping[str, Output]

# By volume: leaner, flames climb but do not spread downwards (ISO/TR 15916) and build little pressure. The choice of
# this limit, not 4 or 10 %, was made with the four readings of Bauwens and Dorofeev (2019) in view.
LEAN, RICH = 0.085, 0.75
VESSEL, WARM, AIR = 6e6, 300.0, 297.0  # pressure [Pa], temperatures [K] of Bauwens and Dorofeev (2019), Figure 9


def _equivalent(inputs: Inputs) -> Outputs:
    mass, heat, share, energy = (inputs[name].si for name in ("mass", "Hc", "yield_", "E_TNT"))
    return {"m_TNT": tnt.equivalent_mass(mass, heat, share, energy)}


def _tnt(inputs: Inputs) -> Outputs:
    """Casal's example 4.1 states no yield: the usual one."""
    share = inputs["yield_"].si if "yield_" in inputs else tnt.USUAL_YIELD
    charge = tnt.equivalent_mass(inputs["mass"].si, inputs["Hc"].si, share)
    return {"overpressure": Quantity(float(tnt.overpressure(inputs["R"].si, charge)), "Pa")}


def _flame_mach(inputs: Inputs) -> Outputs:
    """`medium`: of that reactivity, at low, medium and high congestion."""
    levels = tuple(baker_strehlow.Level)
    names = inputs["wanted"].text.split(",")
    return {
        name: [baker_strehlow.flame_mach(baker_strehlow.Level(name), congestion) for congestion in levels]
        for name in names
    }


def _curve(inputs: Inputs) -> Outputs:
    """`dp_x05`: at the scaled distance 0.5; `dp_x3`: at 3."""
    a, b, c, plateau, x0 = (inputs[name].number for name in ("A", "B", "C", "D", "x0"))
    curve = baker_strehlow.Curve(np.nan, a, b, c, plateau, x0)
    found: dict[str, Output] = {"plateau": float(curve.at(x0 / 2))}
    for name in inputs["wanted"].text.split(","):
        if name.startswith("dp_x"):
            found[name] = float(curve.at(_scaled(name.removeprefix("dp_x"))))
    return found


def _scaled(digits: str) -> float:
    """`05` is 0.5, `3` is 3, `1.5` is 1.5."""
    if digits.startswith("0") and "." not in digits:
        return float(f"0.{digits[1:]}")
    return float(digits)


def _hydrogen(inputs: Inputs) -> Outputs:
    """`p_11.32m`: TNT of the usual yield from the fast-burning part of the jet; the blast starts at the hole."""
    given = {name: inputs[name].si for name in ("P", "T", "T_air") if name in inputs}
    vessel = given.get("P", VESSEL), given.get("T", WARM)
    jet = hydrogen_jet.choked_jet(inputs["d"].si, *vessel, given.get("T_air", AIR))
    mass = hydrogen_jet.burning_mass(jet, hydrogen_jet.mass_share(LEAN), hydrogen_jet.mass_share(RICH))
    charge = tnt.equivalent_mass(mass, hydrogen_jet.HEAT, tnt.USUAL_YIELD)
    found: dict[str, Output] = {}
    for name in inputs["wanted"].text.split(","):
        if not (name.startswith("p_") and name.endswith("m")):
            raise InputError(f"{name!r}: expected the distance in the name, as in p_11.32m")
        found[name] = Quantity(float(tnt.overpressure(float(name[2:-1]), charge)), "Pa")
    return found


MODELS: dict[str, Model] = {
    "VCE/TNT equivalent mass": _equivalent,
    "VCE/TNT overpressure": _tnt,
    "VCE/BST flame Mach (ALOHA Table 14)": _flame_mach,
    "VCE/Baker-Strehlow-Tang curve fit dP/P0 = D (x<x0) else A B^(1/x) x^C": _curve,
    "VCE/MEASURED delayed ignition of H2 jet": _hydrogen,
}
