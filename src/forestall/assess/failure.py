"""What follows when named sites fail: who is without what, when and why, what it costs, in which order to repair."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from forestall.assess.cascade import dependencies, impossible, people_without
from forestall.assess.draws import generator, spread_uniforms
from forestall.assess.economy import Economy, sector_losses
from forestall.assess.hazard import Flags, Floats, Scene
from forestall.assess.reasons import because
from forestall.assess.weakness import single_points, weakness
from forestall.model.cascade import Failure, Repair, Restoration, SectorLoss, ServiceOutage, SiteDown
from forestall.model.risk import Interval
from forestall.science.network.cascade import Course, cascade, course
from forestall.science.network.causes import causes, chain
from forestall.science.network.layout import Network
from forestall.science.network.restoration import best_order, finish_times
from forestall.science.statistics import lognormal

TIMES = (0, 1, 2, 4, 8, 12, 24, 48, 72, 120, 168, 240, 336, 720, 1440)
"""Hours of the table of services, as far as the failure is followed."""
SAMPLES = 256
"""Repair times drawn when they are uncertain."""


@dataclass(frozen=True, slots=True)
class Failing:
    """A site that fails."""

    site: str
    """The site."""
    hours: float
    """Median hours of repair [h]."""
    p95: float
    """95 % quantile of the hours of repair; equal to the median when they are certain [h]."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked."""

    failing: tuple[Failing, ...]
    """Sites that fail, all at once."""
    horizon: float
    """Hours to follow [h]."""
    crews: int | None
    """Repair crews; None: every site is repaired at once."""
    functions: tuple[str, ...] = ()
    """Sites whose weak points are wanted."""
    chance: float = 0.01
    """Chance of every site to fail, for their importances."""
    seed: int = 1
    """Seed of the random numbers."""


def failure(scene: Scene, question: Question) -> Failure:
    """Answer what follows.

    Args:
        scene: the place; sites are those of the question
        question: what is asked
    """
    net = dependencies(scene, {})
    work = np.zeros(len(scene.place.sites))
    for one in question.failing:
        work[scene.site[one.site]] = one.hours
    served = np.array([site.people_served for site in scene.place.sites], dtype=np.float64)
    plan, damage = _repair(scene, net, work, served, question)
    result = course(net, damage, question.horizon)
    hours = result.down.sum(axis=1).astype(np.float64)
    money = scene.place.profile.appraisal.outage_cost * float(served @ hours)
    return Failure(
        failed=tuple((one.site, one.hours) for one in question.failing),
        horizon=question.horizon,
        times=_times(question.horizon),
        sites=_sites(scene, net, result, damage),
        services=_services(scene, result, served, question.horizon),
        person_hours=_person_hours(scene, net, question, served, float(served @ hours), _order(scene, question, plan)),
        people=float(people_without(scene, hours[None, :]).sum()),
        cost=money + float(sector_losses(scene, hours[None, :]).sum()),
        sectors=_sectors(scene, result, hours),
        restoration=plan,
        single_points=single_points(scene, net, served, question.horizon),
        weaknesses=tuple(weakness(scene, net, name, question.chance, question.seed) for name in question.functions),
        remarks=(*impossible(scene.place), *_overloaded(scene, net), *_lasting(result, question.horizon)),
    )


def _repair(
    scene: Scene, net: Network, work: Floats, served: Floats, question: Question
) -> tuple[Restoration | None, Floats]:
    """The best order of repair, and when each site is repaired; without a limit on crews all are worked on at once."""
    damaged = np.flatnonzero(work > 0)
    if damaged.size < 2:
        return None, work
    crews = question.crews or 1
    best = best_order(net, work, served, question.horizon, crews)
    reverse = finish_times(work[None, :], best.order[::-1], crews)
    names = [scene.place.sites[i].id for i in best.order]
    repairs = tuple(
        Repair(name, float(work[i]), done) for name, i, done in zip(names, best.order, best.done, strict=True)
    )
    worst = float((cascade(net, reverse, question.horizon).hours @ served)[0])
    plan = Restoration(crews, repairs, best.loss, worst, best.exact)
    return plan, finish_times(work[None, :], best.order, question.crews)[0]


