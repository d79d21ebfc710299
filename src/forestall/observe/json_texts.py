"""Values of JSON lines as texts: the kernel. Compiled by numba."""

from numba import njit

from forestall.engine.program.load import eight, put_eight
from forestall.observe.json_bytes import BACK, QUOTE, Bytes, Ints, before, specials

_LIST = 91


@njit(cache=True)
def texts(data: Bytes, values: Ints, out: Bytes, bounds: Ints, lists: Bytes) -> None:
    """Values as texts, one after the other: texts without their escapes, what is neither text nor list as written.

    Args:
        data: lines
        values: begin and end of each value, shape (n, 2)
        out: given the texts, eight bytes longer than all values together
        bounds: given where each text begins, and the end of the last, shape (n + 1,)
        lists: given 1 for lists, whose texts are left empty, shape (n,)
    """
    at = 0
    for number in range(len(values)):
        bounds[number] = at
        place, last = values[number, 0], values[number, 1]
        if data[place] == _LIST:
            lists[number] = 1
            continue
        if data[place] != QUOTE:
            out[at : at + last - place] = data[place:last]
            at += last - place
            continue
        place += 1
        while True:
            stop = place
            while stop + 8 <= len(data):
                signs = eight(data, stop)
                put_eight(out, at, signs)
                found = specials(signs)
                size = before(found) if found else 8
                stop, at = stop + size, at + size
                if found:
                    break
            while data[stop] != QUOTE and data[stop] != BACK:
                out[at] = data[stop]
                stop, at = stop + 1, at + 1
            if data[stop] == QUOTE:
                break
            if data[stop + 1] == 117:  # u
                at = _letter(data, stop + 2, out, at)
                place = stop + 6
            else:
                out[at] = _meant(data[stop + 1])
                at, place = at + 1, stop + 2
    bounds[len(values)] = at


@njit(cache=True)
def _meant(sign: int) -> int:
    """What stands behind a backslash."""
    if sign == 98:
        return 8
    if sign == 102:
        return 12
    if sign == 110:
        return 10
    if sign == 114:
        return 13
    return 9 if sign == 116 else sign


@njit(cache=True)
def _letter(data: Bytes, place: int, out: Bytes, at: int) -> int:
    """Writes the letter of four hexadecimal digits as UTF-8; the place behind it."""
    code = 0
    for step in range(4):
        digit = int(data[place + step]) | 32
        code = code * 16 + (digit - 48 if digit < 58 else digit - 87)
    if code < 0x80:
        out[at] = code
        return at + 1
    if code < 0x800:
        out[at], out[at + 1] = 0xC0 | code >> 6, 0x80 | code & 63
        return at + 2
    out[at], out[at + 1], out[at + 2] = 0xE0 | code >> 12, 0x80 | code >> 6 & 63, 0x80 | code & 63
    return at + 3
