"""Real networks and fault trees read as dependency graphs: the European grid, Shelby County, the Aralia trees."""

import csv
import gzip
import json
import xml.etree.ElementTree as ElementTree
from collections import deque

import numpy as np
import pytest

from forestall.science.network.cascade import cascade, lost_for_good
from forestall.science.network.layout import network
from forestall.science.network.weak_points import lost_probability

TRIALS = 1 << 15


def supplied_from(n, links, sources):
    """Each bus needs any one of the neighbours that are nearer to a source: a network, and those neighbours."""
    near = [[] for _ in range(n)]
    for a, b in links:
        near[a].append(b)
        near[b].append(a)
    steps, waiting = dict.fromkeys(sorted(sources), 0), deque(sorted(sources))
    while waiting:
        bus = waiting.popleft()
        for other in near[bus]:
            if other not in steps:
                steps[other] = steps[bus] + 1
                waiting.append(other)
    feeds = {bus: sorted({o for o in near[bus] if steps[o] == steps[bus] - 1}) for bus in steps if steps[bus]}
    return feeds, steps


def built(n, feeds, extra=()):
    deps = [*((bus, feeds[bus], 1) for bus in sorted(feeds)), *extra]
    zeros = [0] * len(deps)
    return network(
        n, [d[0] for d in deps], [d[1] for d in deps], required=[d[2] for d in deps], buffer=zeros, restart=zeros
    )


def reached(feeds, steps, failed):
    """Buses with a way of working buses down from a source, by plain search in the order of their distance."""
    alive = set()
    for bus in sorted(steps, key=steps.get):
        if bus not in failed and (steps[bus] == 0 or any(one in alive for one in feeds[bus])):
            alive.add(bus)
    return alive


@pytest.fixture(scope="module")
def grid(shared):
    folder = shared / "data" / "grid"

    def rows(name):
        with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, quotechar="'"))

    index = {row["bus_id"]: i for i, row in enumerate(rows("buses"))}
    kinds = ("lines", "links", "transformers")
    links = [(index[row["bus0"]], index[row["bus1"]]) for name in kinds for row in rows(name)]
    sources = {index[row["bus_id"]] for row in rows("generators") if row["bus_id"] in index}
    return len(index), links, sources


def test_the_european_grid_loses_what_a_search_from_the_generators_does_not_reach(grid):
    n, links, sources = grid
    feeds, steps = supplied_from(n, links, sources)
    net = built(n, feeds)
    assert n == 8807
    assert net.given_edge.size > 5000
    rng = np.random.default_rng(11)
    failed = rng.random((64, n)) < np.geomspace(0.0005, 0.05, 64)[:, None]
    lost = lost_for_good(net, failed)
    for event in range(0, 64, 7):
        alive = reached(feeds, steps, set(np.flatnonzero(failed[event]).tolist()))
        known = np.array(sorted(steps))
        assert np.array_equal(np.isin(known, sorted(alive)), ~lost[event, known])


def test_the_european_grid_comes_back_with_its_repairs(grid):
    n, links, sources = grid
    net = built(n, supplied_from(n, links, sources)[0])
    rng = np.random.default_rng(12)
    damage = np.where(rng.random((20, n)) < 0.01, rng.lognormal(np.log(24), 0.8, (20, n)), 0.0)
    hours = cascade(net, damage, 336).hours
    own = np.floor(np.minimum(damage, 336) + 0.5)
    assert (hours >= own).all()
    assert (hours.max(axis=1) == own.max(axis=1)).all()
    assert (hours > own).any()


@pytest.fixture(scope="module")
def shelby(shared):
    """Shelby County: power buses, switches, lines and transformers; water pumps that need a power bus's motor."""
    folder = shared / "data" / "interdependent"
    tables = json.loads((folder / "shelby_power.json").read_text(encoding="utf-8"))["_object"]

    def table(name):
        found = json.loads(tables[name]["_object"])
        return [dict(zip(found["columns"], row, strict=True)) for row in found["data"]]

    links = [(row["from_bus"], row["to_bus"]) for row in table("line")]
    links += [(row["hv_bus"], row["lv_bus"]) for row in table("trafo")]
    links += [(row["bus"], row["element"]) for row in table("switch") if row["et"] == "b" and row["closed"]]
    sources = {row["bus"] for row in table("ext_grid")}
    motors = {row["name"]: row["bus"] for row in table("motor")}
    with (folder / "shelby_dependencies.csv").open(encoding="utf-8", newline="") as file:
        pumps = [
            (row["water_id"], motors[row["power_id"]]) for row in csv.DictReader(file) if row["power_id"] in motors
        ]
    return len(table("bus")), links, sources, pumps


