"""The map: layers that each reader switches, incidents over time, tables that say the same, a link to share it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Annotated

from fastapi import Depends, Path, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.clock import instant
from forestall.core.errors import InputError
from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.words import Level
from forestall.outlook.given import Given
from forestall.outlook.notices import RANK
from forestall.outlook.pages import map as layers
from forestall.outlook.pages.map import Feature, Incident
from forestall.outlook.pages.map_question import Typed
from forestall.outlook.pages.table import Column, Kind, TableView
from forestall.outlook.wording import Wording
from forestall.outlook.wording import words as worded
from forestall.pipeline.hazard_risk import of_site
from forestall.web.pages.map_base import begun
from forestall.web.pages.map_picture import Plain, plain
from forestall.web.pages.map_warm import warm
from forestall.web.pages.map_words import in_words, incident_in_words
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

router = page_router()
_SEE = [require(Action.COUNT)]
MOST_OFFERED = 2_000
"""Sites that a form offers by name."""
_Layers = Annotated[list[str] | None, Query(max_length=20)]
_Text = Annotated[str, Query(max_length=60)]


@dataclass(frozen=True, slots=True)
class Switch:
    """A layer that can be switched."""

    key: str
    """Its name in addresses."""
    title: str
    """What it is called."""
    note: str
    """What it shows."""
    on: bool
    """Whether it is shown."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the histogram."""

    x: int
    """Its left edge, of 480."""
    height: int
    """Its height, of 40."""
    title: str
    """What it says."""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area on the map, in words."""

    kind: str
    """`Alerts` or `Areas of harm`."""
    name: str
    """What it is."""
    note: str
    """How serious, or at which level its edge lies."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site on the map, in words."""

    id: str
    """The site."""
    name: str
    """As people call it."""
    kind: str
    """Kind of site."""
    authority: str
    """Who answers for it."""
    state: str
    """`high`, `raised`, `calm`."""
    people: float
    """People served."""
    lon: float
    """[deg]"""
    lat: float
    """[deg]"""


@dataclass(frozen=True, slots=True)
class MapPage:
    """What the page shows."""

    switches: tuple[Switch, ...]
    """The layers."""
    plain: Plain | None
    """The map as it is without scripts."""
    titles: Mapping[str, str]
    """What layers are called."""
    site: str
    """The site that is looked at; empty for none."""
    box: str
    """The part of the map that is looked at; empty for none."""
    since: str
    """Only incidents from this time on; empty for all."""
    until: str
    """Only incidents up to this time; empty for all."""
    bars: tuple[Bar, ...]
    """Incidents over time."""
    span: tuple[str, str] | None
    """First and last time, as words; None without incidents."""
    covered: tuple[str, str] | None
    """Shares of people at night near to and far from a station, as words; None when not known."""
    typed: Typed
    """The form of a release."""
    offered: tuple[str, ...]
    """Names of sites that the form offers."""
    substances: tuple[str, ...]
    """Names that it offers."""
    sites: TableView[SiteRow]
    """Sites on the map."""
    incidents: TableView[Incident]
    """Incidents on the map."""
    areas: TableView[AreaRow]
    """Areas on the map."""

    @staticmethod
    def moment(incident: Incident) -> datetime:
        """When it was last so."""
        return _moment(incident)


@dataclass(frozen=True, slots=True)
class Within:
    """Whether an incident lies between two times."""

    low: datetime | None
    """Not before it."""
    high: datetime | None
    """Not after it."""

    def __call__(self, incident: Incident) -> bool:
        """Whether it does."""
        when = _moment(incident)
        return (self.low is None or when >= self.low) and (self.high is None or when <= self.high)


