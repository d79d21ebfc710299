"""The two written forms of a condition, read into the JSON form. What a condition means is in `condition`."""

import json
import re

from forestall.standards.cql2.flaw import flaw

LONGEST = 20_000
"""Longest condition that is read [characters]."""
DEEPEST = 100
"""Most signs that can nest one thing in another: the parser of the text form has no limit of its own."""
MOST_OPEN = 8
"""Most brackets that stand open at once: where the parser finds no condition, each more about doubles its time."""
_NESTING = re.compile(r"[(\-]|\bnot\b", re.IGNORECASE)
_QUOTED = re.compile(r"'(?:[^'\\]|''|\\')*'|\"[^\"]*\"")
_NUMBERS = re.compile(r"-(?=\s*[\d.])")


def from_text(text: str) -> object:
    """A condition in the text form, as JSON values.

    Raises:
        StandardError: it is no CQL2 text, too long, or nested too deeply.
    """
    from cql2 import ParseError, ValidationError, parse_text  # noqa: PLC0415 - 12 MB, only where there is a condition

    _short(text)
    signs = len(_NESTING.findall(_NUMBERS.sub(" ", _QUOTED.sub("''", text))))
    if signs > DEEPEST:
        raise flaw(f"{signs} brackets, minus signs and NOT: expected at most {DEEPEST}", clause="CQL2, 6.3")
    if max(_open(text), _open(_QUOTED.sub("''", text))) > MOST_OPEN:
        raise flaw(f"brackets within brackets: expected at most {MOST_OPEN} open at once", clause="CQL2, 6.3")
    try:
        found: object = parse_text(text).to_json()
    except (ParseError, ValidationError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise flaw(f"no CQL2 text: {reason[:300]}", clause="CQL2, annex B") from error
    return found


def _open(text: str) -> int:
    """Most brackets that stand open at once."""
    most = now = 0
    for sign in text:
        if sign == "(":
            now += 1
            most = max(most, now)
        elif sign == ")":
            now = max(0, now - 1)
    return most


def from_json(text: str) -> object:
    """A condition in the JSON form, as JSON values.

    Raises:
        StandardError: it is no JSON, too long, or nested too deeply.
    """
    _short(text)
    try:
        return json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise flaw(f"no JSON: {str(error)[:200]}", clause="CQL2, 7.1") from error


def _short(text: str) -> None:
    if len(text) > LONGEST:
        raise flaw(f"{len(text)} characters: expected at most {LONGEST}", clause="CQL2, 6.3")


def _refused(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
