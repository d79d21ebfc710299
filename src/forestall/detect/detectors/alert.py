"""Partners' alerts in force that touch the place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from forestall.core.clock import iso
from forestall.core.geo import EARTH_RADIUS
from forestall.core.ids import digest_id
from forestall.detect.levels import RANK, lowered
from forestall.detect.sites import Sites
from forestall.model.alert import Alert, Area
from forestall.model.exposure import PopulationCell
from forestall.model.finding import Finding
from forestall.model.observation import Observation
from forestall.model.place import Place
from forestall.model.site import Site
from forestall.model.words import Field, FindingKind, Level

EVIDENCE = 20
GEOCODE = "jurisdiction"
LEVELS = {  # CAP 1.2, 3.2.2 severity
    "Extreme": Level.CRITICAL,
    "Severe": Level.HIGH,
    "Moderate": Level.MEDIUM,
    "Minor": Level.LOW,
    "Unknown": Level.MEDIUM,
}
DOUBTFUL = ("Possible", "Unlikely")  # CAP 1.2, 3.2.2 certainty of 50 % or less: one level lower


@dataclass(frozen=True, slots=True)
class _Touched:
    """What of the place an alert touches."""

    sites: tuple[str, ...]
    jurisdiction: str
    people: float
    """By day [persons]."""
    everywhere: bool


class AlertDetector:
    """Passes on partners' actual alerts whose area touches a site or a population cell.

    An area is polygons, circles [deg, km] or our geocode `jurisdiction`; an alert with none of them is taken to
    mean the whole place. Exercises and tests give no finding. Example: "Storm warning", severe and likely, over
    the harbour: one finding, high, at the lowest authority that contains all it touches.
    """

    name: ClassVar[str] = "alert"

    def find(self, place: Place, observation: Observation, at: datetime) -> Iterator[Finding]:
        """One finding for each event and subject; several alerts of it are counted."""
        ground = _Ground(place)
        fields = {source.id: source.field for source in place.sources}
        groups: dict[tuple[str, str], list[tuple[Alert, _Touched]]] = {}
        for alert in observation.alerts:
            touched = ground.touched(alert) if alert.status == "Actual" and alert.sent <= at else None
            if touched:
                subject = f"site:{touched.sites[0]}" if len(touched.sites) == 1 else touched.jurisdiction
                groups.setdefault((alert.event, subject), []).append((alert, touched))
        for (event, subject), found in sorted(groups.items(), key=lambda group: group[0]):
            found.sort(key=lambda pair: (pair[0].sent, pair[0].identifier), reverse=True)
            yield _finding(event, subject, found, fields, at)


class _Ground:
    """Sites and population cells as points."""

    def __init__(self, place: Place) -> None:
        self._sites = Sites(place)
        self._points: tuple[Site | PopulationCell, ...] = (*place.sites, *place.population)
        self._people = np.array([0.0] * len(place.sites) + [cell.day for cell in place.population])
        self._lon = np.array([point.lon for point in self._points])
        self._lat = np.array([point.lat for point in self._points])
        self._count = len(place.sites)

    def touched(self, alert: Alert) -> _Touched | None:
        """What an alert touches; None when nothing."""
        areas = [area for area in alert.areas if _located(area)]
        if not areas:
            return _Touched((), self._sites.top, float(self._people.sum()), everywhere=True)
        held = np.zeros(len(self._points), dtype=np.bool_)
        named = {code for area in areas for code in _codes(area) if self._sites.knows(code)}
        for area in areas:
            held |= self._inside(area)
        if not held.any() and not named:
            return None
        hit = [self._points[i] for i in np.flatnonzero(held)]
        sites = tuple(self._points[i].id for i in np.flatnonzero(held[: self._count]))
        jurisdiction = self._sites.lowest_common([*named, *(point.jurisdiction for point in hit)])
        return _Touched(sites, jurisdiction, float(self._people[held].sum()), everywhere=False)

    def _inside(self, area: Area) -> NDArray[np.bool_]:
        held = np.zeros(len(self._points), dtype=np.bool_)
        for ring in area.polygons:
            held |= shapely.intersects_xy(_polygon(ring), self._lon, self._lat)
        for lon, lat, radius in area.circles:
            held |= self._distance(lon, lat) <= radius * 1000.0
        for code in _codes(area):
            held |= np.array([self._sites.within(point.jurisdiction, code) for point in self._points], dtype=np.bool_)
        return held

    def _distance(self, lon: float, lat: float) -> NDArray[np.float64]:
        """Great-circle distance [m] of every point (haversine; Sinnott 1984)."""
        phi, phi0 = np.radians(self._lat), np.radians(lat)
        half = np.sin((phi - phi0) / 2) ** 2
        half += np.cos(phi) * np.cos(phi0) * np.sin(np.radians(self._lon - lon) / 2) ** 2
        distance: NDArray[np.float64] = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
        return distance


def _codes(area: Area) -> list[str]:
    return [value for name, value in area.geocodes if name == GEOCODE]


def _located(area: Area) -> bool:
    return bool(area.polygons or area.circles or _codes(area))


def _polygon(ring: tuple[tuple[float, float], ...]) -> shapely.Geometry:
    shape = shapely.Polygon(ring) if len(ring) >= 4 else shapely.MultiPoint(ring)
    return shape if shape.is_valid else shapely.make_valid(shape)


def _level(alert: Alert) -> Level:
    level = LEVELS.get(alert.severity, Level.MEDIUM)
    return lowered(level) if alert.certainty in DOUBTFUL else level


def _finding(
    event: str, subject: str, found: list[tuple[Alert, _Touched]], fields: dict[str, Field], at: datetime
) -> Finding:
    newest, touched = found[0]
    worst = max((_level(alert) for alert, _ in found), key=lambda level: RANK[level])
    held = max(newest.sent, newest.effective)
    return Finding(
        id=digest_id("finding", FindingKind.ALERT, event, subject),
        kind=FindingKind.ALERT,
        rule=event,
        title=newest.headline or event,
        level=worst,
        field=newest.field or fields.get(newest.source, Field.TERRITORIAL),
        source=newest.source,
        first=min(alert.sent for alert, _ in found),
        time=min(held, at),
        count=len(found),
        evidence=tuple(alert.identifier for alert, _ in found[:EVIDENCE]),
        detail=_detail(newest, touched),
        site=touched.sites[0] if len(touched.sites) == 1 else None,
        jurisdiction=touched.jurisdiction,
    )


def _detail(alert: Alert, touched: _Touched) -> str:
    what = f"{alert.event} of {alert.sender}: {alert.severity.lower()}, {alert.certainty.lower()}"
    count = len(touched.sites)
    where = f"touches {count} site{'' if count == 1 else 's'} and {touched.people:,.0f} people by day"
    until = f", until {iso(alert.expires)}" if alert.expires else ""
    return f"{what}; {'names no area, taken for the whole place' if touched.everywhere else where}{until}."