SITE_COLUMNS: tuple[Column[SiteRow], ...] = (
    Column("name", N_("Site"), lambda row: row.name),
    Column("id", N_("Id"), lambda row: row.id, hidden=True),
    Column("kind", N_("Kind"), lambda row: row.kind),
    Column("authority", N_("Authority"), lambda row: row.authority),
    Column("state", N_("State"), lambda row: row.state, order=lambda row: ("calm", "raised", "high").index(row.state)),
    Column("people", N_("People served"), lambda row: row.people, kind=Kind.COUNT),
    Column("lon", N_("Longitude"), lambda row: row.lon, kind=Kind.NUMBER, hidden=True),
    Column("lat", N_("Latitude"), lambda row: row.lat, kind=Kind.NUMBER, hidden=True),
)
INCIDENT_COLUMNS: tuple[Column[Incident], ...] = (
    Column("title", N_("What"), lambda row: row.title),
    Column(
        "level",
        N_("Level"),
        lambda row: row.level,
        kind=Kind.LEVEL,
        order=lambda row: RANK[Level(row.level)] if row.level else -1,
    ),
    Column("time", N_("Last seen"), lambda row: datetime.fromtimestamp(row.time, UTC), kind=Kind.TIME),
    Column("site", N_("Site"), lambda row: row.site),
    Column("lon", N_("Longitude"), lambda row: row.lon, kind=Kind.NUMBER, hidden=True),
    Column("lat", N_("Latitude"), lambda row: row.lat, kind=Kind.NUMBER, hidden=True),
)
AREA_COLUMNS: tuple[Column[AreaRow], ...] = (
    Column("name", N_("What"), lambda row: row.name),
    Column("kind", N_("Layer"), lambda row: row.kind),
    Column("note", N_("Level"), lambda row: row.note),
)


@router.get("/map", dependencies=[*_SEE, Depends(warm)])
def map_page(page: Shown, layer: _Layers = None, shown: _Text = "", since: _Text = "", until: _Text = "") -> Response:
    """The map."""
    drawn = frozenset(layer or () if layer or shown else layers.FIRST_SHOWN).intersection(layers.LAYERS)
    low, high = _time(since), _time(until)
    within = None if low is None and high is None else Within(low, high)
    found = page.once(layers.incidents)
    bars = page.once_by("bars", lambda: _bars(found, page.given.words))
    asked = page.request.query_params
    context = MapPage(
        switches=tuple(Switch(key, *told, key in drawn) for key, told in layers.LAYERS.items()),
        plain=plain(page, MAKERS, drawn, *(None if each is None else each.timestamp() for each in (low, high))),
        titles={key: title for key, (title, _) in layers.LAYERS.items()},
        site=asked.get("site", "")[:128],
        box=asked.get("bbox", "")[:120],
        since=since,
        until=until,
        bars=bars,
        span=(page.words.full(_moment(found[-1])), page.words.full(_moment(found[0]))) if found else None,
        covered=page.once(_covered),
        typed=Typed(site=asked.get("site", "")[:128]),
        offered=offered(page),
        substances=substances(),
        sites=page.table("sites", page.once(_sites), SITE_COLUMNS, identity=lambda row: row.id, sort="-state"),
        incidents=page.table(
            "incidents", found, INCIDENT_COLUMNS, identity=lambda row: row.id, sort="-time", where=within
        ),
        areas=page.table("areas", page.once(_areas), AREA_COLUMNS, identity=lambda row: row.kind + row.name + row.note),
    )
    return page.show("map.html", context)


@router.get("/map/start.json", dependencies=_SEE)
def start(page: Shown) -> Response:
    """Where the map begins, and what lies below it."""
    found = page.once(layers.bounds)
    return page.json({"bounds": found or ((-170.0, -60.0), (170.0, 75.0)), **begun(page)})


@router.get("/map/layers/{key}.json", dependencies=_SEE)
def layer_data(page: Shown, key: str) -> Response:
    """The shapes of a layer."""
    if key == "incidents":
        return page.data(("map", key), lambda: layers.incident_columns(page.once(layers.incidents)))
    make = MAKERS.get(key)
    if make is None:
        raise HTTPException(404, "the map has no such layer")
    name = ("map", key, page.language.code)
    return page.data(name, lambda: layers.collection(in_words(page, key, page.once(make))))


