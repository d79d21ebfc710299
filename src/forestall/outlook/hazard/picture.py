"""Areas of harm drawn as one SVG with its own colours and scale, which stands alone. Not here: what the areas are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np

from forestall.core.geo import local_metres
from forestall.outlook.charts import px

SIZE = 560.0  # width and height of the picture [px]
MARGIN = 30.0
COLOURS = {
    "toxic": "#7d1128",
    "guideline": "#b06a00",
    "flammable": "#0f5a78",
    "heat": "#c4411a",
    "blast": "#5b3a86",
    "risk": "#7d1128",
    "route": "#1a1c1f",
}
FONT = "Liberation Sans, Noto Sans, Arial, sans-serif"
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A line or area on the map."""

    letter: str
    tone: str
    rings: tuple[Points, ...]
    """(lon, lat) [deg]."""
    framed: bool = True
    """The map is made wide enough for it."""
    filled: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the map."""

    name: str
    lon: float
    lat: float
    main: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """Degrees to pixels."""

    lon: float
    lat: float
    east: float
    """Of the middle, from the origin [m]."""
    north: float
    half: float
    """Half of the side of the map [m]."""

    def at(self, points: Points) -> list[tuple[float, float]]:
        """Pixels of points."""
        x, y = local_metres(np.array([p[0] for p in points]), np.array([p[1] for p in points]), self.lon, self.lat)
        scale = (SIZE / 2 - MARGIN) / self.half
        return [
            (SIZE / 2 + (float(a) - self.east) * scale, SIZE / 2 - (float(b) - self.north) * scale)
            for a, b in zip(x, y, strict=True)
        ]


def picture(areas: Sequence[Area], marks: Sequence[Mark], wind: float | None) -> str:
    """The map.

    Args:
        areas: lines, the widest first
        marks: points; the first main one is the origin
        wind: where the wind comes from [deg]; None: no arrow
    """
    view = _view(areas, marks)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {px(SIZE)} {px(SIZE)}" role="img"',
        f' width="{px(SIZE)}" height="{px(SIZE)}" font-family="{FONT}" font-size="12">',
        "<title>Map of the areas of harm, north up</title>",
        f'<clipPath id="frame"><rect x="1" y="1" width="{px(SIZE - 2)}" height="{px(SIZE - 2)}"/></clipPath>',
        f'<rect width="{px(SIZE)}" height="{px(SIZE)}" fill="#fcfbf8"/>',
        '<g clip-path="url(#frame)">',
        *_grid(view),
        *(_area(one, view) for one in areas),
        *(_mark(one, view) for one in marks),
        *_letters(areas, view),
        "</g>",
        *_scale(view),
        *([] if wind is None else _wind(wind)),
        f'<rect x=".5" y=".5" width="{px(SIZE - 1)}" height="{px(SIZE - 1)}" fill="none" stroke="#5b6068"/>',
        "</svg>",
    ]
    return "\n".join(parts)


def _view(areas: Sequence[Area], marks: Sequence[Mark]) -> View:
    home = next((mark for mark in marks if mark.main), marks[0])
    points = [point for area in areas if area.framed for ring in area.rings for point in ring]
    points += [(mark.lon, mark.lat) for mark in marks if mark.main]
    x, y = local_metres(np.array([p[0] for p in points]), np.array([p[1] for p in points]), home.lon, home.lat)
    half = max(float(np.ptp(x)), float(np.ptp(y)), 100.0) / 2 * 1.04
    return View(home.lon, home.lat, float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2, half)


def _step(view: View) -> float:
    """Distance between grid lines [m]: 1, 2 or 5 times a power of ten, some five to the map."""
    rough = view.half * 2 / 5
    power = 10.0 ** math.floor(math.log10(rough))
    return power * max(one for one in (1.0, 2.0, 5.0) if one * power <= rough)


def _grid(view: View) -> list[str]:
    step, scale, found = _step(view), (SIZE / 2 - MARGIN) / view.half, []
    for i in range(-60, 61):
        x = SIZE / 2 + (i * step - view.east) * scale
        y = SIZE / 2 - (i * step - view.north) * scale
        if 0 < x < SIZE:
            found.append(f'<path d="M{px(x)} 0V{px(SIZE)}" stroke="#e4e1d8"/>')
        if 0 < y < SIZE:
            found.append(f'<path d="M0 {px(y)}H{px(SIZE)}" stroke="#e4e1d8"/>')
    return found


def _area(area: Area, view: View) -> str:
    paths = "".join(
        "M" + "L".join(f"{px(x)} {px(y)}" for x, y in view.at(ring)) + ("Z" if ring[0] == ring[-1] else "")
        for ring in area.rings
        if ring
    )
    colour = COLOURS[area.tone]
    fill = f'fill="{colour}" fill-opacity=".07"' if area.filled else 'fill="none"'
    dash = ' stroke-dasharray="6 3"' if area.tone == "guideline" else ""
    return f'<path d="{paths}" {fill} stroke="{colour}" stroke-width="1.5"{dash}/>' if paths else ""


def _letters(areas: Sequence[Area], view: View) -> list[str]:
    """Each letter at the point of its line farthest from the source that no other letter has taken."""
    taken: list[tuple[float, float]] = []
    found = []
    home = view.at(((view.lon, view.lat),))[0]
    for area in areas:
        points = [point for ring in area.rings for point in view.at(ring)]
        inside = [p for p in points if 12 < p[0] < SIZE - 12 and 12 < p[1] < SIZE - 12]
        free = [p for p in inside if all(math.dist(p, other) > 15 for other in taken)]
        if not free or not area.letter:
            continue
        x, y = max(free, key=lambda p: (round(math.dist(p, home), 1), p))
        taken.append((x, y))
        colour = COLOURS[area.tone]
        found.append(
            f'<circle cx="{px(x)}" cy="{px(y)}" r="7.5" fill="#fcfbf8" stroke="{colour}"/>'
            f'<text x="{px(x)}" y="{px(y + 4)}" text-anchor="middle" fill="{colour}">{escape(area.letter)}</text>'
        )
    return found


def _mark(mark: Mark, view: View) -> str:
    x, y = view.at(((mark.lon, mark.lat),))[0]
    size, weight = (5.0, "600") if mark.main else (3.0, "400")
    name = "" if not (0 < x < SIZE and 0 < y < SIZE) else escape(mark.name)
    return (
        f'<circle cx="{px(x)}" cy="{px(y)}" r="{px(size)}" fill="#1a1c1f" stroke="#fcfbf8"/>'
        f'<text x="{px(x + 8)}" y="{px(y - 5)}" font-weight="{weight}" fill="#1a1c1f" stroke="#fcfbf8" '
        f'stroke-width="3" paint-order="stroke">{name}</text>'
    )


def _scale(view: View) -> list[str]:
    step = _step(view)
    length = step * (SIZE / 2 - MARGIN) / view.half
    text = f"{step / 1000:g} km" if step >= 1000 else f"{step:g} m"
    y = SIZE - 14
    return [
        f'<path d="M14 {px(y - 5)}V{px(y)}H{px(14 + length)}V{px(y - 5)}"',
        ' fill="none" stroke="#1a1c1f" stroke-width="1.5"/>',
        f'<text x="{px(20 + length)}" y="{px(y)}" fill="#1a1c1f">{text}</text>',
    ]


def _wind(direction: float) -> list[str]:
    """An arrow that points where the wind blows."""
    return [
        f'<g transform="translate({px(SIZE - 34)} 40) rotate({px((direction + 180) % 360)})">',
        '<path d="M0 18V-16M-5 -9L0 -18L5 -9" fill="none" stroke="#1a1c1f" stroke-width="1.8"/></g>',
        f'<text x="{px(SIZE - 34)}" y="74" text-anchor="middle" fill="#1a1c1f">wind</text>',
    ]
