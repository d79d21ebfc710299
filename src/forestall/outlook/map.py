"""What the map shows: sites, people, alert areas, harm zones and routes, as shapes in pixels.

The projection is in `view`; which sites are marked and why is here; the drawing is the template's.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from forestall.model.alert import Alert, Area
from forestall.model.exposure import PopulationCell
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.risk import Zone
from forestall.model.site import Site
from forestall.outlook import wording
from forestall.outlook.charts import px
from forestall.outlook.families import FAMILIES, OTHER, Family, family
from forestall.outlook.given import Given
from forestall.outlook.notices import RANK, in_force
from forestall.outlook.view import WIDTH, Point, View, path, round_length

MOST_LISTED = 12
_MOST_ZONES = 8
_SQUARE = 720.0  # height of the close-up [px]


@dataclass(frozen=True, slots=True)
class Mark:
    """A site on the map."""

    site: Site
    """The site."""
    shape: Family
    """Its family."""
    x: float
    """Position [px]."""
    y: float
    """Position [px]."""
    radius: float
    """Size by people served [px]."""
    title: str
    """What the tooltip says."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A site with what is known of it, wherever it is drawn."""

    site: Site
    """The site."""
    shape: Family
    """Its family."""
    radius: float
    """Size by people served [px]."""
    title: str
    """What the tooltip says."""
    rank: int
    """Of its worst finding; -1 without one."""
    serious: bool
    """At the level that opens a warning, or with a warning."""
    why: str
    """Findings and alerts in words; empty without any."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """A site with findings or open alerts."""

    mark: Mark
    """Where and what it is."""
    number: int | None
    """Its number on the map; None when too many are marked."""
    serious: bool
    """At the level that opens a warning."""
    why: str
    """Findings and alerts in words."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An area or line on the map."""

    key: str
    """Letter or name it goes by."""
    title: str
    """What it is."""
    path: str
    """SVG path; empty when nothing of it lies within the map."""
    x: float
    """Position of its letter [px]."""
    y: float
    """Position of its letter [px]."""
    note: str
    """`covers the whole map`, `outside the map`, a threshold, a mode."""


@dataclass(frozen=True, slots=True)
class Density:
    """Cells of about the same density of people."""

    path: str
    """SVG path of their squares."""
    step: int
    """1 (fewest) to 4 (most)."""
    title: str
    """From and to."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map."""

    text: str
    """The name."""
    x: float
    """Position of its middle [px]."""
    y: float
    """Position of its middle [px]."""


@dataclass(frozen=True, slots=True)
class MapView:
    """The map."""

    width: float
    """[px]"""
    height: float
    """[px]"""
    density: tuple[Density, ...]
    """People at night."""
    routes: tuple[Shape, ...]
    """Dangerous goods on the way."""
    zones: tuple[Shape, ...]
    """Areas of harm; the first ones belong to the risk with the largest expected loss."""
    zone_title: str
    """The scenario of the first zones."""
    areas: tuple[Shape, ...]
    """Areas of alerts in force."""
    marks: tuple[Mark, ...]
    """Sites without findings or alerts, largest first."""
    flagged: tuple[Flagged, ...]
    """Sites with findings or alerts, most serious first."""
    labels: tuple[Label, ...]
    """Jurisdictions."""
    families: tuple[Family, ...]
    """Families that are on the map, for the legend."""
    scale_length: float
    """Length of the scale bar [px]."""
    scale_text: str
    """What it stands for."""


def map_view(given: Given) -> MapView | None:
    """The map of a pass; None when nothing has a position."""
    view = View.around([(each.lon, each.lat) for each in _located(given.place)])
    return None if view is None else _drawn(given, view, whole=True)


def harm_view(given: Given) -> MapView | None:
    """The same close up on the area of harm; None when there is none."""
    view = View.around([point for zone in _shown_zones(given) for ring in zone.rings for point in ring], _SQUARE)
    return None if view is None else _drawn(given, view, whole=False)


def _drawn(given: Given, view: View, whole: bool) -> MapView:
    """What lies in the frame; areas of warnings and names only on the whole map."""
    marks, flagged = _sites(given, view)
    used = {each.shape.key for each in marks} | {each.mark.shape.key for each in flagged}
    zones, zone_title = _zones(given, view)
    length = round_length(WIDTH / 5 / view.per_metre)
    return MapView(
        width=WIDTH,
        height=view.height,
        density=_density(given, view),
        routes=_routes(given, view),
        zones=zones,
        zone_title=zone_title,
        areas=_areas(given, view) if whole else (),
        marks=marks,
        flagged=flagged,
        labels=_labels(given, view) if whole else (),
        families=tuple(each for each in (*FAMILIES, OTHER) if each.key in used),
        scale_length=length * view.per_metre,
        scale_text=f"{length / 1e3:g} km" if length >= 1e3 else f"{length:g} m",
    )


