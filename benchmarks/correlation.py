"""Correlations: matched events a CPU second through an event_count with 100,000 groups, and through the other kinds.

    python -P benchmarks/correlation.py [EVENTS]      (default: 1,000,000)

The bar is 200,000 events a CPU second for event_count, hits given as lists; `from Arrow` makes the lists first.
Last figures (2 shared AMD EPYC cores with a load of 7, 2026-11), events/CPU s: event_count 236,000 to 276,000,
value_count 147,000, the others 46,000 to 84,000; peak 675 MB.
"""

import resource
import sys
import time
from datetime import timedelta

import numpy as np
import pyarrow as pa

from forestall.detect.correlation.correlator import Correlator
from forestall.detect.correlation.event import Hits
from forestall.detect.correlation.graph import Known, graph
from forestall.standards.sigma.correlation_file import read_correlations

BAR = 200_000
GROUPS, BATCH, SECOND = 100_000, 10_000, 1_000_000
RULE = """
title: bench
id: bench
correlation:
  type: {kind}
  rules: [login, logon]
  group-by: user
  timespan: 10m
  condition: {condition}
"""
KINDS = {
    "event_count": "{gte: 30}",
    "event_count, judged when closed": "{gte: 30, lte: 100}",
    "value_count": "{field: host, gte: 20}",
    "value_sum": "{field: bytes, gte: 100000}",
    "value_avg": "{field: bytes, gte: 1900}",
    "value_median": "{field: bytes, gte: 1900}",
    "temporal": "{gte: 2}",
    "temporal_ordered": "{gte: 2}",
    "temporal, with not": "login and not logon",
}


def tables(events: int) -> list[tuple[str, pa.Table]]:
    """Batches of both rules, 1,000 events a second, some groups far busier than others, 1 % out of order by 2 s."""
    rng = np.random.default_rng(1)
    times = np.arange(events) * (SECOND // 1_000) + np.where(rng.random(events) < 0.01, -2 * SECOND, 0)
    users = (GROUPS * rng.random(events) ** 2).astype(int)
    columns = {
        "time": times,
        "id": [f"record-{n:016x}" for n in range(events)],
        "user": [f"user{n}" for n in users],
        "host": [f"host{n}" for n in rng.integers(0, 500, events)],
        "bytes": [str(n) for n in rng.integers(0, 2_000, events)],
    }
    whole = pa.table(columns)
    return [("logon" if at // BATCH % 10 == 9 else "login", whole.slice(at, BATCH)) for at in range(0, events, BATCH)]


def hits(rule: str, table: pa.Table, asked: tuple[str, ...]) -> Hits:
    """A batch as lists."""
    return Hits(
        rule, table["time"].to_pylist(), table["id"].to_pylist(), {name: table[name].to_pylist() for name in asked}
    )


def run(label: str, kind: str, condition: str, batches: list[tuple[str, pa.Table]]) -> None:
    """One measurement, printed."""
    good, bad = read_correlations(RULE.format(kind=kind, condition=condition).encode(), "bench.yml")
    assert not bad, bad
    usable, _ = graph(good, (Known("login"), Known("logon")))
    asked = usable.fields()["login"]
    correlator = Correlator(usable, timedelta(seconds=5))
    made = cpu = wall = 0.0
    events = matches = 0
    for rule, table in batches:
        began = time.process_time()
        batch = hits(rule, table, asked)
        ready, clock = time.process_time(), time.perf_counter()
        matches += len(correlator.feed([batch]))
        events += len(batch.times)
        made, cpu, wall = made + ready - began, cpu + time.process_time() - ready, wall + time.perf_counter() - clock
    losses = correlator.losses()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{label:32} {events / cpu:9,.0f} events/CPU s ({events / cpu / BAR:.2f} x bar), {events / wall:9,.0f}/wall s, "
        f"from Arrow {events / (cpu + made):9,.0f}/CPU s, {matches} matches, {losses.late} late, "
        f"{sum(loss.groups for loss in losses.correlations)} groups let go, peak {peak:,.0f} MB"
    )


if __name__ == "__main__":
    recorded = tables(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    for name, asked_for in KINDS.items():
        run(name, name.split(",")[0], asked_for, recorded)
