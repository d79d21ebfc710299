"""Every kind of correlation against a slow, obvious reading of docs/decisions/0013, on random rules and events.

FORESTALL_EXAMPLES=20000 tries more of them. Also: neither cuts into batches, nor restarts, nor the order of arrival
within the lateness change a match.
"""

import itertools
import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.detect.correlation.correlator import Correlator
from forestall.detect.correlation.event import SECOND, Hits, Match, moment
from forestall.detect.correlation.graph import Graph, Known, graph
from forestall.detect.correlation.groups import Limits
from forestall.standards.sigma.correlation_file import read_correlations

RULES = ("a", "b", "d")
VALUED = ("value_count", "value_sum", "value_avg", "value_percentile", "value_median")
KINDS = ("event_count", *VALUED, "temporal", "temporal_ordered")
BOUNDS = ("gt", "gte", "lt", "lte", "eq", "neq")
EXPRESSIONS = (
    "a and b and d",
    "a and (b or d)",
    "(a and b) or d",
    "a and not b",
    "a and d and not b",
    "a and not (b or d)",
    "(a and not b) or (b and not d)",
    "d and not a and not b",
)
LATENESS = 6
END = moment(10_000 * SECOND)


class Seen(NamedTuple):
    """One event, as the tests see it."""

    second: int
    rule: str
    id: str
    user: str | None
    value: str | None


Found = tuple[int, str, tuple[str, ...]]
"""(second, user, ids of the evidence)."""


@st.composite
def sections(draw: st.DrawFn, kinds: Sequence[str] = KINDS, boolean: bool | None = None) -> dict[str, Any]:
    """The `correlation` section of a document."""
    kind = draw(st.sampled_from(kinds))
    section: dict[str, Any] = {"type": kind, "group-by": "user", "timespan": f"{draw(st.integers(1, 8))}s"}
    rules = draw(st.permutations(RULES))
    if kind.startswith("temporal") and (draw(st.booleans()) if boolean is None else boolean):
        condition = draw(st.sampled_from(EXPRESSIONS))
        named = set(condition.replace("(", "").replace(")", "").split())
        return section | {"condition": condition, "rules": [rule for rule in rules if rule in named]}
    names = draw(st.sampled_from([{"gt"}, {"gte"}]) | st.sets(st.sampled_from(BOUNDS), min_size=1, max_size=2))
    bounds: dict[str, Any] = {name: draw(st.integers(-1, 5)) for name in sorted(names)}
    if kind.startswith("value"):
        bounds["field"] = "value"
    if kind == "value_percentile":
        bounds["percentile"] = draw(st.sampled_from([0, 25, 50, 75, 90, 100]))
    return section | {"condition": bounds, "rules": rules}


@st.composite
def streams(draw: st.DrawFn) -> list[Seen]:
    """Events by time."""
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 20),
                st.sampled_from(RULES),
                st.sampled_from(["x", "x", "x", "y", None]),
                st.sampled_from(["0", "1", "2", "2", "-3", "0.5", "4e0", "many", None]),
            ),
            max_size=25,
        )
    )
    rows.sort(key=lambda row: row[0])
    return [Seen(second, rule, f"e{n}", user, value) for n, (second, rule, user, value) in enumerate(rows)]


def joined(*documents: dict[str, Any]) -> Graph:
    good, unreadable = read_correlations(yaml.safe_dump_all(documents).encode(), "test.yml")
    usable, unusable = graph(good, [Known(rule) for rule in RULES])
    assert not unreadable
    assert not unusable
    return usable


def hits(events: Sequence[Seen]) -> list[Hits]:
    return [
        Hits(event.rule, [event.second * SECOND], [event.id], {"user": [event.user], "value": [event.value]})
        for event in events
    ]


