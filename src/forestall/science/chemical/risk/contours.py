"""Lines of equal risk on a grid. Not here: the risk."""

import contourpy
import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]
Line = tuple[tuple[float, float], ...]


def contour(x: Floats, y: Floats, risk: Floats, level: float) -> tuple[Line, ...]:
    """Lines on which the risk equals a level; closed, with the higher risk on their left, unless they leave the grid.

    The logarithm of the risk is taken as linear between nodes, since it falls by decades.

    Args:
        x, y: of the columns and rows, rising, shape (n,), (m,)
        risk: at the nodes, at least 0, shape (m, n)
        level: above 0

    Returns:
        Lines of (x, y), the longest first.

    Raises:
        InputError: the level is not above 0, or the shapes differ.
    """
    if not level > 0 or risk.shape != (y.size, x.size):
        raise InputError(f"contour: level {level:g}, grid {risk.shape}: expected above 0 and {(y.size, x.size)}")
    floor = level * 1e-6
    lines = contourpy.contour_generator(x, y, np.log(np.maximum(risk, floor)), name="serial").lines(
        float(np.log(level))
    )
    found = [tuple((float(a), float(b)) for a, b in np.asarray(line)) for line in lines]
    return tuple(sorted(found, key=lambda line: (-len(line), line)))
