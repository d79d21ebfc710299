"""Risk of a way along which dangerous goods go, kilometre by kilometre, and routes compared.

Not here: the relations (`science.chemical.risk`), pages and maps of the result.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from forestall.assess.chemical_checks import individual_checks, societal_checks
from forestall.assess.chemical_map import LEVELS, Window, contours, grid_of, resolved, thinned
from forestall.assess.chemical_scene import Floats, Scene, scene
from forestall.assess.chemical_sources import sources_of
from forestall.assess.chemical_strip import Sections, sections, strips
from forestall.core.errors import InputError
from forestall.core.geo import local_metres, lon_lat
from forestall.model.chemical_risk import BranchRisk, FnCurve, RiskContour, RouteRisk, StretchRisk
from forestall.model.place import Place
from forestall.model.release import Route
from forestall.science.chemical.risk.criteria import criteria_set, worst_ratio
from forestall.science.chemical.risk.event_tree import Branch, Loss, event_tree, usual_shares
from forestall.science.chemical.risk.footprint import Footprint
from forestall.science.chemical.risk.ignited import ignition, matter
from forestall.science.chemical.risk.outcomes import footprints
from forestall.science.chemical.risk.outflow import Outflow, outflows, rates, usual_tank
from forestall.science.chemical.risk.route import TURNS, Along, Pieces, along
from forestall.science.chemical.risk.stand_ins import named
from forestall.science.chemical.risk.tally import Tally
from forestall.science.chemical.societal import CriterionLine

PIECES = 1000  # a route is cut into about so many …
SHORTEST, LONGEST = 50.0, 100.0  # … of this length [m]: shorter than a jet fire reaches where there are few
KILOMETRE = 1000.0
MARGIN = 5_000.0  # widest border of the map around a route [m]
USUAL_KIND = {"road": "rural", "rail": "fast"}
STRUCTURES = ("bridge", "tunnel")
STRETCH = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)\s+([a-z_]+)\s*$")
PER_KM = "NL-transport"  # line a kilometre is held against where no other set has one

SOURCES = (
    ("frequency of release", "trips x accidents a km x probability of outflow x share of size: CPR 18E (1999), part 2"),
    ("ignition", "RBM II background document (2008) and CPR 18E (1999), Table 4.6"),
    ("pool of a liquid", "evaporates as in NOS OR&R 43, 3.3.1, at 15 degC, 5 m/s, class D"),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What holds from one kilometre to another."""

    start: float
    """[km]"""
    end: float
    """[km]"""
    word: str
    """A kind of road or railway, `tunnel` or `bridge`."""


@dataclass(frozen=True, slots=True)
class _Course:
    """A route in pieces."""

    east: Floats
    north: Floats
    middle: Floats
    """Distance of each piece's middle from the beginning [km]."""
    length: Floats
    """[km]"""


