"""The engines against the reference matcher, on random rules and events.

FORESTALL_DIFFERENTIAL_RULES=100000 asks for as many rules, FORESTALL_DIFFERENTIAL_EVENTS for as many events to each,
FORESTALL_DIFFERENTIAL_SEED for others; left out, there are 300 rules and 60 events.
"""

import json
import os
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forestall.standards.sigma.read import read

RULES = int(os.environ.get("FORESTALL_DIFFERENTIAL_RULES", "300"))
TOGETHER = 4  # rules in one go, on the same events
EVENTS = int(os.environ.get("FORESTALL_DIFFERENTIAL_EVENTS", "60"))
SEED = os.environ.get("FORESTALL_DIFFERENTIAL_SEED", "")


@settings(
    max_examples=max(1, RULES // TOGETHER),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.large_base_example],
)
@given(st.integers(0, 2**64))
def test_engines_find_what_the_reference_finds(finds, reference, generator, seed):
    chance = random.Random(f"{SEED}{seed}")
    documents = [generator.rule(chance) for _ in range(TOGETHER)]
    pairs = generator.asked([document["detection"] for document in documents])
    events = [generator.event(chance, pairs) for _ in range(EVENTS)]
    rules = [_read(document, generator.PLACEHOLDERS) for document in documents]
    for document, rows in zip(documents, finds(rules, events), strict=True):
        expected = [i for i, event in enumerate(events) if reference.matches(document, event, generator.PLACEHOLDERS)]
        wrong = sorted(set(expected).symmetric_difference(rows))
        assert not wrong, (document["detection"], [(events[i], i in expected) for i in wrong[:3]])


def test_the_random_rules_find_some_events_and_not_others(reference, generator):
    chance = random.Random(1)
    found = []
    for _ in range(200):
        document = generator.rule(chance)
        pairs = generator.asked(document["detection"])
        events = [generator.event(chance, pairs) for _ in range(20)]
        found.append(sum(reference.matches(document, event, generator.PLACEHOLDERS) for event in events))
    assert sum(0 < count < 20 for count in found) > 80


def _read(document, placeholders):
    rules, refused = read(json.dumps(document).encode(), "r.yml", placeholders)
    assert not refused, (document, refused)
    return rules[0]
