"""Known account names, found in running text."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

_RUN = re.compile(r"[^\W_]+")


class Words:
    """Names and what replaces them; a name is found where it is not part of a longer word."""

    def __init__(self, replacements: Mapping[str, str]) -> None:
        """Take lower-case names and their replacements."""
        self._replacements = dict(replacements)
        self._by_head: dict[str, list[str]] = {}
        for name in sorted(replacements, key=lambda name: (-len(name), name)):
            if head := _RUN.match(name):
                self._by_head.setdefault(head.group(), []).append(name)

    def among(self, texts: Sequence[str]) -> list[int]:
        """Which texts may hold one of the names, in their order."""
        whole = "\n".join(texts).lower()
        found = [at for name in self._replacements for at in _places(name, whole)]
        if not found:
            return []
        ends = list(accumulate(len(text) + 1 for text in texts))
        if ends[-1] != len(whole) + 1:  # a letter whose lower case is longer: places would shift
            return list(range(len(texts)))
        return sorted({bisect_right(ends, at) for at in found})

    def replace(self, text: str) -> str:
        """The text with every name replaced, the longest first."""
        lower = text.lower()
        if len(lower) != len(text):  # a character whose lower case is longer: positions would shift
            lower = text
        parts: list[str] = []
        done = 0
        for run in _RUN.finditer(lower):
            if run.start() < done or text[max(0, run.start() - 1) : run.start()] == "~":
                continue
            name = self._at(lower, run.start(), run.group())
            if name:
                parts += (text[done : run.start()], self._replacements[name])
                done = run.start() + len(name)
        return "".join((*parts, text[done:]))

    def _at(self, lower: str, start: int, head: str) -> str | None:
        for name in self._by_head.get(head, ()):
            end = start + len(name)
            if lower.startswith(name, start) and not lower[end : end + 1].isalnum():
                return name
        return None


def _places(name: str, text: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)
