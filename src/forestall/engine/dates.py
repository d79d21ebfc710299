"""Part of a date written in a text: its minute, hour, day, week, month or year, as written."""

import re
from datetime import date
from typing import Literal

Unit = Literal["minute", "hour", "day", "week", "month", "year"]
_DATE = re.compile(
    r"\s*(\d{4})-(\d{2})-(\d{2})"
    r"(?:[Tt ](\d{2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(?:[Zz]|UTC|[+-]\d{2}:?(?:\d{2})?)?)?\s*",
    re.ASCII,
)


def part(text: str, unit: Unit) -> int | None:
    """One part of a date, no zone converted.

    Args:
        text: as ISO 8601 has it: a date, or a date and a time of day, with or without a zone
        unit: which part; `week` is the week of ISO 8601

    Returns:
        The number; None when the text is no such date, or a date alone is asked for its hour or minute.
    """
    found = _DATE.fullmatch(text)
    if not found:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    hour, minute = (int(found[group]) if found[group] else None for group in (4, 5))
    if (hour is not None and hour > 23) or (minute is not None and minute > 59):
        return None
    if unit in ("hour", "minute"):
        return hour if unit == "hour" else minute
    return {"day": day.day, "week": day.isocalendar().week, "month": day.month, "year": day.year}[unit]
