"""Sigma rules on the recordings of `../shared/data/logs`: events a CPU second, findings written.

    python -P benchmarks/sigma.py [--million]

`-P` keeps this folder off the module path, where this file would hide the package `sigma` (pySigma). Every run is a
process of its own, in which the job is done twice; CPU is that of the process without imports and compiling. What is
imported only when it is first needed (what loads compiled kernels, scipy for that, pandas where it is installed, since
pyarrow looks for it) counts in `first` and not in `again`, which is what a long run or a service pays. `machine` says
how fast this machine was at the moment against the quiet one of the notes (166,000 `orjson.loads` a CPU second); under
load a CPU second is worth less. Zircolite is not run here: 4,864 events a CPU second are its notes' figure (3.7.0,
2,839 rules, eight larger recordings of the same collection, a quiet machine).
Figures of the last run: docs/decisions/0012-one-program-for-all-rules.md.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
RULES = [SHARED / "sigma" / "rules" / "windows", SHARED / "sigma" / "rules-emerging-threats"]
ZIRCOLITE = 4_864
BARS = {"parquet": 110_000, "json": 70_000}
MOST_MEMORY = 1.2e9

ONE_RUN = """
import json, resource, sys, time
from datetime import UTC, datetime
from pathlib import Path
import orjson
from forestall.detect.ruleset import Ruleset
from forestall.pipeline import detect
from forestall.pipeline.detect_compiled import Compiled, compiled

told = json.loads(sys.argv[1])
lines = Path(told["sample"]).read_bytes().splitlines()[:6000]

def machine():
    began = time.process_time()
    for line in lines:
        orjson.loads(line)
    return len(lines) / (time.process_time() - began) / 166_000

began = time.process_time()
rules = compiled(tuple(map(Path, told["rules"])))
load = time.process_time() - began
detect.compiled = lambda paths, placeholders: rules
paths = tuple(map(Path, told["paths"]))
job = detect.Job(paths, (), Path(told["out"]), datetime(2026, 11, 23, tzinfo=UTC))
first = detect.run_detect(job, lambda step: None)
speed = machine()
done = detect.run_detect(job, lambda step: None)
print(json.dumps({"events": done.events, "matches": done.folded.count, "rules": done.rules, "cpu": done.cpu,
    "first": first.cpu, "wall": done.wall, "memory": done.memory, "load": load, "machine": (speed + machine()) / 2}))
"""

LIVE = """
import json, sys, time
from pathlib import Path
import numpy as np, pyarrow.parquet as pq
from forestall.detect.live import Detector
from forestall.pipeline.detect_compiled import compiled
told = json.loads(sys.argv[1])
table = pq.read_table(told["paths"][0])
import pyarrow as pa
table = table.append_column("_time", pa.nulls(table.num_rows, pa.timestamp("us", tz="UTC")))
table = table.append_column("_host", pa.nulls(table.num_rows, pa.string()))
ruleset = compiled(tuple(map(Path, told["rules"]))).ruleset
for size in (100, 1_000, 10_000):
    detector, spent, cpu = Detector(ruleset, "live"), [], time.process_time()
    detector.feed(table.slice(0, 10_000))
    cpu, fed = time.process_time(), 0
    for begin in range(0, min(table.num_rows, size * 100), size):
        at = time.perf_counter()
        part = table.slice(begin, size)
        detector.feed(part)
        fed += part.num_rows
        spent.append(time.perf_counter() - at)
    cpu = time.process_time() - cpu
    print(f"live, {size:>6} at a time: {fed / cpu:>9,.0f} events/CPU s, p50 {np.percentile(spent, 50) * 1e3:.1f} ms, "
        f"p99 {np.percentile(spent, 99) * 1e3:.1f} ms from events to matches")