def route_risk(place: Place, route: str, *, grid: int = 200, criteria: str = "") -> RouteRisk:
    """Risk of a route.

    Args:
        place: the place, with weather and population
        route: id of the route
        grid: nodes on each side of the map
        criteria: national set; left out: the place's own

    Raises:
        InputError: no such route, it has no line, no accident data for its mode, or a stretch cannot be read.
    """
    way = _route(place, route)
    lon, lat = (np.min(way.line, axis=0) + np.max(way.line, axis=0)) / 2
    around = scene(place, float(lon), float(lat), turns=TURNS)
    course = _course(way, around)
    tank = way.tank or usual_tank(named(way.substance).substance)
    often = _often(way, course, tank)
    sizes = outflows(way.mode, tank, named(way.substance).substance, way.load)
    labels, marks, share = _outcomes(way, sizes, around)
    pieces = Pieces(
        course.east, course.north, (course.middle // 1.0).astype(np.int64), often[:, None] * np.array(share)
    )
    view = _window(course, grid, around)
    across = sections(course.east, course.north)
    places = view.points, around.homes, (across.east.ravel(), across.north.ravel())
    east, north = (np.concatenate(parts) for parts in zip(*places, strict=True))
    found = along(pieces, marks, around.hours, around.ground, (east, north))
    return _record(place, way, course, around, view, across, pieces, labels, found, criteria, float(often.sum()))


def compare_routes(
    place: Place, routes: Sequence[str], *, grid: int = 200, criteria: str = ""
) -> tuple[RouteRisk, ...]:
    """Risk of several routes, the one with the fewest expected deaths first.

    Raises:
        InputError: as for `route_risk`.
    """
    found = [route_risk(place, route, grid=grid, criteria=criteria) for route in routes]
    return tuple(sorted(found, key=lambda one: (one.pll, one.route)))


def _route(place: Place, route: str) -> Route:
    found = next((one for one in place.routes if one.id == route), None)
    if found is None:
        near = ", ".join(get_close_matches(route, [one.id for one in place.routes], n=3)) or "none"
        raise InputError(f"route {route!r} is not in the place; nearest: {near}")
    if len(found.line) < 2:
        raise InputError(f"route {route}: its line has {len(found.line)} positions, expected at least 2")
    return found


def _course(way: Route, around: Scene) -> _Course:
    """Pieces of equal length along the line, 50 to 100 m long at most; two at least."""
    lon, lat = np.array(way.line).T
    x, y = local_metres(lon, lat, around.lon, around.lat)
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    total = float(gone[-1])
    if total <= 0:
        raise InputError(f"route {way.id}: all positions of its line are the same")
    count = max(2, math.ceil(total / float(np.clip(total / PIECES, SHORTEST, LONGEST))))
    middle = np.asarray((np.arange(count) + 0.5) * (total / count), dtype=np.float64)
    length = np.full(count, total / count / KILOMETRE)
    return _Course(np.interp(middle, gone, x), np.interp(middle, gone, y), np.asarray(middle / KILOMETRE), length)


def stretches(way: Route) -> tuple[Stretch, ...]:
    """The stretches of a route, read.

    Raises:
        InputError: one is not of the form `0-3.5 urban`, or ends before it begins.
    """
    found = []
    for text in way.stretches:
        match = STRETCH.match(text)
        if match is None or not float(match[1]) < float(match[2]):
            raise InputError(f"route {way.id}: stretch {text!r}: expected `from-to word` in km, such as `0-3.5 urban`")
        found.append(Stretch(float(match[1]), float(match[2]), match[3]))
    return tuple(found)


def _often(way: Route, course: _Course, tank: str) -> Floats:
    """Releases of any size a year on each piece: own accident rate, or that of the kind of way a stretch names."""
    usual = USUAL_KIND.get(way.mode)
    if usual is None:
        raise InputError(f"route {way.id}: mode {way.mode!r}: risk is known for {' and '.join(USUAL_KIND)}")
    per_km = np.full(course.middle.size, way.accident_rate * rates(way.mode, usual, tank).outflow)
    for one in stretches(way):
        if one.word not in STRUCTURES:
            known = rates(way.mode, one.word, tank)
            inside = (course.middle >= one.start) & (course.middle < one.end)
            per_km[inside] = known.accident * known.outflow
    return np.asarray(way.trips * per_km * course.length)


def _outcomes(
    way: Route, sizes: Sequence[Outflow], around: Scene
) -> tuple[list[tuple[str, Branch]], list[tuple[Footprint | None, ...]], list[float]]:
    """Every branch of every size of outflow: its name, its footprints, its share of all releases."""
    labels, marks, share = [], [], []
    one = named(way.substance).substance
    toxic = one.probit is not None
    for size in sizes:
        amount = size.spill.mass if size.spill.burst else size.spill.rate
        lit = ignition(way.mode, matter(one), at_once=size.spill.burst, size=amount, toxic=toxic)
        loss = Loss(size.spill.burst, size.spill.pressurised, toxic, lit.immediate, lit.delayed)
        for branch, probability in event_tree(loss, usual_shares()).items():
            labels.append((size.event, branch))
            marks.append(footprints(size.spill, branch, around.airs))
            share.append(size.share * probability)
    return labels, marks, share


def _window(course: _Course, nodes: int, around: Scene) -> Window:
    """The map around a route, with a border of a tenth of its extent, 500 m to 5 km."""
    extent = max(np.ptp(course.east), np.ptp(course.north))
    border = float(np.clip(0.1 * extent, 500.0, MARGIN))
    return Window(
        around,
        np.linspace(course.east.min() - border, course.east.max() + border, nodes),
        np.linspace(course.north.min() - border, course.north.max() + border, nodes),
    )


def _record(
    place: Place,
    way: Route,
    course: _Course,
    around: Scene,
    view: Window,
    across: Sections,
    pieces: Pieces,
    labels: Sequence[tuple[str, Branch]],
    found: Along,
    criteria: str,
    releases: float,
) -> RouteRisk:
    """The result as a record."""
    total = Tally()
    for tally in found.outcomes:
        total.merge(tally)
    nodes, homes = view.points[0].size, around.homes[0].size
    values, at_home, beside = np.split(found.individual, [nodes, nodes + homes])
    kilometres = _kilometres(place, way, course, around, found, criteria)
    worst = max(range(len(kilometres)), key=lambda i: (kilometres[i].ratio, kilometres[i].pll, -i))
    lines = _contours(view, values, across, beside.reshape(across.east.shape), around)
    checks = (
        *individual_checks(place.profile.criteria, criteria, around, at_home),
        *societal_checks(place.profile.criteria, criteria, "km", *found.groups[worst].curve()),
    )
    return RouteRisk(
        way.id,
        way.name,
        float(course.length.sum()),
        releases,
        grid_of(view, values, None),
        lines,
        _fn(total),
        _fn(found.groups[worst]),
        total.loss_of_life,
        kilometres,
        _branches(labels, pieces, found),
        checks,
        _remarks(place, way),
        (*SOURCES, *sources_of(branch for _, branch in labels)),
    )


def _contours(view: Window, values: Floats, across: Sections, beside: Floats, around: Scene) -> tuple[RiskContour, ...]:
    """Contours of the map, and strips along the route for levels that are narrower than its nodes."""
    found: list[RiskContour] = []
    for level in LEVELS:
        if resolved(view, values, level):
            found.extend(contours(view, values, [level]))
        elif (strip := strips(across, beside, level, around)) is not None:
            found.append(strip)
    return tuple(found)


def _fn(tally: Tally) -> FnCurve:
    deaths, frequency = thinned(tally)
    return FnCurve(tuple(map(float, deaths)), tuple(map(float, frequency)))


def _kilometres(
    place: Place, way: Route, course: _Course, around: Scene, found: Along, criteria: str
) -> tuple[StretchRisk, ...]:
    """Each kilometre of the route, held against the line for one kilometre."""
    line = _line_per_km(criteria or place.profile.criteria.national)
    result = []
    for i, tally in enumerate(found.groups):
        inside = course.middle // 1.0 == i
        lon, lat = lon_lat(
            np.array([course.east[inside].mean()]), np.array([course.north[inside].mean()]), around.lon, around.lat
        )
        first, last = np.flatnonzero(inside)[[0, -1]]
        start = float(course.middle[first] - course.length[first] / 2)
        end = float(course.middle[last] + course.length[last] / 2)
        here = [one.word for one in stretches(way) if one.start < end and one.end > start]
        structures = sorted(set(here).intersection(STRUCTURES))
        ratio, _ = worst_ratio(line, *tally.curve())
        result.append(
            StretchRisk(start, end, float(lon[0]), float(lat[0]), tally.loss_of_life, ratio, tuple(structures))
        )
    return tuple(result)


def _line_per_km(national: str) -> CriterionLine:
    """The national line for a kilometre of a route, or the Dutch one where the set has none."""
    lines = criteria_set(national).societal if national else ()
    return next(line for line in (*lines, *criteria_set(PER_KM).societal) if line.per == "km" and line.line == "limit")


def _branches(labels: Sequence[tuple[str, Branch]], pieces: Pieces, found: Along) -> tuple[BranchRisk, ...]:
    """What each branch of each size of outflow adds, the largest first."""
    total = sum(tally.loss_of_life for tally in found.outcomes)
    often = pieces.frequency.sum(axis=0)
    result = [
        BranchRisk(
            size,
            branch.value,
            float(often[i]),
            tally.loss_of_life,
            tally.loss_of_life / total if total > 0 else 0.0,
            tally.most,
        )
        for i, ((size, branch), tally) in enumerate(zip(labels, found.outcomes, strict=True))
    ]
    return tuple(sorted(result, key=lambda one: (-one.pll, one.release, one.branch)))


def _remarks(place: Place, way: Route) -> tuple[str, ...]:
    """What limits the result."""
    found = [f"sizes of outflow, ignition and accident rates of classes: Dutch figures for {way.mode}"]
    if note := named(way.substance).remark:
        found.append(note)
    if not any(one.word not in STRUCTURES for one in stretches(way)):
        usual = USUAL_KIND[way.mode]
        found.append(f"no kind of way is given: own accident rate, probability of outflow as on {usual} {way.mode}")
    for word in STRUCTURES:
        some = [one for one in stretches(way) if one.word == word]
        if some:
            where = ", ".join(f"km {one.start:g}-{one.end:g}" for one in some)
            found.append(f"{word} ({where}): computed as open country; people inside it and its walls are left out")
    if not place.population:
        found.append("no population (population.csv): societal risk is of nobody")
    found.append("people in the traffic itself are left out; what rains out of a burst tank does not evaporate again")
    return tuple(found)
