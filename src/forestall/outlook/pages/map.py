"""The map: what a pass knows of where, as layers of shapes in degrees, each with the words that say the same.

How it looks is the business of `web/static/map.js` and, without scripts, of `outlook/map.py`. Contours of individual
risk are worked out elsewhere (`pipeline/hazard_risk.py`) and are only put into shape here.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forestall.core.geo import local_metres, lon_lat
from forestall.core.text import N_
from forestall.model.alert import Area
from forestall.model.chemical_risk import RiskContour
from forestall.model.exposure import PopulationCell
from forestall.model.risk import Zone
from forestall.model.site import Site
from forestall.outlook import wording
from forestall.outlook.families import family
from forestall.outlook.given import Given
from forestall.outlook.notices import RANK, in_force

Point = tuple[float, float]
Feature = dict[str, object]

LAYERS: dict[str, tuple[str, str]] = {
    "sites": (N_("Sites"), N_("Each with its state: findings at it, nothing found. Size: people served.")),
    "incidents": (N_("Incidents"), N_("Findings and signals with a position; many close together are one number.")),
    "alerts": (N_("Alerts"), N_("Areas of the alerts in force, ours and those of partners.")),
    "zones": (N_("Areas of harm"), N_("Worked out for the scenarios of the place in the last pass.")),
    "contours": (N_("Individual risk"), N_("Yearly chance of death of someone who is there outdoors all year.")),
    "routes": (N_("Dangerous goods"), N_("Roads, rails, waters and pipes along which they go.")),
    "dependencies": (N_("Dependencies"), N_("From what is needed to who needs it.")),
    "population": (N_("People"), N_("People at night in a cell, never persons.")),
    "coverage": (
        N_("Response"),
        N_("Straight distance from people to the nearest fire or ambulance station."),
    ),
}
"""Layers by key: what each is called and what it shows; drawn from the last to the first."""
FIRST_SHOWN = ("sites", "incidents", "alerts", "zones", "routes")
NEAR, FAR = 5.0, 10.0
"""Steps of the coverage [km]: a choice for the colours, no standard of response."""
_CIRCLE = 72  # corners of a circle
_DECIMALS = 5  # of degrees, a metre


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that was found or observed at a position."""

    id: str
    """The finding or signal."""
    title: str
    """What."""
    level: str
    """Level of a finding; empty for a signal."""
    time: float
    """When it was last so [s since 1970]."""
    lon: float
    """[deg]"""
    lat: float
    """[deg]"""
    site: str
    """The site; empty for none."""


def collection(features: Iterable[Feature]) -> dict[str, object]:
    """Features as one GeoJSON object (RFC 7946)."""
    return {"type": "FeatureCollection", "features": list(features)}


def site_features(given: Given) -> tuple[Feature, ...]:
    """Sites with their worst state."""
    worst = _worst(given)
    largest = max((each.people_served for each in given.place.sites), default=0.0)
    return tuple(
        _feature(
            "Point",
            (each.lon, each.lat),
            id=each.id,
            name=each.name,
            kind=wording.words(each.kind),
            family=family(each.kind).key,
            state=worst.get(each.id, "calm"),
            size=round(math.sqrt(each.people_served / largest), 3) if largest else 0.0,
            people=each.people_served,
            authority=given.jurisdiction(each.jurisdiction),
        )
        for each in given.place.sites
    )


def dependency_features(given: Given) -> tuple[Feature, ...]:
    """A line from each supplier to the site that needs it; suppliers that may not be seen are left out."""
    sites = {each.id: each for each in given.place.sites}
    return tuple(
        _feature(
            "LineString",
            (_at(sites[supplier]), _at(sites[each.site])),
            name=f"{sites[supplier].name} → {sites[each.site].name}",
            note=wording.words(each.service),
        )
        for each in given.place.dependencies
        if each.site in sites
        for supplier in each.suppliers
        if supplier in sites
    )


def alert_features(given: Given) -> tuple[Feature, ...]:
    """An area for every alert in force that has one."""
    found = []
    for alert in in_force(given):
        rings = [ring for area in alert.areas for ring in _rings(area)]
        if rings:
            name = alert.headline or alert.event
            found.append(_many(rings, name=name, note=alert.severity, id=alert.identifier, ours=not alert.source))
    return tuple(found)


