"""A number as people write it: read when it is plain, explained when it is not. Bounds are not looked at."""

import math
import re
from datetime import date

from forestall.place import units

_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:([ \u00a0\u2009\u202f'’,._])[0-9]{3})(?:\1[0-9]{3})*([.,][0-9]+)?")
_WITH_UNIT = re.compile(r"([+-]?[0-9]*[.,]?[0-9]+(?:[eE][+-]?[0-9]+)?)\s*([^\d\s.,;+-].{0,24})")
_MONEY = re.compile(r"(?:[$€£¥]|[A-Z]{3})\s*([0-9][0-9.,' ]*)")
_TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_DAY = re.compile(
    rf"(?:([0-9]{{1,2}})-({'|'.join(_MONTHS)})|({'|'.join(_MONTHS)})-([0-9]{{2}}))(?:-[0-9]{{2,4}})?"
)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ][0-9:.]+)?")

_LEAP_1900 = 61
"""Below this day number (1 March 1900) spreadsheets differ by one day: some hold 1900 for a leap year."""
MAX_LENGTH = 60
"""Longest text that is looked at as a number [characters]."""
SERIAL_0 = date(1899, 12, 30)
"""Day 0 of spreadsheet dates (ECMA-376-1:2016, 18.17.4.1, the 1900 system as used after February 1900)."""


def plain_number(text: str) -> float | None:
    """The finite number that a text plainly is; None for anything else."""
    if len(text) > MAX_LENGTH or _PLAIN.fullmatch(text) is None:
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def is_error_value(text: str) -> bool:
    """Whether a spreadsheet's error value stands there instead of a value."""
    return text.startswith("#") and text.upper() in _ERRORS


def spreadsheet_date(text: str) -> str:
    """How a spreadsheet came to show this text as a date, in words; empty when it is no date."""
    if (match := _MONTH_DAY.fullmatch(text)) is not None:
        day, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        first, second = int(day), _MONTHS.index(month) + 1
        return f"a spreadsheet has made a date of {first}-{second} or {first}.{second} (or {second}-{first})"
    if (match := _ISO_DAY.fullmatch(text)) is None:
        return ""
    try:
        serial = (date(int(match[1]), int(match[2]), int(match[3])) - SERIAL_0).days
    except ValueError:
        return ""
    number = f"{serial - 1} or {serial}" if serial < _LEAP_1900 else str(serial)
    return f"a spreadsheet shows the number {number} as a date" if serial in range(80_000) else ""


def explain(text: str, unit: str | None) -> str:
    """What a text that is no plain number probably means, with the number to write; empty when there is no guess."""
    if len(text) > MAX_LENGTH:
        return ""
    if is_error_value(text):
        return "a formula in the spreadsheet is broken; write its value"
    if text.casefold().lstrip("+-") in ("nan", "inf", "infinity", "n/a", "na", "none", "null", "-", "?", "unknown"):
        return "leave it empty when it is not known and the column allows it"
    return spreadsheet_date(text) or _separators(text) or _money(text, unit) or _in_unit(text, unit)


def _separators(text: str) -> str:
    if re.fullmatch(r"[+-]?[0-9]{1,3},[0-9]{3}", text):
        return f"write {text.replace(',', '')}, or {text.replace(',', '.')} if the comma is a decimal point"
    if _COMMA.fullmatch(text):
        return f"write {text.replace(',', '.')}"
    if (match := _GROUPED.fullmatch(text)) is not None and match[1] != match[2]:
        whole, fraction = (text[: match.start(2)], match[2][1:]) if match[2] else (text, "")
        digits = whole.replace(match[1], "")
        return f"write {digits}.{fraction}" if fraction else f"write {digits}"
    return ""


def _money(text: str, unit: str | None) -> str:
    if unit is None or not unit.startswith("currency") or (match := _MONEY.fullmatch(text)) is None:
        return ""
    amount = match[1].strip()
    return _separators(amount) or f"write {amount}"


def _in_unit(text: str, unit: str | None) -> str:
    if (match := _WITH_UNIT.fullmatch(text)) is None:
        return ""
    number, written = float(match[1].replace(",", ".")), match[2].strip()
    if written == "%" and unit in (None, "1"):
        return f"write {number / 100:.6g}"
    if written.lower() in _TIMES and (unit is None or unit.startswith("currency") or unit == "persons"):
        return f"write {number * _TIMES[written.lower()]:.12g}"
    if unit is None:
        return f"write {number:.12g}, without unit"
    if units.same(written, unit, None):
        return f"write {number:.12g}"
    converted = units.convert(number, written, unit)
    return f"write {converted:.6g}" if converted is not None else f"give it in {unit}, without the unit"


def id_damage(text: str) -> str:
    """How a spreadsheet has changed an id, in words; empty when it has not."""
    if _MONTH_DAY.fullmatch(text):
        return spreadsheet_date(text)
    if len(text) <= MAX_LENGTH and re.fullmatch(r"[0-9](\.[0-9]+)?E[+-]?[0-9]+", text):
        return "a spreadsheet has made a number of it"
    return f"a spreadsheet has made a date of it ({text})" if _ISO_DAY.fullmatch(text) else ""
