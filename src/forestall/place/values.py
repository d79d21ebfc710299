"""One value of a file as the model wants it, or a remark. Which values belong to which record is not here."""

import re
from datetime import date, datetime, time
from typing import Final

from forestall.place import dates, numbers
from forestall.place.node import Node, shown
from forestall.place.report import Report
from forestall.place.shape import (
    Choice,
    Column,
    Day,
    Flag,
    Kind,
    Lookup,
    Many,
    Moment,
    Number,
    OneOf,
    Plain,
    Shape,
    Text,
)


class Bad:
    """Stands for a value that could not be read; a remark says why."""


BAD: Final = Bad()

_HUGE = 1e300
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line end; and those that turn the direction of writing about."""
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_FLAG_GUESSES = {"1": "true", "x": "true", "y": "true", "t": "true", "0": "false", "n": "false", "f": "false"}


def read_text(node: Node, column: str, report: Report) -> str | Bad:
    """Any text that is not empty."""
    value = node.value
    if isinstance(value, str) and value:
        if value.startswith("#") and numbers.is_error_value(value):
            hint = "a formula in the spreadsheet is broken; write its value"
            report.error(node.line, column, value, "text", hint)
            return BAD
        if not value.isprintable() and _CONTROL.search(value):
            report.error(node.line, column, f"a control character in {shown(value)}", "text that can be printed")
            return BAD
        return value
    hint = f'write "{value}"' if isinstance(value, int | float | date | time) and not isinstance(value, bool) else ""
    report.error(node.line, column, shown(value), "text", hint)
    return BAD


def read_number(kind: Number, unit: str | None, node: Node, column: str, report: Report) -> float | Bad:
    """A finite number within bounds."""
    value = node.value
    number: float | None = None
    if isinstance(value, str):
        number = numbers.plain_number(value) if node.bare else None
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _HUGE:
        number = value
    if number is None or not _within(kind, number):
        report.error(node.line, column, shown(value), number_words(kind, unit), _number_hint(node, number, unit))
        return BAD
    return int(number) if kind.whole else float(number)


def _within(kind: Number, number: float) -> bool:
    return (
        (kind.at_least is None or number >= kind.at_least)
        and (kind.above is None or number > kind.above)
        and (kind.at_most is None or number <= kind.at_most)
        and (kind.below is None or number < kind.below)
        and (not kind.whole or float(number).is_integer())
        and abs(number) < _HUGE
    )


def _number_hint(node: Node, number: float | None, unit: str | None) -> str:
    text = node.value
    if number is not None or not isinstance(text, str):
        return numbers.spreadsheet_date(str(text)) if isinstance(text, date) else ""
    if not node.bare and numbers.plain_number(text) is not None:
        return f"write {text}, without quotes"
    return numbers.explain(text, unit)


def number_words(kind: Number, unit: str | None) -> str:
    """The numbers that are right, in words: `number from 0 to 1 [1/year]`."""
    low = f" at least {kind.at_least:g}" if kind.at_least is not None else ""
    low = f" above {kind.above:g}" if kind.above is not None else low
    high = f" at most {kind.at_most:g}" if kind.at_most is not None else ""
    high = f" below {kind.below:g}" if kind.below is not None else high
    middle = " and" if low and high else ""
    if kind.at_least is not None and kind.at_most is not None:
        low, middle, high = f" from {kind.at_least:g}", "", f" to {kind.at_most:g}"
    noun = "whole number" if kind.whole else "number"
    return f"{noun}{low}{middle}{high}" + (f" [{unit}]" if unit else "")


def read_flag(node: Node, column: str, report: Report) -> bool | Bad:
    """True or false."""
    if isinstance(node.value, bool):
        return node.value
    text = node.value.casefold() if isinstance(node.value, str) else str(node.value)
    if node.bare and text in _FLAGS:
        return _FLAGS[text]
    guess = _FLAG_GUESSES.get(text, text if text in _FLAGS else "")
    report.error(node.line, column, shown(node.value), "true or false", f"write {guess}" if guess else "")
    return BAD


def read_day(node: Node, column: str, report: Report) -> date | Bad:
    """A date from 1900 to 2199."""
    if (found := dates.day(node.value)) is not None:
        return found
    hint = dates.explain(str(node.value)) if isinstance(node.value, str | int) else ""
    report.error(node.line, column, shown(node.value), "date such as 2026-03-09, from 1900 to 2199", hint)
    return BAD


def read_moment(node: Node, column: str, report: Report) -> datetime | Bad:
    """A time from 1900 to 2199, in UTC; one without offset is taken as UTC."""
    if (found := dates.moment(node.value)) is not None:
        return found
    hint = dates.explain(str(node.value)) if isinstance(node.value, str | int) else ""
    report.error(node.line, column, shown(node.value), "time such as 2026-03-09T06:00Z, from 1900 to 2199", hint)
    return BAD


def read_choice(kind: Choice, node: Node, column: str, report: Report) -> str | Bad:
    """One of a few words."""
    if isinstance(node.value, str) and node.value in kind.options:
        return kind.make(node.value)
    hint = report.nearest.hint(node.value, kind.options) if isinstance(node.value, str) else ""
    report.error(node.line, column, shown(node.value), f"one of {', '.join(kind.options)}", hint)
    return BAD


def read_plain(kind: Plain, unit: str | None, node: Node, column: str, report: Report) -> object:
    """A value that has no parts; BAD, with a remark, when it cannot be read."""
    match kind:
        case Text():
            return read_text(node, column, report)
        case Number():
            return read_number(kind, unit, node, column, report)
        case Flag():
            return read_flag(node, column, report)
        case Day():
            return read_day(node, column, report)
        case Moment():
            return read_moment(node, column, report)
        case Choice():
            return read_choice(kind, node, column, report)


_WORDS: dict[Kind, str] = {
    Text(): "text",
    Flag(): "true or false",
    Day(): "date (2026-03-09)",
    Moment(): "time (2026-03-09T06:00Z)",
}


def describe(kind: Kind, unit: str | None = None) -> str:
    """What a value of a kind looks like, in words."""
    words = _WORDS.get(kind, "")
    match kind:
        case Number():
            words = number_words(kind, unit)
        case Choice():
            words = f"one of {', '.join(kind.options)}"
        case Many():
            words = f"list of {describe(kind.item, unit)}"
        case Lookup():
            words = f"keys ({describe(kind.key)}) with {describe(kind.value, unit)}"
        case Shape():
            words = f"keys {', '.join(kind.columns)}"
        case OneOf():
            words = f"keys with {kind.tag} one of {', '.join(kind.shapes)}"
    return words


def wanted(column: Column) -> str:
    """What a column holds, in words, with what it refers to."""
    words = describe(column.kind, column.unit)
    return f"{words}: id of a {' or '.join(column.refs)}" if column.refs else words
