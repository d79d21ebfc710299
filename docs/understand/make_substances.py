"""Makes `content/substances/properties.csv` and `curves.csv` once, from the packages `chemicals` and `thermo`.

Run by hand when `identity.csv` or `corrections.csv` changes: `.venv/bin/python docs/understand/make_substances.py`.
The product reads only the CSV: it needs neither package. A curve is taken inside the range its authors fitted and
written with that range; what the packages extrapolate beyond it, or estimate by group contribution, is left out
(but for liquid heat capacity, where the estimate of Rowlinson and Bondi is marked as such). Values that are
known to be wrong there are replaced by those of `corrections.csv`, with their source.
"""

import csv
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from chemicals import MW, Hfg, Pc, Tb, Tc, Tm, omega
from chemicals.combustion import combustion_data
from chemicals.identifiers import search_chemical
from chemicals.safety import LFL, UFL, LFL_methods, UFL_methods
from chemicals.vapor_pressure import Psat_data_Perrys2_8
from chemicals.volume import rho_data_Perry_8E_105_l
from thermo import (
    EnthalpyVaporization,
    HeatCapacityGas,
    HeatCapacityLiquid,
    SurfaceTension,
    VaporPressure,
    VolumeLiquid,
)

HERE = Path(__file__).resolve().parents[2] / "src" / "forestall" / "content" / "substances"
R = 8.314462618  # [J/mol K]
PERRY = "Perry's Chemical Engineers' Handbook (8th ed., 2008), Table"
PLAIN = "chemicals 1.5 (Bell 2016-2026)"
WORST = 0.06  # a fit farther off than this is left out
METHODS = {
    "vapour_pressure": ("VDI_PPDS", "WAGNER_MCGARRY", "ANTOINE_EXTENDED_POLING", "ANTOINE_POLING", "ANTOINE_WEBBOOK"),
    "heat_of_vaporisation": ("DIPPR_PERRY_8E", "VDI_PPDS", "ALIBAKHSHI"),
    "liquid_density": ("VDI_PPDS", "HTCOSTALDFIT", "RACKETTFIT"),
    "liquid_heat_capacity": (
        "HEOS_FIT",
        "ZABRANSKY_SPLINE_C",
        "ZABRANSKY_QUASIPOLYNOMIAL_C",
        "POLING_CONST",
        "WEBBOOK_SHOMATE",
        "VDI_TABULAR",
        "CRCSTD",
        "ROWLINSON_BONDI",
    ),
    "vapour_heat_capacity": ("TRCIG", "POLING_POLY", "WEBBOOK_SHOMATE", "POLING_CONST", "CRCSTD"),
    "surface_tension": ("REFPROP_FIT", "STREFPROP", "VDI_PPDS", "SOMAYAJULU2", "SOMAYAJULU"),
}
Row = list[str]


def main() -> None:
    """Write both tables."""
    with (HERE / "identity.csv").open(newline="") as file:
        names = {row["name"]: row["cas"] for row in csv.DictReader(file)}
    with (HERE / "corrections.csv").open(newline="") as file:
        fixed = {(row["name"], row["property"]): row for row in csv.DictReader(file)}
    properties, curves = [], []
    for name, cas in sorted(names.items()):
        properties += [_corrected(row, fixed) for row in _properties(name, cas)]
        curves += _curves(name, cas)
    known = {(row[0], row[1]) for row in properties}
    properties += [[*key, row["value"], row["unit"], row["source"]] for key, row in fixed.items() if key not in known]
    _write("properties.csv", ("name", "property", "value", "unit", "source"), sorted(properties))
    header = ("name", "curve", "form", "a", "b", "c", "d", "e", "low [K]", "high [K]", "source")
    _write("curves.csv", header, curves)


