"""Predicates on columns against an obvious reference."""

import gc
import re
from ipaddress import ip_network

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.engine import expression
from forestall.engine.predicate import (
    ANYWHERE,
    And,
    Compare,
    Like,
    Matches,
    Not,
    Or,
    Predicate,
    Present,
    SameAs,
    Wild,
    Within,
)
from forestall.engine.program.literal import of_regex, word
from forestall.engine.program.program import Program

LETTERS = st.text("aAbÄä*?.\n", max_size=4)
CELLS = st.none() | LETTERS
LIKE = st.builds(
    Like,
    st.sampled_from(["x", "y", "z"]),
    st.lists(st.sampled_from([Wild.MANY, Wild.ONE]) | LETTERS, max_size=4).map(tuple),
    st.booleans(),
)
ATOMS = LIKE | st.builds(Present, st.sampled_from(["x", "y", "z"])) | st.just(SameAs("x", "y", "contains"))
PREDICATES = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=8,
)


def matches(table, predicates):
    found = Program(predicates).match(table)
    return [found.get(number, np.zeros(0, dtype=np.int64)) for number in range(len(predicates))]


def holds(predicate: Predicate, row: dict[str, str | None]) -> bool:
    """The reference: slow and obvious."""
    match predicate:
        case And(parts):
            return all(holds(part, row) for part in parts)
        case Or(parts):
            return any(holds(part, row) for part in parts)
        case Not(part):
            return not holds(part, row)
        case Present(column):
            return row.get(column) is not None
        case SameAs(column, other, _):
            texts = row.get(column), row.get(other)
            return None not in texts and texts[1].lower() in texts[0].lower()
        case Like(column, parts, cased):
            text = row.get(column)
            pieces = [re.escape(part) if isinstance(part, str) else {"*": ".*", "?": "."}[part.value] for part in parts]
            flags = re.DOTALL | (0 if cased else re.IGNORECASE)
            return text is not None and re.fullmatch("".join(pieces), text, flags) is not None
    raise AssertionError(predicate)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6), st.lists(PREDICATES, max_size=4))
def test_predicates_find_the_rows_that_the_reference_finds(cells, predicates):
    columns = {"x": [x for x, _ in cells], "y": [y for _, y in cells]}
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    rows = [dict(zip(columns, pair, strict=True)) for pair in cells]
    expected = [[i for i, row in enumerate(rows) if holds(predicate, row)] for predicate in predicates]
    assert [found.tolist() for found in matches(table, predicates)] == expected


def test_numbers_are_read_as_text():
    table = pa.table({"n": pa.array([1, 16, None])})
    found = matches(table, [Like("n", ("1", Wild.MANY)), Compare("n", ">", 2.0)])
    assert [rows.tolist() for rows in found] == [[0, 1], [1]]


def test_a_table_in_chunks_is_one_table():
    part = pa.table({"x": ["a", "b"]})
    (rows,) = matches(pa.concat_tables([part, part]), [Like("x", ("b",))])
    assert rows.tolist() == [1, 3]


def test_an_empty_table_gives_no_rows():
    (rows,) = matches(pa.table({"x": pa.array([], pa.string())}), [Not(Like("x", ("b",)))])
    assert rows.tolist() == []


def test_a_network_takes_addresses_with_spaces_around():
    (rows,) = matches(pa.table({"x": [" 10.0.0.1 ", "10.0.0.256"]}), [Within("x", ip_network("10.0.0.0/8"))])
    assert rows.tolist() == [0]


@pytest.mark.parametrize("pattern", [r"(?=a)(a+)+$", r"(?=a).*.*.*b", "("])
def test_an_expression_that_cannot_be_evaluated_safely_is_refused(pattern):
    with pytest.raises(InputError):
        expression.check(pattern)


def test_an_expression_that_would_blow_up_elsewhere_is_linear_here():
    (rows,) = matches(pa.table({"x": ["a" * 5000]}), [Matches("x", "(a+)+$|b")])
    assert rows.tolist() == [0]