def _located(place: Place) -> list[Site | PopulationCell]:
    return [*place.sites, *place.population]


def standings(given: Given) -> tuple[Standing, ...]:
    """What is known of every site: those with findings or alerts first, the most serious first, then the largest."""
    findings: dict[str, list[Finding]] = {}
    for finding in given.detection.findings:
        if finding.site is not None:
            findings.setdefault(finding.site, []).append(finding)
    alerts = _alerts_at(given)
    largest = max((each.people_served for each in given.place.sites), default=0.0)
    found = [
        _standing(given, site, largest, findings.get(site.id, []), alerts.get(site.id, []))
        for site in given.place.sites
    ]
    return tuple(
        sorted(found, key=lambda each: (not each.why, not each.serious, -each.rank, -each.radius, each.site.id))
    )


def _sites(given: Given, view: View) -> tuple[tuple[Mark, ...], tuple[Flagged, ...]]:
    known = standings(given)
    pixels = view.pixels([(each.site.lon, each.site.lat) for each in known])
    marks = [
        (each, Mark(each.site, each.shape, x, y, each.radius, each.title))
        for each, (x, y) in zip(known, pixels, strict=True)
    ]
    numbered = tuple(
        Flagged(mark, index + 1 if index < MOST_LISTED else None, each.serious, each.why)
        for index, (each, mark) in enumerate(marks)
        if each.why and view.holds((mark.x, mark.y))
    )
    return tuple(mark for each, mark in marks if not each.why and view.holds((mark.x, mark.y))), numbered


def _standing(
    given: Given, site: Site, largest: float, findings: Sequence[Finding], alerts: Sequence[Alert]
) -> Standing:
    why = _why(findings, alerts)
    rank = max((RANK[each.level] for each in findings), default=-1)
    serious = rank >= RANK[given.place.profile.steadiness.open_level] or bool(alerts)
    share = math.sqrt(site.people_served / largest) if largest > 0 else 0.0
    lines = [
        site.name,
        f"{wording.words(site.kind)}, {given.jurisdiction(site.jurisdiction)}",
        f"serves {wording.count(site.people_served)} people",
        why,
    ]
    title = "\n".join(line for line in lines if line)
    return Standing(site, family(site.kind), 3.2 + 5.0 * share, title, rank, serious, why)


def _alerts_at(given: Given) -> dict[str, list[Alert]]:
    """Our open alerts by the sites they are about."""
    scenarios = {each.id: each.sites for each in given.place.scenarios}
    known = {each.id for each in given.place.sites}
    at: dict[str, list[Alert]] = {}
    for alert in in_force(given):
        kind, _, rest = alert.subject.partition(":")
        about = scenarios.get(rest, ()) if kind == "risk" else (rest.rpartition(":")[2],)
        for site in about:
            if site in known:
                at.setdefault(site, []).append(alert)
    return at


def _why(findings: Sequence[Finding], alerts: Sequence[Alert]) -> str:
    said = []
    if findings:
        worst = max(findings, key=lambda each: RANK[each.level])
        more = f" and {len(findings) - 1} more" if len(findings) > 1 else ""
        said.append(f"{worst.level}: {worst.title}{more}")
    if alerts:
        said.append(f"{wording.plural(len(alerts), 'warning')} open")
    return "; ".join(said)


def _areas(given: Given, view: View) -> tuple[Shape, ...]:
    """Areas of alerts in force, lettered as in the list of warnings, without those that this map cannot show."""
    shapes = []
    for index, alert in enumerate(in_force(given)):
        rings = [ring for area in alert.areas for ring in _rings(given, area, view) if ring]
        drawn = [each for each in rings if not view.covered(each)]
        if rings:
            x, y = _corner(drawn, view)
            title = f"{alert.headline or alert.event} ({alert.severity.lower()})"
            shapes.append(Shape(letter(index), title, path(drawn), x, y, "" if drawn else "covers the whole map"))
    return tuple(shapes)


def letter(index: int) -> str:
    """A, B, … Z, AA, AB, …"""
    head, tail = divmod(index, 26)
    return (letter(head - 1) if head else "") + chr(ord("A") + tail)