def test_water_pumps_of_shelby_county_fall_with_the_power_grid(shelby):
    n, links, sources, pumps = shelby
    feeds, steps = supplied_from(n, links, sources)
    extra = [(n + i, [bus], 1) for i, (_, bus) in enumerate(pumps)]
    net = built(n + len(pumps), feeds, extra)
    assert len(pumps) >= 9
    assert all(bus in steps for _, bus in pumps)
    blackout = np.zeros((1, net.n_sites))
    blackout[0, sorted(sources)] = 10.0
    assert cascade(net, blackout, 48).hours[0, n:].tolist() == [10.0] * len(pumps)
    rng = np.random.default_rng(3)
    failed = rng.random((256, net.n_sites)) < 0.02
    failed[:, n:] = False
    lost = lost_for_good(net, failed)
    for event in range(0, 256, 16):
        alive = reached(feeds, steps, set(np.flatnonzero(failed[event]).tolist()))
        assert lost[event, n:].tolist() == [bus not in alive for _, bus in pumps]


def fault_tree(path):
    """A fault tree as a dependency graph: a gate needs its inputs; the chance of every basic event; the top gate."""
    root = ElementTree.parse(path).getroot()
    gates = {one.get("name"): next(part for part in one if part.tag in FORMULAE) for one in root.iter("define-gate")}
    chance = {
        one.get("name"): float(one.find("float").get("value")) for one in root.iter("define-basic-event")
    }  # fmt: skip
    deps, index = [], {name: i for i, name in enumerate((*gates, *chance))}

    def site(part):
        if part.tag in ("gate", "basic-event", "event"):
            return index[part.get("name")]
        index[f"inner {len(index)}"] = number = len(index)
        add(number, part)
        return number

    def add(number, formula):
        inputs = sorted({site(part) for part in formula})
        enough = {"or": 1, "and": len(inputs), "atleast": int(formula.get("min", 0))}[formula.tag]
        deps.append((number, inputs, len(inputs) - enough + 1))

    for name, formula in gates.items():
        if formula.tag in ("gate", "basic-event"):
            deps.append((index[name], [index[formula.get("name")]], 1))
        else:
            add(index[name], formula)
    used = {part.get("name") for formula in gates.values() for part in formula.iter("gate")}
    (top,) = (name for name in gates if name not in used)
    zeros = [0] * len(deps)
    net = network(
        len(index), [d[0] for d in deps], [d[1] for d in deps], required=[d[2] for d in deps], buffer=zeros,
        restart=zeros,
    )  # fmt: skip
    chances = np.zeros(len(index))
    for name, value in chance.items():
        chances[index[name]] = value
    return net, chances, index[top]


FORMULAE = ("or", "and", "atleast", "gate", "basic-event")


def test_sampled_probabilities_of_the_fault_trees_are_within_four_standard_errors_of_the_exact_ones(shared):
    with (shared / "reference" / "fault_trees.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["p_exact_scram_6sig"] and row["nots"] == "0"]
    scores = {}
    for row in rows:
        net, chance, top = fault_tree(shared / "data" / "fault_trees" / f"{row['name']}.xml")
        exact = float(row["p_exact_scram_6sig"])
        found, _ = lost_probability(net, [top], chance, TRIALS, np.random.default_rng(21))
        scores[row["name"]] = (found - exact) / np.sqrt(exact * (1 - exact) / TRIALS)
    assert len(scores) == 30
    assert {name: score for name, score in scores.items() if abs(score) > 4} == {}
    common = [
        score for row, score in zip(rows, scores.values(), strict=True) if float(row["p_exact_scram_6sig"]) > 1e-3
    ]
    assert np.sqrt(np.mean(np.square(common))) < 1.5