def zone_features(zones: Sequence[Zone]) -> tuple[Feature, ...]:
    """Areas of harm, the widest first, so that the worst lies on top."""
    ordered = sorted(
        (each for each in zones if each.rings), key=lambda each: (-_extent(each), each.scenario, each.name)
    )
    return tuple(_many(each.rings, name=each.name, note=each.threshold, id=each.scenario) for each in ordered)


def contour_features(found: Mapping[str, Sequence[RiskContour]]) -> tuple[Feature, ...]:
    """Lines of equal individual risk around sites, by the sites' names."""
    return tuple(
        _feature(
            "LineString",
            ring,
            name=name,
            note=f"{wording.number(line.level)} a year",
            level=round(math.log10(line.level)),
        )
        for name, lines in sorted(found.items())
        for line in lines
        for ring in line.rings
        if len(ring) > 1
    )


def route_features(given: Given) -> tuple[Feature, ...]:
    """Lines along which dangerous goods go."""
    return tuple(
        _feature(
            "LineString",
            each.line,
            name=each.name,
            note=f"{wording.words(each.substance)}, {wording.count(each.trips)} loaded trips a year",
            mode=each.mode,
        )
        for each in given.place.routes
        if len(each.line) > 1
    )


def population_features(given: Given) -> tuple[Feature, ...]:
    """A square for every cell with people, with its quarter by people at night."""
    cells = [each for each in given.place.population if each.night > 0]
    if not cells:
        return ()
    half = _half([(each.lon, each.lat) for each in cells])
    edges = np.quantile([each.night for each in cells], (0.25, 0.5, 0.75))
    steps = np.searchsorted(edges, [each.night for each in cells], side="right")
    return tuple(
        _feature(
            "Polygon",
            (_square((cell.lon, cell.lat), half),),
            name=f"{wording.count(cell.night)} / {wording.count(cell.day)}",
            step=int(step) + 1,
        )
        for cell, step in zip(cells, steps, strict=True)
    )


def coverage(given: Given) -> tuple[tuple[float, float, float, float], ...]:
    """Straight distance from each cell with people to the nearest station: lon, lat [deg], km, people at night."""
    stations = [each for each in given.place.sites if {"fire", "ambulance"} & set(each.kind.split("_"))]
    cells = [each for each in given.place.population if each.night > 0]
    if not stations or not cells:
        return ()
    origin = (cells[0].lon, cells[0].lat)
    cell, station = _plane(cells, origin), _plane(stations, origin)
    far = np.hypot(*(cell[:, None, :] - station[None, :, :]).transpose(2, 0, 1)).min(axis=1) / 1e3
    return tuple((each.lon, each.lat, float(km), each.night) for each, km in zip(cells, far, strict=True))


def coverage_features(given: Given) -> tuple[Feature, ...]:
    """A square for each cell, near, middling or far."""
    found = coverage(given)
    half = _half([each[:2] for each in found])
    return tuple(
        _feature("Polygon", (_square((lon, lat), half),), name=f"{km:.1f} km", step=1 + (km > NEAR) + (km > FAR))
        for lon, lat, km, _ in found
    )


def incidents(given: Given) -> tuple[Incident, ...]:
    """Findings at a site, and signals with a position that no finding rests on, newest first."""
    said = {one for each in given.detection.findings for one in each.evidence}
    sites = {each.id: each for each in given.place.sites}
    found = [
        Incident(each.id, each.title, str(each.level), each.time.timestamp(), *_at(sites[each.site]), each.site)
        for each in given.detection.findings
        if each.site in sites
    ]
    found += [
        Incident(each.id, each.text or each.kind, "", each.time.timestamp(), each.lon, each.lat, each.site or "")
        for each in given.observation.signals
        if each.lon is not None and each.lat is not None and each.id not in said
    ]
    return tuple(sorted(found, key=lambda each: (-each.time, each.id)))


