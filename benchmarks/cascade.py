"""Cascades per second, in time and for ever, and node-hours per second on one core.

Run: `python benchmarks/cascade.py`. Held against the network module of CLIMADA petals (branch `feature/networks`): 17.7
events/s on 2,000 sites and 7,200 edges, 1.25 events/s on 20,000 sites and 71,000 edges (measured once on this machine,
shared/notes/risk.md). CPU time; compilation is not counted.
"""

import time
from collections.abc import Callable

import numpy as np

from forestall.science.network.cascade import cascade, lost_for_good
from forestall.science.network.layout import Network, network

HORIZON = 336.0
LAYERS = (0.15, 0.15, 0.1, 0.2, 0.4)  # power, telecom, water, services, people's sites: shares of all sites
CIRCLE = 0.02  # share of dependencies that go back to a lower layer


def layered(rng: np.random.Generator, sites: int, edges: int) -> Network:
    """Layers that supply those above them, two suppliers a dependency, and a few dependencies back."""
    layer = np.repeat(np.arange(len(LAYERS)), (np.array(LAYERS) * sites).astype(int))
    layer = np.concatenate([layer, np.full(sites - layer.size, len(LAYERS) - 1)])
    ends = np.searchsorted(layer, np.arange(len(LAYERS) + 1))
    deps = edges // 2
    needs = rng.integers(ends[1], sites, deps)
    below = np.maximum(layer[needs] - 1 - rng.integers(0, 3, deps), 0)
    pairs = ends[below][:, None] + (rng.random((deps, 2)) * (ends[below + 1] - ends[below])[:, None]).astype(int)
    back = rng.random(deps) < CIRCLE
    needs = np.where(back, rng.integers(0, ends[3], deps), needs)
    return _network(rng, sites, needs, pairs)


def tangled(rng: np.random.Generator, sites: int, edges: int) -> Network:
    """Anything needs anything: nearly all sites lie on one circle, the hardest case."""
    return _network(rng, sites, rng.integers(0, sites, edges // 2), rng.integers(0, sites, (edges // 2, 2)))


def _network(rng: np.random.Generator, sites: int, needs: np.ndarray, pairs: np.ndarray) -> Network:
    n = needs.size
    return network(
        sites,
        needs.tolist(),
        pairs.tolist(),
        required=rng.choice([1, 1, 1, 2], n).tolist(),
        buffer=rng.choice([0, 4, 8, 24, 72], n).tolist(),
        restart=rng.choice([0, 1, 6, 12], n).tolist(),
    )


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def in_time(name: str, net: Network, hit: int, samples: int, rng: np.random.Generator) -> None:
    """Print events and node-hours a second for events that hit so many sites."""
    damage = np.zeros((samples, net.n_sites))
    for row in damage:
        row[rng.choice(net.n_sites, hit, replace=False)] = rng.lognormal(np.log(24), 0.8, hit)
    down = (cascade(net, damage[:20], HORIZON).hours > 0).sum(axis=1).mean()
    rate = samples / _seconds(lambda: cascade(net, damage, HORIZON))
    print(
        f"{name}, {net.n_sites:,} sites, {net.given_edge.size:,} edges, {hit} hit, {down:,.0f} go down: "
        f"{rate:,.0f} events/s, {rate * net.n_sites * HORIZON:.2e} node-hours/s"
    )


def for_ever(name: str, net: Network, hit: int, events: int, rng: np.random.Generator) -> None:
    """Print events a second when nothing is repaired."""
    failed = np.zeros((events, net.n_sites), dtype=np.bool_)
    for row in failed:
        row[rng.choice(net.n_sites, hit, replace=False)] = True
    down = lost_for_good(net, failed[:64]).sum(axis=1).mean()
    rate = events / _seconds(lambda: lost_for_good(net, failed))
    print(f"{name}, {net.n_sites:,} sites, {hit} hit for ever, {down:,.0f} go down: {rate:,.0f} events/s")


def main() -> None:
    """Print figures for few and many sites hit, small and large networks, few and many circles."""
    rng = np.random.default_rng(1)
    for name, make in (("layered", layered), ("tangled", tangled)):
        for sites, edges in ((2_000, 10_000), (20_000, 71_000)):
            net = make(rng, sites, edges)
            for share, samples in ((0.001, 4_000), (0.01, 2_000), (0.1, 500)):
                in_time(name, net, int(share * sites), samples * 2_000 // sites, rng)
            for_ever(name, net, sites // 100, 2_000, rng)


if __name__ == "__main__":
    main()
