"""Known clocks as rows for a place's `norms.csv` and `duties.csv`; the clocks are data in `content/duties`."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from forestall.core.errors import InputError

_FOLDER = Path(__file__).parents[1] / "content" / "duties"
_OWN = ("note",)  # columns of a template that no place has


@dataclass(frozen=True, slots=True)
class Template:
    """A known clock."""

    duty: dict[str, str]
    """Columns of `duties.csv`, without bearer, clause and first day."""
    norm: dict[str, str]
    """The row of `norms.csv` on which it rests."""

    @property
    def clause(self) -> str:
        """The law with its clause."""
        return f"{self.norm['source']}, {self.norm['clause']}"

    @property
    def clock(self) -> str:
        """How long it gives, or how often it comes."""
        return self.duty["steps"] or self.duty["every"] or f"within {self.duty['within [h]']} h"


def templates() -> tuple[Template, ...]:
    """All known clocks, by id."""
    norms = {row["id"]: row for row in _rows("norms.csv")}
    found = (Template(row, norms[row["norm"]]) for row in _rows("duties.csv"))
    return tuple(sorted(found, key=lambda one: one.duty["id"]))


def as_rows(name: str, bearer: str, start: str) -> tuple[str, str]:
    """A template as text for `norms.csv` and for `duties.csv`, each with its header.

    Args:
        name: its id
        bearer: the authority that owes it
        start: the first due day of a duty of the calendar

    Raises:
        InputError: there is none of that id.
    """
    known = {one.duty["id"]: one for one in templates()}
    if name not in known:
        raise InputError(f"template {name!r}: expected one of {', '.join(known)}")
    template = known[name]
    duty = {key: value for key, value in template.duty.items() if key not in _OWN}
    first = start if duty["trigger"] == "calendar" else ""
    return _text(template.norm), _text({**duty, "bearer": bearer, "clause": template.clause, "start": first})


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _text(row: dict[str, str]) -> str:
    given = {name: value for name, value in row.items() if value}
    out = io.StringIO()
    writer = csv.DictWriter(out, list(given), lineterminator="\n")
    writer.writeheader()
    writer.writerow(given)
    return out.getvalue()
