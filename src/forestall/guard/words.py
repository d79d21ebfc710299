"""Known account names, found in running text."""

import re
from collections.abc import Mapping

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

    def __bool__(self) -> bool:
        return bool(self._by_head)

    def may_stand_in(self, text: str) -> bool:
        """Whether the text may hold one of the names."""
        return not self._by_head.keys().isdisjoint(_RUN.findall(text.lower()))

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
