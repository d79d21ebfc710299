"""A release dropped on the map: how far it harms, whom, what closes, what follows. Calculated, not observed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.responses import Response

from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.cascade import Failure, SiteDown
from forestall.model.place import Place
from forestall.model.risk import Interval
from forestall.model.site import Site
from forestall.model.what_if import HarmZone, Outcome, WhatIf
from forestall.outlook.pages import map as layers
from forestall.outlook.pages.map_question import Question, Typed, question
from forestall.outlook.pages.map_what_if import Struck, ZonePeople, struck, usual_weather
from forestall.outlook.pages.network import closed
from forestall.outlook.pages.side_tables import NUMBERS, NumberRow, numbers
from forestall.outlook.pages.table import Column, Kind, TableView
from forestall.outlook.view import View, path
from forestall.pipeline.cascade import answer
from forestall.pipeline.hazard import what_if
from forestall.web.pages.map import offered, substances
from forestall.web.pages.map_base import begun
from forestall.web.pages.map_words import zone_in_words
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

router = page_router()
_SEE = [require(Action.COUNT)]
_LONGEST = 120  # of a field
_DEFAULTS = {each.name: str(each.default) for each in fields(Typed)}


@dataclass(frozen=True, slots=True)
class Answered:
    """What would come of it."""

    outcome: Outcome
    """How far it harms."""
    struck: Struck
    """Whom and what."""
    failure: Failure | None
    """What follows of the sites that close; None when none does."""


@dataclass(frozen=True, slots=True)
class ZoneShape:
    """An area of harm on the plain map."""

    zone: HarmZone
    """The zone."""
    path: str
    """SVG path."""


@dataclass(frozen=True, slots=True)
class PlainMap:
    """The map as it is without scripts."""

    width: int
    """[px]"""
    height: int
    """[px]"""
    zones: tuple[ZoneShape, ...]
    """Widest first."""
    x: int
    """The source [px]."""
    y: int
    """The source [px]."""
    marks: tuple[tuple[Site, int, int, bool], ...]
    """Sites with their place, and whether they close."""


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """What the page shows."""

    typed: Typed
    """The form."""
    errors: Mapping[str, str]
    """What is wrong, by field."""
    offered: tuple[str, ...]
    """Names of sites that the form offers."""
    substances: tuple[str, ...]
    """Names that it offers."""
    usual: bool
    """Whether the weather is the usual one of this time of day."""
    answered: Answered | None
    """What would come of it; None when nothing was asked, or not in a way that can be answered."""
    plain: PlainMap | None
    """The map."""
    names: Mapping[str, str]
    """Sites by id, as people call them."""
    zones: TableView[ZonePeople] | None = None
    """Areas of harm with the people in them."""
    down: TableView[SiteDown] | None = None
    """Sites that go down."""
    numbers: TableView[NumberRow] | None = None
    """Every number with its equation and source."""
    address: str = field(default="")
    """Where the script gets the zones."""


def _mean(found: Interval | None) -> float | None:
    return None if found is None else found.mean


def _low(found: Interval | None) -> float | None:
    return None if found is None else found.low


def _high(found: Interval | None) -> float | None:
    return None if found is None else found.high


ZONE_COLUMNS: tuple[Column[ZonePeople], ...] = (
    Column("name", N_("Area"), lambda row: row.zone.name),
    Column("kind", N_("Harm"), lambda row: row.zone.kind),
    Column("reach", N_("Reaches"), lambda row: row.zone.reach, kind=Kind.NUMBER, note=N_("Metres from the source")),
    Column("width", N_("Width"), lambda row: row.zone.width, kind=Kind.NUMBER, hidden=True),
    Column("day", N_("People by day"), lambda row: _mean(row.day), kind=Kind.COUNT),
    Column(
        "day_low",
        N_("People by day, least"),
        lambda row: _low(row.day),
        kind=Kind.COUNT,
        hidden=True,
    ),
    Column(
        "day_high",
        N_("People by day, most"),
        lambda row: _high(row.day),
        kind=Kind.COUNT,
        hidden=True,
    ),
    Column("night", N_("People at night"), lambda row: _mean(row.night), kind=Kind.COUNT),
    Column(
        "night_low",
        N_("People at night, least"),
        lambda row: _low(row.night),
        kind=Kind.COUNT,
        hidden=True,
    ),
    Column(
        "night_high",
        N_("People at night, most"),
        lambda row: _high(row.night),
        kind=Kind.COUNT,
        hidden=True,
    ),
    Column("sites", N_("Sites"), lambda row: len(row.sites), kind=Kind.COUNT),
    Column("within", N_("Sites"), lambda row: "; ".join(row.sites), hidden=True),
    Column("equation", N_("Equation"), lambda row: row.zone.basis.equation, hidden=True),
    Column("source", N_("Source"), lambda row: row.zone.basis.source),
)
DOWN_COLUMNS: tuple[Column[SiteDown], ...] = (
    Column("name", N_("Site"), lambda row: row.name),
    Column("site", N_("Id"), lambda row: row.site, hidden=True),
    Column("begun", N_("Down from"), lambda row: row.begun, kind=Kind.AGE, note=N_("Time after the release")),
    Column("back", N_("Back after"), lambda row: row.back, kind=Kind.AGE, note=N_("Up for good")),
    Column("people", N_("People served"), lambda row: row.people, kind=Kind.COUNT),
    Column("because", N_("Why"), lambda row: row.because),
)


@router.get("/map/what-if", dependencies=_SEE)
def what_if_page(page: Shown) -> Response:
    """A release, and what would come of it."""
    typed = typed_of(page)
    asks = bool(page.request.query_params)
    asked = _question(page, typed)
    errors = {name: page.text(text, **values) for name, (text, values) in asked.errors.items()} if asks else {}
    found, trouble = answered(page, asked) if asks else (None, "")
    if trouble:
        errors = {**errors, "substance": trouble}
    place = page.given.place
    context = WhatIfPage(
        typed=typed,
        errors=errors,
        offered=offered(page),
        substances=substances(),
        usual=asked.usual,
        answered=found,
        plain=None if found is None else _plain(found, place),
        names={each.id: each.name for each in place.sites},
        zones=None if found is None else page.table("zones", found.struck.zones, ZONE_COLUMNS, identity=_name),
        down=None
        if found is None or found.failure is None
        else page.table("down", found.failure.sites, DOWN_COLUMNS, identity=lambda row: row.site),
        numbers=None
        if found is None
        else page.table(
            "numbers", numbers(found.outcome), NUMBERS, identity=lambda row: row.step + row.number.quantity
        ),
        address="/map/what-if.json?" + urlencode([(each.name, getattr(typed, each.name)) for each in fields(typed)]),
    )
    return page.show("what_if.html", context, 422 if errors else 200)


@router.get("/map/what-if.json", dependencies=_SEE)
def what_if_data(page: Shown) -> Response:
    """The zones for the script."""
    found, _ = answered(page, _question(page, typed_of(page)))
    bounds = page.once(layers.bounds) or ((-170.0, -60.0), (170.0, 75.0))
    if found is None:
        return page.json({"bounds": bounds, **begun(page), "zones": layers.collection(())})
    rings = [point for each in found.outcome.zones for point in each.ring] or [_source(found)]
    corners = [[edge(each[axis] for each in rings) for axis in (0, 1)] for edge in (min, max)]
    shapes: list[layers.Feature] = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [each.ring]},
            "properties": zone_in_words(page, each),
        }
        for each in sorted(found.outcome.zones, key=lambda each: -_size(each))
        if each.ring
    ]
    return page.json({"bounds": corners, **begun(page), "zones": layers.collection(shapes), "source": _source(found)})


def typed_of(page: Page) -> Typed:
    """The form as it was typed."""
    asked = page.request.query_params
    return Typed(**{name: asked.get(name, default)[:_LONGEST] for name, default in _DEFAULTS.items()})


def answered(page: Page, asked: Question) -> tuple[Answered | None, str]:
    """What would come of it, worked out once for each pass; or why it cannot be said."""
    if asked.release is None:
        return None, ""
    release, hours, place = asked.release, asked.hours, page.given.place
    try:
        return page.once_by(("what-if", release, hours), partial(_answer, release, hours, place)), ""
    except InputError as error:
        return None, str(error)


def _answer(release: WhatIf, hours: float, place: Place) -> Answered:
    outcome = what_if(release)
    found = struck(place, outcome)
    failure = answer(closed(place), found.closed, hours=hours, horizon=None, crews=None) if found.closed else None
    return Answered(outcome, found, failure)


def _question(page: Page, typed: Typed) -> Question:
    place = page.given.place
    hour = page.now.astimezone(ZoneInfo(place.profile.time_zone)).hour
    return question(typed, place, usual_weather(place, hour))


def _plain(found: Answered, place: Place) -> PlainMap | None:
    rings = [point for each in found.outcome.zones for point in each.ring]
    view = View.around([*rings, _source(found)], 380.0)
    if view is None:
        return None
    (x, y), *marks = view.pixels([_source(found), *((each.lon, each.lat) for each in place.sites)])
    shapes = [each for each in found.outcome.zones if each.ring]
    shut = set(found.struck.closed)
    return PlainMap(
        width=960,
        height=round(view.height),
        zones=tuple(ZoneShape(each, path([view.ring(each.ring)])) for each in sorted(shapes, key=lambda z: -_size(z))),
        x=round(x),
        y=round(y),
        marks=tuple(
            (site, round(at[0]), round(at[1]), site.id in shut)
            for site, at in zip(place.sites, marks, strict=True)
            if view.holds(at)
        ),
    )


def _source(found: Answered) -> tuple[float, float]:
    return found.outcome.asked.lon, found.outcome.asked.lat


def _name(row: ZonePeople) -> str:
    return f"{row.zone.kind} {row.zone.name}"


def _size(zone: HarmZone) -> float:
    """For the order of drawing; beyond the models counts as widest."""
    return zone.reach if zone.reach == zone.reach else float("inf")
