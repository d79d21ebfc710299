"""An F-N curve with its band and the criteria lines, as one SVG. Not here: the risk."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from forestall.model.chemical_risk import CriterionCheck, FnCurve
from forestall.outlook.charts import px

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 560.0, 300.0, 64.0, 36.0, 12.0, 24.0
MOST_DECADES = 9
COLOURS = {"limit": "#7d1128", "sensitive": "#b06a00", "broad": "#0f5a78"}
FONT = "Liberation Sans, Noto Sans, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Axes:
    """Decades to pixels."""

    right: int
    """Power of ten of deaths at the right edge; 1 at the left."""
    low: int
    high: int

    def x(self, deaths: float) -> float:
        """[px]"""
        share = math.log10(max(deaths, 1.0)) / self.right
        return LEFT + min(share, 1.0) * (WIDTH - LEFT - RIGHT)

    def y(self, frequency: float) -> float:
        """[px]"""
        log = math.log10(frequency) if frequency > 0 else float(self.low)
        share = (min(max(log, self.low), self.high) - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def fn_chart(curves: Sequence[tuple[str, FnCurve]], checks: Sequence[CriterionCheck]) -> str:
    """The drawing; a curve without events leaves only the lines.

    Args:
        curves: name and curve; the first one strong
        checks: criteria; the societal ones are drawn
    """
    lines = [one for one in checks if one.kind == "societal" and one.constant > 0]
    axes = _axes([curve for _, curve in curves], lines)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {px(WIDTH)} {px(HEIGHT)}" role="img"',
        f' width="{px(WIDTH)}" height="{px(HEIGHT)}" font-family="{FONT}" font-size="11">',
        "<title>F-N curve: how often so many people or more die at once</title>",
        f'<rect width="{px(WIDTH)}" height="{px(HEIGHT)}" fill="#fcfbf8"/>',
        *_grid(axes),
        *(_criterion(one, axes) for one in lines),
        *(_curve(name, curve, axes, strong=i == 0) for i, (name, curve) in enumerate(curves)),
        "</svg>",
    ]
    return "\n".join(parts)


def _axes(curves: Sequence[FnCurve], lines: Sequence[CriterionCheck]) -> Axes:
    most = max((n for curve in curves for n in curve.deaths), default=1.0)
    known = [f for curve in curves for f in curve.frequency if f > 0] + [one.constant for one in lines]
    high = math.ceil(math.log10(max(known, default=1e-3)))
    low = math.floor(math.log10(min(known, default=1e-9)))
    right = max(2, math.ceil(math.log10(max(most, 10.0))))
    return Axes(right, max(min(low, high - 4), high - MOST_DECADES), high)


def _grid(axes: Axes) -> list[str]:
    found = []
    for power in range(axes.right + 1):
        x = px(axes.x(10.0**power))
        found.append(f'<path d="M{x} {px(TOP)}V{px(HEIGHT - BOTTOM)}" stroke="#e4e1d8"/>')
        found.append(
            f'<text x="{x}" y="{px(HEIGHT - BOTTOM + 14)}" text-anchor="middle" fill="#5b6068">{10**power:,}</text>'
        )
    for power in range(axes.low, axes.high + 1):
        y = axes.y(10.0**power)
        found.append(f'<path d="M{px(LEFT)} {px(y)}H{px(WIDTH - RIGHT)}" stroke="#e4e1d8"/>')
        found.append(f'<text x="{px(LEFT - 6)}" y="{px(y + 4)}" text-anchor="end" fill="#5b6068">1e{power}</text>')
    middle = px((LEFT + WIDTH - RIGHT) / 2)
    found.append(
        f'<text x="{middle}" y="{px(HEIGHT - 5)}" text-anchor="middle" fill="#1a1c1f">N, deaths at once</text>'
    )
    found.append(
        f'<text transform="translate(12 {px((HEIGHT - BOTTOM + TOP) / 2)}) rotate(-90)" text-anchor="middle" '
        'fill="#1a1c1f">F, N or more, 1/year</text>'
    )
    return found


def _criterion(one: CriterionCheck, axes: Axes) -> str:
    first = max(one.from_deaths, 1.0)
    last = min(10.0**axes.right, one.to_deaths or math.inf)
    ends = [(n, one.constant * n**-one.slope) for n in (first, last)]
    path = "L".join(f"{px(axes.x(n))} {px(axes.y(f))}" for n, f in ends)
    colour = COLOURS.get(one.line, "#5b6068")
    x, y = axes.x(ends[0][0]) + 6, axes.y(ends[0][1]) - 5
    return (
        f'<path d="M{path}" fill="none" stroke="{colour}" stroke-dasharray="6 3"/>'
        f'<text x="{px(x)}" y="{px(y)}" fill="{colour}">{escape(one.line)}</text>'
    )


def _curve(name: str, curve: FnCurve, axes: Axes, *, strong: bool) -> str:
    """Steps: F holds up to and with N."""
    if not curve.deaths:
        return ""
    band = ""
    if curve.low and curve.high:
        up, down = _steps(curve.deaths, curve.high, axes), _steps(curve.deaths, curve.low, axes)[::-1]
        band = f'<path d="M{_path(up + down)}Z" fill="#1a1c1f" fill-opacity=".12"/>'
    points = _steps(curve.deaths, curve.frequency, axes)
    width, dash = ("2", "") if strong else ("1.2", ' stroke-dasharray="2 2"')
    x, y = points[0]
    return (
        f'{band}<path d="M{_path(points)}" fill="none" stroke="#1a1c1f" stroke-width="{width}"{dash}/>'
        f'<text x="{px(x + 6)}" y="{px(y + (13 if strong else -5))}" fill="#1a1c1f">{escape(name)}</text>'
    )


def _steps(deaths: Sequence[float], frequency: Sequence[float], axes: Axes) -> list[tuple[float, float]]:
    found, before = [], 1.0
    for n, f in zip(deaths, frequency, strict=True):
        found += [(axes.x(before), axes.y(f)), (axes.x(n), axes.y(f))]
        before = n
    return found


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{px(x)} {px(y)}" for x, y in points)
