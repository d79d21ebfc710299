"""Which of many texts may point at a person: a fast look, so that only these are read exactly (`patterns.py`).

It may take a text for one that does; never the other way, which a test holds for every pattern. All texts are looked at
as one row of bytes: an exact pattern begins at a run of digits with a telling length and neighbours, or holds letters
that stand in few texts.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

_AT_ONCE = 1 << 20  # from this length on, texts are looked at [characters]
_BEFORE, _BEHIND = b"\n" * 8, b"\n" * 32  # no pattern looks further than this beyond a run of digits
_FOLDED = {0x130: "i", 0x131: "i", 0x17F: "s", 0x212A: "k"}
"""Letters that labels and folders take for one of ASCII, for they ignore letter case; the other patterns do not."""
_WORDS = tuple(
    re.compile(pattern)
    for pattern in (
        *(rb"users[\\/]", rb"documents and settings[\\/]", rb"home/", rb"s-1-(?:5-21|12-1)-"),
        *(rb"user(?: ?name| ?id)?[ \t]{0,8}[:=]", rb"acct[ \t]{0,8}[:=]"),
        *(rb"account name[ \t]{0,8}[:=]", rb"logon account[ \t]{0,8}[:=]"),
    )
)
"""Home folders, security identifiers and labels of accounts, in small letters; each begins with letters that are looked
for at once."""


def _of(pattern: str) -> Flags:
    """Which bytes a character class holds, shape (256,)."""
    held = re.compile(pattern, re.ASCII)
    return np.array([held.fullmatch(chr(byte)) is not None for byte in range(256)])


_DIGIT, _LETTER, _ALNUM, _HEX = _of("[0-9]"), _of("[a-z]"), _of("[a-z0-9]"), _of("[0-9a-f]")
_WORDY, _NAMED, _DASHED = _of(r"[\w.~-]"), _of(r"[\w.%+-]"), _of("[a-z0-9-]")
_NO_ADDRESS, _NO_LOCAL = _of(r"[\w.~]"), _of(r"[\w.:/~-]")
_SPACE, _DASH, _DOT, _SLASH, _PLUS, _OPENED, _CLOSED, _COLON, _AT, _ZERO = (ord(sign) for sign in " -./+():@0")


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of digits in a row of bytes, shape (n,) each."""

    data: Bytes
    start: Places
    end: Places
    """Behind the last digit."""
    length: Places
    before: Bytes
    """What stands before it."""
    after: Bytes
    """What stands behind it."""
    near: Flags
    """Whether another run follows after one sign."""
    parted: Flags
    """Whether that sign is a space or a hyphen."""
    following: Places
    """Length of the next run."""
    lone: Flags
    """Whether it is not the rest of a longer word or number."""


def suspects(texts: Sequence[str]) -> list[int]:
    """Which texts may hold something that a pattern or a label of an account finds, in their order."""
    found: list[int] = []
    first = size = 0
    for end, text in enumerate(texts, start=1):
        size += len(text)
        if size > _AT_ONCE or end == len(texts):
            found += (_among(texts[first:end]) + first).tolist()
            first, size = end, 0
    return found


def _among(texts: Sequence[str]) -> Places:
    whole = "\n".join(texts)
    lower = _bytes(whole)
    folded = lower if whole.isascii() else _bytes(whole.translate(_FOLDED))
    data = np.frombuffer(lower, dtype=np.uint8)
    runs = _runs(data)
    held = [runs.start[rule(runs)] for rule in _RULES]
    words = np.array([match.start() for word in _WORDS for match in word.finditer(folded)], dtype=np.int64)
    places = np.concatenate((*held, words, _at_signs(data), *_colons(data))) - len(_BEFORE)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    begins = np.cumsum(lengths + 1) - lengths - 1
    return np.unique(np.searchsorted(begins, places, side="right") - 1)


def _bytes(text: str) -> bytes:
    """One byte a character, in small letters, with room around it."""
    return _BEFORE + text.encode("ascii", "replace").lower() + _BEHIND


def _runs(data: Bytes) -> _Runs:
    digit = _DIGIT[data]
    edges = np.flatnonzero(digit[1:] != digit[:-1]) + 1
    start, end = edges[0::2], edges[1::2]
    length = end - start
    near, following = np.zeros(len(start), dtype=np.bool_), np.zeros(len(start), dtype=np.int64)
    near[:-1] = start[1:] - end[:-1] == 1
    following[:-1] = length[1:]
    before, after = data[start - 1], data[end]
    parted = near & ((after == _SPACE) | (after == _DASH))
    return _Runs(data, start, end, length, before, after, near, parted, following, ~_WORDY[before])


def _next(values: Flags, steps: int = 1) -> Flags:
    """The same of the run so many further on."""
    moved = np.zeros_like(values)
    moved[:-steps] = values[steps:]
    return moved


