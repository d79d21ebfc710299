"""Measured against computed on logarithmic axes as one SVG, with the lines of a factor of two."""

import math
from xml.sax.saxutils import escape

from forestall.outlook.charts import LogAxis, px
from forestall.pipeline.validation.pairs import Trials

SIZE, LEFT, BOTTOM, TOP, RIGHT = 380.0, 62.0, 46.0, 14.0, 14.0
FONT = "Liberation Sans, Noto Sans, Arial, sans-serif"


def scatter(trials: Trials) -> str:
    """The drawing; pairs in which a value is 0 lie on the edge."""
    values = [value for pair in trials.pairs for value in pair]
    across = LogAxis.over(values, LEFT, SIZE - RIGHT)
    up = LogAxis.over(values, SIZE - BOTTOM, TOP)
    assert across is not None
    assert up is not None
    dots = "".join(
        f'<circle cx="{px(across.place(m))}" cy="{px(up.place(c))}" r="2.4" fill="#0f5a78" fill-opacity=".55"/>\n'
        for m, c in sorted(trials.pairs)
    )
    lines = "".join(_ratio(across, up, factor) for factor in (0.5, 1.0, 2.0))
    middle = px((LEFT + SIZE - RIGHT) / 2)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {px(SIZE)} {px(SIZE)}" font-family="{FONT}" '
        f'font-size="11" width="{px(SIZE)}" height="{px(SIZE)}" role="img">\n'
        f"<title>{escape(trials.name)}: computed against measured</title>\n"
        f'<rect width="{px(SIZE)}" height="{px(SIZE)}" fill="#fcfbf8"/>\n'
        f"{_grid(across, up)}{lines}{dots}"
        f'<text x="{middle}" y="{px(SIZE - 10)}" text-anchor="middle">measured [{escape(trials.unit)}]</text>\n'
        f'<text transform="translate(14 {middle}) rotate(-90)" text-anchor="middle">computed [{escape(trials.unit)}]'
        "</text>\n</svg>\n"
    )


def _grid(across: LogAxis, up: LogAxis) -> str:
    found = ""
    for tick in across.ticks():
        x = px(across.place(tick))
        found += f'<path d="M{x} {px(TOP)}V{px(SIZE - BOTTOM)}" stroke="#e4e1d8"/>\n'
        found += f'<text x="{x}" y="{px(SIZE - BOTTOM + 14)}" text-anchor="middle" fill="#5b6068">{tick:g}</text>\n'
    for tick in up.ticks():
        y = up.place(tick)
        found += f'<path d="M{px(LEFT)} {px(y)}H{px(SIZE - RIGHT)}" stroke="#e4e1d8"/>\n'
        found += f'<text x="{px(LEFT - 5)}" y="{px(y + 4)}" text-anchor="end" fill="#5b6068">{tick:g}</text>\n'
    return found


def _ratio(across: LogAxis, up: LogAxis, factor: float) -> str:
    """The line computed = factor x measured, as far as it lies inside."""
    log = math.log10(factor)
    first, last = across.low + max(0.0, -log), across.high - max(0.0, log)
    ends = [(across.place(10**power), up.place(factor * 10**power)) for power in (first, last)]
    dash = "" if factor == 1.0 else ' stroke-dasharray="5 3"'
    path = "L".join(f"{px(x)} {px(y)}" for x, y in ends)
    return f'<path d="M{path}" stroke="#5b6068" fill="none"{dash}/>\n'
