"""Which values of a column hold which texts: all texts are looked for at once, in the bytes of the distinct values.

Of every text some four bytes in a row are its key, those that the fewest other texts have; a place of a value is looked
at further only if a key stands there. Shorter texts have shorter keys, which are looked for in a pass of their own.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from forestall.engine.fold import fold
from forestall.engine.program.literal import BEGIN, END, OTHER
from forestall.engine.program.load import four

Bytes = NDArray[np.uint8]
Indices = NDArray[np.int64]
Pairs = tuple[Indices, Indices]

_WIDTH = 4
"""Bytes of a key at most."""
_FEWEST, _MOST = 8, 18
"""Bits of a key's hash."""
_PRIME, _ALL = np.uint32(0x9E3779B1), np.uint32(0xFFFFFFFF)
_MARKED = str.maketrans({BEGIN: OTHER, END: OTHER})
_FIRST, _LAST = ord(BEGIN), ord(END)


@dataclass(frozen=True, slots=True)
class _Keys:
    """Texts whose keys have one width, ready to be looked for."""

    mask: np.uint32
    """Of four bytes those of a key."""
    shift: np.uint32
    """What makes a hash of a product."""
    there: Bytes
    """Bits by hash: whether a key has it."""
    begin: Indices
    """By hash, where its texts begin among `texts`, and the end of the last."""
    texts: Indices
    """Numbers of the texts, by hash."""
    place: Indices
    """Where the key of each of these stands in it."""


class Texts:
    """Texts to be looked for, letter case folded, with the marks that they ask for."""

    def __init__(self, texts: Sequence[str]) -> None:
        data = [text.encode("utf-8", "surrogatepass") for text in texts]
        self.count = len(data)
        """How many."""
        self._data = np.frombuffer(b"".join(data), dtype=np.uint8).copy()
        self._bounds = np.cumsum([0, *map(len, data)], dtype=np.int64)
        self._places = _places(data)

    def __getstate__(self) -> dict[str, object]:
        """Tables are made when they are asked for."""
        return {name: value for name, value in self.__dict__.items() if name != "_keys"}

    @cached_property
    def _keys(self) -> tuple[_Keys, ...]:
        data = np.concatenate((self._data, np.zeros(_WIDTH, dtype=np.uint8)))
        begins = self._bounds[:-1] + self._places
        fours = np.zeros(self.count, dtype=np.uint32)
        for step in range(_WIDTH):
            fours |= data[begins + step].astype(np.uint32) << np.uint32(8 * step)
        widths = np.minimum(np.diff(self._bounds), _WIDTH)
        return tuple(
            _table(fours, np.flatnonzero(widths == width), self._places, width) for width in np.unique(widths).tolist()
        )

    def held(self, values: pa.LargeStringArray, chosen: Indices) -> Pairs:
        """Looks for the texts in some values.

        Args:
            values: distinct texts, letter case as it is, none null
            chosen: numbers of those that are looked at

        Returns:
            Number of a text and of a value that holds it; the same pair may come more than once.
        """
        data, bounds, odd = _marked(values, chosen)
        found = [self._look(keys, data, bounds) for keys in self._keys]
        pairs = [(texts, chosen[numbers]) for texts, numbers in found]
        if len(odd):
            data, bounds = _folded(values.take(pa.array(odd)).to_pylist())
            found = [self._look(keys, data, bounds) for keys in self._keys]
            pairs += [(texts, odd[numbers]) for texts, numbers in found]
        return np.concatenate([texts for texts, _ in pairs]), np.concatenate([numbers for _, numbers in pairs])

    def _look(self, keys: _Keys, data: Bytes, bounds: Indices) -> Pairs:
        room = 4 * len(bounds)
        while True:
            texts, values = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
            found = _look(
                data, bounds, keys.mask, keys.shift, keys.there, keys.begin, keys.texts, keys.place,
                self._data, self._bounds, texts, values,
            )  # fmt: skip
            if found <= room:
                return texts[:found], values[:found]
            room = found


def _places(texts: Sequence[bytes]) -> Indices:
    """Where the key of each text stands in it."""
    pieces = [[text[place : place + _WIDTH] for place in range(max(1, len(text) - _WIDTH + 1))] for text in texts]
    common = Counter(piece for several in pieces for piece in several)
    best = [min(range(len(several)), key=lambda place: common[several[place]]) for several in pieces]
    return np.array(best, dtype=np.int64)


