"""Which vessels of a place the fires and blasts of a site break, and what follows. Not here: the probabilities.

A vessel is a release whose `vessel` says what kind it is: what follows when it breaks. The wind is 5 m/s, class D,
towards the vessel.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError
from forestall.model.chemical_risk import DominoChain, DominoLink
from forestall.model.release import Release
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.escalation import VOLUMES, Vessel
from forestall.science.chemical.risk.domino import broken_by_blast, broken_by_heat, chains
from forestall.science.chemical.risk.event_tree import Branch, Loss, event_tree, usual_shares
from forestall.science.chemical.risk.intensity import blast_at, heat_at
from forestall.science.chemical.risk.outcomes import Spill

Floats = NDArray[np.float64]

ORDER = 3  # steps followed after the first accident
LEAST = 1e-4  # chains less probable than this, given the start, are left out
AIR = Weather(wind=5.0, stability="D")
NEAREST = 1.0  # vessels nearer than this have no positions of their own [m]


@dataclass(frozen=True, slots=True)
class Unit:
    """A release that can break vessels, or follow when its own is broken."""

    release: Release
    spill: Spill
    loss: Loss
    east: float
    """[m]"""
    north: float
    """[m]"""


@dataclass(frozen=True, slots=True)
class Dominoes:
    """What the fires and blasts of a place break."""

    links: tuple[DominoLink, ...]
    """From the releases of the site, the most frequent first."""
    chains: tuple[DominoChain, ...]
    """That start there, the most frequent first."""
    broken: Mapping[str, float]
    """How often each release of the place follows because its vessel is broken [1/yr]; those that never do left out."""
    remarks: tuple[str, ...]
    """What limits them."""


def dominoes(units: Sequence[Unit], site: str) -> Dominoes:
    """All links between the vessels of a place, and the chains that start at a site.

    Raises:
        InputError: a vessel is of a kind that is not known.
    """
    matrix = np.zeros((len(units), len(units)))
    shown: list[DominoLink] = []
    broken: dict[str, float] = {}
    remarks: set[str] = set()
    for i, one in enumerate(units):
        for j, other in enumerate(units):
            found = list(_links(one, other, remarks)) if i != j and other.release.vessel else []
            total = sum(link.frequency for link in found)
            if total > 0:
                matrix[i, j] = min(1.0, total / one.release.frequency)
                broken[other.release.id] = broken.get(other.release.id, 0.0) + total
            shown.extend(link for link in found if one.release.site == site)
    starts = [i for i, one in enumerate(units) if one.release.site == site and matrix[i].any()]
    followed = [one for i in starts for one in _chains(units, matrix, i)]
    shown.sort(key=lambda one: (-one.frequency, one.release, one.branch, one.target, one.cause))
    followed.sort(key=lambda one: (-one.frequency, one.steps))
    return Dominoes(tuple(shown), tuple(followed), broken, tuple(sorted(remarks)))


def _links(one: Unit, other: Unit, remarks: set[str]) -> Iterator[DominoLink]:
    """How the fires and blasts of one release break the vessel of another."""
    distance = math.hypot(one.east - other.east, one.north - other.north)
    target = other.release
    if distance < NEAREST:
        if one.release.site == target.site and one.loss.immediate > 0:
            remarks.add(f"{one.release.id} and {target.id}: no positions of their own (lon, lat): no domino computed")
        return
    kind, volume = _kind(target), target.volume or math.nan
    for branch, share in event_tree(one.loss, usual_shares()).items():
        flux, pressure = heat_at(one.spill, branch, distance, AIR), blast_at(one.spill, branch, distance, AIR)
        heat = broken_by_heat(kind, flux, volume, _lasts(one.spill, branch)) if flux > 0 else 0.0
        if math.isnan(heat):
            low, high = VOLUMES[kind]
            remarks.add(f"{target.id}: volume {target.volume} m3, expected {low:g}..{high:g} to compute fire on it")
            heat = 0.0
        often = one.release.frequency * share
        if heat > 0:
            yield DominoLink(one.release.id, branch.value, target.id, "heat", flux, heat, often * heat)
        if (blast := broken_by_blast(kind, pressure)) > 0:
            yield DominoLink(one.release.id, branch.value, target.id, "blast", pressure, blast, often * blast)


def _lasts(spill: Spill, branch: Branch) -> float:
    """How long a fire burns [s]: a jet as long as the release, a pool until it is put out."""
    return spill.duration if branch is Branch.JET_FIRE else math.inf


def _kind(release: Release) -> Vessel:
    try:
        return Vessel(release.vessel)
    except ValueError as error:
        known = ", ".join(one.value for one in Vessel)
        raise InputError(f"release {release.id}: vessel {release.vessel!r}: expected one of {known}") from error


def _chains(units: Sequence[Unit], matrix: Floats, start: int) -> Iterator[DominoChain]:
    """What follows one release, with its yearly frequency; nothing following is left out."""
    for chain in chains(matrix, start, order=ORDER, least=LEAST):
        if len(chain.steps) > 1:
            steps = tuple(tuple(sorted(units[k].release.id for k in step)) for step in chain.steps)
            yield DominoChain(steps, units[start].release.frequency * chain.probability)
