"""The 43 Aralia fault trees of `../shared/data/fault_trees`: CPU seconds, memory and answers of each.

    python benchmarks/fault_trees.py [NAME...]

One process; loops are compiled and loaded before the clock starts. CPU is `time.process_time`: `read` the file, `solve`
the exact probability (nus9601: the sampled one), `sets` the minimal cut sets counted, `matter` the importances. Held
against `scram` (Debian) in the same run where it is installed; otherwise its 31.2 CPU-s and 893 MB for the 42 trees are
those of shared/notes/risk.md. Answers are compared with ../shared/reference/fault_trees.csv.
Figures of the last run: docs/decisions/0022-fault-trees-by-modules.md.
"""

import csv
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from forestall.core.errors import LimitError
from forestall.model.fault_tree import FaultTree
from forestall.science.network import diagrams, sampling, zbdd
from forestall.science.network.fault_tree import answer
from forestall.science.network.importance import importances
from forestall.science.network.logic import compile_tree, names
from forestall.standards.open_psa.read import quantify, read

SHARED = Path(__file__).resolve().parents[2] / "shared"
FOLDER = SHARED / "data" / "fault_trees"
BAR_SECONDS, BAR_BYTES = 10.0, 1e9
SAMPLED = "nus9601"


def load(path: Path) -> FaultTree:
    """The tree of a file and its one top."""
    model = read([(path.name, path.read_bytes())])
    used = {name for gate in model.gates.values() for name in names(gate)}
    [top] = [gate for gate in model.gates if gate not in used]
    return FaultTree(path.stem, top, model.gates, quantify(model, 8760.0).probability)


def one(path: Path, expected: dict[str, str]) -> tuple[float, float]:
    """Print the line of a tree; returns its CPU seconds for the probability and for everything."""
    clock = [time.process_time()]
    tree = load(path)
    clock.append(time.process_time())
    logic = compile_tree(tree)
    chances = np.array([tree.probability[event] for event in logic.events])
    solved = diagrams.solve(logic)
    top = solved.logic.tops[0]
    chance = diagrams.chances(solved, chances)
    probability = diagrams.literal_chance(chance, top)
    clock.append(time.process_time())
    sets = zbdd.cut_sets(solved)
    count = zbdd.count(sets, top)
    clock.append(time.process_time())
    importances(solved, chance, top)
    clock.append(time.process_time())
    steps = np.diff(clock)
    good = _agrees(probability, count, expected)
    print(
        f"{path.stem:9} read {steps[0]:.3f} solve {steps[1]:.3f} sets {steps[2]:.3f} matter {steps[3]:.3f} "
        f"nodes {solved.size:8,} peak {solved.peak:9,} P {probability:<11.6g} cut sets {count:,} {good}",
        flush=True,
    )
    return float(steps[:2].sum()), float(steps.sum())


def _agrees(probability: float, count: int, expected: dict[str, str]) -> str:
    if not expected:
        return ""
    same = f"{probability:.6g}" == f"{float(expected['p_exact_scram_6sig']):.6g}"
    counted = not expected["mcs_count_scram"] or count == int(expected["mcs_count_scram"])
    return "as SCRAM" if same and counted else "DIFFERS FROM SCRAM"


def sampled(path: Path) -> None:
    """Print the line of the tree that no diagram holds."""
    begun = time.process_time()
    tree = load(path)
    logic = compile_tree(tree)
    chances = np.array([tree.probability[event] for event in logic.events])
    try:
        diagrams.solve(logic)
    except LimitError as error:
        print(f"{path.stem:9} {error} after {time.process_time() - begun:.1f} CPU-s", flush=True)
    begun = time.process_time()
    found = sampling.estimate(logic, chances, seed=0)
    print(
        f"{path.stem:9} P {found.value:.6g} ± {found.half_width:.2g} (95 %, {found.half_width / found.value:.4%}), "
        f"{found.trials:,} trials in {found.strata} strata, {time.process_time() - begun:.1f} CPU-s"
    )


def scram(paths: list[Path]) -> None:
    """Run the peer where it is installed."""
    if shutil.which("scram") is None:
        print("scram: not installed, not run (`apt-get install scram`)")
        return
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for path in paths:
        ask = ["scram", "--bdd", "--probability", "1", "-l", "1", str(path)]
        subprocess.run(ask, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"scram: {after.ru_utime - before.ru_utime:.1f} CPU-s, peak {after.ru_maxrss / 1e3:.0f} MB")


def main() -> None:
    """All trees, or those named."""
    with (SHARED / "reference" / "fault_trees.csv").open(encoding="utf-8") as file:
        expected = {row["name"]: row for row in csv.DictReader(file)}
    asked = sys.argv[1:] or sorted(p.stem for p in FOLDER.glob("*.xml") if not p.stem.startswith("small_"))
    answer(load(FOLDER / "chinese.xml"))
    exact = [FOLDER / f"{name}.xml" for name in asked if name != SAMPLED]
    spent = [one(path, expected.get(path.stem, {})) for path in exact]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    probability, everything = (sum(column) for column in zip(*spent, strict=True))
    print(
        f"{len(exact)} trees: {probability:.2f} CPU-s for the probabilities (bar {BAR_SECONDS:g}), "
        f"{everything:.2f} with cut sets and importances; peak {memory / 1e6:.0f} MB (bar {BAR_BYTES / 1e6:g})"
    )
    if SAMPLED in asked:
        sampled(FOLDER / f"{SAMPLED}.xml")
    scram(exact)


if __name__ == "__main__":
    main()
