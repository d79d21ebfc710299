"""How failures spread over sites that need one another: k-of-n supplies, buffers, repair, restart, shed loads.

The meaning is two greatest fixpoints over steps of one hour (decisions 0007 and 0023):

    ready(s, t) = undamaged(s, t) and every supply d of s: at least k of its suppliers ready, or short for <= buffer
    waits(s, t) = not ready(s, t), or a supply of s failed (short beyond its buffer) within the last `restart` hours
    up(s, t)    = not waits(s, t) and every supply d of s: at least k of its suppliers up, or short for <= buffer

Greatest: sites that only need one another come back together once the last of them is repaired. Where capacities are
given, a supplier counts for a supply only while it does not shed it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.science.kernels import cascade as kernel
from forestall.science.kernels.cascade_wiring import room
from forestall.science.kernels.words import BITS
from forestall.science.network.layout import STEP, Network

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outages:
    """What a cascade brought."""

    hours: Floats
    """Hours down of each site, shape (samples, sites) [h]."""
    blame: Floats
    """Weighted hours for which a supplier was down while its supply had failed, shape (edges,) [h]; dependencies as
    given, suppliers of each by number."""


@dataclass(frozen=True, slots=True)
class Course:
    """One cascade hour by hour; dependencies and edges in the order of the network's wiring."""

    down: Flags
    """Whether each site is down, shape (sites, hours)."""
    failed: Flags
    """Whether each dependency has been short for longer than its buffer, shape (deps, hours)."""
    shed: Flags
    """Whether each edge is shed by its supplier, shape (edges, hours)."""


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
    steps = _checked(net, damage, horizon)
    share = np.full(damage.shape[0], 1.0 / max(damage.shape[0], 1)) if weights is None else weights
    hours, blame = np.zeros(damage.shape), np.zeros(net.given_edge.size)
    kernel.run(net.wiring, room(net.wiring, -(-steps // BITS)), damage, STEP, steps, share, hours, blame)
    given = np.empty_like(blame)
    given[net.given_edge] = blame
    return Outages(hours, given)


def own_hours(damage: Floats, horizon: float) -> Floats:
    """Hours down of each site by its own damage alone: whole hours, at most the horizon, shape (samples, sites) [h]."""
    return np.asarray(np.floor(np.minimum(damage, np.ceil(horizon / STEP) * STEP) / STEP + 0.5) * STEP)


def course(net: Network, damage: Floats, horizon: float) -> Course:
    """Follow one event hour by hour.

    Args:
        net: the network
        damage: hours of repair of each site, 0 where it was not hit, shape (sites,) [h]; nearest whole hour
        horizon: how long it is followed [h]

    Raises:
        ValueError: damage has another number of sites, or is NaN or negative.
    """
    steps = _checked(net, damage[None, :], horizon)
    space = room(net.wiring, -(-steps // BITS))
    kernel.follow(net.wiring, space, damage, STEP, steps)
    shed = _flags(space.cut, steps) if space.cut.size else np.zeros((net.given_edge.size, steps), dtype=np.bool_)
    return Course(_flags(space.down, steps), _flags(space.failed, steps), shed)


def lost_for_good(net: Network, failed: Flags) -> Flags:
    """Which sites are down in the end when sites fail and are never repaired: buffers run out, nothing restarts.

    Args:
        net: the network
        failed: sites that fail, shape (events, sites)

    Returns:
        Sites that are down, shape (events, sites).

    Raises:
        ValueError: failed has another number of sites.
    """
    if failed.ndim != 2 or failed.shape[1] != net.n_sites:
        raise ValueError(f"failed: shape {failed.shape}, expected (events, {net.n_sites})")
    wiring = net.wiring._replace(buffer=np.zeros_like(net.wiring.buffer))
    rows = pack(failed.T)
    result = np.empty_like(rows)
    kernel.spread(wiring, room(wiring, rows.shape[1]), rows, result)
    return np.ascontiguousarray(_flags(result, failed.shape[0]).T)


def pack(flags: Flags) -> NDArray[np.uint64]:
    """Rows of flags as rows of words: flag t is bit t % 64 of word t // 64, shape (n, ceil(flags / 64))."""
    width = -(-flags.shape[1] // BITS)
    padded = np.zeros((flags.shape[0], width * BITS), dtype=np.bool_)
    padded[:, : flags.shape[1]] = flags
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def _flags(rows: NDArray[np.uint64], steps: int) -> Flags:
    """Rows of words as rows of flags, shape (n, steps)."""
    octets = np.ascontiguousarray(rows).astype("<u8").view(np.uint8)
    return np.unpackbits(octets, axis=1, count=steps, bitorder="little").astype(np.bool_)


def _checked(net: Network, damage: Floats, horizon: float) -> int:
    """The horizon in whole steps."""
    if damage.ndim != 2 or damage.shape[1] != net.n_sites:
        raise ValueError(f"damage: shape {damage.shape}, expected (samples, {net.n_sites})")
    if not bool(np.all(damage >= 0)):
        raise ValueError("damage: found NaN or a negative number, expected hours of at least 0")
    return int(np.ceil(horizon / STEP))
