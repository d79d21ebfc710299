"""The form of a release on the map: what was typed, what it means, what is wrong with it."""

import math
from dataclasses import dataclass, field

from forestall.core.text import N_
from forestall.model.exposure import WeatherClass
from forestall.model.place import Place
from forestall.model.what_if import WhatIf

CLASSES = ("A", "B", "C", "D", "E", "F")
"""Pasquill classes."""
_KELVIN = 273.15
Wrong = tuple[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as it was."""

    substance: str = ""
    """Name, CAS or UN number."""
    tonnes: str = "10"
    """How much is held [t]."""
    way: str = "hole"
    """`hole`, `rate`, or `all` at once."""
    size: str = "50"
    """Diameter of the hole [mm] or rate [kg/s]."""
    minutes: str = "30"
    """How long a rate lasts [min]."""
    site: str = ""
    """Where: id or name of a site; empty: the position."""
    lon: str = ""
    """[deg]"""
    lat: str = ""
    """[deg]"""
    weather: str = "now"
    """`now`: usual at this time of day; `chosen`."""
    wind: str = "3"
    """[m/s]"""
    direction: str = "270"
    """Where it comes from [deg]."""
    stability: str = "D"
    """Pasquill class."""
    air: str = "15"
    """[degC]"""
    hours: str = "24"
    """How long a site that is struck stays closed [h]."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked."""

    release: WhatIf | None
    """None when something is wrong."""
    hours: float
    """How long a site that is struck stays closed [h]."""
    usual: bool
    """Whether the weather is the usual one of this time of day."""
    errors: dict[str, Wrong] = field(default_factory=dict)
    """What is wrong, by field: a text with its values."""


def question(typed: Typed, place: Place, usual: WeatherClass | None) -> Question:
    """What was typed as a question.

    Args:
        typed: the form
        place: its sites
        usual: the commonest weather of this time of day; None when it is not known
    """
    read = _Reading()
    if not typed.substance.strip():
        read.errors["substance"] = (N_("name a substance"), {})
    lon, lat = _where(typed, place, read)
    now = typed.weather == "now" and usual is not None
    wind = usual.speed if now and usual is not None else read.number("wind", typed.wind, 0.1, 60)
    blows = usual.direction if now and usual is not None else read.number("direction", typed.direction, 0, 360)
    stability = usual.stability if now and usual is not None else typed.stability.strip().upper()
    if stability not in CLASSES:
        read.errors["stability"] = (N_("expected a letter from A to F"), {})
    mass = 1e3 * read.number("tonnes", typed.tonnes, 1e-3, 1e6)
    size = read.number("size", typed.size, 1e-3, 1e4) if typed.way in ("hole", "rate") else math.nan
    air = _KELVIN + read.number("air", typed.air, -60, 60)
    minutes = read.number("minutes", typed.minutes, 0.1, 1440) if typed.way == "rate" else 30.0
    hours = read.number("hours", typed.hours, 0.1, 8760)
    if read.errors:
        return Question(None, hours, now, read.errors)
    asked = WhatIf(
        typed.substance.strip(),
        mass=mass,
        hole=size / 1e3 if typed.way == "hole" else None,
        rate=size if typed.way == "rate" else None,
        duration=60 * minutes,
        temperature=air,
        wind=wind,
        direction=blows,
        stability=stability,
        air=air,
        lon=lon,
        lat=lat,
    )
    return Question(asked, hours, now)


class _Reading:
    """Numbers out of text, and what is wrong with them."""

    def __init__(self) -> None:
        self.errors: dict[str, Wrong] = {}

    def number(self, name: str, text: str, low: float, high: float) -> float:
        """A number within limits; 0 with a remark when it is none."""
        try:
            value = float(text.strip().replace(",", "."))
        except ValueError:
            value = math.nan
        if low <= value <= high:
            return value
        told = N_("found %(found)s, expected a number from %(low)s to %(high)s")
        self.errors[name] = (told, {"found": text.strip()[:20] or "–", "low": f"{low:g}", "high": f"{high:g}"})
        return 0.0


def _where(typed: Typed, place: Place, read: _Reading) -> tuple[float, float]:
    wanted = typed.site.strip()
    if not wanted:
        return read.number("lon", typed.lon, -180, 180), read.number("lat", typed.lat, -85, 85)
    for site in place.sites:
        if wanted in (site.id, site.name) or wanted.casefold() == site.name.casefold():
            return site.lon, site.lat
    read.errors["site"] = (N_("there is no such site, or it is not yours to see"), {})
    return 0.0, 0.0
