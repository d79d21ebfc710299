"""What repair times bring: the cascade over the dependencies, and the losses of everyone left without service.

People affected: in each jurisdiction, of each kind of site the people served by sites down for more than an hour are
added (sites of one kind serve different people), and the largest kind counts (the same people lack several services);
all jurisdictions together are scaled down to the place's population where they exceed it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from forestall.assess.economy import sector_losses
from forestall.assess.effects import Changes, change
from forestall.assess.hazard import SCALES, Floats, Scene
from forestall.model.place import Place
from forestall.model.site import Dependency
from forestall.model.words import EffectOn, EffectTarget, Scale
from forestall.science.network.cascade import cascade, own_hours
from forestall.science.network.layout import Flows, Network, network
from forestall.science.network.restoration import finish_times
from forestall.science.network.weak_points import reached

Ints = NDArray[np.int64]

_SCENES = 4  # of which the network is kept
FELT = 1.0  # an outage up to this long affects nobody [h]


@dataclass(frozen=True, slots=True)
class Knock:
    """What a scenario's repair times bring."""

    losses: Floats
    """Shape (n, scales, jurisdictions)."""
    hours: Floats
    """Expected hours down of each site given the event, shape (sites,) [h]."""
    own: Floats
    """Of them, its own damage, shape (sites,) [h]."""
    blame: Floats
    """Expected hours for which a supplier was down while its supply had failed, shape (edges,) [h]."""
    down: NDArray[np.bool_]
    """Sites down in any sample, shape (sites,)."""


def dependencies(scene: Scene, changes: Changes) -> Network:
    """The place's dependencies, with what measures change."""
    touched = any(each.target is EffectTarget.DEPENDENCY for each in changes)
    return _wired(scene, changes) if touched else _unchanged(scene)


@lru_cache(_SCENES)
def _unchanged(scene: Scene) -> Network:
    return _wired(scene, {})


def _wired(scene: Scene, changes: Changes) -> Network:
    place = scene.place
    known = [dep for dep in place.dependencies if dep.site in scene.site]

    def after(name: str, quantity: EffectOn, value: float) -> float:
        return change(changes, EffectTarget.DEPENDENCY, name, quantity).of(value)

    return network(
        len(place.sites),
        [scene.site[dep.site] for dep in known],
        [[scene.site[name] for name in dep.suppliers if name in scene.site] for dep in known],
        required=[int(after(dep.id, EffectOn.REQUIRED, dep.required) + 0.5) for dep in known],
        buffer=[after(dep.id, EffectOn.BUFFER, dep.buffer) for dep in known],
        restart=[after(dep.id, EffectOn.RESTART, dep.restart) for dep in known],
        flows=_flows(place, known),
    )


def _flows(place: Place, known: Sequence[Dependency]) -> Flows | None:
    """Demands and capacities, where any capacity is given."""
    if all(site.capacity is None for site in place.sites):
        return None
    return Flows(
        demand=[dep.demand for dep in known],
        capacity=[np.inf if site.capacity is None else site.capacity for site in place.sites],
        turn=[dep.turn for dep in known],
    )


def suppliers_of(place: Place, site: frozenset[str]) -> frozenset[str]:
    """Dependencies that these sites can leave short: those they supply, and those that may be shed."""
    site = site | {one.id for one in place.sites if one.capacity is not None}
    return frozenset(dep.id for dep in place.dependencies if not site.isdisjoint(dep.suppliers))


def impossible(place: Place) -> tuple[str, ...]:
    """A remark for each dependency that needs more suppliers than it names."""
    return tuple(
        f"dependency {dep.id}: needs {dep.required} of {len(set(dep.suppliers))} suppliers; taken as all of them"
        for dep in place.dependencies
        if dep.required > len(set(dep.suppliers))
    )


