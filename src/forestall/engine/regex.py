"""Regular expressions on a column: Rust's linear-time engine; Python's for look-around and back-references.

Python's can take exponential time, so only patterns with at most two unbounded repeats, none inside another,
go there, and they see the first 4,096 characters of a text.
"""

import re

import polars as pl

from forestall.core.errors import InputError

MAX_REPEATS = 2
MAX_TEXT = 4096
_UNBOUNDED = re.compile(r"(?<!\\)(?:[*+]|\{\d+,\})")
_NESTED = re.compile(r"(?<!\\)\((?:[^()\\]|\\.)*(?:[*+]|\{\d+,\})(?:[^()\\]|\\.)*\)(?:[*+]|\{\d+,\d*\})")


def check(regex: str, flags: str = "") -> None:
    """Whether a pattern can be evaluated.

    Raises:
        InputError: no regular expression, or one that could take for ever
    """
    if not _linear(_flagged(regex, flags)):
        _compiled(regex, flags)


def found(texts: pl.Series, regex: str, flags: str = "") -> pl.Series:
    """Whether the pattern is found in each text.

    Args:
        texts: text, shape (n,)
        regex: the pattern
        flags: of `i`, `m`, `s`

    Returns:
        Truth values, shape (n,).

    Raises:
        InputError: as `check`
    """
    pattern = _flagged(regex, flags)
    if _linear(pattern):
        return texts.str.contains(pattern)
    compiled = _compiled(regex, flags)
    return pl.Series([compiled.search(text[:MAX_TEXT]) is not None for text in texts], dtype=pl.Boolean)


def _flagged(regex: str, flags: str) -> str:
    return f"(?{flags}){regex}" if flags else regex


def _linear(pattern: str) -> bool:
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError:
        return False
    return True


def _compiled(regex: str, flags: str) -> re.Pattern[str]:
    if len(_UNBOUNDED.findall(regex)) > MAX_REPEATS or _NESTED.search(regex):
        raise InputError(
            f"regular expression {regex!r} needs look-around or back-references and could take for ever: "
            f"expected at most {MAX_REPEATS} unbounded repeats, none inside another"
        )
    try:
        return re.compile(_flagged(regex, flags))
    except (re.error, OverflowError, RecursionError) as error:
        raise InputError(f"regular expression {regex!r}: {error}") from error
