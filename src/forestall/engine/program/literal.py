"""The text that a value must hold for a test of it to hold, letter case ignored.

A value stands between a begin and an end mark, so that one search for texts finds equal values, prefixes, suffixes and
infixes alike; a test that asks more than its text is verified on the values that have it.
"""

import re

from forestall.engine.fold import fold
from forestall.engine.predicate import Like, Wild
from forestall.engine.program.find import SHORTEST

BEGIN, END, OTHER = "\x02", "\x03", "\x04"
"""Marks of a value; a mark inside a value is read as OTHER, and no pattern that holds one is searched for."""

_MARKS = re.compile(f"[{BEGIN}{END}{OTHER}]")
_PLAIN = re.compile(r"[ !#-.0-\[\]-~]+")  # ASCII that JSON need not escape
_JOIN = re.compile("[:;] ")  # what stands between the items of a list or map in a field

Parts = tuple[str | Wild, ...]


def simple(parts: Parts) -> Parts:
    """The same pattern with neighbouring texts joined, empty ones and repeated `*` left out; `()` is the empty text."""
    joined: list[str | Wild] = []
    for part in parts:
        if part == "" or (part is Wild.MANY and joined[-1:] == [Wild.MANY]):
            continue
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)


def of_pattern(like: Like) -> tuple[str | None, bool]:
    """The longest text that a pattern needs, with marks, and whether having it is enough."""
    parts = tuple(part if isinstance(part, Wild) else fold(part) for part in simple(like.parts))
    if not parts:
        return BEGIN + END, True
    last = len(parts) - 1
    texts = [
        (BEGIN if place == 0 else "") + part + (END if place == last else "")
        for place, part in enumerate(parts)
        if isinstance(part, str) and not _MARKS.search(part)
    ]
    if not texts:
        return None, False
    wilds = [part for part in parts if isinstance(part, Wild)]
    enough = not like.cased and Wild.ONE not in wilds and sum(isinstance(part, str) for part in parts) == 1
    return max(texts, key=len), enough


def of_regex(regex: str) -> str | None:
    """The longest text outside of groups, classes and choices that every match of an expression holds."""
    if re.search(r"\(\?[a-zA-Z]*x", regex) or r"\Q" in regex:
        return None
    runs: list[str] = [""]
    place = depth = 0
    while place < len(regex):
        char = regex[place]
        step = _CLASS.match(regex, place) or _ESCAPE.match(regex, place) or _REPEAT.match(regex, place)
        sign = step.group() if step else char
        place += len(sign)
        if sign == "|" and not depth:
            return None
        depth += (sign == "(") - (sign == ")")
        letter = sign[1] if sign[0] == "\\" and not sign[1].isalnum() else sign
        plain = not depth and len(letter) == 1 and letter.isascii() and (sign[0] == "\\" or sign not in _SPECIAL)
        if sign[0] == "\\" and sign[1].isalnum() and sign[1] not in _PLACES:
            return None
        if plain:
            runs[-1] += letter
            continue
        if step and step.re is _REPEAT and sign != "+":
            runs[-1] = runs[-1][:-1]
        runs.append("")
    longest = fold(max(runs, key=len))
    return longest if len(longest) > 2 and not _MARKS.search(longest) else None


_PLACES = frozenset("AbBdDsSwWz")
_SPECIAL = frozenset(".^$()|[]{}*+?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]", re.DOTALL)
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_REPEAT = re.compile(r"[*+?]|\{\d*,?\d*\}")


def word(parts: Parts) -> str | None:
    """The longest piece of a keyword that its event holds as it is in JSON, too, lists and maps in a field included."""
    texts = (fold(part) for part in parts if isinstance(part, str))
    pieces = (piece for text in texts for run in _PLAIN.findall(text) for piece in _JOIN.split(run))
    found = (piece.lstrip(" ").rstrip(" :;") for piece in pieces)
    return max((piece for piece in found if len(piece) >= SHORTEST), key=len, default=None)
