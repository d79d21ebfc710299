"""What of the input could not be used, each thing with its file, place and reason. Counting only; nothing is read."""

from dataclasses import dataclass

from forestall.observe.reading import Tally

MOST = 1_000
"""Reasons that are listed for one file; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a file that was not used, or not whole."""

    file: str
    """The file as it was given."""
    where: str
    """Line, event or other place in it; empty: the file itself."""
    reason: str
    """Why."""
    count: int = 1
    """How many things."""


class Skips(Tally):
    """A tally that keeps what it is told file by file, so that it can be listed."""

    def __init__(self) -> None:
        super().__init__()
        self._file = ""
        self._listed = self._unlisted = 0
        self.items: list[Skipped] = []
        """What was skipped since they were last taken."""
        self.notes: list[Skipped] = []
        """What a reader should know, though nothing was skipped."""

    def begin(self, file: str) -> None:
        """What follows is about this file."""
        self.end()
        self._file = file

    def end(self) -> None:
        """The file is at its end."""
        if self._unlisted:
            self.items.append(Skipped(self._file, "", f"and {self._unlisted:,} more", self._unlisted))
        self._listed = self._unlisted = 0

    def skip(self, where: str, why: object, count: int = 1) -> None:
        """Something could not be used."""
        self.skipped += count
        self._add(where, why, count)

    def flaw(self, where: str, why: object) -> None:
        """Something was used, but not whole."""
        self.flawed = True
        self._add(where, why, 1)

    def remark(self, where: str, why: object) -> None:
        """Something a reader should know."""
        if len(self.notes) < MOST:
            self.notes.append(self._item(where, why, 1))

    def taken(self) -> tuple[Skipped, ...]:
        """What was skipped since the last call."""
        items, self.items = tuple(self.items), []
        return items

    def _add(self, where: str, why: object, count: int) -> None:
        if self._listed < MOST:
            self._listed += 1
            self.items.append(self._item(where, why, count))
        else:
            self._unlisted += count

    def _item(self, where: str, why: object, count: int) -> Skipped:
        place = where.removeprefix(self._file)
        inside = bool(self._file) and place != where and place[:2] in ("", ", ")
        place = place.removeprefix(", ") if inside else ""
        return Skipped(self._file if inside else where, place, " ".join(str(why).split())[:400], count)
