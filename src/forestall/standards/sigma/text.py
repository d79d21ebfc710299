"""Texts of a Sigma value: wildcards and escapes, encodings, dashes, the ends that modifiers widen."""

import itertools
import re
from base64 import b64encode

from forestall.core.errors import StandardError
from forestall.standards.sigma.rule import Part, Place, Wildcard

CLAUSE = "Sigma 2.1.0, modifiers"
DASH = re.compile(r"\B[-/\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}]\b")
MAX_TEXTS = 5_000  # texts that one value may stand for
_DASHES = ("-", "/", "\N{EN DASH}", "\N{EM DASH}", "\N{HORIZONTAL BAR}")
_ESCAPE = re.compile(r"\\([\\*?])|([*?])")
_WILD = {"*": Wildcard.MANY, "?": Wildcard.ONE}
_LITTLE = ("", "utf-16-le")
_ENCODINGS = {"wide": _LITTLE, "utf16le": _LITTLE, "utf16be": ("", "utf-16-be"), "utf16": ("\ufeff", "utf-16-le")}
ENDS: dict[str, tuple[bool, bool]] = {"contains": (True, True), "startswith": (False, True), "endswith": (True, False)}
"""For each modifier of place whether it lets anything stand before and after the value."""

Parts = tuple[Part, ...]


def place(modifiers: list[str]) -> Place:
    """Where a value is expected in a field."""
    ends = [ENDS[modifier] for modifier in modifiers if modifier in ENDS]
    before, after = any(end[0] for end in ends), any(end[1] for end in ends)
    return "contains" if before and after else "startswith" if after else "endswith" if before else "equals"


def texts(text: str, modifiers: list[str], path: str) -> list[Parts]:
    """The texts that a value stands for, any of which may match; modifiers are applied in their order.

    Raises:
        StandardError: wildcards where a text is encoded, too many dashes
    """
    variants = [parse(text)]
    encoding: tuple[str, str] | None = None
    for modifier in modifiers:
        if modifier in _ENCODINGS:
            encoding = _ENCODINGS[modifier]
        elif modifier in ("base64", "base64offset"):
            data = [_bytes(_plain(parts, path), encoding) for parts in variants]
            variants = [(found,) for one in data for found in _encode(one, modifier == "base64")]
            encoding = None
        elif modifier == "windash":
            variants = _dashed(variants, path)
        elif modifier in ENDS:
            variants = [widened(parts, *ENDS[modifier]) for parts in variants]
    return variants if encoding is None else [_as_bytes(parts, encoding) for parts in variants]


def parse(text: str) -> Parts:
    r"""A value as texts and wildcards: `\*`, `\?` and `\\` are plain, any other backslash is itself (Escaping)."""
    parts: list[Part] = []
    end = 0
    for found in _ESCAPE.finditer(text):
        parts += [text[end : found.start()], found[1] or _WILD[found[2]]]
        end = found.end()
    return _joined((*parts, text[end:]))


def widened(parts: Parts, before: bool, after: bool) -> Parts:
    """The value with anything allowed before or after it."""
    head = (Wildcard.MANY,) if before and parts[:1] != (Wildcard.MANY,) else ()
    tail = (Wildcard.MANY,) if after and parts[-1:] != (Wildcard.MANY,) else ()
    return _joined((*head, *parts, *tail))


def _plain(parts: Parts, path: str) -> str:
    found = [part for part in parts if isinstance(part, str)]
    if len(found) < len(parts):
        raise StandardError("wildcards cannot be encoded", path=path, clause=CLAUSE)
    return "".join(found)


def _bytes(text: str, encoding: tuple[str, str] | None) -> bytes:
    mark, name = encoding or ("", "utf-8")
    return (mark + text).encode(name)


def _as_bytes(parts: Parts, encoding: tuple[str, str]) -> Parts:
    """Text as the bytes of another encoding, one character a byte, as such bytes look in a log."""
    mark, name = encoding
    wide = [part if isinstance(part, Wildcard) else part.encode(name).decode("latin-1") for part in parts]
    return _joined((mark.encode(name).decode("latin-1"), *wide))


def _encode(data: bytes, whole: bool) -> list[str]:
    return [b64encode(data).decode()] if whole else [_base64(data, offset) for offset in range(3)]


def _base64(data: bytes, offset: int) -> str:
    """The part of the Base64 text of `data` that does not depend on the `offset` bytes before it or on what follows."""
    text = b64encode(b" " * offset + data).decode()
    start = (0, 2, 3)[offset]
    end = (None, -3, -2)[(len(data) + offset) % 3]
    return text[start:end]


def _dashed(variants: list[Parts], path: str) -> list[Parts]:
    """All permutations of the five dashes wherever one begins a word."""
    pieces = [_pieces(parts) for parts in variants]
    count = sum(5 ** min(sum(piece is _DASHES for piece in found), 20) for found in pieces)
    if count > MAX_TEXTS:
        reason = f"the dashes stand for {count} texts, expected at most {MAX_TEXTS}"
        raise StandardError(reason, path=path, clause="Sigma 2.1.0, windash")
    return [_joined(choice) for found in pieces for choice in itertools.product(*found)]


def _pieces(parts: Parts) -> list[tuple[Part, ...]]:
    pieces: list[tuple[Part, ...]] = []
    for part in parts:
        if isinstance(part, Wildcard):
            pieces.append((part,))
            continue
        for position, text in enumerate(DASH.split(part)):
            pieces += ([_DASHES] if position else []) + [(text,)]
    return pieces


def _joined(parts: tuple[Part, ...]) -> Parts:
    """Texts that stand beside each other as one; stars beside each other as one."""
    joined: list[Part] = []
    for part in parts:
        if part == "" or (part is Wildcard.MANY and joined[-1:] == [Wildcard.MANY]):
            continue
        last = joined[-1] if joined else None
        if isinstance(part, str) and isinstance(last, str):
            joined[-1] = last + part
        else:
            joined.append(part)
    return tuple(joined) or ("",)
