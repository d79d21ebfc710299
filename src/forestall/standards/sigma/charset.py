"""Sets of characters, as ranges of code points, and how they are written in a regular expression."""

LAST = 0x10FFFF

Ranges = tuple[tuple[int, int], ...]

DIGIT: Ranges = ((0x30, 0x39),)
WORD: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
SPACE: Ranges = ((0x09, 0x0D), (0x20, 0x20))
BLANK: Ranges = ((0x09, 0x09), (0x20, 0x20))
SETS = {"d": DIGIT, "w": WORD, "s": SPACE, "h": BLANK, "v": ((0x0A, 0x0D),)}
POSIX: dict[str, Ranges] = {
    "alpha": ((0x41, 0x5A), (0x61, 0x7A)),
    "digit": DIGIT,
    "alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    "upper": ((0x41, 0x5A),),
    "lower": ((0x61, 0x7A),),
    "space": SPACE,
    "blank": BLANK,
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
    "word": WORD,
    "cntrl": ((0x00, 0x1F), (0x7F, 0x7F)),
    "print": ((0x20, 0x7E),),
    "graph": ((0x21, 0x7E),),
}
_SPECIAL = frozenset(".^$*+?{}[]\\|()")


def literal(code: int) -> str:
    """One character outside a set."""
    sign = chr(code)
    return "\\" + sign if sign in _SPECIAL else f"\\x{code:02x}" if code < 32 or code == 127 else sign


def written(ranges: Ranges, negated: bool = False) -> str:
    """A set of characters as every engine reads it."""
    if not ranges:
        return r"[\x00-\U0010FFFF]" if negated else r"(?!)"
    body = "".join(_end(low) + (f"-{_end(high)}" if high > low else "") for low, high in ranges)
    return f"[{'^' if negated else ''}{body}]"


def _end(code: int) -> str:
    sign = chr(code)
    return sign if sign.isascii() and sign.isalnum() else f"\\x{code:02x}" if code < 128 else sign


def single(ranges: Ranges) -> bool:
    return len(ranges) == 1 and ranges[0][0] == ranges[0][1]


def merge(ranges: Ranges) -> Ranges:
    """The same characters in ascending ranges that do not touch."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """All other characters."""
    found, start = [], 0
    for low, high in merge(ranges):
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    return tuple(found) if start > LAST else (*found, (start, LAST))