def found(matches: Sequence[Match]) -> list[Found]:
    return [(match.time // SECOND, match.group[0][1], match.ids) for match in matches]


def correlated(section: dict[str, Any], events: Sequence[Seen]) -> list[Found]:
    correlator = Correlator(joined({"id": "c", "title": "c", "correlation": section}))
    return found([*correlator.feed(hits(events)), *correlator.advance(END)])


def reference(section: dict[str, Any], events: Sequence[Seen]) -> list[Found]:
    """What the definition says, group by group."""
    span = int(section["timespan"][:-1])
    usable = [event for event in events if event.user is not None and _usable(section, event)]
    matches: list[Found] = []
    for user in sorted({event.user for event in usable if event.user is not None}):
        own = [event for event in usable if event.user == user and event.rule in section["rules"]]
        judge = _absences if "not" in str(section["condition"]) else _windows
        matches += [(second, user, _ids(rows)) for second, rows in judge(section, own, span)]
    return sorted(matches)


def _ids(rows: Sequence[Seen]) -> tuple[str, ...]:
    return tuple(event.id for event in sorted(rows, key=lambda event: (event.second, event.id)))


def _usable(section: dict[str, Any], event: Seen) -> bool:
    if not section["type"].startswith("value"):
        return True
    return event.value is not None and (section["type"] == "value_count" or event.value != "many")


def _windows(section: dict[str, Any], events: list[Seen], span: int) -> list[tuple[int, list[Seen]]]:
    moments = sorted({event.second for event in events})
    every = [[event for event in events if start <= event.second <= start + span] for start in moments]
    full = [rows for rows in every if not any(set(rows) < set(other) for other in every)]
    matches, before = [], None
    for rows in full:
        reached = _reached(section, events, rows, span)
        if reached and not (before and set(before) & set(rows)):
            matches.append(reached)
        before = rows if reached else None
    return matches


def _reached(section: dict[str, Any], events: list[Seen], rows: list[Seen], span: int) -> tuple[int, list[Seen]] | None:
    """When a full window satisfies the condition, and its events then."""
    if not _rising(section):
        return (rows[0].second + span, rows) if _holds(section, rows) else None
    for now in sorted({event.second for event in rows}):
        window = [event for event in events if now - span <= event.second <= now]
        if window[0].second == rows[0].second and _holds(section, window):
            return now, window
    return None


def _rising(section: dict[str, Any]) -> bool:
    condition = section["condition"]
    if section["type"] in ("value_avg", "value_percentile", "value_median"):
        return False
    return isinstance(condition, str) or not set(condition) & {"lt", "lte", "eq", "neq"}


def _holds(section: dict[str, Any], rows: list[Seen]) -> bool:
    condition = section["condition"]
    if isinstance(condition, str):
        ordered = section["type"] == "temporal_ordered"
        return any(_row(rows, rules) if ordered else _all(rows, rules) for rules in _terms(section))
    figure = _figure(section, rows)
    holds: dict[str, Callable[[int], bool]] = {
        "gt": lambda bound: figure > bound,
        "gte": lambda bound: figure >= bound,
        "lt": lambda bound: figure < bound,
        "lte": lambda bound: figure <= bound,
        "eq": lambda bound: figure == bound,
        "neq": lambda bound: figure != bound,
    }
    return all(holds[name](condition[name]) for name in holds if name in condition)


def _figure(section: dict[str, Any], rows: list[Seen]) -> Fraction | int:
    kind = section["type"]
    if kind == "event_count":
        return len(rows)
    if kind == "value_count":
        return len({event.value for event in rows})
    if kind == "temporal":
        return len({event.rule for event in rows})
    if kind == "temporal_ordered":
        subsets = [rules for n in (1, 2, 3) for rules in itertools.combinations(section["rules"], n)]
        return max(len(rules) for rules in subsets if _row(rows, rules))
    values = sorted(Fraction(float(event.value or 0)) for event in rows)
    if kind == "value_sum":
        return sum(values, Fraction(0))
    if kind == "value_avg":
        return sum(values, Fraction(0)) / len(values)
    rank = Fraction(section["condition"].get("percentile", 50)) / 100 * (len(values) - 1)
    low = values[rank.__floor__()]
    return low + (rank - rank.__floor__()) * (values[rank.__ceil__()] - low)


def _all(rows: list[Seen], rules: Sequence[str]) -> bool:
    return set(rules) <= {event.rule for event in rows}


def _row(rows: list[Seen], rules: Sequence[str]) -> bool:
    """Whether some events of these rules come one not before the other."""
    return bool(_rows(rows, rules))


def _rows(rows: list[Seen], rules: Sequence[str]) -> list[tuple[Seen, ...]]:
    choices = itertools.product(*([event for event in rows if event.rule == rule] for rule in rules))
    return [row for row in choices if all(one.second <= other.second for one, other in itertools.pairwise(row))]


def _terms(section: dict[str, Any]) -> list[tuple[str, ...]]:
    """Sets of rules that satisfy a condition without `not`, in the listed order, by trying all."""
    sets = [rules for n in (1, 2, 3) for rules in itertools.combinations(section["rules"], n)]
    return [rules for rules in sets if _true(section["condition"], rules)]


def _true(condition: str, rules: Sequence[str]) -> bool:
    return bool(eval(condition, {}, {rule: rule in rules for rule in RULES}))


def _absences(section: dict[str, Any], events: list[Seen], span: int) -> list[tuple[int, list[Seen]]]:
    matches, before = [], None
    for now in sorted({event.second for event in events}):
        wanted = _absent(section, events, now, span)
        if wanted is None:
            continue
        if before is None or before < now - span:
            rows = [event for event in events if now - span <= event.second <= now and event.rule in wanted]
            matches.append((now + span, rows))
        before = now
    return matches


def _absent(section: dict[str, Any], events: list[Seen], now: int, span: int) -> set[str] | None:
    """The rules that must have matched, of the first alternative that a moment satisfies."""
    near = [event for event in events if abs(event.second - now) <= span]
    upto = [event for event in near if event.second <= now]
    for wanted, unwanted in ALTERNATIVES[section["condition"]]:
        if section["type"] == "temporal":
            at_now = any(event.second == now and event.rule in wanted for event in near)
            if at_now and _all(upto, wanted) and not any(event.rule in unwanted for event in near):
                return set(wanted)
        elif any(
            _undisturbed(section["rules"], row, unwanted, near, now, span) for row in _ordered(section, upto, wanted)
        ):
            return set(wanted)
    return None


ALTERNATIVES = {
    "a and not b": [("a", "b")],
    "a and d and not b": [("ad", "b")],
    "a and not (b or d)": [("a", "bd")],
    "(a and not b) or (b and not d)": [("a", "b"), ("b", "d")],
    "d and not a and not b": [("d", "ab")],
}


def _ordered(section: dict[str, Any], rows: list[Seen], wanted: str) -> list[tuple[Seen, ...]]:
    return _rows(rows, [rule for rule in section["rules"] if rule in wanted])


def _undisturbed(
    rules: Sequence[str], row: tuple[Seen, ...], unwanted: str, near: list[Seen], now: int, span: int
) -> bool:
    """Whether a row ends now with no unwanted rule between its neighbours in the listed order."""
    if row[-1].second != now:
        return False
    for rule in unwanted:
        at = rules.index(rule)
        first = max((event.second for event in row if rules.index(event.rule) < at), default=now - span)
        last = min((event.second for event in row if rules.index(event.rule) > at), default=now + span)
        if any(event.rule == rule and first <= event.second <= last for event in near):
            return False
    return True


FAMILIES = {
    "event_count": sections(["event_count"]),
    "value_count": sections(["value_count"]),
    "sums and means": sections(["value_sum", "value_avg"]),
    "percentiles": sections(["value_percentile", "value_median"]),
    "temporal": sections(["temporal"], boolean=False),
    "temporal_ordered": sections(["temporal_ordered"], boolean=False),
    "boolean": sections(["temporal"], boolean=True),
    "boolean in order": sections(["temporal_ordered"], boolean=True),
}


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=int(os.environ.get("FORESTALL_EXAMPLES", "200")), deadline=None)
@given(data=st.data())
def test_every_kind_matches_as_the_definition_says(family: str, data: st.DataObject) -> None:
    section, events = data.draw(FAMILIES[family]), data.draw(streams())
    assert correlated(section, events) == reference(section, events)


@settings(max_examples=150, deadline=None)
@given(sections(), streams(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(section: dict[str, Any], events: list[Seen], random: Any) -> None:
    """Within the lateness."""
    arriving = sorted(events, key=lambda event: event.second + random.uniform(0, LATENESS))
    correlator = Correlator(joined({"id": "c", "title": "c", "correlation": section}), timedelta(seconds=LATENESS))
    matches = [match for one in hits(arriving) for match in correlator.feed([one])]
    matches += correlator.advance(END)
    assert correlator.losses().late == 0
    assert found(matches) == correlated(section, events)


CHAIN = {"type": "temporal", "rules": ["c", "a"], "group-by": "user", "timespan": "5s"}
ABOVE = {"type": "value_count", "rules": ["c", "d"], "timespan": "9s", "condition": {"field": "value", "gte": 2}}


@settings(max_examples=150, deadline=None)
@given(sections(), streams(), st.sets(st.integers(0, 25)), st.booleans())
def test_restarts_change_nothing(section: dict[str, Any], events: list[Seen], cuts: set[int], tight: bool) -> None:
    """Even where groups are let go for want of room."""
    usable = joined(
        {"id": "c", "title": "c", "correlation": section},
        {"id": "p", "title": "p", "correlation": CHAIN},
        {"id": "q", "title": "q", "correlation": ABOVE},
    )
    limits = Limits(groups=1, events=5) if tight else Limits()
    whole = Correlator(usable, timedelta(seconds=2), limits)
    expected = [*whole.feed(hits(events)), *whole.advance(END)]
    part = Correlator(usable, timedelta(seconds=2), limits)
    matches: list[Match] = []
    for at, one in enumerate(hits(events)):
        if at in cuts:
            saved = part.save()
            part = Correlator(usable, timedelta(seconds=2), limits)
            assert part.restore(saved) == ()
        matches += part.feed([one])
    matches += part.advance(END)
    assert sorted(matches, key=repr) == sorted(expected, key=repr)
    assert part.losses() == whole.losses()
