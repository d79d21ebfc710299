"""Where a warning holds: circles about sites, rings of harm, or the outline of a jurisdiction."""

from collections.abc import Iterable, Sequence

from forestall.model.alert import Area
from forestall.model.place import Place
from forestall.model.risk import Zone
from forestall.model.site import Site

RADIUS = 2.0  # radius of the area about a site [km]
MARGIN = 0.01  # least half width of a jurisdiction's outline [deg]
MOST_SITES = 20
NAMED = 5

Position = tuple[float, float]


def around(place: Place, sites: Iterable[str]) -> tuple[Area, ...]:
    """One area of circles about sites, with their jurisdictions; none when no site is known, or too many are."""
    wanted = set(sites)
    found = tuple(site for site in place.sites if site.id in wanted)
    if not found or len(found) > MOST_SITES:
        return ()
    circles = tuple((_degrees(site.lon), _degrees(site.lat), RADIUS) for site in found)
    codes = tuple(("jurisdiction", name) for name in sorted({site.jurisdiction for site in found}))
    return (Area(_names(found), circles=circles, geocodes=codes),)


def within(place: Place, jurisdiction: str | None) -> tuple[Area, ...]:
    """The outline of a jurisdiction with all below it; of the whole place when none is named."""
    tree = {each.id: each for each in place.profile.jurisdictions}
    top = next((each for each in place.profile.jurisdictions if each.parent is None), place.profile.jurisdictions[0])
    node = tree.get(jurisdiction or "", top)
    below = {each.id for each in tree.values() if _is_below(each.id, node.id, place)}
    positions = [(site.lon, site.lat) for site in place.sites if site.jurisdiction in below]
    positions += [(cell.lon, cell.lat) for cell in place.population if cell.jurisdiction in below]
    outline = (_outline(positions),) if positions else ()
    return (Area(node.name, polygons=outline, geocodes=(("jurisdiction", node.id),)),)


def of_zones(zones: Iterable[Zone], jurisdiction: str) -> tuple[Area, ...]:
    """The zones of harm of a scenario, each as an area."""
    areas = []
    for zone in sorted(zones, key=lambda zone: (zone.name, zone.threshold)):
        rings = tuple(_closed(ring) for ring in zone.rings)
        rings = tuple(ring for ring in rings if len(ring) >= 4)
        if rings:
            areas.append(Area(f"{zone.name} ({zone.threshold})", rings, geocodes=(("jurisdiction", jurisdiction),)))
    return tuple(areas)


def _is_below(id: str, top: str, place: Place) -> bool:  # noqa: A002 - the field's name
    parents = {each.id: each.parent for each in place.profile.jurisdictions}
    node: str | None = id
    for _ in parents:
        if node == top:
            return True
        node = parents.get(node) if node else None
    return False


def _names(sites: Sequence[Site]) -> str:
    names = ", ".join(site.name for site in sites[:NAMED])
    return names + (f" and {len(sites) - NAMED} more" if len(sites) > NAMED else "")


def _degrees(value: float) -> float:
    """To five decimals, about a metre."""
    return round(value, 5) + 0.0


def _closed(ring: Sequence[Position]) -> tuple[Position, ...]:
    points = [(_degrees(lon), _degrees(lat)) for lon, lat in ring]
    distinct = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
    if distinct and distinct[0] != distinct[-1]:
        distinct.append(distinct[0])
    return tuple(distinct)


def _outline(positions: Sequence[Position]) -> tuple[Position, ...]:
    """The convex hull, or a box about it where it is thinner than the margin."""
    hull = _hull(positions)
    lons, lats = [lon for lon, _ in hull], [lat for _, lat in hull]
    if len(hull) >= 3 and min(max(lons) - min(lons), max(lats) - min(lats)) >= MARGIN:
        return _closed(hull)
    west, east = max(min(lons) - MARGIN, -180.0), min(max(lons) + MARGIN, 180.0)
    south, north = max(min(lats) - MARGIN, -90.0), min(max(lats) + MARGIN, 90.0)
    return _closed([(west, south), (east, south), (east, north), (west, north)])


def _hull(positions: Sequence[Position]) -> list[Position]:
    """Corners of the convex hull, counterclockwise.

    Source:
        Andrew (1979), Another efficient algorithm for convex hulls in two dimensions, Inf. Proc. Letters 9(5).
    """
    points = sorted(set(positions))
    if len(points) < 3:
        return points
    return _chain(points)[:-1] + _chain(points[::-1])[:-1]


def _chain(points: Sequence[Position]) -> list[Position]:
    chain: list[Position] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Position, b: Position, c: Position) -> float:
    """Above 0 for a turn to the left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