@router.get("/map/incidents/{number}.json", dependencies=_SEE)
def incident_data(page: Shown, number: Annotated[int, Path(ge=0)], time: int = 0) -> Response:
    """What an incident is called, by its number in the layer; `time`: when it was, for a layer of an earlier pass."""
    found = page.once(layers.incidents)
    if number >= len(found) or round(found[number].time) != time:
        raise HTTPException(404, "there is no such incident any more: load the map again")
    one = found[number]
    return page.json({**incident_in_words(page, one.title, one.level), "site": one.site})


def offered(page: Page) -> tuple[str, ...]:
    """Names of sites that a form offers."""
    sites = page.given.place.sites
    return tuple(sorted(each.name for each in sites)) if len(sites) <= MOST_OFFERED else ()


@cache
def substances() -> tuple[str, ...]:
    """Names of the substances that are known."""
    from forestall.science.chemical.library import library  # noqa: PLC0415 - reads tables

    return tuple(each.replace("_", " ") for each in library())


def _zones(given: Given) -> tuple[Feature, ...]:
    return layers.zone_features(given.assessment.zones)


def _contours(given: Given) -> tuple[Feature, ...]:
    """Individual risk around every site with hazardous inventories; worked out once for each pass."""
    names = {each.id: each.name for each in given.place.sites}
    criteria = given.place.profile.criteria.national
    holding = sorted({each.site for each in given.place.releases if each.site in names}) if given.place.weather else []
    found = {
        names[site]: of_site(given.place, site, samples=0, seed=given.seed or 1, criteria=criteria).contours
        for site in holding
    }
    return layers.contour_features(found)


MAKERS: dict[str, Callable[[Given], Sequence[Feature]]] = {
    "sites": layers.site_features,
    "alerts": layers.alert_features,
    "zones": _zones,
    "contours": _contours,
    "routes": layers.route_features,
    "dependencies": layers.dependency_features,
    "population": layers.population_features,
    "coverage": layers.coverage_features,
}


def _sites(given: Given) -> tuple[SiteRow, ...]:
    states = {each["properties"]["id"]: each["properties"]["state"] for each in layers.site_features(given)}  # type: ignore[index]
    return tuple(
        SiteRow(
            each.id,
            each.name,
            worded(each.kind),
            given.jurisdiction(each.jurisdiction),
            states[each.id],
            each.people_served,
            each.lon,
            each.lat,
        )
        for each in given.place.sites
    )


def _areas(given: Given) -> tuple[AreaRow, ...]:
    return tuple(
        AreaRow(layers.LAYERS[key][0], str(told["name"]), str(told["note"]))
        for key, found in (("alerts", layers.alert_features(given)), ("zones", _zones(given)))
        for told in (each["properties"] for each in found)
        if isinstance(told, dict)
    )


def _bars(incidents: Sequence[Incident], words: Wording) -> tuple[Bar, ...]:
    found = layers.histogram([each.time for each in incidents])
    most = max((number for _, number in found), default=0)
    return tuple(
        Bar(10 * i, -(-40 * number // most), f"{words.moment(datetime.fromtimestamp(begun, UTC))}: {number}")
        for i, (begun, number) in enumerate(found)
        if number
    )


def _covered(given: Given) -> tuple[str, str] | None:
    from forestall.outlook.wording import percent  # noqa: PLC0415 - beside its only use

    found = layers.coverage(given)
    people = sum(each[3] for each in found)
    if not people:
        return None
    near = sum(each[3] for each in found if each[2] <= layers.NEAR)
    far = sum(each[3] for each in found if each[2] > layers.FAR)
    return percent(near / people), percent(far / people)


def _moment(incident: Incident) -> datetime:
    return datetime.fromtimestamp(incident.time, UTC)


def _time(text: str) -> datetime | None:
    """A time that an address names; a day alone is its beginning in UTC.

    Raises:
        InputError: it is none.
    """
    if not text.strip():
        return None
    try:
        return instant(text if "T" in text else f"{text.strip()}T00:00:00Z")
    except ValueError as error:
        raise InputError(f"time {text[:30]!r}: expected a day such as 2031-03-09, or a time in UTC") from error
