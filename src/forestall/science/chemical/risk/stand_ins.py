"""Mixtures that are carried and stored under one name, and the substance they are computed as."""

from dataclasses import dataclass

from forestall.science.chemical.library import find, substance
from forestall.science.chemical.risk.tables import rows
from forestall.science.chemical.substance import Substance


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in a place stands for."""

    substance: Substance
    remark: str
    """Why it is not the name itself; empty where it is."""


def named(name: str) -> Named:
    """The substance of a name, or the one a mixture of that name is computed as.

    Raises:
        InputError: neither is known.
    """
    if (found := find(name)) is not None:
        return Named(found, "")
    word = "_".join(name.lower().replace("-", " ").split())
    for row in rows("loss_of_containment", "stand_ins"):
        if row["mixture"] == word:
            return Named(substance(row["substance"]), f"{name} is computed as {row['substance']}: {row['source']}")
    return Named(substance(name), "")
