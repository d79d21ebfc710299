"""A worked case as its file gives it: inputs, expected outputs, tolerance. Not here: running it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from forestall.core.errors import InputError
from forestall.science.chemical.cases.quantity import Quantity, Value

LARGEST = 1e300  # numbers above it are mistakes


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a result may lie from the published one; either is enough."""

    relative: float | None
    """Share of the published value."""
    absolute: float | None
    """In the unit of the published value."""

    @property
    def given(self) -> bool:
        """Whether the case states one."""
        return self.relative is not None or self.absolute is not None

    def holds(self, expected: float, got: float) -> bool:
        """Whether `got` lies within it; rounding of the last bit (1e-12) is forgiven."""
        room = max((self.relative or 0.0) * abs(expected), self.absolute or 0.0)
        return math.isfinite(got) and abs(got - expected) <= room + 1e-12 * abs(expected)


@dataclass(frozen=True, slots=True)
class Case:
    """One worked case."""

    id: str
    group: str
    model: str
    inputs: Mapping[str, Quantity]
    expected: Mapping[str, Quantity]
    tolerance: Tolerance
    certainty: str

    @property
    def key(self) -> str:
        """`group/model`: what the harness looks a relation up by."""
        return f"{self.group}/{self.model}"


def read(document: object) -> tuple[Case, ...]:
    """The cases of a parsed JSON document.

    Args:
        document: a list of cases, or an object with the list under `cases`

    Raises:
        InputError: says which case and field, what was found and what was expected.
    """
    rows = document.get("cases") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise InputError("expected a list of cases, or an object with a list under `cases`")
    return tuple(_case(row, f"case {place}") for place, row in enumerate(rows, start=1))


def _case(row: object, where: str) -> Case:
    if not isinstance(row, dict):
        raise InputError(f"{where}: found {row!r}, expected an object")
    name = _word(row, "id", where)
    where = f"{where} ({name})"
    return Case(
        name,
        _word(row, "group", where),
        _word(row, "model", where),
        _quantities(row.get("inputs", {}), f"{where}: inputs"),
        _quantities(row.get("expected"), f"{where}: expected"),
        _tolerance(row.get("tolerance", {}), f"{where}: tolerance"),
        str(row.get("certainty", "not stated")),
    )


def _word(row: dict[object, object], field: str, where: str) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value:
        raise InputError(f"{where}: {field}: found {value!r}, expected a word")
    return value


def _quantities(rows: object, where: str) -> dict[str, Quantity]:
    if not isinstance(rows, dict):
        raise InputError(f"{where}: found {rows!r}, expected an object of name: {{value, unit}}")
    return {str(name): _quantity(row, f"{where}: {name}") for name, row in rows.items()}


def _quantity(row: object, where: str) -> Quantity:
    if not isinstance(row, dict) or "value" not in row:
        raise InputError(f"{where}: found {row!r}, expected {{value, unit}}")
    return Quantity(_value(row["value"], where), str(row.get("unit", "-")))


def _value(value: object, where: str) -> Value:
    if isinstance(value, (bool, str)):
        return value
    numbers = [_finite(one) for one in (value if isinstance(value, list) else [value])]
    known = [one for one in numbers if one is not None]
    if not known or len(known) < len(numbers):
        raise InputError(f"{where}: found {value!r}, expected a finite number, numbers, a word or true/false")
    return known if isinstance(value, list) else known[0]


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if abs(value) < LARGEST else None


def _tolerance(row: object, where: str) -> Tolerance:
    if not isinstance(row, dict):
        raise InputError(f"{where}: found {row!r}, expected {{relative, absolute}}")
    found: list[float | None] = []
    for kind in ("relative", "absolute"):
        value = row.get(kind)
        number = _finite(value)
        if value is not None and (number is None or number < 0.0):
            raise InputError(f"{where}: {kind}: found {value!r}, expected a number of at least 0")
        found.append(number)
    return Tolerance(*found)
