"""indicators.toml and series/*.csv: a year of daily, published, aggregated counts and readings.

Each series has a mean, a yearly wave, a weekly rhythm where the thing counted has one, chance about it, and events
planted in it, written as (first day, last day, shift at the peak, shape).
"""

# ruff: noqa: E501 - the tables keep one row on a line

import math
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from . import names, write
from .chance import Chance

FLAT, RAMP, HUMP = "flat", "ramp", "hump"
EVEN = (1.0,) * 7
OFFICE = (1.12, 1.10, 1.08, 1.06, 1.04, 0.82, 0.78)  # Monday to Sunday
STREET = (0.96, 0.94, 0.95, 0.98, 1.06, 1.10, 1.01)
QUAY = (1.04, 1.08, 1.08, 1.07, 1.05, 0.90, 0.78)
REPORTS = (1.45, 1.35, 1.30, 1.25, 1.15, 0.27, 0.23)


@dataclass(frozen=True)
class Series:
    """How one series is made; times and shifts in the series' own unit."""

    id: str
    file: str
    mean: float
    wave: float = 0.0  # height of the yearly wave, as a share of the mean
    crest: int = 15  # day of the year on which it is highest
    week: tuple[float, ...] = EVEN
    spread: float = 0.0  # standard deviation of a reading
    memory: float = 0.0  # how much of yesterday's departure is left today
    counts: float | None = None  # for counts: variance over that of a Poisson count
    digits: int = 0
    floor: float = 0.0
    events: tuple[tuple[str, str, float, str], ...] = ()


# fmt: off
SERIES = (
    Series("emergency_calls", "public", 640, 0.05, 200, STREET, counts=1.6, events=(("2030-08-06", "2030-08-11", 190, HUMP),)),
    Series("hospital_admissions", "public", 178, 0.16, 20, OFFICE, counts=1.3, events=(("2030-12-18", "2031-01-22", 46, HUMP), ("2031-03-04", "2031-03-09", 48, RAMP))),
    Series("odour_reports", "public", 3.1, counts=1.2, events=(("2031-03-05", "2031-03-09", 16, RAMP),)),
    Series("turbidity", "public", 0.31, 0.2, 20, spread=0.05, memory=0.6, digits=2, floor=0.05, events=(("2030-11-21", "2030-11-24", 0.9, HUMP),)),
    Series("port_throughput", "economy", 2150, 0.06, 300, QUAY, spread=95, memory=0.3, events=(("2030-10-14", "2030-10-17", -1350, FLAT), ("2031-03-06", "2031-03-06", -420, FLAT), ("2031-03-08", "2031-03-09", -620, FLAT))),
    Series("container_dwell", "economy", 4.6, spread=0.16, memory=0.7, digits=1, floor=1, events=(("2030-10-15", "2030-10-28", 2.1, HUMP), ("2030-12-05", "2031-03-09", 1.3, RAMP))),
    Series("fuel_stock", "economy", 19.5, spread=0.35, memory=0.85, digits=1, floor=1, events=(("2031-02-18", "2031-03-09", -8.3, RAMP),)),
    Series("reserve_margin", "economy", 17.0, -0.18, 20, (0.93, 0.93, 0.94, 0.95, 0.97, 1.13, 1.15), spread=1.1, memory=0.5, digits=1, floor=0, events=(("2030-12-27", "2031-01-03", -5.2, HUMP),)),
    Series("bread_price", "economy", 108.0, spread=0.12, memory=0.9, digits=1, floor=50, events=(("2030-09-01", "2031-03-09", 9.5, RAMP),)),
    Series("river_level", "nature", 2.35, 0.28, 30, spread=0.16, memory=0.82, digits=2, floor=0.6, events=(("2030-11-20", "2030-11-26", 1.7, HUMP), ("2031-03-06", "2031-03-09", 1.9, RAMP))),
    Series("fire_weather", "nature", 13.0, 0.95, 215, spread=2.2, memory=0.7, digits=1, floor=0, events=(("2030-08-04", "2030-08-12", 21, HUMP),)),
    Series("council_services", "institutions", 23.6, spread=0.35, events=(("2030-10-02", "2030-10-04", -7, FLAT),)),
    Series("complaints", "institutions", 74, 0.04, 40, OFFICE, counts=1.8, events=(("2030-10-03", "2030-10-09", 55, HUMP), ("2031-02-16", "2031-03-09", 42, RAMP))),
    Series("failed_logins", "cyber", 1480, 0.02, 60, OFFICE, counts=9, events=(("2031-03-03", "2031-03-05", 1250, HUMP),)),
    Series("phishing_reports", "cyber", 38, 0.05, 330, REPORTS, counts=1.5, events=(("2030-12-02", "2030-12-05", 40, HUMP), ("2031-03-03", "2031-03-05", 62, HUMP))),
)
# fmt: on

MISSING = {  # days without a value
    "emergency_calls": ("2030-05-19", "2030-11-02"),
    "port_throughput": ("2030-07-07", "2030-07-08", "2030-12-25"),
    "river_level": ("2030-11-24", "2031-01-15"),
    "failed_logins": ("2030-09-21", "2030-09-22"),
    "turbidity": ("2031-02-01",),
}
SUSPECT = {("river_level", "2031-02-20"): 23.4}  # a decimal point lost: outside what the gauge can show


