"""Rules on events as they come."""

from datetime import UTC, datetime

import pyarrow as pa

from forestall.detect.live import Detector
from forestall.detect.ruleset import Ruleset
from forestall.standards.sigma.read import read

RULE = b"""
title: t
id: 00000000-0000-0000-0000-000000000001
logsource: {product: x}
detection: {s: {user|contains: admin}, condition: s}
"""
AT = datetime(2026, 1, 1, tzinfo=UTC)


def events(*users):
    count = len(users)
    return pa.table(
        {
            "product": ["x"] * count,
            "user": list(users),
            "_time": pa.array([AT] * count, pa.timestamp("us", tz="UTC")),
            "_host": ["h"] * count,
        }
    )


def test_events_are_counted_over_all_that_was_fed():
    rules, _ = read(RULE, "r.yml")
    detector = Detector(Ruleset(rules), "stream")
    found = [detector.feed(part) for part in (events("a", "Administrator"), events(), events("ADMIN"))]
    assert [[(match.file, match.event, match.time, match.fields) for match in part] for part in found] == [
        [("stream", 1, AT, (("user", "Administrator"),))],
        [],
        [("stream", 2, AT, (("user", "ADMIN"),))],
    ]