def incident_columns(found: Sequence[Incident]) -> dict[str, list[object]]:
    """Incidents in columns, for there can be very many: what each is called is asked for when somebody points at it.

    Returns:
        `places`: positions [deg]; `levels`; and for each incident the number of its place and of its level, and how
        many seconds it is older than the one before it, the first since 1970.
    """
    places: dict[Point, int] = {}
    levels: dict[str, int] = {}
    columns: dict[str, list[object]] = {"place": [], "level": [], "older": []}
    last = 0
    for one in found:
        at = (round(one.lon, _DECIMALS), round(one.lat, _DECIMALS))
        columns["place"].append(places.setdefault(at, len(places)))
        columns["level"].append(levels.setdefault(one.level, len(levels)))
        columns["older"].append(last - round(one.time))
        last = round(one.time)
    return {"places": list(places), "levels": list(levels), **columns}


def histogram(times: Sequence[float], bins: int = 48) -> tuple[tuple[float, int], ...]:
    """How many incidents fall into each of equal spans of time: begin of each [s since 1970] and number."""
    if not times:
        return ()
    low, high = min(times), max(times)
    numbers, edges = np.histogram(times, bins=bins, range=(low, max(high, low + 1.0)))
    return tuple((float(edge), int(number)) for edge, number in zip(edges[:-1], numbers, strict=True))


def bounds(given: Given) -> tuple[Point, Point] | None:
    """South-west and north-east corner of what has a position [deg]; None when nothing has."""
    points = [(each.lon, each.lat) for each in given.place.sites]
    points += [(each.lon, each.lat) for each in given.place.population]
    if not points:
        return None
    table = np.asarray(points)
    east = (table[:, 0] - table[0, 0] + 180.0) % 360.0 - 180.0 + table[0, 0]
    return (float(east.min()), float(table[:, 1].min())), (float(east.max()), float(table[:, 1].max()))


def _worst(given: Given) -> dict[str, str]:
    serious = RANK[given.place.profile.steadiness.open_level]
    found: dict[str, str] = {}
    for each in given.detection.findings:
        if each.site is not None and found.get(each.site) != "high":
            found[each.site] = "high" if RANK[each.level] >= serious else "raised"
    return found


def _rings(area: Area) -> list[Sequence[Point]]:
    return [*area.polygons, *(_circle(*each) for each in area.circles)]


def _circle(lon: float, lat: float, radius: float) -> list[Point]:
    turns = np.linspace(0.0, 2 * math.pi, _CIRCLE + 1)
    x, y = lon_lat(1e3 * radius * np.sin(turns), 1e3 * radius * np.cos(turns), lon, lat)
    return [*zip(x.tolist()[:-1], y.tolist()[:-1], strict=True), (float(x[0]), float(y[0]))]


def _extent(zone: Zone) -> float:
    table = np.asarray([point for ring in zone.rings for point in ring])
    return float(np.ptp(table[:, 0]) * np.ptp(table[:, 1])) if table.size else 0.0


def _half(points: Sequence[Point]) -> Point:
    """Half the width and height of a cell: half the usual step of its neighbours [deg]."""
    found = []
    for axis in (0, 1):
        steps = np.diff(np.unique(np.round([each[axis] for each in points], 6)))
        found.append(float(np.median(steps)) / 2 if steps.size else 0.005)
    return found[0], found[1]


def _square(middle: Point, half: Point) -> tuple[Point, ...]:
    (x, y), (a, b) = middle, half
    return ((x - a, y - b), (x + a, y - b), (x + a, y + b), (x - a, y + b), (x - a, y - b))


def _plane(rows: Sequence[Site | PopulationCell], origin: Point) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """East and north of an origin [m], a row each."""
    lon, lat = (np.asarray([each.lon for each in rows]), np.asarray([each.lat for each in rows]))
    return np.column_stack(local_metres(lon, lat, *origin))


def _at(site: Site) -> Point:
    return site.lon, site.lat


def _many(rings: Sequence[Sequence[Point]], **told: object) -> Feature:
    return _feature("MultiPolygon", [[ring] for ring in rings], **told)


def _feature(shape: str, coordinates: object, /, **told: object) -> Feature:
    return {"type": "Feature", "geometry": {"type": shape, "coordinates": coordinates}, "properties": told}
