"""Regular expressions on texts: RE2, which is linear in time; Python's engine for look-around and back-references.

Python's can take exponential time, so only patterns with at most two unbounded repeats, none inside another,
go there, and they see the first 4,096 characters of a text. In RE2, as in PCRE, `\\w`, `\\d`, `\\s` and `\\b` mean
ASCII, and `$` stands before a last line end, too.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from forestall.core.errors import InputError

MAX_REPEATS = 2
MAX_TEXT = 4096
_UNBOUNDED = re.compile(r"(?<!\\)(?:[*+]|\{\d+,\})")
_NESTED = re.compile(r"(?<!\\)\((?:[^()\\]|\\.)*(?:[*+]|\{\d+,\})(?:[^()\\]|\\.)*\)(?:[*+]|\{\d+,\d*\})")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\$", re.DOTALL)
_END = r"(?:\n?\z)"
_LINES = re.compile(r"\(\?[a-z]*m")
_META = re.compile(r"[^\w]", re.ASCII)


def check(regex: str, flags: str = "") -> None:
    """Whether a pattern can be evaluated.

    Raises:
        InputError: no regular expression, or one that could take for ever
    """
    if _linear(regex, flags) is None:
        _compiled(regex, flags)


def found(texts: Sequence[str], regex: str, flags: str = "") -> NDArray[np.bool_]:
    """Whether the pattern is found in each text.

    Args:
        texts: shape (n,)
        regex: the pattern
        flags: of `i`, `m`, `s`

    Returns:
        Truth values, shape (n,).

    Raises:
        InputError: as `check`
    """
    pattern = _linear(regex, flags)
    if pattern is not None:
        array = pa.array(texts, pa.large_string())
        held: NDArray[np.bool_] = pc.match_substring_regex(array, pattern).to_numpy(zero_copy_only=False)
        return held.astype(np.bool_)
    compiled = _compiled(regex, flags)
    return np.array([compiled.search(text[:MAX_TEXT]) is not None for text in texts], dtype=np.bool_)


def escaped(text: str) -> str:
    """A pattern that finds just this text."""
    return _META.sub(lambda found: f"\\x{{{ord(found.group()):x}}}" if ord(found.group()) else r"\x00", text)


@lru_cache(maxsize=16_384)
def _linear(regex: str, flags: str) -> str | None:
    """The pattern for RE2; None when it has none."""
    regex = regex.replace("(?-m:$)", _END)
    if "m" not in flags and not _LINES.search(regex):
        regex = _TOKEN.sub(lambda found: _END if found.group() == "$" else found.group(), regex)
    pattern = f"(?{flags}){regex}" if flags else regex
    try:
        pc.match_substring_regex(pa.array([""]), pattern)
    except pa.ArrowInvalid:
        return None
    return pattern


def _compiled(regex: str, flags: str) -> re.Pattern[str]:
    if len(_UNBOUNDED.findall(regex)) > MAX_REPEATS or _NESTED.search(regex):
        raise InputError(
            f"regular expression {regex!r} needs look-around or back-references and could take for ever: "
            f"expected at most {MAX_REPEATS} unbounded repeats, none inside another"
        )
    try:
        return re.compile(f"(?{flags}){regex}" if flags else regex)
    except (re.error, OverflowError, RecursionError) as error:
        raise InputError(f"regular expression {regex!r}: {error}") from error