def values(series: Series) -> dict[str, float | None]:
    """Day to value; None where it is missing."""
    chance = Chance(f"series:{series.id}")
    departure, result = 0.0, {}
    for step in range((names.SERIES_END - names.SERIES_START).days + 1):
        day = names.SERIES_START + timedelta(days=step)
        level = _level(series, day)
        if series.counts is None:
            departure = series.memory * departure + chance.normal(0, series.spread) * math.sqrt(1 - series.memory**2)
            value = max(series.floor, level + departure)
        else:
            value = float(chance.count(max(level, 0.2), series.counts))
        result[day.isoformat()] = _kept(series, day.isoformat(), round(value, series.digits))
    return result


def _kept(series: Series, day: str, value: float) -> float | None:
    if day in MISSING.get(series.id, ()):
        return None
    value = min(value, 24.0) if series.id == "council_services" else value
    return SUSPECT.get((series.id, day), value)


def _level(series: Series, day: date) -> float:
    season = 1 + series.wave * math.cos(2 * math.pi * (day.timetuple().tm_yday - series.crest) / 365.25)
    return series.mean * season * series.week[day.weekday()] + sum(_shift(event, day) for event in series.events)


def _shift(event: tuple[str, str, float, str], day: date) -> float:
    first, last = date.fromisoformat(event[0]), date.fromisoformat(event[1])
    if not first <= day <= last:
        return 0.0
    part = ((day - first).days + 1) / ((last - first).days + 1)
    return (
        event[2] * {FLAT: 1.0, RAMP: part, HUMP: math.sin(math.pi * (part - 0.5 / ((last - first).days + 1)))}[event[3]]
    )


def files(folder: Path) -> None:
    """The CSV files of the series."""
    for name in sorted({series.file for series in SERIES}):
        columns = [series for series in SERIES if series.file == name]
        found = {series.id: values(series) for series in columns}
        days = list(found[columns[0].id])
        rows: list[dict[str, Any]] = [
            {"time": day} | {key: column[day] for key, column in found.items()} for day in days
        ]
        write.table(folder / f"{name}.csv", ["time", *(series.id for series in columns)], rows)


# fmt: off
# id, title, field, unit, authority, site, season, side, minimum, maximum, thresholds (value, level, side), why
DESCRIBED = (
    ("emergency_calls", "Emergency calls", "social", "calls/day", "region", None, 7, "above", 0, 20000, ()),
    ("hospital_admissions", "Hospital admissions with breathing trouble", "social", "admissions/day", "region", None, 7, "above", 0, 3000, ()),
    ("odour_reports", "Smell reports near the chemical terminals", "social", "reports/day", "port", "chlorine-terminal", None, "above", 0, 500, ((10, "medium", "above"),)),
    ("turbidity", "Turbidity after the filters of Tarn water works", "social", "NTU", "vale", "water-river", None, "above", 0, 20, ((0.7, "medium", "above"), (1.0, "high", "above"))),
    ("port_throughput", "Containers handled", "economic", "TEU/day", "port", None, 7, "below", 0, 6000, ((800, "medium", "below"),)),
    ("container_dwell", "Days a container waits in the port", "economic", "day", "port", None, None, "above", 0, 60, ((6.5, "medium", "above"), (8.0, "high", "above"))),
    ("fuel_stock", "Fuel in the region's depots, days of use", "economic", "day", "region", None, None, "below", 0, 90, ((12, "medium", "below"), (8, "high", "below"))),
    ("reserve_margin", "Electricity reserve margin at the daily peak", "economic", "%", "region", None, 7, "below", -20, 80, ((8, "medium", "below"), (5, "high", "below"))),
    ("bread_price", "Price of bread and flour, 2029 = 100", "economic", "index", "region", None, None, "above", 50, 400, ((115, "low", "above"), (130, "medium", "above"))),
    ("river_level", "Level of the Tarn at Weir bridge, daily highest", "territorial", "m", "vale", None, None, "above", 0, 9, ((4.5, "medium", "above"), (5.5, "high", "above"))),
    ("fire_weather", "Fire weather index (FWI), daily highest", "territorial", "index", "region", None, None, "above", 0, 150, ((38, "medium", "above"), (50, "high", "above"))),
    ("council_services", "Council services working, of 24", "political", "services", "city", None, None, "below", 0, 24, ((20, "medium", "below"), (16, "high", "below"))),
    ("complaints", "Complaints to the councils", "political", "complaints/day", "city", None, 7, "above", 0, 5000, ()),
    ("failed_logins", "Failed logons over all public systems", "cyber", "logons/day", "region", None, 7, "above", 0, 1000000, ()),
    ("phishing_reports", "Suspicious messages reported", "cyber", "reports/day", "region", None, 7, "above", 0, 10000, ()),
)
# fmt: on
FREE = {
    "odour_reports",
    "container_dwell",
    "bread_price",
    "council_services",
}  # fewer false findings wanted than half a year


def toml() -> str:
    """indicators.toml"""
    file = {series.id: series.file for series in SERIES}
    parts = ["# Published, aggregated series: counts and readings, never anything about a person.\n"]
    for name, title, field, unit, who, site, season, side, low, high, limits in DESCRIBED:
        lines = [
            "[[indicators]]",
            f'id = "{name}"',
            f'title = "{title}"',
            f'field = "{field}"',
            f'unit = "{unit}"',
            f'file = "series/{file[name]}.csv"',
            f'source = "series-{file[name]}"',
            f'jurisdiction = "{who}"',
        ]
        lines += [f'site = "{site}"'] if site else []
        lines += [f"season = {season}"] if season else []
        lines += [f'side = "{side}"', f"minimum = {low}", f"maximum = {high}", "every = 24"]
        lines += ["false_alarms = 0.2"] if name in FREE else []
        if limits:
            inside = ", ".join(
                f'{{ value = {value}, level = "{level}", side = "{where}" }}' for value, level, where in limits
            )
            lines.append(f"thresholds = [{inside}]")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)
