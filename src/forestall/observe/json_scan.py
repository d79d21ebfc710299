"""Plain JSON lines as columns of distinct texts, without building an object: the kernel. Compiled by numba.

Plain is an object on one line, begun by `{` at its margin, of texts, numbers, truth values, nulls and lists of those.
Every other line is left to `json_events`.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from forestall.observe.json_bytes import BACK, QUOTE, Bytes, Ints, dotted, hashed, same, special

Codes = NDArray[np.int32]

MOST_KEYS = 2_000
PLAIN, ODD, BLANK = 0, 1, 2
"""What a line is."""
_OPEN, _CLOSE, _LIST, _END, _COMMA, _COLON = 123, 125, 91, 93, 44, 58


@njit(cache=True)
def _after_text(data: Bytes, place: int, last: int) -> tuple[int, bool]:
    """Behind the closing quote of a text that begins at `place` (behind its quote), -1 when it is none; whether it has
    a letter written as a number."""
    written = False
    while True:
        place = special(data, place)
        if place >= last or data[place] < 32:
            return -1, written
        if data[place] == QUOTE:
            return place + 1, written
        following = data[place + 1]
        if following == 117:  # u
            if place + 6 > last or (data[place + 2] | 32) == 100:  # \ud…: half of a pair
                return -1, written
            for step in range(2, 6):
                digit = data[place + step] | 32
                if not (48 <= digit <= 57 or 97 <= digit <= 102):
                    return -1, written
            written = True
        elif following not in (QUOTE, BACK, 47, 98, 102, 110, 114, 116):
            return -1, written
        place += 2


@njit(cache=True)
def _after_number(data: Bytes, place: int, last: int) -> int:  # noqa: C901 (one grammar, one loop)
    """Behind a number, -1 when it is none."""
    if place < last and data[place] == 45:
        place += 1
    first = place
    while place < last and 48 <= data[place] <= 57:
        place += 1
    if place == first or (data[first] == 48 and place > first + 1):
        return -1
    if place < last and data[place] == 46:
        place += 1
        first = place
        while place < last and 48 <= data[place] <= 57:
            place += 1
        if place == first:
            return -1
    if place < last and (data[place] | 32) == 101:
        place += 1
        if place < last and data[place] in (43, 45):
            place += 1
        first = place
        while place < last and 48 <= data[place] <= 57:
            place += 1
        if place == first:
            return -1
    return place


@njit(cache=True)
def _after_word(data: Bytes, place: int, last: int) -> int:
    """Behind `true`, `false` or `null`, -1 when it is none of them."""
    first = data[place]
    if first == 116 and place + 4 <= last and data[place + 1] == 114 and data[place + 2] == 117:
        return place + 4 if data[place + 3] == 101 else -1
    if first == 110 and place + 4 <= last and data[place + 1] == 117 and data[place + 2] == 108:
        return place + 4 if data[place + 3] == 108 else -1
    if first == 102 and place + 5 <= last and data[place + 1] == 97 and data[place + 2] == 108:
        return place + 5 if data[place + 3] == 115 and data[place + 4] == 101 else -1
    return -1


@njit(cache=True)
def _after_space(data: Bytes, place: int, last: int) -> int:
    while place < last and (data[place] == 32 or data[place] == 9 or data[place] == 13):
        place += 1
    return place


@njit(cache=True)
def _after_plain(data: Bytes, place: int, last: int) -> tuple[int, bool]:
    """Behind a text, number, truth value or null; -1 when it is none."""
    if place >= last:
        return -1, False
    if data[place] == QUOTE:
        return _after_text(data, place + 1, last)
    if data[place] == 45 or 48 <= data[place] <= 57:
        return _after_number(data, place, last), False
    return _after_word(data, place, last), False


@njit(cache=True)
def _after_list(data: Bytes, place: int, last: int) -> tuple[int, bool]:
    """Behind a list of plain values, -1 when it is none."""
    written = False
    place = _after_space(data, place + 1, last)
    if place < last and data[place] == _END:
        return place + 1, written
    while True:
        place, more = _after_plain(data, place, last)
        written = written or more
        if place < 0:
            return -1, written
        place = _after_space(data, place, last)
        if place >= last:
            return -1, written
        if data[place] == _END:
            return place + 1, written
        if data[place] != _COMMA:
            return -1, written
        place = _after_space(data, place + 1, last)


@njit(cache=True)
def _column(data: Bytes, begin: int, end: int, names: Bytes, bounds: Ints, table: Ints) -> int:
    """The number of a wanted key, -1 when it is not wanted, -2 when the line is to be read otherwise."""
    if begin == end or data[begin] == 35:  # an empty key, `#text`
        return -2
    mask = len(table) - 1
    slot = hashed(data, begin, end) & mask
    while table[slot] >= 0:
        name = int(table[slot])
        size = bounds[name + 1] - bounds[name]
        if size == end - begin and same(names, bounds[name], data, begin, size):
            return name
        slot = (slot + 1) & mask
    return -2 if dotted(data, begin, end) else -1


@njit(cache=True)
def _value(
    data: Bytes, begin: int, end: int, column: int, slots: Codes, values: Ints, state: Ints, counts: Ints, recent: Ints
) -> int:
    """The number of a distinct value in its column; -1 when there is no more room."""
    before = recent[column]
    if (
        before >= 0
        and values[before, 2] - values[before, 1] == end - begin
        and same(data, values[before, 1], data, begin, end - begin)
    ):
        return int(values[before, 3])
    mask = len(slots) - 1
    slot = (hashed(data, begin, end) + column * 7919) & mask
    while slots[slot] >= 0:
        known = slots[slot]
        size = values[known, 2] - values[known, 1]
        if values[known, 0] == column and size == end - begin and same(data, values[known, 1], data, begin, size):
            recent[column] = known
            return int(values[known, 3])
        slot = (slot + 1) & mask
    if state[0] >= len(values):
        return -1
    slots[slot] = state[0]
    values[state[0], 0], values[state[0], 1], values[state[0], 2] = column, begin, end
    values[state[0], 3] = counts[column]
    counts[column] += 1
    recent[column] = state[0]
    state[0] += 1
    return int(counts[column]) - 1


@njit(cache=True)
def _line(  # noqa: C901, PLR0911, PLR0912 (one grammar, one loop)
    data: Bytes, begin: int, last: int, row: int, names: Bytes, bounds: Ints, table: Ints,
    codes: Codes, slots: Codes, values: Ints, state: Ints, counts: Ints, recent: Ints,
) -> int:  # fmt: skip
    """One line: 0 plain, 1 odd, 3 no room for another distinct value; `state[1]` counts letters written as numbers."""
    if data[begin] != _OPEN:
        return ODD
    place = _after_space(data, begin + 1, last)
    keys = 0
    if place < last and data[place] == _CLOSE:
        return PLAIN if _after_space(data, place + 1, last) == last else ODD
    while True:
        if place >= last or data[place] != QUOTE or keys >= MOST_KEYS:
            return ODD
        first = place + 1
        place = special(data, first)
        if data[place] != QUOTE:
            return ODD
        column = _column(data, first, place, names, bounds, table)
        if column == -2:
            return ODD
        keys += 1
        place = _after_space(data, place + 1, last)
        if place >= last or data[place] != _COLON:
            return ODD
        first = _after_space(data, place + 1, last)
        if first < last and data[first] == _LIST:
            place, written = _after_list(data, first, last)
        else:
            place, written = _after_plain(data, first, last)
        if place < 0:
            return ODD
        state[1] += written
        if column >= 0:
            if data[first] == 110:  # null
                if counts[column]:
                    codes[column, row] = -1
            else:
                if not counts[column]:
                    codes[column, :] = -1
                code = _value(data, first, place, column, slots, values, state, counts, recent)
                if code < 0:
                    return 3
                codes[column, row] = code
        place = _after_space(data, place, last)
        if place < last and data[place] == _COMMA:
            place = _after_space(data, place + 1, last)
            continue
        if place < last and data[place] == _CLOSE:
            return PLAIN if _after_space(data, place + 1, last) == last else ODD
        return ODD


@njit(cache=True)
def scan(
    data: Bytes, begins: Ints, names: Bytes, bounds: Ints, table: Ints,
    kinds: Bytes, written: Bytes, codes: Codes, slots: Codes, values: Ints, counts: Ints,
) -> int:  # fmt: skip
    """Reads lines.

    Args:
        data: lines, each ended by a line end
        begins: where each line begins, and the end of the last one, shape (n + 1,)
        names: wanted keys, one after the other
        bounds: where each key begins, shape (keys + 1,)
        table: keys by hash, -1 for none, a power of two long
        kinds: given PLAIN, ODD or BLANK for each line, shape (n,)
        written: given 1 for lines with a letter written as a number, shape (n,)
        codes: given the distinct value of each key in each line, -1 for none, shape (keys, n); not of keys without one
        slots: -1; distinct values by hash, a power of two long
        values: given key, begin, end and number within the key of each distinct value, shape (room, 4)
        counts: zeros; given the number of distinct values of each key

    Returns:
        How many distinct values there are, -1 when they have no room.
    """
    state, recent = np.zeros(2, dtype=np.int64), np.full(len(counts), -1, dtype=np.int64)
    for row in range(len(begins) - 1):
        begin, last = begins[row], begins[row + 1] - 1
        if _after_space(data, begin, last) == last:
            kinds[row] = BLANK
            continue
        before = state[1]
        kind = _line(data, begin, last, row, names, bounds, table, codes, slots, values, state, counts, recent)
        if kind == 3:
            return -1
        kinds[row] = kind
        written[row] = state[1] > before
        if kind == ODD:
            for column in range(len(counts)):
                if counts[column]:
                    codes[column, row] = -1
    return int(state[0])
