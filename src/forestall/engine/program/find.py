"""Where some words stand in a long text of bytes, letter case (ASCII) ignored, most of the text never looked at.

Of each word so many pieces of four bytes in a row are kept that one of them begins at every third place of a text (or
more seldom, when all words are longer), wherever the word begins: only these places are looked at.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from forestall.engine.program.load import eight, four

Bytes = NDArray[np.uint8]
Indices = NDArray[np.int64]

_WIDTH = 4
"""Bytes of a piece."""
_BITS = 15
"""Of a piece's hash."""
_PRIME, _ALL, _SMALL = np.uint32(0x9E3779B1), np.uint32(0xFFFFFFFF), np.uint32(0x20202020)
_SHIFT = np.uint32(32 - _BITS)
_TOPS = np.uint64(0x8080808080808080)
SHORTEST = 6
"""Words are at least this long [byte]."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words, ready to be looked for."""

    count: int
    step: int
    """Every so many bytes the text is looked at."""
    there: NDArray[np.bool_]
    """By hash: whether a piece has it."""
    begin: Indices
    """By hash, where its pieces begin, and the end of the last."""
    word: Indices
    """The word of each piece."""
    place: Indices
    """Where each piece stands in its word."""
    texts: Bytes
    """All words, one after the other, in lower case."""
    bounds: Indices


@lru_cache(maxsize=8)
def words(texts: tuple[str, ...]) -> Words:
    """Tables for some words of ASCII in lower case, each of at least SHORTEST characters."""
    data = [text.encode("ascii") for text in texts]
    step = min(map(len, data), default=SHORTEST) - _WIDTH + 1
    pieces = [(word, place) for word in range(len(data)) for place in range(step)]
    fours = [int.from_bytes(data[word][place : place + _WIDTH], "little") for word, place in pieces]
    hashes = (np.array(fours, dtype=np.uint32) | _SMALL) * _PRIME >> _SHIFT
    order = np.argsort(hashes, kind="stable")
    begin = np.searchsorted(hashes[order], np.arange((1 << _BITS) + 1))
    table = np.array(pieces, dtype=np.int64).reshape(-1, 2)[order]
    bounds = np.cumsum([0, *map(len, data)], dtype=np.int64)
    own = np.frombuffer(b"".join(data), dtype=np.uint8).copy()
    return Words(len(data), step, np.diff(begin) > 0, begin, table[:, 0].copy(), table[:, 1].copy(), own, bounds)


def places(data: Bytes, known: Words) -> tuple[Indices, Indices]:
    """Where words begin, and which they are, in no certain order."""
    if not known.count:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    room = 1024
    while True:
        where, which = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
        found = _search(
            data, known.step, known.there, known.begin, known.word, known.place, known.texts, known.bounds, where, which
        )
        if found <= room:
            return where[:found], which[:found]
        room = found


@njit(cache=True)
def _search(
    data: Bytes,
    step: int,
    there: NDArray[np.bool_],
    begin: Indices,
    word: Indices,
    place: Indices,
    texts: Bytes,
    bounds: Indices,
    where: Indices,
    which: Indices,
) -> int:
    found = 0
    for at in range(0, len(data) - _WIDTH + 1, step):
        known = ((four(data, at) | _SMALL) * _PRIME & _ALL) >> _SHIFT
        if not there[known]:
            continue
        for entry in range(begin[known], begin[known + np.uint32(1)]):
            own = bounds[word[entry]]
            size, start = bounds[word[entry] + 1] - own, at - place[entry]
            if start < 0 or start + size > len(data):
                continue
            step_in = 0
            while step_in < size and _small(data[start + step_in]) == texts[own + step_in]:
                step_in += 1
            if step_in == size:
                if found < len(where):
                    where[found], which[found] = start, word[entry]
                found += 1
    return found


@njit(cache=True)
def _small(sign: int) -> int:
    return sign | 32 if 65 <= sign <= 90 else sign


def become_ascii(data: Bytes) -> Indices:
    """Where a character of UTF-8 begins that is an ASCII letter once its case is folded: the Kelvin sign, `ſ`, `İ`."""
    room = 1024
    while True:
        where = np.empty(room, dtype=np.int64)
        found = _become_ascii(data, where)
        if found <= room:
            return where[:found]
        room = found


@njit(cache=True)
def _become_ascii(data: Bytes, where: Indices) -> int:
    found = place = 0
    while place < len(data) - 1:
        if place + 8 <= len(data) and not eight(data, place) & _TOPS:
            place += 8
            continue
        first, second = data[place], data[place + 1]
        if (
            (first == 0xC4 and second == 0xB0)
            or (first == 0xC5 and second == 0xBF)
            or (first == 0xE2 and second == 0x84)
        ):
            if found < len(where):
                where[found] = place
            found += 1
        place += 1
    return found
