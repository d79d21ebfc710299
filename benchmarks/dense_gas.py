"""How long a steady dense plume takes."""

from time import process_time

from forestall.science.chemical import dense_kernel
from forestall.science.chemical.dense_plume import Air, DenseRelease, dense_plume
from forestall.science.chemical.similarity import SurfaceLayer

RUNS = 50


def main() -> None:
    """Print milliseconds a run, after the first (which compiles or loads the cache)."""
    release = DenseRelease(10.0, 4.0, 239.1, 0.8, 0.070906, 498.1, 287_840.0, 239.1, 1574.0)
    air = Air(SurfaceLayer(0.3, float("inf"), 0.03), 288.15, 101_325.0, 0.7)
    dense_plume(release, air, 5_000.0)
    began = process_time()
    for _ in range(RUNS):
        dense_plume(release, air, 5_000.0)
    spent = process_time() - began
    print(f"{dense_kernel.__name__}: {1e3 * spent / RUNS:.1f} ms a run")


if __name__ == "__main__":
    main()
