"""Which failures take a function down: single points of failure, smallest cut sets, importance of each site.

Failures are for ever (buffers run out), 64 of them in a word, so that circles, k-of-n and capacities all count. Exact
probability and importance without circles are the fault trees' (`reliability`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, islice
from math import comb

import numpy as np
from numpy.typing import NDArray

from forestall.science.network.cascade import lost_for_good
from forestall.science.network.layout import Network

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

BATCH = 4096  # failures looked at together


@dataclass(frozen=True, slots=True)
class CutSets:
    """Smallest sets of sites whose failure takes a function down."""

    sets: tuple[tuple[int, ...], ...]
    """Each set with its sites by number; by size, then by number."""
    order: int
    """Every set of up to so many sites was tried."""


@dataclass(frozen=True, slots=True)
class Importance:
    """What each site's failure means for a function, shape (sites,) each, from sampled failures of all sites."""

    probability: float
    """Probability that the function is lost."""
    error: float
    """Its standard error."""
    birnbaum: Floats
    """P(lost | site failed) - P(lost | site works)."""
    fussell_vesely: Floats
    """Share of the probability that goes away when the site never fails: 1 - P(lost | works) / P(lost)."""
    achievement: Floats
    """Risk achievement worth: P(lost | failed) / P(lost)."""
    reduction: Floats
    """Risk reduction worth: P(lost) / P(lost | works); infinite where the function is only ever lost with the site."""


def single_points(net: Network, first: int = 0, most: int | None = None) -> Flags:
    """Which sites a single lasting failure takes down, itself included, shape (failures, sites).

    Args:
        net: the network
        first: the site that fails in the first row
        most: how many rows, a failure each; None: to the last site
    """
    rows = net.n_sites - first if most is None else min(most, net.n_sites - first)
    return lost_for_good(net, np.eye(rows, net.n_sites, first, dtype=np.bool_))


def reached(net: Network, weight: Floats) -> Floats:
    """Weight of all sites that each single lasting failure takes down, itself included, shape (sites,)."""
    found = [single_points(net, first, BATCH) @ weight for first in range(0, net.n_sites, BATCH)]
    return np.concatenate(found) if found else np.zeros(0)


def cut_sets(net: Network, function: Sequence[int], most: int = 2, budget: int = 2_000_000) -> CutSets:
    """Smallest cut sets of a function, by trying every set of 1, 2, … sites on which it depends.

    Args:
        net: the network
        function: sites; the function is lost when all of them are down
        most: size of the largest sets tried
        budget: sets tried at most; no size is begun that would pass it

    Returns:
        The minimal cut sets up to the size that was reached.
    """
    upstream = _upstream(net, function)
    found: list[tuple[int, ...]] = []
    tried, order = 0, 0
    for size in range(1, most + 1):
        tried += comb(len(upstream), size)
        if tried > budget:
            break
        known = [frozenset(one) for one in found]
        sets = (one for one in combinations(upstream, size) if not any(cut <= frozenset(one) for cut in known))
        found.extend(_that_cut(net, function, sets))
        order = size
    return CutSets(tuple(found), order)


def _upstream(net: Network, function: Sequence[int]) -> list[int]:
    """Sites on which a function depends, itself included, by number. With capacities everyone who shares a supplier."""
    wiring = net.wiring
    feeds: dict[int, list[int]] = {}
    for edge, site in enumerate(wiring.sup_site.tolist()):
        feeds.setdefault(int(wiring.dep_site[wiring.edge_dep[edge]]), []).append(site)
    if np.isfinite(wiring.capacity).any():
        return list(range(net.n_sites))
    seen, waiting = set(function), list(function)
    while waiting:
        for site in feeds.get(waiting.pop(), ()):
            if site not in seen:
                seen.add(site)
                waiting.append(site)
    return sorted(seen)


def _that_cut(net: Network, function: Sequence[int], sets: Iterator[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Those of the sets whose failure takes the function down."""
    while batch := list(islice(sets, BATCH)):
        failed = np.zeros((len(batch), net.n_sites), dtype=np.bool_)
        rows = np.repeat(np.arange(len(batch)), [len(one) for one in batch])
        failed[rows, np.fromiter(chain.from_iterable(batch), dtype=np.int64, count=rows.size)] = True
        lost = _lost(net, function, failed)
        yield from (one for i, one in enumerate(batch) if lost[i])


def lost_probability(
    net: Network, function: Sequence[int], chance: Floats, trials: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Probability that a function is lost when each site fails by itself with its own chance, and its standard error.

    Args:
        net: the network
        function: sites; lost when all of them are down
        chance: probability that each site fails, shape (sites,)
        trials: how many samples
        rng: random numbers
    """
    lost = 0
    for size in _batches(trials):
        lost += int(_lost(net, function, _failures(chance, size, rng)).sum())
    share = lost / trials
    return share, float(np.sqrt(share * (1 - share) / trials))


def importance(
    net: Network, function: Sequence[int], chance: Floats, trials: int, rng: np.random.Generator
) -> Importance:
    """Sampled importance of each site; every trial is looked at with the site failed and with it working.

    Args, Raises: as `lost_probability`

    Source:
        Birnbaum (1969), in Multivariate Analysis II; Vesely et al. (1983), NUREG/CR-3385 (achievement and reduction)
    """
    upstream = _upstream(net, function)
    failed_lost, works_lost, lost = np.zeros(net.n_sites), np.zeros(net.n_sites), 0.0
    for size in _batches(trials):
        failed = _failures(chance, size, rng)
        base = _lost(net, function, failed)
        lost += base.sum()
        failed_lost += base.sum()
        works_lost += base.sum()
        for site in upstream:
            failed_lost[site] += _lost(net, function, _with(failed, site, True)).sum() - base.sum()
            works_lost[site] += _lost(net, function, _with(failed, site, False)).sum() - base.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        return Importance(
            probability=lost / trials,
            error=float(np.sqrt(lost / trials * (1 - lost / trials) / trials)),
            birnbaum=(failed_lost - works_lost) / trials,
            fussell_vesely=1 - works_lost / lost if lost else np.full(net.n_sites, np.nan),
            achievement=failed_lost / lost if lost else np.full(net.n_sites, np.nan),
            reduction=lost / works_lost if lost else np.full(net.n_sites, np.nan),
        )


def _batches(trials: int) -> Iterator[int]:
    for begin in range(0, trials, BATCH):
        yield min(BATCH, trials - begin)


def _failures(chance: Floats, size: int, rng: np.random.Generator) -> Flags:
    failed = np.zeros((size, chance.size), dtype=np.bool_)
    risky = np.flatnonzero(chance > 0)
    failed[:, risky] = rng.random((size, risky.size)) < chance[risky]
    return failed


def _with(failed: Flags, site: int, state: bool) -> Flags:
    changed = failed.copy()
    changed[:, site] = state
    return changed


def _lost(net: Network, function: Sequence[int], failed: Flags) -> Flags:
    return np.asarray(lost_for_good(net, failed)[:, list(function)].all(axis=1))
