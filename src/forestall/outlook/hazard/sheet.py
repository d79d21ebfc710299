"""What a hazard sheet shows, whatever it is about. No HTML, no geometry, no physics."""

import math
from dataclasses import dataclass

from forestall.outlook.hazard.picture import Area, Mark


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table."""

    cells: tuple[str, ...]
    """What it says."""
    note: str = ""
    """Small print under it: equation, source, remark."""
    letter: str = ""
    """Letter of its line on the map."""
    tone: str = ""
    """Colour of that line."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one title."""

    title: str
    head: tuple[str, ...]
    """Names of the columns; () when they speak for themselves."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing beside the map."""

    title: str
    svg: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page."""

    kicker: str
    """What kind of page it is."""
    title: str
    """In one line."""
    lead: tuple[str, ...]
    """Sentences that say what matters."""
    areas: tuple[Area, ...]
    """Lines on the map, the widest first."""
    marks: tuple[Mark, ...]
    """Points on the map."""
    wind: float | None
    """Where the wind comes from [deg]; None: no one wind."""
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    remarks: tuple[str, ...]


def figure(value: float | str) -> str:
    """A number with three significant digits, as people write it; `not known` where it is none."""
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return "not known"
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if -4 < size < 7:
        return f"{round(value, 2 - size):,.{max(0, 2 - size)}f}"
    return f"{value:.2e}"


def metres(value: float) -> str:
    """A distance: `not reached` for 0, `beyond 20 km` where it lies outside the range of the models."""
    if math.isnan(value):
        return "beyond 20 km"
    if value <= 0:
        return "not reached"
    return f"{figure(value / 1000)} km" if value >= 10_000 else f"{figure(value)} m"
