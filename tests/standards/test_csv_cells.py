"""CSV that no spreadsheet runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.standards.csv_cells import STARTS, safe, write


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\ufeff", "   "])
def test_a_formula_is_text(start: str, before: str) -> None:
    assert str(safe(f"{before}{start}cmd|' /C calc'!A0")).startswith("'")


@pytest.mark.parametrize("value", ["port", "a=b", "3 - 2", "", "état", "'x", "1.5"])
def test_ordinary_text_stays(value: str) -> None:
    assert safe(value) == value


@pytest.mark.parametrize("value", [-1, -1.5, 0, None, True])
def test_what_is_no_text_stays(value: object) -> None:
    assert safe(value) is value


@given(st.lists(st.lists(st.none() | st.integers() | st.text(), min_size=2, max_size=2), max_size=5))
def test_a_reader_finds_every_cell_and_none_begins_like_a_formula(rows: list[list[object]]) -> None:
    data = write(("a", "b"), rows).decode()
    found = list(csv.reader(io.StringIO(data, newline="")))
    assert len(found) == len(rows) + 1
    for row, cells in zip(found[1:], rows, strict=True):
        for text, cell in zip(row, cells, strict=True):
            assert not (isinstance(cell, str) and text.lstrip(" \u00a0\ufeff").startswith(STARTS))
            assert text in ("" if cell is None else str(cell), f"'{cell}")