def knock_on(scene: Scene, repair: Floats, weights: Floats, changes: Changes) -> Knock:
    """Follow the cascade from the repair times of every sample.

    Args:
        scene: the place
        repair: hours of repair of each site, 0 where it was not hit, shape (n, sites) [h]
        weights: weight of each sample, shape (n,)
        changes: what measures change

    Returns:
        Losses on the scales service (person-hours), economic (at the place's cost of an hour without service, and what
        the sectors of the economy lose) and people, and the hours behind them.
    """
    settings = scene.place.profile.appraisal
    net = dependencies(scene, changes)
    work = _after_measures(scene, repair, changes)
    damage = finish_times(work, repair_order(scene), settings.crews) if settings.crews else work
    out = cascade(net, damage, settings.outage_horizon, weights)
    losses = np.zeros((repair.shape[0], len(SCALES), len(scene.jurisdictions)))
    service = _by_jurisdiction(scene, out.hours)
    losses[:, SCALES.index(Scale.SERVICE)] = service
    losses[:, SCALES.index(Scale.ECONOMIC)] = settings.outage_cost * service + sector_losses(scene, out.hours)
    losses[:, SCALES.index(Scale.PEOPLE)] = people_without(scene, out.hours)
    return Knock(
        losses,
        weights @ out.hours,
        weights @ own_hours(damage, settings.outage_horizon),
        out.blame,
        np.asarray(out.hours.any(axis=0)),
    )


@lru_cache(_SCENES)
def repair_order(scene: Scene) -> list[int]:
    """Sites in the order in which crews take them on: those first whose failure leaves most people without service.

    The order hangs on the network without measures, not on what was hit, so that neither more damage nor a measure
    elsewhere changes it.
    """
    served = np.array([site.people_served for site in scene.place.sites], dtype=np.float64)
    order = np.lexsort((np.arange(served.size), -reached(dependencies(scene, {}), served)))
    return [int(site) for site in order]


def _after_measures(scene: Scene, repair: Floats, changes: Changes) -> Floats:
    """Repair times with the measures: times factor, plus addition where the site was hit, at least 0."""
    result = repair.copy()
    for key, one in changes.items():
        if key.target is not EffectTarget.SITE or key.quantity is not EffectOn.REPAIR or key.id not in scene.site:
            continue
        i = scene.site[key.id]
        hit = repair[:, i] > 0
        result[hit, i] = np.maximum(repair[hit, i] * one.factor + one.add, 0.0)
    return result


def _by_jurisdiction(scene: Scene, hours: Floats) -> Floats:
    """Person-hours without service, shape (n, jurisdictions)."""
    down = np.flatnonzero(hours.any(axis=0))
    return np.asarray(np.einsum("ns,sj->nj", hours[:, down], _served(scene)[down]))


def people_without(scene: Scene, hours: Floats) -> Floats:
    """People without service for more than an hour, shape (n, jurisdictions); see the module's docstring."""
    felt = hours > FELT
    down = np.flatnonzero(felt.any(axis=0))
    served, kind = _served(scene), np.array([site.kind for site in scene.place.sites])[down]
    people: Floats = np.zeros((hours.shape[0], len(scene.jurisdictions)))
    for each in np.unique(kind):
        of_kind = down[kind == each]
        np.maximum(people, np.einsum("ns,sj->nj", felt[:, of_kind].astype(np.float64), served[of_kind]), out=people)
    most = max((sum(cell.night for cell in scene.place.population), sum(cell.day for cell in scene.place.population)))
    total = people.sum(axis=1, keepdims=True)
    capped = np.where((total > most) & (most > 0), people * (most / np.maximum(total, 1e-300)), people)
    return np.asarray(capped, dtype=np.float64)


@lru_cache(_SCENES)
def _served(scene: Scene) -> Floats:
    """People served by each site in its jurisdiction, shape (sites, jurisdictions)."""
    served = np.zeros((len(scene.place.sites), len(scene.jurisdictions)))
    for i, site in enumerate(scene.place.sites):
        served[i, scene.jurisdiction[site.jurisdiction]] = site.people_served
    return served
