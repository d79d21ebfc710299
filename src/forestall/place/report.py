"""Collects what is wrong while a file is read, and which ids it mentions. Nothing is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from forestall.model.remark import Remark
from forestall.place.node import clean

ALIKE = 0.6
"""How much alike two words must be, from 0 to 1, for one to be suggested for the other."""
MAX_COMPARISONS = 100_000
"""Words compared in one check to find nearest values: more is slow and helps nobody."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An id of another record, as it stands in a file."""

    file: str
    line: int | None
    column: str
    nouns: tuple[str, ...]
    id: str


@dataclass(slots=True)
class Nearest:
    """Finds the valid value that looks most like a wrong one, until it has compared too much."""

    left: int = MAX_COMPARISONS

    def hint(self, wrong: str, valid: Iterable[str], alike: float = ALIKE) -> str:
        """`did you mean …?`, or nothing when no valid value is at least so much alike, from 0 to 1."""
        options = sorted(set(valid))
        if len(options) > self.left:
            return ""
        self.left -= len(options)
        folded = {option.casefold(): option for option in reversed(options)}
        word = wrong.strip().casefold()
        near = get_close_matches(word, sorted(folded), n=1, cutoff=alike)
        if not near and alike == ALIKE:
            near = [one for one in sorted(folded) if one in word.split() or (len(word) > 2 and one.startswith(word))]
        return f"did you mean {folded[near[0]]}?" if near else ""


@dataclass(slots=True)
class Report:
    """The remarks and mentions of one file."""

    file: str
    nearest: Nearest = field(default_factory=Nearest)
    remarks: list[Remark] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def error(self, line: int | None, column: str | None, found: str, expected: str, hint: str = "") -> None:
        """Note a mistake that stops a pass."""
        self.note(line, column, found, expected, hint, "error")

    def warning(self, line: int | None, column: str | None, found: str, expected: str, hint: str = "") -> None:
        """Note something that is likely not meant, but does not stop a pass."""
        self.note(line, column, found, expected, hint, "warning")

    def note(
        self,
        line: int | None,
        column: str | None,
        found: str,
        expected: str,
        hint: str,
        severity: Literal["error", "warning"],
    ) -> None:
        """Note a remark."""
        name = clean(column) if column is not None else None
        self.remarks.append(Remark(clean(self.file), line, name, clean(found), clean(expected), clean(hint), severity))

    def mention(self, line: int | None, column: str, nouns: tuple[str, ...], name: str) -> None:
        """Note that an id of another record is used."""
        self.mentions.append(Mention(self.file, line, column, nouns, name))