"""


def prepare(folder: Path) -> None:
    """Writes the Windows recordings as JSON lines and as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from forestall.observe.flatten import flatten

    for archive in sorted((SHARED / "logs").glob("*.zip")):
        with zipfile.ZipFile(archive) as members:
            for name in members.namelist():
                if not name.endswith(".json") or name.startswith("__MACOSX"):
                    continue
                path = folder / f"{archive.stem}.json"
                path.write_bytes(members.read(name))
                lines = path.read_bytes().splitlines()
                rows = [flatten(json.loads(line, parse_int=str, parse_float=str)) for line in lines if line.strip()]
                names = sorted({key for row in rows for key in row})
                table = pa.table({key: pa.array([row.get(key) for row in rows], pa.string()) for key in names})
                pq.write_table(table, path.with_suffix(".parquet"))


def start(code: str, paths: list[Path], rules: list[Path], sample: Path, out: Path) -> subprocess.Popen[str]:
    """One run in a process of its own."""
    told = {"paths": list(map(str, paths)), "rules": list(map(str, rules)), "sample": str(sample), "out": str(out)}
    return subprocess.Popen([sys.executable, "-P", "-c", code, json.dumps(told)], stdout=subprocess.PIPE, text=True)


def told(name: str, process: subprocess.Popen[str], bar: float | None = None) -> float:
    """Prints a run; gives its CPU seconds an event."""
    out, _ = process.communicate()
    run = json.loads(out)
    rate, first = run["events"] / run["cpu"], run["events"] / run["first"]
    print(
        f"{name:<34} {run['rules']:>5} rules {run['events']:>9,} events {run['matches']:>6,} matches "
        f"first {first:>9,.0f} again {rate:>9,.0f} events/CPU s {run['events'] / run['wall']:>9,.0f} events/s wall "
        f"{run['memory'] / 1e6:>6,.0f} MB ({run['memory'] / MOST_MEMORY:.2f} of the bar) "
        f"rules ready in {run['load']:.2f} CPU s machine {run['machine']:.2f}"
        + (f"  {first / bar:.2f} and {rate / bar:.2f} of the bar, {rate / ZIRCOLITE:.1f} x Zircolite" if bar else "")
    )
    return float(run["cpu"] / run["events"])


def main() -> None:
    """All runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # a process of its own: a child's peak memory begins at its parent's
        subprocess.run([sys.executable, "-P", __file__, "--prepare", name], check=True)
        plain = sorted(folder.glob("*.json"))
        columns = [path.with_suffix(".parquet") for path in plain]
        fewer = folder / "rules"
        fewer.mkdir()
        files = sorted(path for root in RULES for path in root.rglob("*.yml"))
        for path in files[:: len(files) // 300][:300]:
            (fewer / path.name).write_bytes(path.read_bytes())
        sample, outs = (
            next(path for path in plain if "sharpdump" in path.name),
            [folder / f"out{number}" for number in range(2)],
        )
        told("warm-up, compiles where it must", start(ONE_RUN, plain[:1], RULES, sample, outs[0]))
        for kind, paths in (("parquet", columns), ("json", plain)):
            many = told(f"{kind}, all rules", start(ONE_RUN, paths, RULES, sample, outs[0]), BARS[kind])
            few = told(f"{kind}, 300 rules", start(ONE_RUN, paths, [fewer], sample, outs[0]))
            print(f"{kind}: all rules cost {many / few:.2f} x what 300 cost (bar: at most 2)")
            halves = [start(ONE_RUN, paths[half::2], RULES, sample, outs[half]) for half in range(2)]
            for half, process in enumerate(halves):
                told(f"{kind}, process {half + 1} of 2", process)
        if "--million" in sys.argv:
            for times in (1, 5):
                repeated = []
                for number in range(times):
                    for path in columns:
                        copy = folder / f"{path.stem}_{number}.parquet"
                        copy.write_bytes(path.read_bytes())
                        repeated.append(copy)
                told(
                    f"parquet, recordings x {times}", start(ONE_RUN, repeated, RULES, sample, outs[0]), BARS["parquet"]
                )
                for copy in repeated:
                    copy.unlink()
        print(start(LIVE, columns[6:7], RULES, sample, outs[0]).communicate()[0], end="")


if __name__ == "__main__":
    prepare(Path(sys.argv[2])) if sys.argv[1:2] == ["--prepare"] else main()