def _rings(given: Given, area: Area, view: View) -> list[list[tuple[float, float]]]:
    """Rings of an area; a circle about one of our sites is left to the ring around its mark."""
    ours = {(round(each.lon, 3), round(each.lat, 3)) for each in given.place.sites}
    circles = [each for each in area.circles if (round(each[0], 3), round(each[1], 3)) not in ours]
    return [view.ring(ring) for ring in area.polygons] + [view.circle(*circle) for circle in circles]


def _corner(rings: Sequence[Sequence[tuple[float, float]]], view: View) -> tuple[float, float]:
    """A visible corner to the upper left to put a letter at."""
    x, y = min((point for ring in rings for point in ring), key=lambda each: each[0] + each[1], default=(0.0, 0.0))
    return min(max(x, 16.0), WIDTH - 16.0), min(max(y, 16.0), view.height - 16.0)


def _shown_zones(given: Given) -> list[Zone]:
    """The zones of the scenario that matters most among those that have any."""
    order = [each.scenario for each in given.assessment.risks]
    with_zone = {each.scenario for each in given.assessment.zones}
    first = next((each for each in order if each in with_zone), min(with_zone, default=""))
    return [each for each in given.assessment.zones if each.scenario == first][:_MOST_ZONES]


def _zones(given: Given, view: View) -> tuple[tuple[Shape, ...], str]:
    """The shown zones, and the title of their scenario."""
    shown = _shown_zones(given)
    scenario = shown[0].scenario if shown else ""
    title = next((each.title for each in given.assessment.risks if each.scenario == scenario), scenario)
    return tuple(_zone(each, view) for each in shown), title


def _zone(zone: Zone, view: View) -> Shape:
    drawn = [ring for ring in (view.ring(each) for each in zone.rings) if ring]
    x, y = _corner(drawn, view)
    return Shape(zone.scenario, zone.name, path(drawn), x, y, zone.threshold)


def _routes(given: Given, view: View) -> tuple[Shape, ...]:
    shapes = []
    for route in given.place.routes:
        title = f"{route.name}: {route.substance}, {wording.count(route.trips)} loaded trips a year by {route.mode}"
        line = path([view.pixels(route.line)], closed=False)
        shapes.append(Shape(route.mode, title, line, 0.0, 0.0, route.substance))
    return tuple(each for each in shapes if each.path)


def _density(given: Given, view: View) -> tuple[Density, ...]:
    """Squares for the cells, in four steps of people at night, the steps at the quartiles."""
    cells = [each for each in given.place.population if each.night > 0]
    if not cells:
        return ()
    pixels = np.asarray(view.pixels([(each.lon, each.lat) for each in cells]))
    side = _side(pixels)
    night = np.asarray([each.night for each in cells])
    edges = np.quantile(night, (0.25, 0.5, 0.75))
    steps = np.searchsorted(edges, night, side="right")
    return tuple(
        Density(_squares(pixels[steps == step], side), step + 1, _from_to(night[steps == step]))
        for step in range(4)
        if bool(np.any(steps == step))
    )


def _side(pixels: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Side of a cell [px]: the middle distance to the nearest other cell."""
    if len(pixels) < 2:
        return 12.0
    distance = cKDTree(pixels).query(pixels, k=2)[0][:, 1]
    return min(max(float(np.median(distance)), 1.5), WIDTH)


def _squares(points: Iterable[tuple[float, float]], side: float) -> str:
    half, whole = side / 2, px(side)
    return "".join(f"M{px(x - half)} {px(y - half)}h{whole}v{whole}h-{whole}z" for x, y in points)


def _from_to(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> str:
    return f"{wording.number(float(values.min()))} to {wording.number(float(values.max()))}"


def middles(given: Given) -> tuple[tuple[str, Point], ...]:
    """Each jurisdiction's name with the middle of what is its own [deg]."""
    points: dict[str, list[tuple[float, float]]] = {}
    for each in _located(given.place):
        points.setdefault(each.jurisdiction, []).append((each.lon, each.lat))
    found = []
    for jurisdiction in given.place.profile.jurisdictions:
        own = points.get(jurisdiction.id)
        if own:
            table = np.asarray(own)
            table[:, 0] = (table[:, 0] - table[0, 0] + 180.0) % 360.0 - 180.0 + table[0, 0]
            lon, lat = np.median(table, axis=0).tolist()
            found.append((jurisdiction.name, (lon, lat)))
    return tuple(found)


def _labels(given: Given, view: View) -> tuple[Label, ...]:
    """Each jurisdiction's name at the middle of what is its own."""
    known = middles(given)
    pixels = view.pixels([each for _, each in known])
    return tuple(
        Label(name, min(max(x, 60.0), WIDTH - 60.0), max(y, 14.0))
        for (name, _), (x, y) in zip(known, pixels, strict=True)
    )
