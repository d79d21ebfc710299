"""CQL2: conditions of the standard, three-valued logic, bad conditions, and that text and JSON mean the same."""

import contextlib
import json
from datetime import UTC, datetime

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import StandardError
from forestall.standards.cql2.condition import condition
from forestall.standards.cql2.text import from_json, from_text
from forestall.standards.cql2.times import TIMES
from forestall.standards.cql2.values import Span, bounds, moment

FEATURE = {
    "name": "Cathédrale_1",
    "floors": 3.0,
    "built": moment("2020-06-01T00:00:00Z"),
    "geometry": shapely.Point(1, 1),
    "owner": None,
    "open": True,
    "tags": ("a", "b"),
}
# The operators of OGC 21-065r2, clauses 6 to 7, each in a condition that holds and one that does not.
HOLDS = [
    "floors = 3", "floors <> 4", "floors < 3.5", "floors <= 3", "floors > -1", "floors >= 3", "name = 'Cathédrale_1'",
    "owner IS NULL", "NOT name IS NULL", "name IS NOT NULL", "floors BETWEEN 2 AND 3", "floors NOT BETWEEN 4 AND 5",
    "floors IN (1, 2, 3)", "name NOT IN ('a', 'b')", "name LIKE 'Cath%'", "name LIKE 'Cath_drale__'",
    r"name LIKE 'Cath%\_1'", "CASEI(name) LIKE CASEI('CATH%')", "ACCENTI(name) = ACCENTI('Cathedrale_1')",
    "open = TRUE", "open", "floors + 1 = 4 AND floors * 2 = 6 AND floors - 1 = 2 AND floors / 2 = 1.5",
    "floors % 2 = 1", "floors DIV 2 = 1", "floors ^ 2 = 9", "floors = -3 * -1", "(floors = 3 OR floors = 4) AND open",
    "S_INTERSECTS(geometry, BBOX(0, 0, 2, 2))", "S_WITHIN(geometry, POLYGON((0 0, 2 0, 2 2, 0 2, 0 0)))",
    "S_DISJOINT(geometry, POINT(5 5))", "S_EQUALS(geometry, POINT(1 1))", "S_CONTAINS(BBOX(0, 0, 2, 2), geometry)",
    "S_TOUCHES(geometry, LINESTRING(1 1, 2 2))", "S_CROSSES(LINESTRING(0 0, 2 2), LINESTRING(0 2, 2 0))",
    "S_OVERLAPS(BBOX(0, 0, 2, 2), BBOX(1, 1, 3, 3))", "built > TIMESTAMP('2020-01-01T00:00:00Z')",
    "built >= DATE('2020-06-01')", "T_AFTER(built, DATE('2020-05-31'))", "T_BEFORE(built, DATE('2020-06-02'))",
    "T_DURING(built, INTERVAL('2020-01-01', '..'))", "T_INTERSECTS(built, DATE('2020-06-01'))",
    "T_EQUALS(built, TIMESTAMP('2020-06-01T02:00:00+02:00'))", "T_DISJOINT(built, INTERVAL('..', '2020-01-01'))",
    "A_CONTAINS(tags, ('a'))", "A_EQUALS(tags, ('b', 'a'))", "A_CONTAINEDBY(tags, ('a', 'b', 'c'))",
    "A_OVERLAPS(tags, ('b', 'z'))",
]  # fmt: skip
FAILS = [
    "floors = 4", "name LIKE 'cath%'", "floors NOT IN (1, 2, 3)", "owner = 1", "NOT owner = 1", "owner <> 1",
    "S_INTERSECTS(geometry, BBOX(3, 3, 4, 4))", "T_AFTER(built, DATE('2020-06-01'))", "floors / 0 = 1",
    "A_CONTAINS(tags, ('z'))", "owner = 1 AND floors = 3", "open = FALSE",
]  # fmt: skip


@pytest.mark.parametrize("text", HOLDS)
def test_conditions_of_the_standard_hold(text: str) -> None:
    document = from_text(text)
    assert condition(document, FEATURE)(FEATURE)
    assert condition(from_json(json.dumps(document)), FEATURE)(FEATURE), "the JSON form means the same"