def _numbers(runs: _Runs) -> Places:
    """Cards, identity numbers of 13 to 19 digits, those of Spain and of the United States."""
    length, after, following = runs.length, runs.after, runs.following
    cards = (length == 4) & runs.parted & ((following == 4) | (following == 6))
    security = (length == 3) & runs.near & (after == _DASH) & (following == 2)
    long = (length >= 13) & (length <= 19)
    return np.flatnonzero(runs.lone & (long | cards | security | ((length == 8) & _LETTER[after])))


def _french(runs: _Runs) -> Places:
    """Fifteen digits in runs with one space between them."""
    joined = runs.near & (runs.after == _SPACE)
    at = np.flatnonzero(joined & runs.lone)
    if not len(at):
        return at
    chain = np.concatenate(([0], np.cumsum(~joined[:-1])))
    digits = np.bincount(chain, weights=runs.length)
    found: Places = at[digits[chain[at]] >= 15]
    return found


def _italian(runs: _Runs) -> Places:
    """Six letters, two digits, a letter, two digits."""
    at = np.flatnonzero((runs.length == 2) & runs.near & (runs.following == 2) & _LETTER[runs.after])
    return at[_all(_LETTER, runs.data, runs.start[at] - 6, 6)]


def _british(runs: _Runs) -> Places:
    """Two letters, then six digits in one to three runs, then a letter up to D."""
    joined = runs.near & (runs.after == _SPACE) & ((runs.length == 2) | (runs.length == 4))
    ended = (runs.length == 6) & (_HEX[runs.after] | (runs.after == _SPACE))
    at = np.flatnonzero(joined | ended)
    behind = runs.start[at] - (runs.before[at] == _SPACE)
    found: Places = at[_all(_LETTER, runs.data, behind - 2, 2) & ~_WORDY[runs.data[behind - 3]]]
    return found


def _of_banks(runs: _Runs) -> Places:
    """Account numbers: two letters, two digits, two groups of four."""
    data = runs.data
    at = np.flatnonzero(_LETTER[runs.before] & (runs.length >= 2))
    at = at[_LETTER[data[runs.start[at] - 2]] & ~_WORDY[data[runs.start[at] - 3]]]
    first = runs.start[at] + 2
    first = first + (data[first] == _SPACE)
    second = first + 4
    second = second + (data[second] == _SPACE)
    return at[_all(_ALNUM, data, first, 4) & _all(_ALNUM, data, second, 4)]


def _telephones(runs: _Runs) -> Places:
    """International numbers, national ones, North American ones."""
    length, after = runs.length, runs.after
    abroad = (runs.before == _PLUS) & (runs.data[runs.start] != _ZERO) & ~_WORDY[runs.data[runs.start - 2]]
    national = (length >= 3) & (length <= 5) & (runs.parted | (runs.near & (after == _SLASH)))
    national &= (runs.data[runs.start] == _ZERO) & ~_NO_LOCAL[runs.before]
    three = (length == 3) & (runs.parted | (runs.near & (after == _DOT)))
    american = three & _next(three) & _next(length == 4, 2)
    return np.flatnonzero(abroad | national | american)


def _bracketed(runs: _Runs) -> Places:
    """Telephone numbers with the area code in brackets."""
    at = np.flatnonzero((runs.before == _OPENED) & (runs.after == _CLOSED) & (runs.length <= 5))
    further = runs.data[runs.end[at] + 1]
    found: Places = at[_DIGIT[further] | (further == _SPACE) | (further == _DASH)]
    return found


def _addresses(runs: _Runs) -> Places:
    """IPv4: four numbers of up to three digits with dots between them."""
    short = runs.length <= 3
    dotted = short & runs.near & (runs.after == _DOT)
    return np.flatnonzero(dotted & _next(dotted) & _next(dotted, 2) & _next(short, 3) & ~_NO_ADDRESS[runs.before])


def _all(kind: Flags, data: Bytes, place: Places, count: int) -> Flags:
    """Whether all of some signs from a place on are of a kind."""
    held: Flags = np.logical_and.reduce([kind[data[place + on]] for on in range(count)])
    return held


_RULES: tuple[Callable[[_Runs], Places], ...] = (
    *(_numbers, _french, _italian, _british, _of_banks, _telephones, _bracketed, _addresses),
)


def _at_signs(data: Bytes) -> Places:
    """E-mail: an at sign between what may stand around it."""
    at = np.flatnonzero(data == _AT)
    return at[_NAMED[data[at - 1]] & _DASHED[data[at + 1]]]


def _colons(data: Bytes) -> Iterator[Places]:
    """IPv6: two colons at a hexadecimal digit, or seven with up to four signs between them."""
    colon = np.flatnonzero(data == _COLON)
    apart = np.diff(colon)
    double = colon[:-1][apart == 1]
    yield double[_HEX[data[double - 1]] | _HEX[data[double + 2]]]
    close = (apart >= 2) & (apart <= 5)
    if len(close) >= 6:
        seven = np.logical_and.reduce([close[on : len(close) - 5 + on] for on in range(6)])
        yield colon[:-6][seven]
