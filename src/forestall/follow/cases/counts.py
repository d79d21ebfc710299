"""Counts of cases that may leave the office: small ones are withheld, and what would give them away as well.

One table at a time, with one total. Cross tables are not made: withholding in them needs more than this.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from forestall.model.case import Case, CaseState

SMALLEST = 5
"""A count below this, other than 0, is withheld: the usual rule of statistical offices for counts of people's affairs
(Hundepool et al. 2012, Statistical Disclosure Control, 4.2: minimum frequency rule)."""


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by one thing."""

    counts: tuple[tuple[str, int | None], ...]
    """Name and count, by name; None where it is withheld."""
    total: int | None
    """Sum of all, those withheld included; None where it is withheld itself."""


def tabled(cases: Iterable[Case], names: Iterable[str], by: Callable[[Case], str]) -> Table:
    """How many cases each of some names has; merged ones count with the case that they are part of.

    Args:
        cases: what is counted
        names: rows of the table; a name without cases has 0
        by: the row of a case
    """
    found = Counter(by(case) for case in cases if case.state is not CaseState.MERGED)
    return withheld({**dict.fromkeys(names, 0), **found})


def withheld(counts: dict[str, int]) -> Table:
    """A table in which no count from 1 to 4 can be read, nor worked out from the total and the others.

    Withheld are all such counts; and, as long as one is alone or all of them together are below 5, the next smallest
    one too, a 0 last.
    """
    hidden = {name for name, count in counts.items() if 0 < count < SMALLEST}
    rest = sorted(counts.keys() - hidden, key=lambda name: (counts[name] == 0, counts[name], name))
    while hidden and rest and (len(hidden) < 2 or sum(counts[name] for name in hidden) < SMALLEST):
        hidden.add(rest.pop(0))
    together = sum(counts[name] for name in hidden)
    telling = bool(hidden) and (len(hidden) < 2 or together < SMALLEST)
    rows = tuple((name, None if name in hidden else counts[name]) for name in sorted(counts))
    return Table(rows, None if telling else sum(counts.values()))
