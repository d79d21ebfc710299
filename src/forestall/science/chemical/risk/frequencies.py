"""How often equipment loses its content: classes of CPR 18E and HSE's FRED (`content/loss_of_containment`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from forestall.core.errors import InputError
from forestall.science.chemical.risk.tables import rows


@dataclass(frozen=True, slots=True)
class LossClass:
    """One way in which one kind of equipment loses its content."""

    name: str
    """`cpr18e.pressure_vessel.rupture`"""
    equipment: str
    event: str
    """`rupture`, `10min`, `hole`, `pipe` or `fireball`"""
    frequency: float
    """[1/yr] for each of what it is counted per."""
    per: str
    """`vessel year`, `metre year`, `hour`, `transfer`, ..."""
    hole: float | None
    """Diameter [m]; None: not stated."""
    hole_share: float | None
    """Diameter over that of the pipe; None: not stated."""
    confirmed: str
    """What the number was held against; `memory`: nothing yet."""
    source: str


@cache
def loss_classes() -> Mapping[str, LossClass]:
    """All classes by name."""
    return {row["class"]: _class(row) for row in rows("loss_of_containment", "frequencies")}


def loss_class(name: str) -> LossClass:
    """The class of this name.

    Raises:
        InputError: there is none; the message names the nearest.
    """
    found = loss_classes().get(name)
    if found is None:
        near = get_close_matches(name, loss_classes(), n=3, cutoff=0.4)
        raise InputError(f"loss of containment {name!r} is not known; nearest: {', '.join(near) or 'none'}")
    return found


def frequency(name: str, count: float, own: float | None = None) -> float:
    """How often it happens [1/yr]: a site's own value, or that of the class times how many there are.

    Args:
        name: of the class
        count: vessels, metres of pipe, hours or transfers a year; at least 0
        own: the site's own yearly frequency; it goes before the class

    Raises:
        InputError: the class is not known, or a number is below 0.
    """
    if not count >= 0 or (own is not None and not own >= 0):
        raise InputError(f"{name}: count {count:g}, own frequency {own}: expected at least 0")
    return loss_class(name).frequency * count if own is None else own


def _class(row: Mapping[str, str]) -> LossClass:
    hole, share = row["hole [m]"], row["hole [share]"]
    return LossClass(
        row["class"],
        row["equipment"],
        row["event"],
        float(row["frequency"]),
        row["per"],
        float(hole) if hole else None,
        float(share) if share else None,
        row["confirmed"],
        row["source"],
    )
