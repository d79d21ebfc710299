"""CPU seconds of chemical risk against the bars of issue 4. Run: `python benchmarks/chemical.py`.

Each task runs once to compile or load its kernels, then is measured. pyELDQM (PyPI) is run beside the first one where
it is installed; its low-level plume took 0.9 s for it (shared/notes/chemical.md).
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from time import process_time

import numpy as np

from forestall.science.chemical.briggs import sigmas
from forestall.science.chemical.cloud import disperse
from forestall.science.chemical.cloud_source import CloudSource, gas_of
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.library import substance
from forestall.science.chemical.plume import concentration
from forestall.science.chemical.probit import Probit, lethality
from forestall.science.chemical.risk.event_tree import Loss, usual_shares
from forestall.science.chemical.risk.exposure import Exposed, Hours, Outcome, exposed
from forestall.science.chemical.risk.footprint import Footprint
from forestall.science.chemical.risk.outcomes import Spill, footprints
from forestall.science.chemical.risk.polar import Ground
from forestall.science.chemical.risk.rose import towards
from forestall.science.chemical.risk.route import Along, Pieces, along
from forestall.science.chemical.risk.toxic import plume_footprint
from forestall.science.chemical.risk.uncertainty import Bands, Release, Spread, bands

CHLORINE = Probit(-6.35, 0.5, 2.75)
AIRS = ((3.0, "B"), (1.5, "D"), (5.0, "D"), (9.0, "D"), (5.0, "E"), (1.5, "F"))
SIDE, HALF = 200, 3_000.0


def roses(directions: int, turns: int) -> list[Hours]:
    """Six airs, each with its own wind rose."""
    rng = np.random.default_rng(1)
    angles = np.arange(directions) * (360.0 / directions)
    shares = rng.dirichlet(np.ones(directions * len(AIRS))).reshape(len(AIRS), directions)
    return [Hours(i, i % 2, towards(angles, row, turns, sectors=angles)) for i, row in enumerate(shares)]


def ground() -> Ground:
    """People on 200 x 200 pixels."""
    return Ground(-HALF, -HALF, 2 * HALF / SIDE, np.random.default_rng(2).random((4, SIDE, SIDE)) * 1e-3)


def nodes() -> tuple[np.ndarray, np.ndarray]:
    """The map's 200 x 200 nodes."""
    line = np.linspace(-HALF, HALF, SIDE)
    east, north = np.meshgrid(line, line)
    return east.ravel(), north.ravel()


def plumes(rate: float) -> tuple[Footprint | None, ...]:
    """Chlorine at a rate in every air."""
    return tuple(plume_footprint(CHLORINE, rate, 1800.0, wind=u, stability=s, height=1.0) for u, s in AIRS)


def toxic_map() -> float:
    """Individual risk of one release in 16 directions x 6 airs on 200 x 200 nodes; returns its sum."""
    nobody = Ground(0.0, 0.0, 100.0, np.zeros((4, 1, 1)))
    risk = exposed([Outcome(0.0, 0.0, 1e-5, plumes(5.0))], roses(16, 360), nobody)
    return float(risk.individual(*nodes()).sum())


def plain_map() -> float:
    """The same by brute force in NumPy, every direction on every node: what the rings save."""
    east, north = nodes()
    total = np.zeros(east.size)
    for i, (wind, stability) in enumerate(AIRS):
        shares = roses(16, 16)[i].rose
        for j, share in enumerate(shares):
            angle = j * 2 * np.pi / 16
            along_wind = east * np.sin(angle) + north * np.cos(angle)
            across = east * np.cos(angle) - north * np.sin(angle)
            sigma_y, sigma_z = sigmas(np.maximum(along_wind, 1e-3), stability, urban=False)
            c = concentration(5.0, wind, y=across, z=1.0, height=1.0, sigma_y=sigma_y, sigma_z=sigma_z)
            total += 1e-5 * share * lethality(CHLORINE, 1e6 * np.where(along_wind > 0, c, 0.0), 30.0)
    return float(total.sum())


