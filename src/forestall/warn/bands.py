"""Numbers as a reader takes them in: in bands, so that a change within one is no news.

A value near the edge of its band may also be told by the words of the band beside it: what was said of it before then
need not be taken back because it moved a little.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence

# Geometric means of the words' numbers 1, 2, 3, 5, 10, 20, 50, 100, and of 100 and 200.
RATIO_EDGES = tuple(
    math.sqrt(a * b) for a, b in ((1, 2), (2, 3), (3, 5), (5, 10), (10, 20), (20, 50), (50, 100), (100, 200))
)
# 0.5 and the edge at 0.01 are those of `certainty` (CAP 1.2, 3.2.2: Likely is p > ~50 %, Unlikely p ~ 0).
PROBABILITY_EDGES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5, 0.8)
LEEWAY = 1.2  # a value within this factor of an edge may be told by the band beyond it


def bands(value: float, edges: Sequence[float]) -> tuple[int, ...]:
    """The bands in which a value may be told: its own first, then those whose edge is near.

    Args:
        value: the value, above 0
        edges: edges between the bands, rising

    Returns:
        Numbers of bands, 0 below the first edge.
    """
    own = bisect_right(edges, value)
    near = {bisect_right(edges, value * LEEWAY), bisect_right(edges, value / LEEWAY)}
    return (own, *sorted(near - {own}))


def rounded(amount: float) -> int:
    """An amount of 1 or more as 1, 2 or 5 times a power of ten, the nearest on a logarithmic scale."""
    power = 10.0 ** math.floor(math.log10(amount))
    share = amount / power
    step = next(
        (step for step, limit in ((1, math.sqrt(2)), (2, math.sqrt(10)), (5, math.sqrt(50))) if share < limit), 10
    )
    return round(step * power)
