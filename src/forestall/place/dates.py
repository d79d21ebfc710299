"""Dates and times as people write them: ISO 8601 is read, anything else is explained."""

import re
from datetime import UTC, date, datetime, timedelta

from forestall.core.clock import FAR_FUTURE, FAR_PAST, instant, utc
from forestall.core.errors import InputError
from forestall.place.numbers import SERIAL_0

_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_PARTS = re.compile(r"([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{1,4})")
_DAY_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(:00)?")


def day(value: object) -> date | None:
    """The date that a value plainly is, from 1900 to 2199; None for anything else."""
    found: date | None = None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            found = date.fromisoformat(value)
        except ValueError:
            return None
    elif isinstance(value, date) and not isinstance(value, datetime):
        found = value
    return found if found is not None and FAR_PAST.date() <= found < FAR_FUTURE.date() else None


def moment(value: object) -> datetime | None:
    """The time that a value plainly is, in UTC, from 1900 to 2199; None for anything else."""
    try:
        if isinstance(value, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return instant(value)
        if isinstance(value, datetime):
            return utc(value)
    except (InputError, OverflowError):
        return None
    found = day(value)
    return datetime(found.year, found.month, found.day, tzinfo=UTC) if found else None


def explain(text: str) -> str:
    """What a text that is no ISO date probably means; empty when there is no guess."""
    if _SERIAL.fullmatch(text):
        found = SERIAL_0 + timedelta(days=int(float(text)))
        return f"as a spreadsheet's day number it is {found.isoformat()}"
    if (match := _DAY_WITH_TIME.fullmatch(text)) is not None:
        return f"write {match[1]}"
    match = _PARTS.fullmatch(text)
    return _reordered(match[1], match[3], match[4]) if match else ""


def _reordered(first: str, second: str, third: str) -> str:
    """The ISO date of three numbers whose order is sure, or both when it is not."""
    if len(first) == 4:
        orders = [(first, second, third)]
    else:
        year = third if len(third) == 4 else f"20{third:0>2}"
        orders = [(year, second, first), (year, first, second)]
    found = [day(f"{y}-{m:0>2}-{d:0>2}") for y, m, d in orders]
    return " or ".join(dict.fromkeys(f"write {one.isoformat()}" for one in found if one))
