"""Where a report belongs: the site it is at, the authority that answers for it. Not here: which label it gets."""

import math
from dataclasses import dataclass

import numpy as np

from forestall.core.errors import InputError
from forestall.core.geo import EARTH_RADIUS, local_metres
from forestall.model.place import Place

AT_SITE = 250.0
"""A report nearer than this to a site is at it [m]."""
FARTHEST = 50_000.0
"""A report farther than this from everything the place knows is not of this place [m]."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is."""

    jurisdiction: str
    """The authority that answers for it."""
    lon: float | None = None
    """Longitude [deg]."""
    lat: float | None = None
    """Latitude [deg]."""
    site: str | None = None
    """The site it is at."""


def distance(a: Spot, b: Spot) -> float:
    """How far two places are from each other [m]; NaN when one has no position."""
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return math.nan
    x, _ = local_metres(np.array([b.lon]), np.array([b.lat]), a.lon, (a.lat + b.lat) / 2)
    return math.hypot(float(x[0]), math.radians(b.lat - a.lat) * EARTH_RADIUS)


def same_place(a: Spot, b: Spot, radius: float) -> bool:
    """Whether two things are at one place.

    Args:
        a, b: where they are
        radius: nearer than this is one place [m]

    Returns:
        By position where both have one, else by site, else by authority when neither has more than that.
    """
    apart = distance(a, b)
    if not math.isnan(apart):
        return apart <= radius
    if a.site is not None or b.site is not None:
        return a.site == b.site
    return a.lon is None and b.lon is None and a.jurisdiction == b.jurisdiction


def locate(
    place: Place, lon: float | None, lat: float | None, site: str | None = None, jurisdiction: str | None = None
) -> Spot:
    """The site and the authority of a report.

    Args:
        place: sites and where people live tell which authority answers for what
        lon, lat: position [deg], both or none
        site: the site it names
        jurisdiction: the authority it names

    Raises:
        InputError: what it names is not of the place, the position is none or far away, or it says nothing of where.
    """
    if (lon is None) != (lat is None):
        raise InputError("lon, lat: expected both or none")
    if jurisdiction is not None and all(each.id != jurisdiction for each in place.profile.jurisdictions):
        known = ", ".join(sorted(each.id for each in place.profile.jurisdictions))
        raise InputError(f"jurisdiction: found {jurisdiction[:80]!r}, expected one of: {known}")
    if site is not None:
        return _at_site(place, site, lon, lat, jurisdiction)
    if lon is not None and lat is not None:
        return _at_position(place, lon, lat, jurisdiction)
    if jurisdiction is None:
        raise InputError("where: found nothing, expected lon and lat, a site, or a jurisdiction")
    return Spot(jurisdiction)


def _at_site(place: Place, site: str, lon: float | None, lat: float | None, jurisdiction: str | None) -> Spot:
    known = next((each for each in place.sites if each.id == site), None)
    if known is None:
        raise InputError(f"site: found {site[:80]!r}, expected the id of a site of the place")
    if lon is None or lat is None:
        return Spot(jurisdiction or known.jurisdiction, known.lon, known.lat, site)
    _check(lon, lat)
    return Spot(jurisdiction or known.jurisdiction, lon, lat, site)


def _at_position(place: Place, lon: float, lat: float, jurisdiction: str | None) -> Spot:
    _check(lon, lat)
    known = [(each.lon, each.lat, each.jurisdiction, each.id) for each in place.sites]
    known += [(each.lon, each.lat, each.jurisdiction, "") for each in place.population]
    here = Spot("", lon, lat)
    apart = [distance(here, Spot("", each[0], each[1])) for each in known]
    best = min(range(len(known)), key=lambda i: (apart[i], known[i]), default=None)
    if best is None or apart[best] > FARTHEST:
        far = f"{FARTHEST / 1000:g} km"
        raise InputError(f"lon, lat: found {lon:g}, {lat:g}, expected a position within {far} of a site or of people")
    at = min(((apart[i], known[i][3]) for i in range(len(known)) if known[i][3]), default=(math.inf, ""))
    return Spot(jurisdiction or known[best][2], lon, lat, at[1] if at[0] <= AT_SITE else None)


def _check(lon: float, lat: float) -> None:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # also NaN
        raise InputError(f"lon, lat: found {lon:g}, {lat:g}, expected -180 to 180 and -90 to 90 [deg]")
