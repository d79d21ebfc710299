"""The map's picture for readers without scripts: which frame the address asks for, what is in it, where one can go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from forestall.core.text import N_
from forestall.outlook.families import FAMILIES, OTHER
from forestall.outlook.given import Given
from forestall.outlook.pages import map_picture
from forestall.outlook.pages.map import Feature
from forestall.outlook.pages.map_frame import Frame, box_of, look_of
from forestall.outlook.pages.map_picture import Incidents, Picture, Stock
from forestall.outlook.pages.map_shapes import Cells, Shapes
from forestall.web import language
from forestall.web.pages.environment import environment
from forestall.web.pages.map_ground import Ground, ground
from forestall.web.pages.page import Page

Makers = Mapping[str, Callable[[Given], Sequence[Feature]]]
CELLS = ("coverage", "population")
"""Layers of squares."""
_AT_SITE = 13.0  # zoom at which a site is shown
_MOVES = (
    ("in", "+", N_("Zoom in"), 2.0, 0, 0),
    ("north", "↑", N_("North"), 1.0, 0, 1),
    ("out", "−", N_("Zoom out"), 0.5, 0, 0),
    ("west", "←", N_("West"), 1.0, -1, 0),
    ("whole", "○", N_("Whole map"), 0.0, 0, 0),
    ("east", "→", N_("East"), 1.0, 1, 0),
    ("south", "↓", N_("South"), 1.0, 0, -1),
)


@dataclass(frozen=True, slots=True)
class Move:
    """A link to another frame."""

    key: str
    """Where it stands."""
    sign: str
    """What it shows."""
    title: str
    """What it does."""
    address: str
    """Where it leads; empty where it goes no further."""


@dataclass(frozen=True, slots=True)
class Plain:
    """The picture with what stands around it."""

    picture: Picture
    """What is in it."""
    svg: Markup
    """It, drawn."""
    ground: Ground
    """What lies below it."""
    moves: tuple[Move, ...]
    """Links to other frames."""
    families: tuple[tuple[str, str], ...]
    """Families of the sites that are drawn, with what they are called."""


def plain(page: Page, makers: Makers, layers: frozenset[str], low: float | None, high: float | None) -> Plain | None:
    """The picture that the address asks for; None when nothing has a position.

    Args:
        page: who asks
        makers: what gives the shapes of a layer
        layers: those that are shown
        low, high: only incidents between these times [s since 1970]; None for any

    Raises:
        InputError: the address asks for a frame that cannot be.
    """
    whole = page.once(_whole)
    if whole is None:
        return None
    frame = _frame(page, whole)
    below, chosen = ground(page.place.base, frame), page.request.query_params.get("site", "")

    def made() -> tuple[Picture, Markup]:
        found = _picture(page, makers, layers, frame, (low, high), chosen)
        return found, _drawn(page, found, below, chosen)

    usual = frame == whole and low is high is None and not chosen
    key = ("map picture", layers, below, page.language.code)
    picture, svg = page.once_by(key, made) if usual else made()
    called = {each.key: each.title for each in (*FAMILIES, OTHER)}
    families = tuple((key, called[key]) for key in called if key in picture.families)
    return Plain(picture, svg, below, tuple(_moves(page, frame, whole)), families)


def _drawn(page: Page, picture: Picture, below: Ground, chosen: str) -> Markup:
    language.use(page.language)
    module: Any = environment().get_template("map_picture.html").module
    return Markup(module.svg(picture, below, chosen))  # noqa: S704 - our own template escapes


def _whole(given: Given) -> Frame | None:
    """The frame that holds all that has a position."""
    sites = [(each.lon, each.lat) for each in given.place.sites]
    return Frame.around(sites + [(each.lon, each.lat) for each in given.place.population])


def _frame(page: Page, whole: Frame) -> Frame:
    """What the address asks for: a box, where a script looked, a site, or all."""
    asked = page.request.query_params
    if box := asked.get("bbox", ""):
        return whole.within(box_of(box))
    if look := look_of(asked.get("at", "")):
        return whole.close(*look)
    site = page.once(_positions).get(asked.get("site", ""))
    return whole if site is None else whole.close(*site, _AT_SITE)


def _positions(given: Given) -> dict[str, tuple[float, float]]:
    return {each.id: (each.lon, each.lat) for each in given.place.sites}


def _picture(
    page: Page,
    makers: Makers,
    layers: frozenset[str],
    frame: Frame,
    span: tuple[float | None, float | None],
    chosen: str,
) -> Picture:
    sites: Stock = page.once(map_picture.stock)
    marks, left = map_picture.marks(sites, frame, chosen) if "sites" in layers else ((), 0)
    shapes, cells, hidden = map_picture.shown(
        {key: page.once_by(("map shapes", key), partial(_shapes, page, makers[key])) for key in makers.keys() & layers
         if key in map_picture.MOST_SHAPES},
        {key: page.once_by(("map cells", key), partial(_cells, page, makers[key])) for key in CELLS if key in layers},
        frame,
    )  # fmt: skip
    found: Incidents | None = page.once(map_picture.incidents) if "incidents" in layers else None
    return Picture(
        frame=frame,
        cells=cells,
        shapes=shapes,
        groups=() if found is None else map_picture.groups(found, frame, *span),
        marks=marks,
        names=map_picture.names(sites, frame),
        families=tuple(sorted({each.shape for each in marks})),
        hidden={**hidden, **({"sites": left} if left else {})},
    )


def _shapes(page: Page, make: Callable[[Given], Sequence[Feature]]) -> Shapes:
    return Shapes.of(page.once(make))


def _cells(page: Page, make: Callable[[Given], Sequence[Feature]]) -> Cells:
    return Cells.of(page.once(make))


def _moves(page: Page, frame: Frame, whole: Frame) -> list[Move]:
    """Links around the picture; that to the whole map leads nowhere where it is shown."""
    found = []
    for key, sign, title, zoom, east, north in _MOVES:
        if key == "whole":
            address = "" if frame == whole else page.address(bbox="", at="", site="")
        else:
            there = frame.moved(zoom, east, north)
            address = "" if there is None else page.address(bbox=there.text, at="")
        found.append(Move(key, sign, title, address))
    return found
