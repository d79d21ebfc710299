"""Text without letter case, by Unicode."""

import re

_SPECIAL = {
    chr(code): chr(code).casefold()
    for code in range(0x80, 0x1E900 + 0x80)
    if chr(code).lower() == chr(code) and chr(code).casefold() != chr(code) and len(chr(code).casefold()) == 1
}
"""Small letters that fold to another letter all the same: `ς`, `ſ`, `µ`, `ϐ`, …"""
_ANY = re.compile(f"[{''.join(_SPECIAL)}]")


def fold(text: str) -> str:
    """Text by which to compare without letter case: lower case, and small letters that are one letter as one.

    One character stays one but `İ`, which is `i` with a dot above; `ß` is not `ss`. Source: Unicode 15, CaseFolding.txt
    (statuses C and S) after the lower-case mapping.
    """
    low = text.lower()
    return low if low.isascii() else _ANY.sub(lambda found: _SPECIAL[found[0]], low)
