"""What a release comes to when it burns: branches with probabilities, where each kills, what it does to a site."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from forestall.assess.hazard import Floats
from forestall.model.release import Release
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.library import substance
from forestall.science.chemical.risk.event_tree import Branch, Loss, event_tree, usual_shares
from forestall.science.chemical.risk.footprint import Footprint
from forestall.science.chemical.risk.ignited import Matter, ignition, matter
from forestall.science.chemical.risk.intensity import blast_at, heat_at
from forestall.science.chemical.risk.outcomes import Spill, footprints

STORED = 288.15  # storage temperature where a release names none [K]
BURST = ("rupture", "catastrophic", "instantaneous", "fireball")  # events in which the vessel breaks
POOL_DEPTH, LARGEST_POOL = 0.02, 1500.0  # of a pool without a bund [m], [m2]; CPR 18E (1999), 4.6
FIRES = (Branch.FIREBALL, Branch.JET_FIRE, Branch.POOL_FIRE, Branch.FLASH_FIRE, Branch.EXPLOSION)
KEPT = 2048  # footprints kept in memory


@dataclass(frozen=True, slots=True)
class Hit:
    """What heat or blast does to a site."""

    pressure: float
    """From this overpressure on [Pa]."""
    heat: float
    """Or from this radiation on [W/m2]."""
    repair: float
    """Time out of action [h]."""
    damage: float
    """Share of its value destroyed."""


# Levels: CPR 18E (1999), table 5.3 (0.3 and 0.1 bar, 35 kW/m2); 12.5 kW/m2 lights wood with a pilot flame: World Bank
# (1988), Techniques for Assessing Industrial Hazards, table 4.5. Repair and damage are assumptions.
HITS = (Hit(30e3, 35e3, 2160.0, 1.0), Hit(10e3, 12.5e3, 336.0, 0.2))


def spill_of(release: Release, seconds: float) -> Spill:
    """A release as risk analysis sees it, lasting so long [s].

    Raises:
        InputError: the substance is not known.
    """
    one, burst = substance(release.substance), release.event in BURST
    held = release.temperature or STORED
    pool = None
    if burst:
        curve = one.curves.get("liquid_density")
        density = 1000.0 if curve is None else curve.at(min(max(held, curve.low), curve.high))
        pool = math.sqrt(4 / math.pi * min(release.inventory / density / POOL_DEPTH, LARGEST_POOL))
    return Spill(one, release.inventory, release.rate, seconds, burst, release.height, held, release.pressure, pool)


@lru_cache(maxsize=KEPT)
def branches(release: Release) -> Mapping[Branch, float]:
    """Probability of each fire, given the release; what does not ignite is the rest to 1.

    Raises:
        InputError: the substance is not known.
    """
    spill = spill_of(release, release.duration)
    kind = matter(spill.substance)
    burns = {"heat_of_combustion", "lower_flammable_limit", "upper_flammable_limit"} <= set(spill.substance.properties)
    toxic = spill.substance.probit is not None
    size = release.inventory if spill.burst else release.rate
    lit = ignition("site", kind if burns else Matter.INERT, at_once=spill.burst, size=size, toxic=toxic)
    found = event_tree(Loss(spill.burst, spill.pressurised, toxic, lit.immediate, lit.delayed), usual_shares())
    return {branch: found[branch] for branch in FIRES if branch in found}


@lru_cache(maxsize=KEPT)
def mark(release: Release, seconds: float, branch: Branch, speed: float, stability: str) -> Footprint | None:
    """Where a branch kills in a weather; None: nowhere."""
    return footprints(spill_of(release, seconds), branch, (Weather(speed, stability),))[0]


@lru_cache(maxsize=KEPT)
def hit(release: Release, seconds: float, branch: Branch, speed: float, stability: str, distance: float) -> Hit | None:
    """The worst that a branch does to a site at this distance [m], the wind towards it; None: nothing."""
    spill, air = spill_of(release, seconds), Weather(speed, stability)
    pressure, heat = blast_at(spill, branch, distance, air), heat_at(spill, branch, distance, air)
    return next((one for one in HITS if pressure >= one.pressure or heat >= one.heat), None)


def lethality(found: Footprint, along: Floats, across: Floats) -> tuple[Floats, Floats]:
    """Share of people who die out of doors and indoors at points downwind and across [m], shape (n,).

    Straight between the footprint's stations and, across, between its columns; 0 outside it.
    """
    columns = found.outdoors.shape[1]
    width = np.interp(along, found.x, found.width)
    inside = (along >= found.x[0]) & (along <= found.x[-1]) & (across <= width)
    row = np.clip(np.interp(along, found.x, np.arange(found.x.size, dtype=np.float64)), 0, found.x.size - 1)
    column = np.clip(across / width * (columns - 1), 0, columns - 1)
    outdoors, indoors = (_between(values, row, column) for values in (found.outdoors, found.indoors))
    return np.where(inside, outdoors, 0.0), np.where(inside, indoors, 0.0)


def _between(values: Floats, row: Floats, column: Floats) -> Floats:
    i, j = row.astype(np.int64), column.astype(np.int64)
    up, over = np.minimum(i + 1, values.shape[0] - 1), np.minimum(j + 1, values.shape[1] - 1)
    a, b = row - i, column - j
    near = values[i, j] * (1 - b) + values[i, over] * b
    return np.asarray(near * (1 - a) + (values[up, j] * (1 - b) + values[up, over] * b) * a)
