"""Remarks on the fields of a selection: modifiers, values, wildcards, regular expressions."""

import re
from collections.abc import Iterator, Mapping

from forestall.core.errors import StandardError
from forestall.model.remark import Remark
from forestall.standards.sigma import pcre, values
from forestall.standards.sigma.ambiguity import exponential
from forestall.standards.sigma.document import Path
from forestall.standards.sigma.lint.sheet import Sheet
from forestall.standards.sigma.placeholders import NAME, Placeholders
from forestall.standards.sigma.text import DASH, ENDS

_ESCAPED = re.compile(r"[\w:%)}\]](?:\\\\)*\\\*$")
"""A path that ends with a backslash and a star."""
_WIDE = ("wide", "utf16le", "utf16be", "utf16")
_BASE64 = ("base64", "base64offset")


def item(sheet: Sheet, path: Path, key: str, value: object, given: Placeholders) -> Iterator[Remark]:
    """Remarks on one field with its modifiers and values; a mistake for which the rule is refused is the only one."""
    field, *modifiers = key.split("|")
    try:
        values.node(field or None, modifiers, value, given, "")
    except StandardError as error:
        yield sheet.error(path, str(error.args[0]), f"as {error.clause} says", _placeholder(str(error.args[0])))
        return
    found = value if isinstance(value, list) else [value]
    yield from _modifiers(sheet, path, modifiers, found)
    yield from _list(sheet, path, modifiers, found)
    for place, one in enumerate(found):
        where = (*path, place) if isinstance(value, list) else path
        if isinstance(one, str):
            yield from _text(sheet, where, one, modifiers)


def _placeholder(reason: str) -> str:
    return "give it values there, or leave the rule out" if reason.startswith("placeholder") else ""


def _modifiers(sheet: Sheet, path: Path, modifiers: list[str], found: list[object]) -> Iterator[Remark]:
    key = path[-1]
    if "all" in modifiers and len(found) == 1:
        yield sheet.warning(path, f"{key} with a single value", "two values or more with `all`", "leave `all` out")
    if len(set(modifiers)) < len(modifiers):
        yield sheet.warning(path, key, "each modifier once")
    if "base64offset" in modifiers and "contains" not in modifiers:
        yield sheet.warning(path, key, "`contains` after base64offset, which gives parts of a text")
    if set(_WIDE).intersection(modifiers) and not set(_BASE64).intersection(modifiers):
        yield sheet.warning(path, key, "base64 or base64offset after it; alone it asks for the bytes as letters")
    texts = [text for text in found if isinstance(text, str)]
    if "windash" in modifiers and texts and not any(DASH.search(text) for text in texts):
        yield sheet.warning(path, key, "a value with a dash that begins a word", "leave `windash` out")
    if "expand" in modifiers and texts and not any(NAME.search(text) for text in texts):
        yield sheet.warning(path, key, "a value with a placeholder such as %servers%", "leave `expand` out")


def _list(sheet: Sheet, path: Path, modifiers: list[str], found: list[object]) -> Iterator[Remark]:
    if len(found) > 1 and None in found:
        expected = "null as a selection of its own: no type is shared with other values"
        yield sheet.warning((*path, found.index(None)), "null in a list of values", expected)
    cased = bool({"cased", "re", *_BASE64}.intersection(modifiers))
    seen: set[object] = set()
    for place, one in enumerate(found):
        known = one.lower() if isinstance(one, str) and not cased else one
        if known in seen and one is not None:
            yield sheet.warning((*path, place), one, "each value once; letter case is no difference")
        seen.add(known)


def _text(sheet: Sheet, path: Path, text: str, modifiers: list[str]) -> Iterator[Remark]:
    if "re" in modifiers:
        yield from _regex(sheet, path, text)
    elif not {"cidr", "fieldref"}.intersection(modifiers):
        yield from _wildcards(sheet, path, text, modifiers)


def _wildcards(sheet: Sheet, path: Path, text: str, modifiers: list[str]) -> Iterator[Remark]:
    ends = [ENDS[modifier] for modifier in modifiers if modifier in ENDS]
    before, after = any(end[0] for end in ends), any(end[1] for end in ends)
    closed = _unescaped(text)
    if before and text.startswith("*") and len(text) > 1:
        yield sheet.warning(path, text, "no `*` in front, which the modifier puts there")
    if after and closed and len(text) > 1:
        yield sheet.warning(path, text, "no `*` at the end, which the modifier puts there")
    if ends and text in ("", "*"):
        yield sheet.warning(
            path, text or "an empty text", "a text to look for", "`exists: true` asks that there is one"
        )
    if _ESCAPED.search(text):
        hint = r"`\*` is a plain `*`; a backslash and any text behind it is `\\*`"
        yield sheet.warning(path, text, r"`\\*`, if a wildcard is meant", hint)


def _unescaped(text: str) -> bool:
    """Whether a text ends with a star that is a wildcard."""
    return text.endswith("*") and (len(text) - 1 - len(text[:-1].rstrip("\\"))) % 2 == 0


def _regex(sheet: Sheet, path: Path, text: str) -> Iterator[Remark]:
    expression = pcre.read(text, "") if not NAME.search(text) else None
    if expression is None:
        return
    if exponential(expression.tree):
        expected = "an expression that reads each text in one way (a repeat inside a repeat can take for ever)"
        yield sheet.warning(path, text, expected, "engines that try every way hang on a text made for it")
    if expression.beyond:
        expected = "only . ^ $ * + ? {n,m} [] () | as Sigma 2.1.0 names them"
        yield sheet.warning(
            path, f"{', '.join(expression.beyond)} in {text}", expected, "other tools may refuse the rule"
        )


def maps(found: object, path: Path) -> Iterator[tuple[Path, Mapping[object, object]]]:
    """The maps of a selection, with the paths that lead to them."""
    if isinstance(found, dict):
        yield path, found
    elif isinstance(found, list):
        for place, one in enumerate(found):
            if isinstance(one, dict):
                yield (*path, place), one