@given(st.lists(st.text("aAkK\N{KELVIN SIGN}\N{LATIN SMALL LETTER LONG S}s", max_size=9), max_size=6))
def test_a_keyword_is_found_in_any_field_whatever_its_letter_case(texts):
    table = pa.table({"x": pa.array(texts, pa.string()), "y": pa.array([None] * len(texts), pa.string())})
    (rows,) = matches(pa.concat_tables([table] * 60), [Like(ANYWHERE, (Wild.MANY, "aaaakks", Wild.MANY))])
    found = [number for number, text in enumerate(texts) if re.search("aaaakks", text, re.IGNORECASE)]
    assert rows.tolist() == [copy * len(texts) + number for copy in range(60) for number in found]


@given(st.lists(st.text("ab\x02\x03\x04", max_size=3) | st.none(), max_size=5), st.text("ab\x02\x03\x04", max_size=2))
def test_marks_inside_values_and_patterns_are_characters_like_others(texts, wanted):
    table = pa.table({"x": pa.array(texts, pa.string())})
    asked = [Like("x", (wanted,)), Like("x", (Wild.MANY, wanted)), Like("x", (Wild.MANY, wanted, Wild.MANY))]
    expected = [[n for n, text in enumerate(texts) if holds(one, {"x": text})] for one in asked]
    assert [rows.tolist() for rows in matches(table, asked)] == expected


@pytest.mark.parametrize(
    ("regex", "text"),
    [
        (r"abc.*d", "abc"),
        (r"abcd?", "abc"),
        (r"abc|def", None),
        (r"(abc)+x", None),
        (r"\x41bcd", None),
        (r"a\.exe$", "a.exe"),
    ],
)
def test_the_text_that_an_expression_needs(regex, text):
    assert of_regex(regex) == text


def test_the_word_of_a_keyword_leaves_out_what_json_may_escape():
    assert word((Wild.MANY, 'say "lsadump::" and', Wild.MANY)) == "lsadump"


def test_columns_that_are_dictionaries_give_the_same_rows():
    plain = pa.table({"x": ["a", "b", None, "a"]})
    encoded = pa.table({"x": plain["x"].dictionary_encode()})
    asked = [Like("x", ("A",)), Not(Like("x", ("a",))), Present("x")]
    assert [rows.tolist() for rows in matches(plain, asked)] == [rows.tolist() for rows in matches(encoded, asked)]


def test_a_batch_that_was_matched_is_let_go_without_a_collection() -> None:
    program = Program([And((Like("x", (Wild.MANY, "evil", Wild.MANY), False), Present("y")))])
    table = pa.table({"x": ["an evil text", "a good one"], "y": ["1", "2"]})
    program.match(table)
    gc.collect()
    gc.disable()
    try:
        program.match(table)
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("encoded", [False, True])
def test_a_column_is_asked_of_the_rows_of_its_routes_whatever_it_is_called(encoded):
    table = pa.table(
        {"kind": ["p", "q", "p", "r"], "text": ["one", "two", "three", "one"], "none": pa.nulls(4, pa.string())}
    )
    table = table.set_column(1, "text", table["text"].dictionary_encode()) if encoded else table
    predicates = [
        And((Like("kind", ("p",), cased=False), Like("a", ("o", Wild.MANY), cased=False))),
        And((Like("kind", ("q",), cased=False), Like("b", (Wild.MANY, "o"), cased=False))),
        And((Like("kind", ("r",), cased=False), Or((Present("none"), Like("none", ("x",), cased=False))))),
        And((Like("kind", ("r",), cased=False), Not(Present("none")))),
    ]
    found = Program(predicates).match(table, {"kind": "kind", "a": "text", "b": "text", "none": "none"})
    assert {number: rows.tolist() for number, rows in found.items()} == {0: [0], 1: [1], 3: [3]}


def test_keywords_of_a_small_and_a_large_route_are_found():
    kinds = ["small" if row < 10 else "large" for row in range(1000)]
    table = pa.table(
        {"kind": kinds, "text": [f"row {row}, {'Mimikatz' if row % 400 == 5 else 'x'}" for row in range(1000)]}
    )
    keyword = Like(ANYWHERE, (Wild.MANY, "mimikatz", Wild.MANY), cased=False)
    routes = [And((Like("kind", (kind,), cased=False), keyword)) for kind in ("small", "large")]
    found = Program(routes).match(table)
    assert [found[number].tolist() for number in (0, 1)] == [[5], [405, 805]]
