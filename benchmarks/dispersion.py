"""How long a cloud takes by each model behind the front door, and what is asked of it."""

from collections.abc import Callable
from functools import partial
from time import process_time

import numpy as np

from forestall.science.chemical.cloud import disperse
from forestall.science.chemical.cloud_source import CloudSource, Form, gas_of
from forestall.science.chemical.cloud_weather import Weather
from forestall.science.chemical.library import substance

RUNS = 50
LARGEST_MS = 25.0  # asked of a dense run

CHLORINE = gas_of(substance("chlorine"))
SOURCES = {
    "passive plume": CloudSource(gas_of(substance("carbon monoxide")), 600.0, 600.0, 288.15),
    "dense plume": CloudSource(CHLORINE, 6000.0, 600.0, 239.1, 0.5),
    "dense puff": CloudSource(CHLORINE, 6000.0, 0.0, 239.1, 0.5),
    "level jet": CloudSource(CHLORINE, 6000.0, 600.0, 239.1, 0.5, 0.05, 1.0, Form.JET),
    "rising jet": CloudSource(CHLORINE, 6000.0, 600.0, 239.1, 0.5, 0.05, 5.0, Form.STACK),
}


def _milliseconds(run: Callable[[], object]) -> float:
    """CPU time of one of many runs, after the first (which compiles or loads the cache)."""
    run()
    began = process_time()
    for _ in range(RUNS):
        run()
    return 1e3 * (process_time() - began) / RUNS


def main() -> None:
    """Print milliseconds of CPU for each model: the cloud, a load on 200 x 200 points, what burns."""
    x, y = np.linspace(10, 5000, 200), np.linspace(-500, 500, 200)
    weather = Weather(5.0, "D")
    for name, source in SOURCES.items():
        cloud = disperse(source, weather)
        made = _milliseconds(partial(disperse, source, weather))
        load = _milliseconds(partial(cloud.grid_load, x, y, 2.75))
        burns = _milliseconds(partial(cloud.flammable, 0.02, 0.1))
        print(f"{name:<14} {made:6.1f} ms (at most {LARGEST_MS:g})   load {load:5.1f} ms   flammable {burns:5.1f} ms")


if __name__ == "__main__":
    main()
