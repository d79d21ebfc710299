"""The map as a picture that needs no script: marks, areas, lines and names of a frame, as few as can be told apart.

It shows the layers of `outlook/pages/map.py` and the sites as the briefing knows them (`outlook/map.py`); how it looks
is the template's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.model.words import Level
from forestall.outlook.charts import px
from forestall.outlook.given import Given
from forestall.outlook.map import Standing, middles, standings
from forestall.outlook.notices import RANK
from forestall.outlook.pages import map as layers
from forestall.outlook.pages.map_frame import Frame
from forestall.outlook.pages.map_shapes import Cells, Drawn, Floats, Shapes, drawn, places, squares
from forestall.outlook.view import WIDTH, Point

MOST_MARKS = 300
"""Sites on the picture: beyond that those in whose place a more serious one stands are left out, then the smaller."""
MOST_CELLS = 1_500
MOST_SHAPES: Mapping[str, int] = {"dependencies": 400, "contours": 120, "routes": 200, "zones": 120, "alerts": 120}
"""Lines and areas of a layer on the picture, drawn in this order."""
_BESIDE = 15.0  # sites nearer to one another stand in the same place [px]
_MOST_NAMED = 40
_LETTER = 6.6  # usual width of a letter [px]
_GROUP = 34.0  # incidents nearer to one another are one number [px]


@dataclass(frozen=True, slots=True)
class Mark:
    """A site on the picture."""

    id: str
    """The site."""
    x: int
    """[px]"""
    y: int
    """[px]"""
    radius: str
    """As it is written [px]."""
    ring: str
    """Radius of the ring around it, as it is written [px]."""
    shape: str
    """Its family."""
    state: str
    """`high`, `raised`, `calm`."""
    title: str
    """What is known of it."""
    name: str
    """Its name; empty where there is no room for it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Incidents close together."""

    x: int
    """[px]"""
    y: int
    """[px]"""
    radius: str
    """As it is written [px]."""
    number: int
    """How many they are."""
    state: str
    """`high`, `raised`, `calm`: the worst of them."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name on the picture."""

    text: str
    """The name."""
    x: int
    """Position of its middle [px]."""
    y: int
    """Position of its middle [px]."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn in a frame."""

    frame: Frame
    """What part of the Earth it is."""
    cells: Mapping[str, tuple[tuple[int, str], ...]]
    """Squares of population and coverage by their steps."""
    shapes: Mapping[str, tuple[Drawn, ...]]
    """Areas and lines of the other layers, in the order in which they are drawn."""
    groups: tuple[Group, ...]
    """Incidents."""
    marks: tuple[Mark, ...]
    """Sites, those that matter most last."""
    names: tuple[Name, ...]
    """Authorities."""
    families: tuple[str, ...]
    """Families of the sites that are drawn."""
    hidden: Mapping[str, int]
    """How many of a layer lie in the frame and are not drawn by themselves, for want of room."""


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """The sites, ready for any frame."""

    known: tuple[Standing, ...]
    """Those that matter most first."""
    at: Floats
    """Longitude and latitude of each [deg], shape (n, 2)."""
    names: tuple[tuple[str, Point], ...]
    """Authorities, with the middle of what is theirs."""


@dataclass(frozen=True, slots=True, eq=False)
class Incidents:
    """The incidents, ready for any frame and time."""

    at: Floats
    """Longitude and latitude of each [deg], shape (n, 2)."""
    time: Floats
    """When [s since 1970]."""
    state: NDArray[np.int64]
    """0 calm, 1 raised, 2 high."""


def stock(given: Given) -> Stock:
    """What is known of sites, once for all frames."""
    known = standings(given)
    at = np.array([(each.site.lon, each.site.lat) for each in known], dtype=float).reshape(-1, 2)
    return Stock(known, at, middles(given))


def incidents(given: Given) -> Incidents:
    """What is known of incidents, once for all frames."""
    found = layers.incidents(given)
    high, medium = RANK[Level.HIGH], RANK[Level.MEDIUM]
    ranks = [RANK[Level(each.level)] if each.level else -1 for each in found]
    at = np.array([(each.lon, each.lat) for each in found], dtype=float).reshape(-1, 2)
    states = np.array([(rank >= high) + (rank >= medium) for rank in ranks], dtype=np.int64)
    return Incidents(at, np.array([each.time for each in found], dtype=float), states)


def marks(sites: Stock, frame: Frame, chosen: str = "") -> tuple[tuple[Mark, ...], int]:
    """Sites in a frame, and how many of them are left out; the chosen one is never, and has its name."""
    pixels, seen = _seen(sites.at, frame)
    kept = seen
    if len(seen) > MOST_MARKS:
        first = np.unique(places(pixels[seen], _BESIDE), return_index=True)[1]
        kept = seen[np.sort(first)][:MOST_MARKS]
        asked = [index for index in seen.tolist() if sites.known[index].site.id == chosen]
        kept = np.union1d(kept, np.array(asked, dtype=np.int64))
    named = _named([sites.known[index] for index in kept], pixels[kept], chosen)
    found = [_mark(sites.known[index], pixels[index], name) for index, name in zip(kept, named, strict=True)]
    return tuple(reversed(found)), len(seen) - len(kept)


