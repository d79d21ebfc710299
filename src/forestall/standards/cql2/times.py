"""How two spans of time lie to each other (CQL2, 7.5, after Allen 1983)."""

from collections.abc import Callable

from forestall.standards.cql2.values import Span

TIMES: dict[str, Callable[[Span, Span], bool]] = {
    "t_after": lambda a, b: a.start > b.end,
    "t_before": lambda a, b: a.end < b.start,
    "t_contains": lambda a, b: a.start < b.start and a.end > b.end,
    "t_disjoint": lambda a, b: a.end < b.start or a.start > b.end,
    "t_during": lambda a, b: a.start > b.start and a.end < b.end,
    "t_equals": lambda a, b: a.start == b.start and a.end == b.end,
    "t_finishedby": lambda a, b: a.start < b.start and a.end == b.end,
    "t_finishes": lambda a, b: a.start > b.start and a.end == b.end,
    "t_intersects": lambda a, b: not (a.end < b.start or a.start > b.end),
    "t_meets": lambda a, b: a.end == b.start,
    "t_metby": lambda a, b: a.start == b.end,
    "t_overlappedby": lambda a, b: b.start < a.start < b.end < a.end,
    "t_overlaps": lambda a, b: a.start < b.start < a.end < b.end,
    "t_startedby": lambda a, b: a.start == b.start and a.end > b.end,
    "t_starts": lambda a, b: a.start == b.start and a.end < b.end,
}
"""By name in lower case; the first is the property in most conditions."""
