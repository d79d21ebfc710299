"""A substance: what it is, its properties and toxicity, and how its tables are read. Not here: where they lie."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from forestall.core.errors import InputError
from forestall.science.chemical.curve import Curve, Form
from forestall.science.chemical.probit import Probit

Row = Mapping[str, str]
T = TypeVar("T")
GUIDELINE_TIMES = ("10 min", "30 min", "60 min", "240 min", "480 min")


@dataclass(frozen=True, slots=True)
class Sourced:
    """A number and where it comes from."""

    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Guideline:
    """Concentrations for exposures of 10, 30, 60, 240 and 480 min."""

    unit: str
    """`ppm` or `mg/m3`."""
    levels: tuple[float | None, ...]
    """None where no value is published, or none is confirmed here."""
    confirmed: str
    """Which of the values were held against a public table: `all`, `60 min` or `no`."""
    source: str


@dataclass(frozen=True, slots=True)
class Substance:
    """A dangerous substance; all numbers in SI units."""

    name: str
    """Name in one word, as in `releases.csv`."""
    cas: str
    """CAS registry number."""
    un: str
    """UN number; empty when it must not be carried."""
    adr_class: str
    """Class of the European dangerous-goods road agreement (ADR)."""
    adr_labels: str
    """Its danger labels, joined by `+`."""
    hazards: tuple[str, ...]
    """Hazard statements of the Globally Harmonised System (`H330`)."""
    dense: bool
    """Cold or heavy enough that near the source it spreads along the ground, which a passive plume does not show."""
    also: tuple[str, ...]
    """Other names."""
    properties: Mapping[str, Sourced]
    """`molar_mass` [kg/mol], `boiling_point` [K], `critical_temperature` [K], `gamma` [-], ..."""
    curves: Mapping[str, Curve]
    """`vapour_pressure` [Pa], `heat_of_vaporisation` [J/kg], `liquid_density` [kg/m3], heat capacities [J/kg K], ..."""
    guidelines: Mapping[str, Guideline]
    """By name: `AEGL-1`, `AEGL-2`, `AEGL-3`."""
    idlh: Sourced | None
    """Immediately dangerous to life or health [ppm]."""
    probit: Probit | None
    """Constants for C in mg/m3 and t in min."""

    def number(self, name: str) -> float:
        """A property that does not depend on temperature.

        Raises:
            InputError: the tables do not have it.
        """
        if name not in self.properties:
            raise InputError(
                f"{self.name}: {name} is not in the tables; known are {', '.join(sorted(self.properties))}"
            )
        return self.properties[name].value

    def at(self, name: str, t: float) -> float:
        """A property at temperature t [K].

        Raises:
            InputError: the tables do not have it, or t is outside the range it was fitted for.
        """
        curve = self.curves.get(name)
        if curve is None:
            raise InputError(f"{self.name}: {name} is not in the tables; known are {', '.join(sorted(self.curves))}")
        value = curve.at(t)
        if math.isnan(value):
            raise InputError(
                f"{self.name}: {name} at {t:.2f} K: expected a temperature within {curve.low:g}..{curve.high:g} K"
            )
        return value


def read(tables: Mapping[str, Iterable[Row]]) -> dict[str, Substance]:
    """Substances by name.

    Args:
        tables: rows of `identity`, `properties`, `curves`, `guidelines`, `idlh` and `probits` by column

    Raises:
        ValueError: a cell is not of the form its column promises.
    """
    properties = _grouped(tables["properties"], "property", lambda row: Sourced(float(row["value"]), row["source"]))
    curves = _grouped(tables["curves"], "curve", _curve)
    guidelines = _grouped(tables["guidelines"], "guideline", _guideline)
    idlh = {row["name"]: Sourced(float(row["value"]), row["source"]) for row in tables["idlh"]}
    probits = {row["name"]: Probit(float(row["a"]), float(row["b"]), float(row["n"])) for row in tables["probits"]}
    found = {}
    for row in tables["identity"]:
        name = row["name"]
        found[name] = Substance(
            name,
            row["cas"],
            row["un"],
            row["adr_class"],
            row["adr_labels"],
            _split(row["hazards"]),
            row["dense"] == "true",
            _split(row["also"]),
            properties.get(name, {}),
            curves.get(name, {}),
            guidelines.get(name, {}),
            idlh.get(name),
            probits.get(name),
        )
    return found


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def _grouped(rows: Iterable[Row], key: str, make: Callable[[Row], T]) -> dict[str, dict[str, T]]:
    found: dict[str, dict[str, T]] = {}
    for row in rows:
        found.setdefault(row["name"], {})[row[key]] = make(row)
    return found


def _curve(row: Row) -> Curve:
    numbers = (float(row["a"]), float(row["b"]), float(row["c"]), float(row["d"]), float(row["e"]))
    return Curve(Form(row["form"]), numbers, float(row["low [K]"]), float(row["high [K]"]), row["source"])


def _guideline(row: Row) -> Guideline:
    levels = tuple(float(row[time]) if row[time] else None for time in GUIDELINE_TIMES)
    return Guideline(row["unit"], levels, row["confirmed"], row["source"])
