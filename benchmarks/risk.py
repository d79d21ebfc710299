"""Simulated years: 1,000,000 years of 300 and of 1,000 scenarios, with curves by field and jurisdiction.

Run: `python benchmarks/risk.py`. CPU seconds of all threads, wall clock, and peak memory of the process. The first
line, for 400 years, holds the compilation on a machine that has none kept. Held against a plain NumPy simulation of the
same events (draw the number, the years and the samples of each scenario, add up by `bincount`), which is what pyfair
and riskquant do for one loss and no groups; those measured 1.1e6 and 0.95e6 risk-years a second (shared/notes/risk.md).
"""

import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from forestall.assess.hazard import SCALES
from forestall.assess.simulate import Simulation
from forestall.assess.stage import assess
from forestall.assess.years import years
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.place import Place
from forestall.model.profile import Appraisal, ImpactScale, Profile
from forestall.model.scenario import Amount, DirectLoss, Frequency, Scenario
from forestall.model.words import Field, Scale

YEARS = 1_000_000
AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
JURISDICTIONS = 9


def place(scenarios: int, simulated: int) -> Place:
    """A region with nine districts; rates as in the harbour example: median 0.04, mean 0.09 a year."""
    rng = np.random.default_rng(1)
    names = [f"d{i}" for i in range(JURISDICTIONS)]
    tree = (Jurisdiction("region", "Region"), *(Jurisdiction(name, name, "region") for name in names))
    scales = {scale: ImpactScale("units", 1.0) for scale in (Scale.DEATHS, Scale.INJURIES, Scale.ECONOMIC)}
    profile = Profile("Bench", "UTC", ("en",), "EUR", tree, scales, appraisal=Appraisal(years=simulated))
    return Place(
        Path("/nowhere"), "", profile, scenarios=tuple(_scenario(i, names, rng) for i in range(scenarios))
    )  # fmt: skip


def _scenario(i: int, names: list[str], rng: np.random.Generator) -> Scenario:
    rate, size = 0.04 * float(rng.lognormal(0, 1.25)), float(rng.lognormal(12, 1.5))
    amounts = {
        Scale.DEATHS: Amount(size * 1e-6, size * 1e-5),
        Scale.INJURIES: Amount(size * 1e-5, size * 1e-4),
        Scale.ECONOMIC: Amount(size, size * 8),
    }
    return Scenario(
        f"s{i:04d}",
        f"Scenario {i}",
        "TL0305",
        list(Field)[i % len(Field)],
        names[i % len(names)],
        Frequency(low=rate / 3, high=rate * 2.2),
        (DirectLoss("direct", amounts),),
    )


def measured(what: str, run: Callable[[], object]) -> None:
    """Print what a run costs."""
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {cpu:.1f} CPU-s, {wall:.1f} s, peak so far {peak:,.0f} MB", flush=True)


def plain(simulation: Simulation, simulated: int) -> None:
    """The same events with NumPy: yearly sums of economic loss over all, one world."""
    rng, total, s = np.random.default_rng(1), np.zeros(simulated), SCALES.index(Scale.ECONOMIC)
    for one in simulation.scenarios:
        bank = simulation.banks[one.id]
        count = int(rng.poisson(simulation.likelihoods[one.id].rate * simulated))
        when, sample = rng.integers(0, simulated, count), rng.integers(0, bank.weights.size, count)
        total += np.bincount(when, weights=bank.losses[sample, s].sum(axis=1), minlength=simulated)
    np.sort(total)


def main() -> None:
    """Print every figure."""
    small = assess(place(300, 1000), (), AT, 1, lambda _: None)[1]
    measured("300 scenarios, 400 years", lambda: years(small, 400))
    rate = sum(one.rate for one in small.likelihoods.values())
    measured(
        f"300 scenarios, {YEARS:,} years, {rate:.0f} events a year, AEP and OEP of 3 scales by 16 groups",
        lambda: years(small, YEARS),
    )
    measured(f"300 scenarios, {YEARS:,} years, one loss, no groups, NumPy", lambda: plain(small, YEARS))
    large = place(1_000, YEARS)
    measured(
        f"1,000 scenarios, {YEARS:,} years, from the place: banks, AEP, OEP, F-N, tails and bands",
        lambda: assess(large, (), AT, 1, lambda _: None),
    )


if __name__ == "__main__":
    main()
