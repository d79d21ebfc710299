"""Single points of failure: the quick way finds what following every site alone finds."""

from dataclasses import replace

import numpy as np
import pytest

from forestall.assess.cascade import dependencies, people_without
from forestall.assess.hazard import Scene
from forestall.assess.weakness import SHOWN, single_points
from forestall.model.cascade import SinglePoint
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.place import Place
from forestall.model.profile import ImpactScale, Profile
from forestall.model.site import Dependency, Site
from forestall.model.words import Field, Scale
from forestall.science.network.cascade import cascade

SITES, HORIZON = 90, 40.5


def scene(seed: int, copies: int = 1) -> Scene:
    """Sites that need one or two of some others, with buffers, as often as is wanted side by side."""
    random = np.random.default_rng(seed)
    sites, needs = [], []
    for n in range(SITES):
        people = float(random.integers(0, 5000))
        sites.append(Site(f"s{n:03}", f"Site {n}", "plant", "town", 0, 0, people, 0, Field.ECONOMIC))
    for n in range(1, SITES):
        among = random.choice(n, size=min(n, int(random.integers(1, 4))), replace=False)
        required, buffer = int(random.integers(1, among.size + 1)), float(random.integers(0, 60))
        needs.append(Dependency(f"d{n}", f"s{n:03}", "power", tuple(f"s{each:03}" for each in among), required, buffer))
    every = [replace(each, id=f"{each.id}-{k}") for k in range(copies) for each in sites]
    wants = [
        replace(
            each,
            id=f"{each.id}-{k}",
            site=f"{each.site}-{k}",
            suppliers=tuple(f"{one}-{k}" for one in each.suppliers),
        )
        for k in range(copies)
        for each in needs
    ]
    scales = {Scale.ECONOMIC: ImpactScale("EUR", 1), Scale.SERVICE: ImpactScale("person-hours", 1)}
    profile = Profile("Town", "UTC", ("en",), "EUR", (Jurisdiction("town", "Town"),), scales)
    return Scene(Place(root=None, digest="", profile=profile, sites=tuple(every), dependencies=tuple(wants)), ())


def one_by_one(of: Scene) -> tuple[SinglePoint, ...]:
    """Every site followed, and the first of all."""
    net = dependencies(of, {})
    served = np.array([each.people_served for each in of.place.sites])
    hours = cascade(net, np.eye(net.n_sites) * HORIZON, HORIZON).hours
    people, others = people_without(of, hours).sum(axis=1), (hours > 0).sum(axis=1) - 1
    found = [
        SinglePoint(each.id, float(people[i]), float((hours @ served)[i]), int(others[i]))
        for i, each in enumerate(of.place.sites)
        if others[i] > 0
    ]
    return tuple(sorted(found, key=lambda one: (-one.person_hours, -one.sites, one.site))[:SHOWN])


@pytest.mark.parametrize(("seed", "copies"), [(1, 1), (2, 1), (3, 1), (4, 3)])
def test_the_sites_followed_first_are_enough(seed: int, copies: int) -> None:
    of = scene(seed, copies)
    served = np.array([each.people_served for each in of.place.sites])
    found, expected = single_points(of, dependencies(of, {}), served, HORIZON), one_by_one(of)
    assert [(each.site, each.sites) for each in found] == [(each.site, each.sites) for each in expected]
    assert [each.person_hours for each in found] == pytest.approx([each.person_hours for each in expected])
    assert found