def site() -> Exposed:
    """100 scenarios in 36 directions x 6 airs: individual risk on 200 x 200 nodes and F-N of 200 x 200 people."""
    rates = np.geomspace(0.2, 50.0, 100)
    places = [(40.0 * (i % 10), 40.0 * (i // 10)) for i in range(100)]
    outcomes = [Outcome(*place, 1e-6, plumes(float(rate))) for place, rate in zip(places, rates, strict=True)]
    risk = exposed(outcomes, roses(36, 360), ground())
    risk.individual(*nodes())
    return risk


def route() -> Along:
    """100 km in 1,000 pieces, 3 substances x 5 scenarios x 6 airs."""
    t = (np.arange(1000) + 0.5) / 1000
    pieces = Pieces(100e3 * t, 3e3 * np.sin(20 * t), (100 * t).astype(np.int64), np.full((1000, 15), 1e-9))
    people = np.random.default_rng(3).random((4, 120, 1060)) * 1e-3
    marks = [plumes(float(rate)) for rate in np.geomspace(0.2, 50.0, 15)]
    east, north = np.meshgrid(np.linspace(-3e3, 103e3, SIDE), np.linspace(-6e3, 6e3, SIDE))
    return along(pieces, marks, roses(36, 180), Ground(-3e3, -6e3, 100.0, people), (east.ravel(), north.ravel()))


def uncertain() -> Bands:
    """1,000 Latin hypercube samples of a site with 5 releases of chlorine from real clouds."""
    airs = [Weather(wind=u, stability=s) for u, s in AIRS]
    loss = Loss(at_once=False, pressurised=True, toxic=True, immediate=0.0, delayed=0.0)
    releases = []
    for rate in (0.5, 2.0, 8.0, 30.0, 70.0):
        spill = Spill(substance("chlorine"), 40_000.0, rate, 600.0, False, 1.0, 288.15, None)
        releases.append(
            Release(loss, 1e-6, 0.0, 0.0, lambda branch, by, one=spill: footprints(one, branch, airs, strength=by))
        )
    return bands(
        releases, usual_shares(), roses(16, 360), ground(), nodes(), np.geomspace(1, 1000, 40),
        samples=1000, spread=Spread(), stream=np.random.default_rng(4),
    )  # fmt: skip


def dense() -> float:
    """A dense cloud of the front door; returns how far 20 ppm reach."""
    source = CloudSource(gas_of(substance("chlorine")), 24_000.0, 600.0, 239.1, 0.8)
    cloud = disperse(source, Weather(wind=5.0, stability="D"))
    return cloud.reach(cloud.mass_concentration(20e-6))


TASKS: Sequence[tuple[str, Callable[[], object], int, float]] = (
    ("96 weathers x 200 x 200, toxic individual risk", toxic_map, 5, 0.15),
    ("100 scenarios x 36 x 6 x 200 x 200, individual risk and F-N", site, 1, 4.0),
    ("a dense cloud", dense, 20, 0.025),
    ("100 km, 1,000 pieces, 3 x 5 x 6, individual risk and F-N", route, 1, 20.0),
    ("1,000 samples of a site", uncertain, 1, 60.0),
)


def seconds(task: Callable[[], object], runs: int) -> float:
    """CPU seconds of a run, after one that compiles."""
    task()
    begun = process_time()
    for _ in range(runs):
        task()
    return (process_time() - begun) / runs


def main() -> None:
    """Print each task, its CPU seconds and its bar."""
    for name, task, runs, bar in TASKS:
        found = seconds(task, runs)
        print(f"{name}: {found:.3g} s (bar {bar:g} s) {'kept' if found <= bar else 'MISSED'}")
    print(f"the first by brute force in NumPy: {seconds(plain_map, 1):.3g} s")
    if find_spec("pyeldqm") is None:
        print("pyELDQM is not installed: not run beside it (0.88 s measured once, shared/notes/chemical.md)")


if __name__ == "__main__":
    main()
