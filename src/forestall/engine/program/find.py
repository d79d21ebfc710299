"""Where some words stand in a long text of bytes, letter case (ASCII) ignored, most of the text never looked at.

Source: Wu and Manber (1994), A fast algorithm for multi-pattern searching, TR-94-17, University of Arizona; blocks of
three bytes.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Indices = NDArray[np.int64]

_BLOCKS = 1 << 15
SHORTEST = 6
"""Words are at least this long [byte]."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words, ready to be looked for."""

    count: int
    shift: Bytes
    """How far a block lets the search skip."""
    bucket: Indices
    """The first word whose beginning ends in a block, -1 for none."""
    following: Indices
    """The next word of the same bucket."""
    texts: Bytes
    """All words, one after the other, in lower case."""
    begin: Indices
    shortest: int


@lru_cache(maxsize=8)
def words(texts: tuple[str, ...]) -> Words:
    """Tables for some words of ASCII in lower case, each of at least SHORTEST characters."""
    data = [text.encode("ascii") for text in texts]
    shortest = min(map(len, data), default=SHORTEST)
    shift = np.full(_BLOCKS, shortest - 2, dtype=np.uint8)
    bucket = np.full(_BLOCKS, -1, dtype=np.int64)
    following = np.full(len(data), -1, dtype=np.int64)
    for number, word in enumerate(data):
        for end in range(2, shortest):
            block = int(_block(*word[end - 2 : end + 1]))
            shift[block] = min(shift[block], shortest - 1 - end)
            if end == shortest - 1:
                following[number], bucket[block] = bucket[block], number
    begin = np.concatenate(([0], np.cumsum([len(word) for word in data]))).astype(np.int64)
    return Words(len(data), shift, bucket, following, np.frombuffer(b"".join(data), dtype=np.uint8), begin, shortest)


def places(data: Bytes, known: Words) -> tuple[Indices, Indices]:
    """Where words begin, ascending, and which they are."""
    if not known.count:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    room = 1024
    while True:
        where, which = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
        found = _search(data, *_tables(known), where, which)
        if found <= room:
            return where[:found], which[:found]
        room = found


def _tables(known: Words) -> tuple[Bytes, Indices, Indices, Bytes, Indices, int]:
    return known.shift, known.bucket, known.following, known.texts, known.begin, known.shortest


@njit(cache=True)
def _block(one: int, two: int, three: int) -> int:
    """The number of a block of three bytes; of each its last five bits, so that capital and small letters are one."""
    return (one & 31) << 10 | (two & 31) << 5 | (three & 31)


@njit(cache=True)
def _search(
    data: Bytes,
    shift: Bytes,
    bucket: Indices,
    following: Indices,
    texts: Bytes,
    begin: Indices,
    shortest: int,
    where: Indices,
    which: Indices,
) -> int:
    found = 0
    place, last = shortest - 1, len(data)
    while place < last:
        block = _block(data[place - 2], data[place - 1], data[place])
        skip = shift[block]
        if skip:
            place += skip
            continue
        word = bucket[block]
        start = place - shortest + 1
        while word >= 0:
            length = begin[word + 1] - begin[word]
            if start + length <= last:
                at = 0
                while at < length:
                    sign = data[start + at]
                    if 65 <= sign <= 90:
                        sign += 32
                    if sign != texts[begin[word] + at]:
                        break
                    at += 1
                if at == length:
                    if found < len(where):
                        where[found], which[found] = start, word
                    found += 1
            word = following[word]
        place += 1
    return found


@njit(cache=True)
def become_ascii(data: Bytes) -> NDArray[np.bool_]:
    """Where a character of UTF-8 begins that is an ASCII letter once its case is folded: the Kelvin sign, `ſ`, `İ`."""
    held = np.zeros(len(data), dtype=np.bool_)
    for place in range(len(data) - 1):
        first = data[place]
        if first >= 0xC4:
            second = data[place + 1]
            held[place] = (
                (first == 0xC4 and second == 0xB0)
                or (first == 0xC5 and second == 0xBF)
                or (first == 0xE2 and second == 0x84)
            )
    return held
