"""Sites by their expected hours without service, over all risks."""

from collections.abc import Sequence

import numpy as np

from forestall.assess.hazard import Floats, Scene
from forestall.assess.simulate import Simulation
from forestall.model.risk import Outage

OUTAGES = 30  # sites named
SUPPLIERS = 3  # suppliers named for a site


def outages(simulation: Simulation) -> tuple[Outage, ...]:
    """The sites with most expected hours down in a year."""
    sites, edges = simulation.scene.place.sites, _edges(simulation.scene)
    hours, own, blame = np.zeros(len(sites)), np.zeros(len(sites)), np.zeros(len(edges))
    for scenario in simulation.scenarios:
        knock, rate = simulation.banks[scenario.id].knock, simulation.likelihoods[scenario.id].rate
        if knock is not None:
            hours, own, blame = hours + rate * knock.hours, own + rate * knock.own, blame + rate * knock.blame
    order = sorted(np.flatnonzero(hours > 0), key=lambda i: (-hours[i], sites[i].id))[:OUTAGES]
    return tuple(
        Outage(
            site=sites[i].id,
            hours=float(hours[i]),
            knock_on=float(max(0.0, 1.0 - own[i] / hours[i])),
            because=_because(sites[i].id, edges, blame),
        )
        for i in order
    )


def _edges(scene: Scene) -> list[tuple[str, str]]:
    """(site, supplier) of every edge, in the order of the cascade's arrays."""
    found: list[tuple[str, str]] = []
    for dep in scene.place.dependencies:
        if dep.site in scene.site:
            known = sorted({scene.site[name] for name in dep.suppliers if name in scene.site})
            found.extend((dep.site, scene.place.sites[i].id) for i in known)
    return found


def _because(site: str, edges: Sequence[tuple[str, str]], blame: Floats) -> tuple[str, ...]:
    hours: dict[str, float] = {}
    for (needs, supplier), amount in zip(edges, blame.tolist(), strict=True):
        if needs == site and amount > 0:
            hours[supplier] = hours.get(supplier, 0.0) + amount
    return tuple(sorted(hours, key=lambda name: (-hours[name], name))[:SUPPLIERS])
