"""Worked cases of the shallow-layer model: runs of SLAB's own program, row by row."""

from collections.abc import Mapping
from typing import Final

from forestall.core.errors import InputError
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output
from forestall.science.chemical.shallow_air import Site
from forestall.science.chemical.shallow_layer import Release, Shallow, Substance, level_jet
from forestall.science.chemical.shallow_rise import rising_jet

Inputs = Mapping[str, Quantity]
Results = dict[str, Output]

COLUMNS: Final = {
    "x": "x",
    "halfwidth_bb": "half",
    "b": "core",
    "h": "depth",
    "zc": "middle",
    "u": "speed",
    "rho": "density",
    "t": "temperature",
    "cm": "share",
}

# Problem 2 of Ermak (1990), UCRL-MA-105607, section 4.2, which other cases refer to by name: ammonia, level.
EXAMPLES: Final[Mapping[str, Inputs]] = {
    "dense-slab-inpr2": {
        name: Quantity(value, unit)
        for name, value, unit in (
            ("wms", 0.017031, "kg/mol"),
            ("cps", 2045.9, "J/kgK"),
            ("tbp", 239.57, "K"),
            ("cmed0", 0.81, "-"),
            ("dhe", 1_170_000.0, "J/kg"),
            ("cpsl", 4611.8, "J/kgK"),
            ("rhosl", 603.0, "kg/m3"),
            ("spb", 2976.01, "-"),
            ("ts", 239.57, "K"),
            ("qs", 107.87, "kg/s"),
            ("area", 0.93, "m2"),
            ("tsd", 381.0, "s"),
            ("hs", 1.0, "m"),
            ("xffm", 2800.0, "m"),
            ("z0", 0.003, "m"),
            ("za", 2.0, "m"),
            ("ua", 4.5, "m/s"),
            ("ta", 306.2, "K"),
            ("rh", 21.3, "%"),
            ("inv_L", 0.0221, "1/m"),
        )
    }
}
GAS_CONSTANT: Final = 8.31431  # as SLAB has it [J/(mol K)]
ATMOSPHERE: Final = 101_325.0  # [Pa]


def _number(inputs: Inputs, name: str, otherwise: float) -> float:
    return inputs[name].si if name in inputs else otherwise


def _substance(inputs: Inputs) -> Substance:
    slope = _number(inputs, "spb", -1.0)
    return Substance(
        inputs["wms"].si,
        inputs["cps"].si,
        inputs["cpsl"].si,
        inputs["dhe"].si,
        inputs["tbp"].si,
        inputs["rhosl"].si,
        slope if slope > 0 else None,
        _number(inputs, "spc", 0.0),
    )


def _release(inputs: Inputs) -> Release:
    names = ("qs", "tsd", "area", "ts", "cmed0", "hs")
    return Release(*(inputs[name].si for name in names))


def _site(inputs: Inputs) -> Site:
    stability = _number(inputs, "stab", 0.0)
    return Site(
        inputs["ua"].si,
        inputs["za"].si,
        inputs["ta"].si,
        inputs["rh"].si,
        inputs["z0"].si,
        stability if stability > 0 else None,
        _number(inputs, "inv_L", 0.0),
    )


def _row(found: Shallow, name: str) -> float:
    """`cv_avg_10`, `halfwidth_bb_10`: a column at a row, the source being row 0."""
    column, _, row = name.rpartition("_")
    if not row.isdigit() or int(row) >= found.rows.shape[0]:
        raise InputError(f"{name!r}: expected a column and a row 0..{found.rows.shape[0] - 1}, as in cv_avg_10")
    if column == "cv_avg":
        return float(found.share[int(row)])
    if column not in COLUMNS:
        raise InputError(f"{name!r}: expected one of cv_avg, {', '.join(COLUMNS)} and a row")
    return float(found.column(COLUMNS[column])[int(row)])


def _level(inputs: Inputs) -> Results:
    found = level_jet(_substance(inputs), _release(inputs), _site(inputs), inputs["xffm"].si)
    return {name: _row(found, name) for name in inputs["wanted"].text.split(",")}


def _upwards(inputs: Inputs) -> Results:
    found = rising_jet(_substance(inputs), _release(inputs), _site(inputs), inputs["xffm"].si)
    return {name: _row(found, name) for name in inputs["wanted"].text.split(",")}


def _diagnostics(inputs: Inputs) -> Results:
    """What the program prints before it starts, of the case it is told by name or of inputs of its own."""
    if "wms" not in inputs:
        name = inputs["case"].text
        if name not in EXAMPLES:
            raise InputError(f"case {name!r} is not known here; known are {', '.join(EXAMPLES)}")
        inputs = EXAMPLES[name]
    one, release = _substance(inputs), _release(inputs)
    found = level_jet(one, release, _site(inputs), inputs["xffm"].si)
    return {
        "rho_source": one.molar_mass * ATMOSPHERE / (GAS_CONSTANT * max(release.temperature, one.boiling)),
        "mixing_height": found.air.lid,
        "ustar": found.air.friction_velocity,
        "rho_air": found.air.density,
        "u_source": found.source_speed,
        "half_width": 0.5 * release.area**0.5,
    }


MODELS: dict[str, Model] = {
    "dense gas/SLAB horizontal jet = Desert Tortoise 4-like": _level,
    "dense gas/SLAB vertical jet, chlorine 3.33 kg/s": _upwards,
    "dense gas/SLAB INPR2 diagnostics": _diagnostics,
}
