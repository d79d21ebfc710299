"""Amounts on the command line: a number, with its unit where it is not the usual one (`50 mm`, `40 t`, `15 degC`)."""

import math
import re

from forestall.core.errors import InputError
from forestall.place.units import convert, spelled

_WRITTEN = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S.*?)?\s*")


def amount(option: str, text: str, unit: str, usual: str = "") -> float:
    """An amount in a unit.

    Args:
        option: the option it stands after, for the message
        text: as written
        unit: the unit wanted
        usual: the unit of a bare number; left out: the one wanted

    Raises:
        InputError: it is no number, or its unit is of another kind.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise InputError(f"{option} {text!r}: expected a number, with its unit where it is not {usual or unit}")
    value = convert(float(found[1]), found[2] or usual or unit, unit)
    if value is None and spelled(found[2] or "") == unit:
        value = float(found[1])
    if value is None or not math.isfinite(value):
        raise InputError(f"{option} {text!r}: expected a number in {usual or unit} or a unit of the same kind")
    return value


def position(text: str) -> tuple[float, float]:
    """`LON,LAT` in degrees.

    Raises:
        InputError: it is not two numbers within -180..180 and -90..90.
    """
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError as error:
        raise InputError(f"--at {text!r}: expected LON,LAT in degrees, such as 4.3,51.9") from error
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InputError(f"--at {text!r}: expected lon within -180..180 and lat within -90..90")
    return lon, lat
