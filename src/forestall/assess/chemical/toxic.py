"""Where people are poisoned: lethality by probit, AEGL, IDLH. Not here: the cloud."""

import math

import numpy as np
from scipy.special import ndtri

from forestall.assess.chemical.cloud_field import FARTHEST, CloudField
from forestall.assess.chemical.field import Field, Line, on_map, trace
from forestall.model.derivation import Derivation
from forestall.model.what_if import HarmZone, WhatIf, ZoneKind
from forestall.science.chemical.cloud import FITTED
from forestall.science.chemical.probit import Probit
from forestall.science.chemical.substance import Guideline, Sourced, Substance

MINUTES = (10.0, 30.0, 60.0, 240.0, 480.0)
MOLAR_VOLUME = 24.45  # of an ideal gas at 25 degC and 1 atm [L/mol], the condition of guideline values
SHARES = (0.5, 0.1, 0.01)
DIED = "Pr = a + b ln(integral C^n dt), C in mg/m3, t in min, at most 30 min"
PROBITS = "CPR 18E (1999), Purple Book, table 5.2"


def toxic_zones(asked: WhatIf, one: Substance, field: CloudField) -> tuple[tuple[HarmZone, ...], tuple[str, ...]]:
    """Zones from the worst to the mildest, and what could not be computed.

    Args:
        asked: where it happens
        one: the substance
        field: its clouds
    """
    if not field.clouds:
        return (), ()
    zones, remarks = [], []
    if one.probit is None and (one.guidelines or one.idlh):
        remarks.append(f"{one.name}: no probit is published here; lethality is not computed, guideline zones are")
    if one.probit is not None:
        load = field.load(one.probit)
        zones += [_lethal(asked, load, one.probit, share) for share in SHARES]
        zones.append(_lethal_indoors(asked, field, one.probit))
    minutes = min(max(field.passage(), MINUTES[0]), MINUTES[-1])
    for name in ("AEGL-3", "AEGL-2", "AEGL-1"):
        found = one.guidelines.get(name)
        level = None if found is None else guideline_level(found, minutes)
        if found is not None and level is not None:
            zones.append(_guideline(asked, one, field, (name, level, minutes), found))
    if one.idlh is not None:
        zones.append(_idlh(asked, one, field, one.idlh))
    return tuple(zones), tuple(remarks)


def guideline_level(guideline: Guideline, minutes: float) -> float | None:
    """The level for an exposure [min], in the guideline's unit; straight on logarithms, ends held; None: unknown."""
    known = [(t, level) for t, level in zip(MINUTES, guideline.levels, strict=True) if level is not None and level > 0]
    if not known:
        return None
    times, levels = zip(*known, strict=True)
    return float(np.exp(np.interp(math.log(minutes), np.log(times), np.log(levels))))


def concentration_of(level: float, unit: str, one: Substance) -> float:
    """A level in ppm or mg/m3 as [kg/m3]."""
    return level * 1e-6 * (one.number("molar_mass") * 1e3 / MOLAR_VOLUME if unit == "ppm" else 1.0)


def lethal_load(probit: Probit, share: float) -> float:
    """The load [(mg/m3)^n min] from which this share of people dies."""
    return math.exp((float(ndtri(share)) + 5.0 - probit.a) / probit.b)


def zone_of(
    asked: WhatIf, line: Line | None, kind: ZoneKind, named: tuple[str, float, str], basis: tuple[str, str, str]
) -> HarmZone:
    """A zone of a line, with the equation, source and remark its distance rests on."""
    name, level, unit = named
    equation, source, remark = basis
    reach = 0.0 if line is None else line.reach
    if math.isnan(reach) or reach > FITTED:
        limit = f"beyond {FARTHEST / 1000:g} km" if math.isnan(reach) else "widths extrapolated beyond 10 km"
        remark = "; ".join(part for part in (remark, limit) if part)
    derivation = Derivation(f"distance to {name}", reach, "m", equation, source, remark)
    ring = () if line is None else on_map(line.x, line.y, asked.direction, asked.lon, asked.lat)
    return HarmZone(kind, name, level, unit, reach, 0.0 if line is None else line.width, ring, derivation)


def _lethal(asked: WhatIf, load: Field, probit: Probit, share: float) -> HarmZone:
    line = trace(load, lethal_load(probit, share), FARTHEST)
    constants = f"a {probit.a:g}, b {probit.b:g}, n {probit.n:g}"
    return zone_of(
        asked,
        line,
        "toxic",
        (f"{share * 100:g} % of people outdoors die", share * 100, "%"),
        (DIED, PROBITS, constants),
    )


def _lethal_indoors(asked: WhatIf, field: CloudField, probit: Probit) -> HarmZone:
    line = trace(field.load(probit, asked.air_changes), lethal_load(probit, SHARES[-1]), FARTHEST)
    equation = f"{DIED}; indoors dC/dt = k (C_out - C)"
    remark = f"{asked.air_changes:g} air changes an hour"
    return zone_of(
        asked,
        line,
        "toxic",
        (f"{SHARES[-1] * 100:g} % of people indoors die", SHARES[-1] * 100, "%"),
        (equation, f"{PROBITS}; CPR 16E (1992), 5.5", remark),
    )


def _guideline(
    asked: WhatIf, one: Substance, field: CloudField, named: tuple[str, float, float], found: Guideline
) -> HarmZone:
    name, level, minutes = named
    line = trace(field.peak, concentration_of(level, found.unit, one), FARTHEST)
    checked = "" if found.confirmed == "all" else f"values confirmed: {found.confirmed}"
    equation = f"largest 10 min mean is the level for {minutes:.3g} min"
    return zone_of(asked, line, "guideline", (name, level, found.unit), (equation, found.source, checked))


def _idlh(asked: WhatIf, one: Substance, field: CloudField, found: Sourced) -> HarmZone:
    line = trace(field.peak, concentration_of(found.value, "ppm", one), FARTHEST)
    return zone_of(asked, line, "guideline", ("IDLH", found.value, "ppm"), ("largest 10 min mean", found.source, ""))
