"""Where one outcome of a release kills in one weather: the share of people who die, downwind and across.

A footprint lies with the source at the origin and the wind towards +x; it is the same on both sides of the wind.
Not here: where the wind blows (`rose`), how often (`event_tree`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Footprint:
    """Lethality 0..1 at x[i], |y| = width[i] j / (m - 1); 0 beyond the width and beyond both ends of x."""

    x: Floats
    """Downwind [m], rising, shape (n,), n at least 2."""
    width: Floats
    """Half-width beyond which nobody dies [m], above 0, shape (n,)."""
    bare: Floats
    """Of someone outdoors all the time and unprotected: individual risk; shape (n, m)."""
    outdoors: Floats
    """Of people outdoors as societal risk counts them; shape (n, m)."""
    indoors: Floats
    """Of people indoors; shape (n, m)."""

    @property
    def reach(self) -> float:
        """Distance from the source beyond which nobody dies [m]."""
        return float(np.hypot(self.x, self.width).max())


def footprint(x: Floats, width: Floats, bare: Floats, outdoors: Floats, indoors: Floats) -> Footprint:
    """A footprint, checked.

    Args:
        x: downwind [m], shape (n,)
        width: half-width [m], shape (n,)
        bare, outdoors, indoors: lethality, shape (n, m); the same array may be given twice

    Raises:
        InputError: x does not rise, a width is not above 0, a lethality is not within 0..1, or shapes differ.
    """
    if x.ndim != 1 or x.size < 2 or not np.all(np.diff(x) > 0):
        raise InputError(f"footprint: x has shape {x.shape}: expected at least 2 rising distances")
    if width.shape != x.shape or not np.all(width > 0):
        raise InputError(f"footprint: width has shape {width.shape}: expected {x.shape}, all above 0")
    for name, values in (("bare", bare), ("outdoors", outdoors), ("indoors", indoors)):
        if values.ndim != 2 or values.shape[0] != x.size or values.shape[1] < 2 or values.shape != bare.shape:
            raise InputError(f"footprint: {name} has shape {values.shape}: expected ({x.size}, at least 2)")
        if not (np.all(values >= 0) and np.all(values <= 1)):
            raise InputError(f"footprint: {name} is not within 0..1 everywhere")
    return Footprint(x, width, bare, outdoors, indoors)