@pytest.mark.parametrize("text", FAILS)
def test_conditions_that_do_not_hold_or_are_not_known_keep_nothing(text: str) -> None:
    assert not condition(from_text(text), FEATURE)(FEATURE)


def test_what_is_not_known_decides_nothing_unless_the_other_part_does() -> None:
    assert condition(from_text("owner = 1 OR floors = 3"), FEATURE)(FEATURE)
    assert not condition(from_text("NOT (owner = 1 AND floors = 3)"), FEATURE)(FEATURE)
    assert condition(from_text("NOT (owner = 1 AND floors = 4)"), FEATURE)(FEATURE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nobody = 1", "expected one of"),
        ("floors = 'three'", "cannot be compared"),
        ("floors", "true or false"),
        ("FOO(floors) = 1", "not known here"),
        ("floors = 3 AND", "no CQL2 text"),
        ("(" * 3000 + "floors = 3" + ")" * 3000, "expected at most 100"),
        ("NOT " * 3000 + "floors = 3", "expected at most 100"),
        ("S_INTERSECTS(geometry, BBOX(0, 9, 2, 2))", "south"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 2 2, 2 0, 0 2, 0 0)))", "cross themselves"),
        ("built > DATE('2020-13-01')", "expected a date"),
        ("built > TIMESTAMP('2020-01-01')", "with its zone"),
        ("T_DURING(built, INTERVAL('2021-01-01', '2020-01-01'))", "before it begins"),
        ("name LIKE 3", "expected a text"),
        ("x" * 30_000, "characters"),
    ],
)
def test_a_wrong_condition_is_told_where_it_is_written(text: str, said: str) -> None:
    with pytest.raises(StandardError, match=said) as error:
        condition(from_text(text), FEATURE)(FEATURE)
    assert error.value.http_status == 400


@pytest.mark.parametrize(
    "text",
    ["{", "NaN", '{"op": "="}', '{"op": "=", "args": [1]}', '{"a": 1}', "[" * 500 + "]" * 500, '{"property": 1}'],
)
def test_a_wrong_document_is_refused(text: str) -> None:
    with pytest.raises(StandardError):
        condition(from_json(text), FEATURE)(FEATURE)


def test_a_box_over_the_antimeridian_is_two() -> None:
    area = bounds([170, -20, -170, -10])
    assert area.contains(shapely.Point(175, -15))
    assert area.contains(shapely.Point(-175, -15))
    assert not area.contains(shapely.Point(0, -15))


_DAYS = st.tuples(st.integers(1, 9), st.integers(0, 5)).map(
    lambda ends: Span(datetime(2026, 1, ends[0], tzinfo=UTC), datetime(2026, 1, ends[0] + ends[1], tzinfo=UTC))
)
_ALLEN = ("t_after", "t_before", "t_contains", "t_during", "t_equals", "t_finishedby", "t_finishes", "t_meets",
          "t_metby", "t_overlappedby", "t_overlaps", "t_startedby", "t_starts")  # fmt: skip


@given(_DAYS, _DAYS)
def test_two_spans_lie_to_each_other_in_exactly_one_of_allens_ways(a: Span, b: Span) -> None:
    if not a.instant and not b.instant:
        assert sum(TIMES[each](a, b) for each in _ALLEN) == 1
    assert TIMES["t_disjoint"](a, b) is not TIMES["t_intersects"](a, b)


@given(st.text(max_size=200))
def test_any_text_is_a_condition_or_is_refused(text: str) -> None:
    with contextlib.suppress(StandardError):
        condition(from_text(text), FEATURE)(FEATURE)


_OPS = st.sampled_from(["and", "=", "in", "like", "+", "s_intersects", "t_after", "not"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["floors", "built"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.fixed_dictionaries({"op": _OPS, "args": st.lists(inner, max_size=3)})
        | st.fixed_dictionaries({"property": inner})
    ),
    max_leaves=12,
)  # fmt: skip


@given(_VALUES)
def test_any_document_is_a_condition_or_is_refused(document: object) -> None:
    with contextlib.suppress(StandardError):
        condition(document, FEATURE)(FEATURE)
