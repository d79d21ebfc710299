"""The collections that geographic programs read: sites, alerts in force, findings, areas of harm."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
import shapely
from shapely import Geometry, MultiPolygon, Point, Polygon

from forestall.core.geo import lon_lat
from forestall.core.ids import digest_id
from forestall.model.alert import Alert, Area
from forestall.model.words import Field, Level
from forestall.outlook.given import Given
from forestall.outlook.notices import SEVERITIES, in_force
from forestall.standards.ogc_features.feature import Collection, Extent, Feature, Property

_FIELD = Property("field", "Field of security", choices=tuple(Field))
_AUTHORITY = Property("jurisdiction", "Authority that answers for it")
_AT_POINT = 1.0
"""Radius of a circle that is given without one [m]: as far as a position is exact, for every area is a polygon."""

SITES = Collection(
    "sites", "Sites", "Things to protect, or that can harm, with what serves whom.",
    (
        Property("name", "Name"),
        Property("kind", "Kind of site"),
        _FIELD,
        _AUTHORITY,
        Property("people_served", "People without its service while it is down [persons]", "number"),
        Property("value", "What it costs to replace [currency of the place]", "number"),
        Property("findings", "Findings that concern it", "integer"),
        Property("worst", "Most serious of them", choices=tuple(Level)),
        Property("hours_down", "Expected hours down in a year [h/year]", "number"),
    ),
    temporal=False,
    geometry="Point",
)  # fmt: skip
ALERTS = Collection(
    "alerts", "Alerts", "Alerts in force, ours and those of partners, with the areas for which they hold.",
    (
        Property("identifier", "Identifier of the message"),
        Property("sender", "Who sent it"),
        Property("headline", "One line"),
        Property("event", "What happens"),
        Property("severity", "Severity (CAP 1.2)", choices=SEVERITIES),
        Property("urgency", "Urgency (CAP 1.2)"),
        Property("certainty", "Certainty (CAP 1.2)"),
        _FIELD,
        Property("area", "Where, in words"),
        Property("sent", "When it was sent", "time"),
        Property("expires", "Until when it holds", "time"),
    ),
    temporal=True,
    geometry="MultiPolygon",
)  # fmt: skip
FINDINGS = Collection(
    "findings", "Findings", "Findings that concern a site, at its position.",
    (
        Property("title", "What was found"),
        Property("level", "How serious", choices=tuple(Level)),
        Property("kind", "What concluded it"),
        _FIELD,
        _AUTHORITY,
        Property("site", "The site"),
        Property("source", "What it rests on"),
        Property("count", "Signals it rests on", "integer"),
        Property("first", "When it was first so", "time"),
        Property("time", "When it was last so", "time"),
    ),
    temporal=True,
    geometry="Point",
)  # fmt: skip
ZONES = Collection(
    "zones", "Areas of harm", "Areas of harm of the assessed scenarios.",
    (
        Property("name", "What it shows"),
        Property("scenario", "The scenario"),
        Property("title", "What happens"),
        Property("threshold", "The level at its edge"),
        _FIELD,
        _AUTHORITY,
        Property("rate", "How often now [1/year]", "number"),
    ),
    temporal=False,
    geometry="MultiPolygon",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """The features of a collection."""

    features: tuple[Feature, ...]
    """By their ids."""
    extent: Extent
    """Where and when they are."""
    by_id: Mapping[str, Feature]
    """The same to look up."""


def sites(given: Given) -> Kept:
    """The sites."""
    ranks = list(Level)
    found: dict[str, list[Level]] = {}
    for finding in given.detection.findings:
        if finding.site is not None:
            found.setdefault(finding.site, []).append(finding.level)
    down = {each.site: each.hours for each in given.assessment.outages}
    return _kept(
        Feature(
            each.id,
            Point(each.lon, each.lat),
            {
                "name": each.name,
                "kind": each.kind,
                "field": str(each.field),
                "jurisdiction": each.jurisdiction,
                "people_served": each.people_served,
                "value": each.value,
                "findings": len(found.get(each.id, ())),
                "worst": _text(max(found.get(each.id, ()), key=ranks.index, default=None)),
                "hours_down": down.get(each.id),
            },
        )
        for each in given.place.sites
    )


def alerts(given: Given) -> Kept:
    """The alerts in force."""
    return _kept(_alert(each) for each in in_force(given))


def _alert(alert: Alert) -> Feature:
    return Feature(
        alert_id(alert),
        _together([shape for area in alert.areas for shape in _areas(area)]),
        {
            "identifier": alert.identifier,
            "sender": alert.sender,
            "headline": alert.headline,
            "event": alert.event,
            "severity": alert.severity,
            "urgency": alert.urgency,
            "certainty": alert.certainty,
            "field": _text(alert.field),
            "area": "; ".join(each.description for each in alert.areas if each.description),
            "sent": alert.sent,
            "expires": alert.expires,
        },
        alert.effective,
        alert.expires,
    )


def alert_id(alert: Alert) -> str:
    """Under which an alert is found: CAP identifiers are unique with their sender only, and may hold any sign."""
    return digest_id("alert", alert.sender, alert.identifier)


def findings(given: Given) -> Kept:
    """The findings that concern a site."""
    where = {each.id: Point(each.lon, each.lat) for each in given.place.sites}
    return _kept(
        Feature(
            each.id,
            where[each.site],
            {
                "title": each.title,
                "level": str(each.level),
                "kind": str(each.kind),
                "field": str(each.field),
                "jurisdiction": each.jurisdiction,
                "site": each.site,
                "source": each.source,
                "count": each.count,
                "first": each.first,
                "time": each.time,
            },
            each.first,
            each.time,
        )
        for each in given.detection.findings
        if each.site in where
    )


def zones(given: Given) -> Kept:
    """The areas of harm."""
    risks = {each.scenario: each for each in given.assessment.risks}
    return _kept(
        Feature(
            digest_id("zone", each.scenario, each.name, each.threshold),
            _rings(each.rings),
            {
                "name": each.name,
                "scenario": each.scenario,
                "title": risks[each.scenario].title,
                "threshold": each.threshold,
                "field": str(risks[each.scenario].field),
                "jurisdiction": risks[each.scenario].jurisdiction,
                "rate": risks[each.scenario].rate.mean,
            },
        )
        for each in given.assessment.zones
        if each.scenario in risks
    )


COLLECTIONS: Mapping[str, tuple[Collection, Callable[[Given], Kept]]] = {
    "sites": (SITES, sites),
    "alerts": (ALERTS, alerts),
    "findings": (FINDINGS, findings),
    "zones": (ZONES, zones),
}
"""All collections, by name."""


def _kept(features: Iterator[Feature]) -> Kept:
    once = {each.id: each for each in features}
    ordered = tuple(once[key] for key in sorted(once))
    return Kept(ordered, _extent(ordered), once)


def _extent(features: tuple[Feature, ...]) -> Extent:
    shapes = [each.geometry for each in features if each.geometry is not None]
    starts = [each.start for each in features if each.start is not None]
    ends = [each.end for each in features if each.end is not None]
    west, south, east, north = shapely.total_bounds(shapes).tolist() if shapes else (0.0, 0.0, 0.0, 0.0)
    return Extent((west, south, east, north) if shapes else None, min(starts, default=None), max(ends, default=None))


def _areas(area: Area) -> Iterator[Geometry]:
    for ring in area.polygons:
        if len(ring) > 3:
            yield _sound(Polygon(ring))
    for lon, lat, radius in area.circles:
        turns, metres = np.linspace(0.0, 2 * np.pi, 65), max(1e3 * radius, _AT_POINT)
        east, north = lon_lat(metres * np.sin(turns), metres * np.cos(turns), lon, lat)
        yield Polygon(np.column_stack((east, north)))


def _rings(rings: tuple[tuple[tuple[float, float], ...], ...]) -> MultiPolygon | None:
    """Rings within rings are holes: each point counts that lies within an odd number of them."""
    shapes = [_sound(Polygon(each)) for each in rings if len(each) > 3]
    return _together([reduce(shapely.symmetric_difference, shapes)]) if shapes else None


def _together(shapes: list[Geometry]) -> MultiPolygon | None:
    """What of the shapes has an area; None where nothing has."""
    found = shapely.get_parts(shapely.unary_union(shapes)) if shapes else ()
    areas = [each for each in found if isinstance(each, Polygon) and not each.is_empty]
    return MultiPolygon(areas) if areas else None


def _sound(polygon: Polygon) -> Geometry:
    return polygon if polygon.is_valid else shapely.make_valid(polygon)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
