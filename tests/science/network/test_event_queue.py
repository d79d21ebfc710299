"""The cascade against an obvious event-queue simulator in plain Python, to the hour, on 10,000 random small graphs."""

import heapq
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.science.network.cascade import cascade
from forestall.science.network.layout import Flows, network

HORIZON = 90


def allocation(down, deps, capacity):
    """(dependency, supplier) pairs that are shed, by deferred acceptance as in the book."""
    shed, asked = set(), {s: set() for s in range(len(capacity))}
    while True:
        for d, (_, suppliers, k, *_rest) in enumerate(deps):
            live = [s for s in suppliers if not down[s] and (d, s) not in shed][: min(k, len(suppliers))]
            for s in live:
                asked[s].add(d)
        new = set()
        for s, who in asked.items():
            load = 0.0
            for d in sorted(who, key=lambda d: (deps[d][6], d)):
                load += deps[d][5]
                if load > capacity[s] and deps[d][5] > 0:
                    new.add((d, s))
        if new <= shed:
            return shed
        shed |= new


def layer(now, forced, since, deps, capacity):
    """Sites that must be down at this hour, and which dependencies are short and failed."""
    down = list(forced)
    while True:
        shed = allocation(down, deps, capacity) if capacity else set()
        short = [
            sum(down[s] or (d, s) in shed for s in dep[1]) > max(len(dep[1]) - dep[2], 0) for d, dep in enumerate(deps)
        ]
        failed = [short[d] and now - (now if since[d] is None else since[d]) >= deps[d][3] for d in range(len(deps))]
        more = [down[s] or any(failed[d] and dep[0] == s for d, dep in enumerate(deps)) for s in range(len(down))]
        if more == down:
            return down, short, failed
        down = more


def simulate(n, deps, own, capacity):
    """Hours down of each site: at each event all is worked out anew, and the queue takes what may come next."""
    queue, hours, waits = [0, *own, HORIZON], [0] * n, [0] * n
    since = [[None] * len(deps), [None] * len(deps)]
    heapq.heapify(queue)
    while (now := heapq.heappop(queue)) < HORIZON:
        while queue and queue[0] == now:
            heapq.heappop(queue)
        ready, short, failed = layer(now, [h > now for h in own], since[0], deps, capacity)
        up_down, up_short, _ = layer(
            now, [r or w > now for r, w in zip(ready, waits, strict=True)], since[1], deps, capacity
        )
        for at, is_short in zip(since, (short, up_short), strict=True):
            for d in range(len(deps)):
                at[d] = (now if at[d] is None else at[d]) if is_short[d] else None
                if at[d] is not None and at[d] + deps[d][3] > now:
                    heapq.heappush(queue, at[d] + deps[d][3])
        later = queue[0]
        for s in range(n):
            hours[s] += (later - now) * up_down[s]
        for d, dep in enumerate(deps):
            if failed[d] and dep[4]:
                waits[dep[0]] = max(waits[dep[0]], later + dep[4])
                heapq.heappush(queue, waits[dep[0]])
    return hours


def random_case(rng, *, flows):
    n = rng.randint(2, 6)
    deps = []
    for _ in range(rng.randint(0, 7)):
        suppliers = rng.sample(range(n), rng.randint(1, min(n, 4)))
        demand, turn = (float(rng.randint(0, 3)), rng.randint(1, 3)) if flows else (0.0, 1)
        buffer, restart = rng.choice([0, 0, 1, 3, 8, 70]), rng.choice([0, 0, 1, 5, 66])
        deps.append((rng.randrange(n), suppliers, rng.randint(1, len(suppliers)), buffer, restart, demand, turn))
    own = [rng.choice([1, 7, 30, 64, 74]) if rng.random() < 0.4 else 0 for _ in range(n)]
    room = [float(rng.randint(0, 6)) if rng.random() < 0.6 else np.inf for _ in range(n)] if flows else None
    return n, deps, own, room


def built(n, deps, room):
    flows = Flows([d[5] for d in deps], room, [d[6] for d in deps]) if room else None
    return network(
        n,
        [d[0] for d in deps],
        [d[1] for d in deps],
        required=[d[2] for d in deps],
        buffer=[d[3] for d in deps],
        restart=[d[4] for d in deps],
        flows=flows,
    )


def both(case):
    n, deps, own, room = case
    net = built(n, deps, room)
    fast = cascade(net, np.array([own], dtype=float), HORIZON).hours[0].tolist()
    return fast, simulate(n, deps, own, net.wiring.capacity.tolist() if room else None)


@settings(max_examples=100)
@given(st.integers(0, 2**32 - 1))
def test_hours_down_are_those_of_an_event_queue(seed):
    rng = Random(seed)
    for _ in range(90):
        case = random_case(rng, flows=False)
        fast, slow = both(case)
        assert fast == slow, case


@settings(max_examples=100)
@given(st.integers(0, 2**32 - 1))
def test_hours_down_with_capacities_are_those_of_an_event_queue(seed):
    rng = Random(seed)
    for _ in range(10):
        case = random_case(rng, flows=True)
        fast, slow = both(case)
        assert fast == slow, case