def _write(file: str, header: Sequence[str], rows: Iterable[Row]) -> None:
    with (HERE / file).open("w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _corrected(row: Row, fixed: dict[tuple[str, str], dict[str, str]]) -> Row:
    right = fixed.get((row[0], row[1]))
    return [row[0], row[1], right["value"], right["unit"], right["source"]] if right else row


def _number(value: float) -> str:
    return f"{value:.7g}"


def _properties(name: str, cas: str) -> list[Row]:
    found: list[tuple[str, float | None, str]] = [
        ("molar_mass", MW(cas) / 1000.0, "kg/mol"),
        ("boiling_point", Tb(cas), "K"),
        ("melting_point", Tm(cas), "K"),
        ("critical_temperature", Tc(cas), "K"),
        ("critical_pressure", Pc(cas), "Pa"),
        ("acentric_factor", omega(cas), "-"),
        ("lower_flammable_limit", _limit(LFL, cas), "-"),
        ("upper_flammable_limit", _limit(UFL, cas), "-"),
        ("heat_of_combustion", _combustion(cas), "J/kg"),
        ("gamma", _gamma(cas), "-"),
    ]
    return [[name, what, _number(value), unit, PLAIN] for what, value, unit in found if value is not None]


def _limit(relation: Callable[..., float | None], cas: str) -> float | None:
    """The best measured flammable limit; estimates are not taken."""
    methods = _measured(relation, cas)
    return relation(CASRN=cas, method=methods[0]) if methods else None


def _measured(relation: Callable[..., object], cas: str) -> list[str]:
    listed = LFL_methods(CASRN=cas) if relation is LFL else UFL_methods(CASRN=cas)
    return [one for one in listed if "Suzuki" not in one and "Crowl" not in one and "WIKIDATA" not in one]


def _combustion(cas: str) -> float | None:
    """Lower heat of combustion [J/kg]; only of what has a flammable limit."""
    if not _measured(LFL, cas):
        return None
    formation = Hfg(cas)
    if formation is None:
        return None
    burnt = combustion_data(formula=search_chemical(cas).formula, Hf=formation)
    return None if burnt is None else -burnt.LHV / MW(cas) * 1000.0


def _gamma(cas: str) -> float | None:
    """Ratio of the heat capacities of the ideal gas at 298.15 K."""
    gas = HeatCapacityGas(CASRN=cas, MW=MW(cas))
    cp = _value(gas, _available(gas, "vapour_heat_capacity"), 298.15)
    return None if cp is None else cp / (cp - R)


def _available(thing: object, curve: str) -> str | None:
    known = getattr(thing, "all_methods")  # noqa: B009
    return next((one for one in METHODS[curve] if one in known), None)


def _value(thing: object, method: str | None, t: float) -> float | None:
    if method is None:
        return None
    value = thing.calculate(t, method)  # type: ignore[attr-defined]
    return None if value is None or not math.isfinite(value) or value <= 0 else float(value)


def _curves(name: str, cas: str) -> list[Row]:
    mass, tc = MW(cas) / 1000.0, Tc(cas)
    known = {"Tb": Tb(cas), "Tc": tc, "Pc": Pc(cas), "omega": omega(cas)}
    gas = HeatCapacityGas(CASRN=cas, MW=MW(cas))
    liquid = HeatCapacityLiquid(CASRN=cas, MW=MW(cas), Tc=tc, omega=known["omega"], Cpgm=gas)
    rows = [
        _vapour_pressure(name, cas, tc),
        _heat_of_vaporisation(name, EnthalpyVaporization(CASRN=cas, **known), mass, tc),
        _density(name, cas, VolumeLiquid(CASRN=cas, **known), mass, tc),
        _heat_capacity(name, "liquid_heat_capacity", liquid, mass, 0.35 * (tc or 0.0), 0.92 * (tc or 0.0)),
        _heat_capacity(name, "vapour_heat_capacity", gas, mass, 200.0, 1000.0),
        _tension(name, SurfaceTension(CASRN=cas, MW=MW(cas), **known), tc),
    ]
    return [row for row in rows if row is not None]


def _row(name: str, curve: str, form: str, numbers: Sequence[float], low: float, high: float, source: str) -> Row:
    padded = [*numbers, *[0.0] * (5 - len(numbers))]
    return [
        name,
        curve,
        form,
        *(f"{one:.9g}" for one in padded),
        f"{math.ceil(100 * low) / 100:.2f}",
        f"{math.floor(100 * high) / 100:.2f}",
        source,
    ]


def _samples(thing: object, method: str, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    t = np.linspace(low, high, 60)
    values = [_value(thing, method, float(one)) for one in t]
    kept = [place for place, one in enumerate(values) if one is not None]
    return t[kept], np.array([values[place] for place in kept], dtype=float)


def _vapour_pressure(name: str, cas: str, tc: float | None) -> Row | None:
    if cas in Psat_data_Perrys2_8.index:
        got = Psat_data_Perrys2_8.loc[cas]
        high = min(float(got["Tmax"]), tc or math.inf)
        numbers = [float(got[one]) for one in ("C1", "C2", "C3", "C4", "C5")]
        return _row(name, "vapour_pressure", "dippr101", numbers, float(got["Tmin"]), high, f"{PERRY} 2-8")
    thing = VaporPressure(CASRN=cas, Tb=Tb(cas), Tc=tc, Pc=Pc(cas), omega=omega(cas))
    method = _available(thing, "vapour_pressure")
    if method is None:
        return None
    low, high = thing.T_limits[method]
    high = min(high, (tc or math.inf) - 0.5)
    t, p = _samples(thing, method, max(low, 0.38 * (tc or 2 * low)), high)
    best = min((_fit101(t, p, e) for e in (1.0, 2.0, 6.0)), key=lambda one: one[1])
    source = f"fit ({100 * best[1]:.2g} %) to {method}, {PLAIN}"
    return _row(name, "vapour_pressure", "dippr101", best[0], t[0], t[-1], source)


def _fit101(t: np.ndarray, p: np.ndarray, e: float) -> tuple[list[float], float]:
    terms = np.stack([np.ones_like(t), 1 / t, np.log(t), t**e], axis=1)
    numbers = np.linalg.lstsq(terms, np.log(p), rcond=None)[0]
    return [*map(float, numbers), e], float(np.max(np.abs(terms @ numbers - np.log(p))))


def _heat_of_vaporisation(name: str, thing: object, mass: float, tc: float | None) -> Row | None:
    method = _available(thing, "heat_of_vaporisation")
    if method is None or tc is None:
        return None
    low, high = thing.T_limits[method]  # type: ignore[attr-defined]
    t, h = _samples(thing, method, max(low, 0.35 * tc), min(high, 0.98 * tc))
    x = t / tc
    terms = np.stack([np.ones_like(t), *(x**k * np.log(1 - x) for k in range(3))], axis=1)
    numbers = np.linalg.lstsq(terms, np.log(h / mass), rcond=None)[0]
    off = np.max(np.abs(np.expm1(terms @ numbers - np.log(h / mass))))
    shown = [math.exp(numbers[0]), *map(float, numbers[1:]), tc]
    source = f"fit ({100 * off:.2g} %) to {method}, {PLAIN}"
    return _row(name, "heat_of_vaporisation", "dippr106", shown, t[0], t[-1], source)


def _density(name: str, cas: str, thing: object, mass: float, tc: float | None) -> Row | None:
    if cas in rho_data_Perry_8E_105_l.index:
        got = rho_data_Perry_8E_105_l.loc[cas]
        numbers = [float(got[one]) for one in ("C1", "C2", "C3", "C4")]
        numbers[0] *= mass
        source = f"{PERRY} 2-32"
        return _row(name, "liquid_density", "dippr105", numbers, float(got["Tmin"]), float(got["Tmax"]), source)
    method = _available(thing, "liquid_density")
    if method is None or tc is None:
        return None
    low, high = thing.T_limits[method]  # type: ignore[attr-defined]
    t, v = _samples(thing, method, max(low, 0.4 * tc), min(high, 0.97 * tc))
    best = min((_fit105(t, mass / v, tc, d) for d in np.linspace(0.2, 0.4, 41)), key=lambda one: one[1])
    source = f"fit ({100 * best[1]:.2g} %) to {method}, {PLAIN}"
    return _row(name, "liquid_density", "dippr105", best[0], t[0], t[-1], source)


def _fit105(t: np.ndarray, rho: np.ndarray, tc: float, d: float) -> tuple[list[float], float]:
    terms = np.stack([np.ones_like(t), -(1 + (1 - t / tc) ** d)], axis=1)
    numbers = np.linalg.lstsq(terms, np.log(rho), rcond=None)[0]
    off = float(np.max(np.abs(terms @ numbers - np.log(rho))))
    return [math.exp(numbers[0]), math.exp(numbers[1]), tc, float(d)], off


def _heat_capacity(name: str, curve: str, thing: object, mass: float, low: float, high: float) -> Row | None:
    method = _available(thing, curve)
    if method is None:
        return None
    limits = thing.T_limits[method]  # type: ignore[attr-defined]
    low, high = max(low, limits[0]), min(high, limits[1])
    t, cp = _samples(thing, method, low, high)
    if high <= low or t.size == 0:
        return None
    degree = 0 if method in {"POLING_CONST", "CRCSTD"} else 4
    numbers = np.polynomial.polynomial.polyfit(t, cp / mass, degree)
    off = np.max(np.abs(np.polynomial.polynomial.polyval(t, numbers) * mass / cp - 1))
    if off > WORST:
        return None
    estimate = "estimate; " if method == "ROWLINSON_BONDI" else ""
    source = f"{estimate}fit ({100 * off:.2g} %) to {method}, {PLAIN}"
    return _row(name, curve, "polynomial", numbers, t[0], t[-1], source)


def _tension(name: str, thing: object, tc: float | None) -> Row | None:
    method = _available(thing, "surface_tension")
    if method is None or tc is None:
        return None
    low, high = thing.T_limits[method]  # type: ignore[attr-defined]
    t, s = _samples(thing, method, max(low, 0.4 * tc), min(high, 0.85 * tc))
    terms = np.stack([np.ones_like(t), np.log(1 - t / tc)], axis=1)
    numbers = np.linalg.lstsq(terms, np.log(s), rcond=None)[0]
    off = np.max(np.abs(np.expm1(terms @ numbers - np.log(s))))
    if off > WORST:
        return None
    shown = [math.exp(numbers[0]), float(numbers[1]), 0.0, 0.0, tc]
    return _row(
        name, "surface_tension", "dippr106", shown, t[0], t[-1], f"fit ({100 * off:.2g} %) to {method}, {PLAIN}"
    )


if __name__ == "__main__":
    main()