def _order(scene: Scene, question: Question, plan: Restoration | None) -> list[int]:
    """Sites that fail, in the order in which crews take them on."""
    names = [one.site for one in plan.repairs] if plan else [one.site for one in question.failing]
    return [scene.site[name] for name in names]


def _sites(scene: Scene, net: Network, result: Course, damage: Floats) -> tuple[SiteDown, ...]:
    """Every site that goes down, with the chain of causes."""
    found = causes(net, result, damage >= 0.5)
    rows = []
    for i in sorted(found, key=lambda i: (found[i].hour, i)):
        site, down = scene.place.sites[i], result.down[i]
        hours, last = float(down.sum()), int(np.flatnonzero(down)[-1]) + 1
        way = chain(found, i)
        rows.append(
            SiteDown(
                site=site.id,
                name=site.name,
                kind=site.kind,
                begun=float(found[i].hour),
                back=float(last) if last < down.size else None,
                hours=hours,
                spells=_spells(down),
                people=site.people_served,
                person_hours=site.people_served * hours,
                chain=tuple(scene.place.sites[j].id for j in way),
                because=because(scene, found, way),
            )
        )
    return tuple(rows)


def _spells(down: Flags) -> tuple[tuple[float, float], ...]:
    """When a site is down, from hours in which it is, shape (hours,)."""
    turns = np.flatnonzero(np.diff(down.astype(np.int8), prepend=0, append=0)).tolist()
    return tuple((float(begun), float(over)) for begun, over in zip(turns[::2], turns[1::2], strict=True))


def _times(horizon: float) -> tuple[float, ...]:
    return tuple(float(t) for t in TIMES if t < horizon)


def _services(scene: Scene, result: Course, served: Floats, horizon: float) -> tuple[ServiceOutage, ...]:
    """People without each kind of service over time; a site serves its own people, so those of one kind add up."""
    rows = []
    times = [int(t) for t in _times(horizon)]
    for kind in sorted({site.kind for site in scene.place.sites}):
        chosen = [i for i, site in enumerate(scene.place.sites) if site.kind == kind]
        people = served[chosen] @ result.down[chosen]
        if people.any():
            rows.append(ServiceOutage(kind, tuple(people[times].tolist()), float(people.sum())))
    return tuple(sorted(rows, key=lambda row: (-row.person_hours, row.kind)))


def _person_hours(
    scene: Scene, net: Network, question: Question, served: Floats, certain: float, order: Sequence[int]
) -> Interval:
    """Person-hours without service, over the spread of the repair times; crews keep the order of the best plan."""
    if all(one.p95 <= one.hours for one in question.failing):
        return Interval(certain, certain, certain)
    stream = generator(question.seed, "cascade", *(one.site for one in question.failing))
    uniforms = spread_uniforms(stream, SAMPLES, len(question.failing))
    work = np.zeros((SAMPLES, len(scene.place.sites)))
    for column, one in enumerate(question.failing):
        work[:, scene.site[one.site]] = lognormal.values(one.hours, one.p95, ndtri(uniforms[:, column]))
    totals = cascade(net, finish_times(work, order, question.crews), question.horizon).hours @ served
    low, high = np.quantile(totals, [0.05, 0.95]).tolist()
    return Interval(float(totals.mean()), low, high)


def _sectors(scene: Scene, result: Course, hours: Floats) -> tuple[SectorLoss, ...]:
    """What each sector loses, largest first."""
    if not scene.place.sectors:
        return ()
    economy = Economy(scene.place)
    losses = economy.loss_by_sector(hours[None, :])[0]
    worst = economy.course(result.down.T.astype(np.float64)).max(axis=0)
    rows = [
        SectorLoss(sector.id, sector.name, float(loss), float(most))
        for sector, loss, most in zip(scene.place.sectors, losses, worst, strict=True)
        if loss > 0
    ]
    return tuple(sorted(rows, key=lambda row: (-row.loss, row.sector)))


def _overloaded(scene: Scene, net: Network) -> Sequence[str]:
    return [
        f"site {scene.place.sites[i].id}: its capacity is less than is asked of it when nothing has failed;"
        " taken to be just enough"
        for i in net.overloaded
    ]


def _lasting(result: Course, horizon: float) -> Sequence[str]:
    still = int(result.down[:, -1].sum())
    return [f"{still} sites are still down after the {horizon:g} hours followed"] if still else []
