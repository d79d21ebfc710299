"""One pass on examples/harbour, as a user runs it: wall, CPU and peak memory, first and second pass.

Held against 30 s wall on 2 cores and 1 GB of memory (issue 2). Last figures: docs/understand/measured.md.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HARBOUR = Path(__file__).resolve().parents[1] / "examples" / "harbour"
WALL_LIMIT, MEMORY_LIMIT = 30.0, 1000.0  # [s], [MB]


def one_pass(state: Path) -> tuple[float, float, float]:
    """Wall [s], CPU [s] and peak resident memory [MB] of a pass in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    command = [sys.executable, "-m", "forestall", "run", str(HARBOUR), "--state", str(state), "--json"]
    subprocess.run(command, check=True, capture_output=True)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss / 1024


def main() -> None:
    """Print a table of a first and a second pass."""
    print(f"{'pass':8} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} {'of 30 s':>8} {'of 1 GB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("first", "second"):
            wall, cpu, memory = one_pass(Path(folder) / "state")
            shares = f"{wall / WALL_LIMIT:8.2f} {memory / MEMORY_LIMIT:8.2f}"
            print(f"{name:8} {wall:8.1f} {cpu:8.1f} {memory:8.0f} {shares}")


if __name__ == "__main__":
    main()
