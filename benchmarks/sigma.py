"""Sigma rules on a recording of `../shared/data/logs`: events a CPU second, with 300 and with all Windows rules.

    python -P benchmarks/sigma.py [NAME]      (default: the largest recording, 59,707 events)

`-P` keeps this folder off the module path, where this file would hide the package `sigma` (pySigma).
Last figures (2 shared AMD EPYC cores, 2026-11): 300 rules 16,200 events/CPU s, 2,407 rules 6,800; 1 ms to read a rule.
Held against Zircolite 3.7.0 on the same file with 2,839 rules: 4,780 events/CPU s.
"""

import json
import sys
import time
import zipfile
from pathlib import Path

import pyarrow as pa

from forestall.detect.logsource import routes
from forestall.detect.translate import predicate
from forestall.engine.columns import matches
from forestall.observe.flatten import flatten
from forestall.standards.sigma.read import read
from forestall.standards.sigma.rule import Rule

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def events(name: str) -> pa.Table:
    """The recording as columns of text."""
    with zipfile.ZipFile(SHARED / "logs" / f"{name}.zip") as archive:
        (member,) = (one for one in archive.namelist() if not one.startswith("__MACOSX"))
        rows = [flatten(json.loads(line)) for line in archive.open(member) if line.strip()]
    names = sorted({column for row in rows for column in row})
    return pa.table({column: pa.array([row.get(column) for row in rows], pa.string()) for column in names})


def rules(most: int) -> list[Rule]:
    """Windows rules, evenly over the folder."""
    files = sorted((SHARED / "sigma" / "rules" / "windows").rglob("*.yml"))
    return [
        rule for file in files[:: max(1, len(files) // most)][:most] for rule in read(file.read_bytes(), file.name)[0]
    ]


def run(table: pa.Table, most: int) -> None:
    """One measurement, printed."""
    began = time.process_time()
    known = rules(most)
    parsed = time.process_time()
    names = tuple(table.column_names)
    usable = [
        tuple(route for route in routes(rule.logsource) if set(names).issuperset(route.columns)) for rule in known
    ]
    asked = [predicate(rule.condition, found, names) for rule, found in zip(known, usable, strict=True)]
    found = matches(table, asked)
    spent = time.process_time() - parsed
    print(
        f"{len(known)} rules, {table.num_rows} events: read {parsed - began:.2f} CPU s, "
        f"matched {spent:.2f} CPU s = {table.num_rows / spent:,.0f} events/CPU s, "
        f"{sum(len(rows) > 0 for rows in found)} rules found {sum(len(rows) for rows in found)} events"
    )


if __name__ == "__main__":
    recorded = events(sys.argv[1] if len(sys.argv) > 1 else "metasploit_sharpdump_lsass_memory_dump")
    for number in (300, 5000):
        run(recorded, number)
