"""Cascades per second on a synthetic network of 2,000 sites and 7,000 edges.

Run: `python benchmarks/cascade.py`. Held against the CLIMADA petals branch `feature/networks`: 17.7 events/s on a
network of this size (measured once, shared/notes/risk.md).
"""

import time

import numpy as np

from forestall.science.network.cascade import Network, cascade, network

SITES, DEPENDENCIES, HORIZON = 2_000, 3_500, 336.0


def synthetic(rng: np.random.Generator) -> Network:
    """Power, telecom, water, others by thirds; each needs one of two suppliers of another layer; cycles included."""
    pairs = rng.integers(0, SITES, (DEPENDENCIES, 2))
    return network(
        SITES,
        rng.integers(0, SITES, DEPENDENCIES).tolist(),
        pairs.tolist(),
        required=rng.integers(1, 3, DEPENDENCIES).tolist(),
        buffer=rng.choice([0, 4, 8, 24, 72], DEPENDENCIES).tolist(),
        restart=rng.choice([0, 1, 6, 12], DEPENDENCIES).tolist(),
    )


def main() -> None:
    """Print events per second for a few and for many sites hit."""
    rng = np.random.default_rng(1)
    net = synthetic(rng)
    cascade(net, np.zeros((1, SITES)), HORIZON)
    for hit, samples in ((2, 2_000), (20, 1_000), (200, 300)):
        damage = np.zeros((samples, SITES))
        for row in damage:
            row[rng.choice(SITES, hit, replace=False)] = rng.lognormal(np.log(24), 0.8, hit)
        begun = time.perf_counter()
        down = (cascade(net, damage, HORIZON).hours > 0).sum(axis=1).mean()
        print(f"{hit} sites hit, {down:.0f} go down: {samples / (time.perf_counter() - begun):,.0f} events/s")


if __name__ == "__main__":
    main()
