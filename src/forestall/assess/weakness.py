"""Weak points of a place's dependencies: sites whose failure alone reaches many, and what takes a function down."""

import numpy as np

from forestall.assess.cascade import people_without
from forestall.assess.draws import generator
from forestall.assess.hazard import Floats, Scene
from forestall.model.cascade import SinglePoint, SiteImportance, Weakness
from forestall.science.network import weak_points
from forestall.science.network.cascade import cascade
from forestall.science.network.layout import Network

SHOWN = 10
"""Most rows of a list."""
TRIALS = 8192
"""Samples behind an importance."""
BATCH = 512
"""Single failures followed together."""
LARGEST = 2
"""Sites in the largest cut sets looked for."""


def single_points(scene: Scene, net: Network, served: Floats, horizon: float) -> tuple[SinglePoint, ...]:
    """Sites that take others down when they alone fail for all the hours followed, by person-hours without service."""
    found: list[SinglePoint] = []
    for first in range(0, net.n_sites, BATCH):
        rows = min(BATCH, net.n_sites - first)
        hours = cascade(net, np.eye(rows, net.n_sites, first) * horizon, horizon).hours
        lost, others = hours @ served, (hours > 0).sum(axis=1) - 1
        people = people_without(scene, hours).sum(axis=1)
        found += [
            SinglePoint(scene.place.sites[first + i].id, float(people[i]), float(lost[i]), int(others[i]))
            for i in np.flatnonzero(others > 0).tolist()
        ]
    return tuple(sorted(found, key=lambda one: (-one.person_hours, -one.sites, one.site))[:SHOWN])


def weakness(scene: Scene, net: Network, function: str, chance: float, seed: int) -> Weakness:
    """Smallest cut sets of a site and the importance of the sites it hangs on.

    Args:
        scene: the place
        net: its dependencies
        function: the site
        chance: chance of every other site to fail, for the importances
        seed: seed of the samples
    """
    site = scene.site[function]
    cuts = weak_points.cut_sets(net, [site], LARGEST)
    chances = np.full(net.n_sites, chance)
    chances[site] = 0.0
    found = weak_points.importance(net, [site], chances, TRIALS, generator(seed, "importance", function))
    order = np.lexsort((np.arange(net.n_sites), -found.birnbaum)).tolist()
    names = [one.id for one in scene.place.sites]
    return Weakness(
        function=function,
        cut_sets=tuple(tuple(names[i] for i in one) for one in cuts.sets if one != (site,)),
        order=cuts.order,
        chance=chance,
        probability=found.probability,
        importances=tuple(
            SiteImportance(
                names[i],
                float(found.birnbaum[i]),
                _finite(found.fussell_vesely[i]),
                _finite(found.achievement[i]),
                _finite(found.reduction[i]),
            )
            for i in order[: SHOWN + 1]
            if i != site and found.birnbaum[i] > 0
        )[:SHOWN],
    )


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