def _table(fours: NDArray[np.uint32], texts: Indices, places: Indices, width: int) -> _Keys:
    """The texts of one width by their keys' hashes."""
    bits = min(_MOST, max(_FEWEST, (64 * len(texts)).bit_length()))
    mask, shift = np.uint32((1 << 8 * width) - 1), np.uint32(32 - bits)
    hashes = (fours[texts] & mask) * _PRIME >> shift
    order = np.argsort(hashes, kind="stable")
    begin = np.searchsorted(hashes[order], np.arange((1 << bits) + 1))
    there = np.packbits(np.diff(begin) > 0, bitorder="little")
    return _Keys(mask, shift, there, begin, texts[order], places[texts[order]])


def _marked(values: pa.LargeStringArray, chosen: Indices) -> tuple[Bytes, Indices, Indices]:
    """Some values one after the other, each between marks, letter case folded; where each begins, and the end; numbers
    of those that are left out (empty between their bounds): what is not ASCII, or holds a mark."""
    _, offsets, buffer = values.buffers()
    begins = np.frombuffer(offsets, dtype=np.int64)[values.offset : values.offset + len(values) + 1]
    data = np.frombuffer(buffer or b"\0", dtype=np.uint8)
    size = int((begins[chosen + 1] - begins[chosen]).sum()) + 2 * len(chosen) + _WIDTH
    out, bounds = np.empty(size, dtype=np.uint8), np.empty(len(chosen) + 1, dtype=np.int64)
    odd = np.zeros(len(chosen), dtype=np.bool_)
    _mark(data, begins, chosen, out, bounds, odd)
    return out, bounds, chosen[odd]


def _folded(values: Sequence[str]) -> tuple[Bytes, Indices]:
    """As `_marked`, of any values."""
    marked = [f"{BEGIN}{fold(text.translate(_MARKED))}{END}".encode("utf-8", "surrogatepass") for text in values]
    return np.frombuffer(b"".join(marked) + bytes(_WIDTH), dtype=np.uint8).copy(), np.cumsum([0, *map(len, marked)])


@njit(cache=True)
def _mark(data: Bytes, begins: Indices, chosen: Indices, out: Bytes, bounds: Indices, odd: NDArray[np.bool_]) -> None:
    at = 0
    for number in range(len(chosen)):
        begin, size = begins[chosen[number]], begins[chosen[number] + 1] - begins[chosen[number]]
        bounds[number], out[at] = at, _FIRST
        strange = False
        for step in range(size):
            sign = data[begin + step]
            strange |= (sign > 127) | (sign == _FIRST) | (sign == _LAST)
            out[at + 1 + step] = sign | 32 if 65 <= sign <= 90 else sign
        if strange:
            odd[number] = True
            continue
        out[at + 1 + size] = _LAST
        at += size + 2
    bounds[len(chosen)] = at
    out[at : at + _WIDTH] = 0


@njit(cache=True)
def _look(
    data: Bytes,
    bounds: Indices,
    mask: np.uint32,
    shift: np.uint32,
    there: Bytes,
    begin: Indices,
    texts: Indices,
    place: Indices,
    texts_data: Bytes,
    texts_bounds: Indices,
    found_texts: Indices,
    found_values: Indices,
) -> int:
    found = 0
    for value in range(len(bounds) - 1):
        first, last = bounds[value], bounds[value + 1]
        for at in range(first, last):
            known = ((four(data, at) & mask) * _PRIME & _ALL) >> shift
            if not there[known >> np.uint32(3)] >> (known & np.uint32(7)) & 1:
                continue
            for entry in range(begin[known], begin[known + np.uint32(1)]):
                own = texts_bounds[texts[entry]]
                size, start = texts_bounds[texts[entry] + 1] - own, at - place[entry]
                if start < first or start + size > last:
                    continue
                step = 0
                while step < size and data[start + step] == texts_data[own + step]:
                    step += 1
                if step == size:
                    if found < len(found_texts):
                        found_texts[found], found_values[found] = texts[entry], value
                    found += 1
    return found
