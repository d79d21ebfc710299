"""A value as it stands in a file, with its line. What it ought to be is not known here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

Plain = None | str | int | float | bool | date | datetime | time


@dataclass(slots=True)
class Node:
    """A value, list or mapping, and where it stands.

    A `bare` text is a cell of a table or an unquoted word of YAML: whether it is a number, a date or a text is
    decided by the column it stands in, never guessed from how it looks.
    """

    value: "Plain | list[Node] | dict[str, Node]"
    line: int | None
    bare: bool = False

    def child(self, name: str | int) -> "Node | None":
        """What stands under a key (or at a position, from 0)."""
        if isinstance(self.value, dict) and isinstance(name, str):
            return self.value.get(name)
        if isinstance(self.value, list) and isinstance(name, int) and name < len(self.value):
            return self.value[name]
        return None

    def items(self) -> "Iterator[Node]":
        """The members of a list; nothing for anything else."""
        return iter(self.value if isinstance(self.value, list) else ())

    def line_of(self, *path: str | int) -> int | None:
        """The line of what stands at a path, or of the nearest thing above it that is there."""
        node, line = self, self.line
        for name in path:
            below = node.child(name)
            if below is None:
                break
            node, line = below, below.line if below.line is not None else line
        return line


def shown(value: object) -> str:
    """A value as a remark quotes it: short, on one line, without control characters."""
    if isinstance(value, Node):
        return shown(value.value)
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or value == "":
        return "nothing"
    text = str(value)
    return clean(text if len(text) <= 60 else text[:59] + "…")


def clean(text: str) -> str:
    """A text without control characters, so that it cannot play tricks on a terminal."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "�" for letter in text)
