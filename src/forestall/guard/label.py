"""Labels in order, and the label of what is made of other things.

A derived thing is at least as closed as each of its sources: strictest label, and for every attribute the value that
only those hold who hold all of its sources'. Sources that everybody may read (CLEAR) close nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from forestall.model.label import Label
from forestall.model.words import Field

Value = TypeVar("Value")

ORDER = tuple(Label)
"""From the one that everybody may read to the strictest (TLP 2.0, FIRST 2022)."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the policy asks of a thing."""

    label: Label
    """Who may read it."""
    field: Field | None = None
    """Its field of security; None when it belongs to several or none."""
    jurisdiction: str | None = None
    """The authority it concerns; None for the whole place."""
    organisation: str | None = None
    """The office that answers for it; None when several do."""


def strictest(labels: Iterable[Label]) -> Label:
    """The strictest of labels; CLEAR of none."""
    return max(labels, key=ORDER.index, default=Label.CLEAR)


def up_to(clearance: Label) -> frozenset[Label]:
    """The labels that a clearance covers."""
    return frozenset(ORDER[: ORDER.index(clearance) + 1])


def lowers(before: Label, after: Label) -> bool:
    """Whether a change of label opens a thing to more people."""
    return ORDER.index(after) < ORDER.index(before)


def derive(sources: Iterable[Labelled], parents: Mapping[str, str | None]) -> Labelled:
    """What the policy asks of a thing that is made of others.

    Args:
        sources: what it is made of, in any order
        parents: the authority above each authority; None for the top one

    Returns:
        Strictest label; field and organisation where all agree, else None; the lowest authority above all of theirs.
    """
    closed = [each for each in sources if each.label is not Label.CLEAR]
    return Labelled(
        strictest(each.label for each in closed),
        _agreed([each.field for each in closed]),
        _above_all([each.jurisdiction for each in closed], parents),
        _agreed([each.organisation for each in closed]),
    )


def subtree(root: str, parents: Mapping[str, str | None]) -> frozenset[str]:
    """An authority and all below it; only itself when the tree does not know it."""
    return frozenset({root, *(each for each in parents if root in _line(each, parents))})


def _agreed(values: list[Value | None]) -> Value | None:
    return values[0] if values and all(each == values[0] for each in values) else None


def _above_all(jurisdictions: list[str | None], parents: Mapping[str, str | None]) -> str | None:
    known = [each for each in jurisdictions if each is not None]
    if not known or len(known) != len(jurisdictions):
        return None
    lines = [_line(each, parents) for each in known]
    return next((each for each in lines[0] if all(each in line for line in lines)), None)


def _line(jurisdiction: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """An authority and those above it, upwards; a ring is walked once."""
    line: list[str] = []
    at: str | None = jurisdiction
    while at is not None and at not in line:
        line.append(at)
        at = parents.get(at)
    return tuple(line)
