"""How failures spread over sites that need one another: k-of-n supplies, buffers, repair and restart.

The meaning is two greatest fixpoints over steps of one hour (decision 0007):

    ready(s, t) = undamaged(s, t) and every supply d of s: at least k of its suppliers ready, or short for <= buffer
    waits(s, t) = not ready(s, t), or a supply of s failed (short beyond its buffer) within the last `restart` hours
    up(s, t)    = not waits(s, t) and every supply d of s: at least k of its suppliers up, or short for <= buffer

Greatest: sites that only need one another come back together once the last of them is repaired.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.science.kernels import cascade as kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEP = 1.0  # length of a step [h]


@dataclass(frozen=True, slots=True)
class Network:
    """Sites 0..n-1 and what each needs; one entry a dependency, one edge a supplier of it."""

    n_sites: int
    """How many sites."""
    dep_site: Ints
    """Site that needs, shape (deps,)."""
    spare: Ints
    """How many of the suppliers may be down, shape (deps,)."""
    buffer: Ints
    """Whole hours without supply [h], shape (deps,)."""
    restart: Ints
    """Whole hours to come back after supply [h], shape (deps,)."""
    sup_start: Ints
    """Where a dependency's suppliers begin in `sup_site`, shape (deps + 1,)."""
    sup_site: Ints
    """Suppliers, shape (edges,)."""
    out_start: Ints
    """Where the dependencies that a site supplies begin in `out_dep`, shape (sites + 1,)."""
    out_dep: Ints
    """Dependencies supplied, shape (edges,)."""


@dataclass(frozen=True, slots=True)
class Outages:
    """What a cascade brought."""

    hours: Floats
    """Hours down of each site, shape (samples, sites) [h]."""
    own: Floats
    """Of them, hours of its own damage, shape (samples, sites) [h]."""
    blame: Floats
    """Weighted hours for which a supplier was down while its supply had failed, shape (edges,) [h]."""


def network(
    n_sites: int,
    dep_site: Sequence[int],
    suppliers: Sequence[Sequence[int]],
    *,
    required: Sequence[int],
    buffer: Sequence[float],
    restart: Sequence[float],
) -> Network:
    """Lay out a network for the cascade.

    Args:
        n_sites: number of sites
        dep_site: the site that needs, one entry a dependency, shape (deps,)
        suppliers: the sites that can supply it, shape (deps,) of any length; one named twice counts once
        required: how many of them it needs; more than there are counts as all, shape (deps,)
        buffer, restart: [h], at least 0, shape (deps,); whole hours are used (rounded down)
    """
    distinct = [sorted(set(sites)) for sites in suppliers]
    counts = np.array([len(sites) for sites in distinct], dtype=np.int64)
    sup_site = np.array([site for sites in distinct for site in sites], dtype=np.int64)
    dep_of_edge = np.repeat(np.arange(counts.size), counts)
    order = np.argsort(sup_site, kind="stable")
    return Network(
        n_sites=n_sites,
        dep_site=np.array(dep_site, dtype=np.int64),
        spare=np.maximum(counts - np.array(required, dtype=np.int64), 0),
        buffer=np.floor(np.array(buffer, dtype=np.float64) / STEP).astype(np.int64),
        restart=np.floor(np.array(restart, dtype=np.float64) / STEP).astype(np.int64),
        sup_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        sup_site=sup_site,
        out_start=np.searchsorted(sup_site[order], np.arange(n_sites + 1)).astype(np.int64),
        out_dep=dep_of_edge[order].astype(np.int64),
    )


def cascade(net: Network, damage: Floats, horizon: float, weights: Floats | None = None) -> Outages:
    """Follow each sample from the damage at hour 0 until everything is up again, or to the horizon.

    Args:
        net: the network
        damage: hours of repair of each site, 0 where it was not hit, shape (samples, sites) [h]; nearest whole hour
        horizon: how long it is followed [h]
        weights: weight of each sample in `blame`, shape (samples,); left out: equal, adding up to 1

    Returns:
        Hours down of each site in each sample, and who was to blame.

    Raises:
        ValueError: damage has another number of sites, or is NaN or negative.

    Source:
        Decision 0007 (docs/decisions): semantics; greatest fixpoints: Tarski (1955), Pacific J. Math. 5, 285-309
    """
    if damage.ndim != 2 or damage.shape[1] != net.n_sites:
        raise ValueError(f"damage: shape {damage.shape}, expected (samples, {net.n_sites})")
    if not bool(np.all(damage >= 0)):
        raise ValueError("damage: found NaN or a negative number, expected hours of at least 0")
    steps = int(np.ceil(horizon / STEP))
    own, back = np.unique(_steps(damage, steps), axis=0, return_inverse=True)
    share = np.full(damage.shape[0], 1.0 / max(damage.shape[0], 1)) if weights is None else weights
    rows = back.ravel()
    weight = np.bincount(rows, weights=share, minlength=own.shape[0]).astype(np.float64)
    hours, blame = np.zeros(own.shape), np.zeros(net.sup_site.size)
    kernel.run(
        own, steps, weight, net.dep_site, net.spare, net.buffer, net.restart,
        net.sup_start, net.sup_site, net.out_start, net.out_dep, hours, blame,
    )  # fmt: skip
    return Outages(hours[rows] * STEP, own[rows].astype(np.float64) * STEP, blame * STEP)


def _steps(damage: Floats, most: int) -> Ints:
    """Nearest whole number of steps, at most the horizon."""
    return np.floor(np.minimum(damage / STEP, most) + 0.5).astype(np.int64)
