"""Weak points of a place's dependencies: sites whose failure alone reaches many, and what takes a function down."""

import numpy as np
from numpy.typing import NDArray

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
BATCH = 64
"""Single failures followed together."""
LARGEST = 2
"""Sites in the largest cut sets looked for."""


def single_points(scene: Scene, net: Network, served: Floats, horizon: float) -> tuple[SinglePoint, ...]:
    """Sites that take others down when they alone fail for all the hours followed, by person-hours without service.

    A failure takes down no more than one that lasts for ever, and that is quickly known: sites are followed from the
    most that they could take down, until none of the rest can come among those that are shown.
    """
    most = np.ceil(horizon) * weak_points.reached(net, served) * (1 + 1e-9)
    waiting = np.unique(net.wiring.sup_site)
    waiting = waiting[np.argsort(-most[waiting], kind="stable")]
    found: list[SinglePoint] = []
    while waiting.size and (len(found) < SHOWN or most[waiting[0]] >= found[-1].person_hours):
        found += _followed(scene, net, served, horizon, waiting[:BATCH])
        found = sorted(found, key=lambda one: (-one.person_hours, -one.sites, one.site))[:SHOWN]
        waiting = waiting[BATCH:]
    return tuple(found)


def _followed(
    scene: Scene, net: Network, served: Floats, horizon: float, failing: NDArray[np.int64]
) -> list[SinglePoint]:
    """What follows from each of some sites alone, of those that take others down."""
    damage = np.zeros((failing.size, net.n_sites))
    damage[np.arange(failing.size), failing] = horizon
    hours = cascade(net, damage, horizon).hours
    lost, others = hours @ served, (hours > 0).sum(axis=1) - 1
    people = people_without(scene, hours).sum(axis=1)
    return [
        SinglePoint(scene.place.sites[failing[i]].id, float(people[i]), float(lost[i]), int(others[i]))
        for i in np.flatnonzero(others > 0).tolist()
    ]


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
