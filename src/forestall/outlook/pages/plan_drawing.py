"""The front as a drawing, and regrets as dots: coordinates only, so that a page without scripts shows them too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from forestall.outlook.pages.plan import FrontRow

WIDTH, HEIGHT = 680.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 96.0, 16.0, 12.0, 34.0
TICKS = 4
STRIP = 460.0
"""Width of a strip of regrets."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A plan of the front in the drawing."""

    number: int
    """Which."""
    x: int
    """To the right with cost."""
    y: int
    """Up with more loss taken away."""
    low: int | None
    """Where its band ends below; None without one."""
    high: int | None
    """Where its band ends above."""
    within: bool
    """Whether the budget pays for it."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    at: int
    """Where."""
    value: float
    """What it stands for."""


@dataclass(frozen=True, slots=True)
class FrontDrawing:
    """The front."""

    dots: tuple[Dot, ...]
    """Its plans."""
    across: tuple[Tick, ...]
    """Costs."""
    up: tuple[Tick, ...]
    """Losses taken away."""
    budget: int | None
    """Where the budget stands; None when it lies outside."""


def front_drawing(rows: Sequence[FrontRow], budget: float) -> FrontDrawing | None:
    """The front as a drawing; None without two plans and futures."""
    found = [(row, row.point.taken) for row in rows if row.point.taken is not None]
    if len(found) < 2:
        return None
    most = max(row.point.cost for row in rows) or 1.0
    high = max(each for row, taken in found for each in (taken, row.point.high) if each is not None) or 1.0

    def x(value: float) -> int:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * value / most)

    def y(value: float) -> int:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / high)

    dots = tuple(
        Dot(row.number, x(row.point.cost), y(taken), _at(y, row.point.low), _at(y, row.point.high), row.within)
        for row, taken in found
    )
    return FrontDrawing(
        dots=dots,
        across=tuple(Tick(x(most * i / TICKS), most * i / TICKS) for i in range(TICKS + 1)),
        up=tuple(Tick(y(high * i / TICKS), high * i / TICKS) for i in range(TICKS + 1)),
        budget=x(budget) if budget <= most else None,
    )


def strip(regrets: Sequence[float], most: float) -> tuple[int, ...]:
    """Where regrets stand on a strip from nothing to the most of all."""
    return tuple(round(4 + (STRIP - 8) * each / most) if most > 0 else 4 for each in regrets)


def _at(y: Callable[[float], int], value: float | None) -> int | None:
    return None if value is None else y(value)