def groups(found: Incidents, frame: Frame, low: float | None, high: float | None) -> tuple[Group, ...]:
    """Incidents in a frame between two times, those close together as one."""
    pixels, seen = _seen(found.at, frame)
    for limit, sign in ((low, 1.0), (high, -1.0)):
        if limit is not None:
            seen = seen[sign * found.time[seen] >= sign * limit]
    if not len(seen):
        return ()
    number = places(pixels[seen], _GROUP)
    every = np.bincount(number)
    there = np.flatnonzero(every)
    counts = every[there]
    x, y = (np.bincount(number, pixels[seen, axis])[there] / counts for axis in (0, 1))
    some, many = (np.bincount(number, found.state[seen] >= state)[there] > 0 for state in (1, 2))
    worst = some.astype(np.int64) + many
    radius = np.minimum(9.0 + 3.2 * np.log2(counts), 26.0)
    rows = zip(x.tolist(), y.tolist(), radius.tolist(), counts.tolist(), worst.tolist(), strict=True)
    return tuple(
        Group(round(a), round(b), px(r), n, ("calm", "raised", "high")[state])
        for a, b, r, n, state in sorted(rows, key=lambda each: -each[3])
    )


def names(sites: Stock, frame: Frame) -> tuple[Name, ...]:
    """Names of the authorities whose middle lies in a frame; one for which there is no room is left out."""
    table = np.array([at for _, at in sites.names], dtype=float).reshape(-1, 2)
    pixels, seen = _seen(table, frame)
    taken: list[tuple[float, float, float, float]] = []
    found = []
    for index in seen.tolist():
        text, (x, y) = sites.names[index][0], pixels[index].tolist()
        box = (x - _LETTER / 2 * len(text), y - 12.0, x + _LETTER / 2 * len(text), y + 4.0)
        if box[0] >= 0 and box[2] <= WIDTH and not any(_meet(box, each) for each in taken):
            taken.append(box)
            found.append(Name(text, round(x), round(y)))
    return tuple(found)


def shown(
    shapes: Mapping[str, Shapes], cells: Mapping[str, Cells], frame: Frame
) -> tuple[dict[str, tuple[Drawn, ...]], dict[str, tuple[tuple[int, str], ...]], dict[str, int]]:
    """Areas, lines and squares of layers in a frame, and how many of each are left out."""
    found = {key: drawn(shapes[key], frame, most) for key, most in MOST_SHAPES.items() if key in shapes}
    laid = {key: squares(each, frame, MOST_CELLS) for key, each in cells.items()}
    return (
        {key: each for key, (each, _) in found.items()},
        {key: each for key, (each, _) in laid.items()},
        {key: left for key, (_, left) in (*found.items(), *laid.items()) if left},
    )


def _seen(at: Floats, frame: Frame) -> tuple[Floats, NDArray[np.int64]]:
    """Pixels of positions, and which of them lie in the frame."""
    east = (at[:, 0] - frame.view.lon0 + 180.0) % 360.0 - 180.0
    pixels = np.column_stack(
        (WIDTH / 2 + east * frame.across, frame.view.height / 2 - (at[:, 1] - frame.view.lat0) * frame.along)
    )
    inside = (pixels >= 0).all(axis=1) & (pixels[:, 0] <= WIDTH) & (pixels[:, 1] <= frame.view.height)
    return pixels, np.flatnonzero(inside)


def _mark(one: Standing, pixel: Floats, name: str) -> Mark:
    x, y = (round(each) for each in pixel.tolist())
    state = "calm" if not one.why else "high" if one.serious else "raised"
    return Mark(one.site.id, x, y, px(one.radius), px(one.radius + 4), one.shape.key, state, one.title, name)


def _named(known: list[Standing], pixels: Floats, chosen: str) -> list[str]:
    """The name of each site that has room for it to its right; only of the chosen one where there are many."""
    if len(known) > _MOST_NAMED:
        return [one.site.name if one.site.id == chosen else "" for one in known]
    taken = [(x - 10.0, y - 10.0, x + 10.0, y + 10.0) for x, y in pixels.tolist()]
    found = []
    for one, (x, y) in zip(known, pixels.tolist(), strict=True):
        box = (x + 11.0, y - 9.0, x + 14.0 + _LETTER * len(one.site.name), y + 9.0)
        free = one.site.id == chosen or (box[2] < WIDTH and not any(_meet(box, each) for each in taken))
        found.append(one.site.name if free else "")
        if free:
            taken.append(box)
    return found


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
