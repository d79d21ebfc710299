"""Units people write into cells and headers, and what they are in the declared one. Nothing is converted silently.

Factors to SI: BIPM, The International System of Units (2019), tables 2 to 8; NIST SP 811 (2008), appendix B.
"""

import re

_TIME = {"s": 1.0, "min": 60.0, "h": 3600.0, "day": 86400.0, "week": 604800.0, "month": 2629800.0, "year": 31557600.0}
_LENGTH = {"mm": 1e-3, "cm": 1e-2, "m": 1.0, "km": 1e3, "in": 0.0254, "ft": 0.3048, "mi": 1609.344}
_MASS = {"g": 1e-3, "kg": 1.0, "t": 1e3, "lb": 0.45359237}
_SPEED = {"m/s": 1.0, "km/h": 1 / 3.6, "kn": 1852 / 3600, "mph": 0.44704, "ft/s": 0.3048}
_PRESSURE = {
    "Pa": 1.0, "hPa": 100.0, "mbar": 100.0, "kPa": 1e3, "bar": 1e5, "MPa": 1e6, "atm": 101325.0, "psi": 6894.757,
}  # fmt: skip
_FLOW = {"kg/s": 1.0, "g/s": 1e-3, "kg/min": 1 / 60, "kg/h": 1 / 3600, "t/h": 1 / 3.6}
_RATE = {"1/year": 1.0, "1/month": 12.0, "1/week": 365.25 / 7, "1/day": 365.25, "1/h": 8766.0}
_PER_LENGTH = {"1/km": 1.0, "1/m": 1e3, "1/mi": 1 / 1.609344}
_ANGLE = {"deg": 1.0, "rad": 57.29577951308232}

_DIMENSIONS = (_TIME, _LENGTH, _MASS, _SPEED, _PRESSURE, _FLOW, _RATE, _PER_LENGTH, _ANGLE)

_SPELLINGS = {
    "sec": "s", "second": "s", "seconds": "s", "minute": "min", "minutes": "min", "mins": "min",
    "hour": "h", "hours": "h", "hr": "h", "hrs": "h", "d": "day", "days": "day", "weeks": "week", "months": "month",
    "y": "year", "yr": "year", "a": "year", "years": "year", "metre": "m", "metres": "m", "meter": "m", "meters": "m",
    "tonne": "t", "tonnes": "t", "ton": "t", "tons": "t", "kilogram": "kg", "kgs": "kg", "kmh": "km/h", "kph": "km/h",
    "kt": "kn", "kts": "kn", "knots": "kn", "barg": "bar", "per year": "1/year", "/year": "1/year", "/a": "1/year",
    "1/a": "1/year", "/yr": "1/year", "1/yr": "1/year", "/day": "1/day", "/month": "1/month", "/km": "1/km",
    "°": "deg", "degrees": "deg", "°C": "degC", "C": "degC", "°F": "degF", "F": "degF",
    "people": "persons", "person": "persons",
}  # fmt: skip


def spelled(unit: str) -> str:
    """The symbol for a unit as people spell it: `minutes` is `min`."""
    plain = unit.strip().rstrip(".")
    return _SPELLINGS.get(plain, _SPELLINGS.get(plain.lower(), plain))


def convert(number: float, written: str, declared: str) -> float | None:
    """A number in one unit as a number in another; None when the units are not of one dimension.

    Args:
        number: the number [any unit]
        written: its unit, in any usual spelling
        declared: the unit wanted, as the model declares it
    """
    unit = spelled(written)
    if unit == declared:
        return number
    if declared == "K":
        return _kelvin(number, unit)
    for factors in _DIMENSIONS:
        if unit in factors and declared in factors:
            return number * factors[unit] / factors[declared]
    return None


def _kelvin(number: float, unit: str) -> float | None:
    if unit == "degC":
        return number + 273.15
    return (number + 459.67) / 1.8 if unit == "degF" else None


def same(written: str, declared: str, currency: str | None) -> bool:
    """Whether a unit in a header is the declared one; the place's currency code may stand for `currency`.

    Where the place's code is not known, any code may.
    """
    plain = written.strip()
    named = re.sub(rf"^{re.escape(currency) if currency else '[A-Z]{3}'}(?=/|$)", "currency", plain)
    return declared in (plain, named, spelled(plain))
