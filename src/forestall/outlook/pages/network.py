"""The network of sites and what they need from one another: where it is drawn, and how far a failure has come.

How a failure spreads is worked out elsewhere (`pipeline/cascade.py`); here its answer is laid on the picture.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forestall.model.cascade import Failure, SiteDown
from forestall.model.place import Place
from forestall.outlook.given import Given

MOST_SITES = 400
"""Beyond so many, sites of one kind under one authority are drawn as one."""
ACROSS, DOWN = 74.0, 92.0
"""Distances of the picture."""
_SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Spot:
    """Something that is drawn: a site, or all sites of one kind under one authority."""

    key: str
    """Its name in the picture: the id of the site."""
    label: str
    """How people call it."""
    sites: tuple[str, ...]
    """The sites that it stands for."""
    x: float
    """To the right."""
    y: float
    """Downwards: what others need stands above them."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole network, to be drawn."""

    spots: tuple[Spot, ...]
    """What is drawn."""
    links: tuple[tuple[str, str], ...]
    """From what is needed to who needs it, by their keys."""
    width: float
    """Of the picture."""
    height: float
    """Of the picture."""
    grouped: bool
    """Whether a spot stands for several sites."""


def drawing(given: Given) -> Drawing:
    """Where sites stand: each below what it needs, near to it."""
    place = given.place
    grouped = len(place.sites) > MOST_SITES
    names = {each.id: f"{each.kind}/{each.jurisdiction}" if grouped else each.id for each in place.sites}
    links = _links(place, names)
    rows = _rows(sorted(set(names.values())), links)
    width = ACROSS * max((len(row) for row in rows), default=1)
    members, labels, called = defaultdict(list), {}, told_apart(place)
    for site in place.sites:
        members[names[site.id]].append(site.id)
        labels[names[site.id]] = f"{site.kind.replace('_', ' ')}, {given.jurisdiction(site.jurisdiction)}"
        if not grouped:
            labels[site.id] = called[site.id]
    spots = tuple(
        Spot(key, labels[key], tuple(members[key]), (i + 0.5) * width / len(row), (depth + 0.5) * DOWN)
        for depth, row in enumerate(rows)
        for i, key in enumerate(row)
    )
    return Drawing(spots, links, width, DOWN * max(len(rows), 1), grouped)


def told_apart(place: Place) -> dict[str, str]:
    """Names of sites by id; where several have one name, each with its id."""
    times = Counter(each.name for each in place.sites)
    return {each.id: each.name if times[each.name] == 1 else f"{each.name} ({each.id})" for each in place.sites}


def closed(place: Place) -> Place:
    """A place whose dependencies speak of its own sites only, as somebody sees it who may not see all of them."""
    known = {each.id for each in place.sites}
    cut = (replace(each, suppliers=tuple(one for one in each.suppliers if one in known)) for each in place.dependencies)
    kept = tuple(replace(each, required=min(each.required, len(each.suppliers))) for each in cut if each.suppliers)
    return replace(place, dependencies=kept)


def steps(spot: Spot, down: Mapping[str, SiteDown], times: Sequence[float]) -> tuple[str, ...]:
    """The state of a spot at each of the times: `calm`, `raised` when some of its sites are down, `high` when all."""
    return tuple(_state(spot, down, time) for time in times)


def down_at(answer: Failure, time: float) -> int:
    """How many sites are down at a time [h]."""
    return sum(each.down_at(time) for each in answer.sites)


def _state(spot: Spot, down: Mapping[str, SiteDown], time: float) -> str:
    gone = sum(site in down and down[site].down_at(time) for site in spot.sites)
    return "calm" if not gone else ("high" if gone == len(spot.sites) else "raised")


def _links(place: Place, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    found = {
        (names[supplier], names[each.site])
        for each in place.dependencies
        if each.site in names
        for supplier in each.suppliers
        if supplier in names and names[supplier] != names[each.site]
    }
    return tuple(sorted(found))


def _rows(keys: Sequence[str], links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Keys by how deep they stand, each row in an order that keeps neighbours near (barycentres, Sugiyama 1981)."""
    depth = _depths(keys, links)
    rows: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for key in keys:
        rows[depth[key]].append(key)
    near: dict[str, list[str]] = defaultdict(list)
    for supplier, needer in links:
        near[supplier].append(needer)
        near[needer].append(supplier)
    for _ in range(_SWEEPS):
        for row in rows:
            place = {key: (i + 0.5) / len(each) for each in rows for i, key in enumerate(each)}
            row.sort(key=lambda key: (_middle([place[other] for other in near[key]], place[key]), key))
    return rows


def _depths(keys: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    """How many steps a site stands from those that need nothing; those in a ring stand where they are first reached."""
    needs: dict[str, set[str]] = {key: set() for key in keys}
    for supplier, needer in links:
        needs[needer].add(supplier)
    depth: dict[str, int] = {}
    while len(depth) < len(needs):
        ready = [key for key in keys if key not in depth and needs[key] <= depth.keys()]
        if not ready:  # a ring: begin with who lacks least
            left = [key for key in keys if key not in depth]
            ready = [min(left, key=lambda key: (len(needs[key] - depth.keys()), key))]
        depth |= {key: 1 + max((depth[each] for each in needs[key] if each in depth), default=-1) for key in ready}
    return depth


def _middle(places: Sequence[float], own: float) -> float:
    return sum(places) / len(places) if places else own
