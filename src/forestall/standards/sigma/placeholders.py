"""Placeholders of values with the `expand` modifier: `%name%` to what the place says it stands for."""

import itertools
import re
from collections.abc import Mapping, Sequence

from forestall.core.errors import StandardError

CLAUSE = "Sigma 2.1.0, placeholders"
MAX_TEXTS = 10_000
NAME = re.compile(r"(?<!\\)%(\w[\w.-]*)%")

Placeholders = Mapping[str, Sequence[str]]


def expand(text: str, given: Placeholders, path: str) -> list[str]:
    r"""The values that a value with placeholders stands for; `\%` is a plain percent sign.

    Args:
        text: the value as written
        given: values of each placeholder, Sigma texts with wildcards
        path: where the rule stands, for errors

    Raises:
        StandardError: a placeholder has no value, or too many
    """
    pieces: list[Sequence[str]] = []
    end = 0
    for found in NAME.finditer(text):
        pieces += [[_plain(text[end : found.start()])], _values(found[1], given, path)]
        end = found.end()
    pieces.append([_plain(text[end:])])
    count = 1
    for piece in pieces:
        count *= len(piece)
    if count > MAX_TEXTS:
        reason = f"{text!r} stands for {count} values, expected at most {MAX_TEXTS}"
        raise StandardError(reason, path=path, clause=CLAUSE)
    return ["".join(choice) for choice in itertools.product(*pieces)]


def _plain(text: str) -> str:
    return text.replace(r"\%", "%")


def _values(name: str, given: Placeholders, path: str) -> Sequence[str]:
    values = given.get(name)
    if not values:
        reason = f"placeholder %{name}% has no value, expected one under [placeholders] in place.toml"
        raise StandardError(reason, path=path, clause=CLAUSE)
    return values
