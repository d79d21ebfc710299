"""Workbooks: what a spreadsheet keeps in its cells comes out as it would stand in a CSV file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from forestall.place.check import check

HEADER = ["by", "capability", "amount"]


def needs(town: Path, content: bytes) -> list[tuple[int | None, str | None, str, str]]:
    (town / "needs.csv").unlink()
    (town / "needs.xlsx").write_bytes(content)
    return [(remark.line, remark.column, remark.found, remark.hint) for remark in check(town)]


def test_a_date_where_a_number_is_due_is_explained(town: Path, workbook: Callable[..., bytes]) -> None:
    content = workbook([HEADER, ["second-line", "technicians", "2026-03-02"]])
    hint = "a spreadsheet shows the number 46083 as a date"
    assert needs(town, content) == [(2, "amount", "2026-03-02", hint)]


def test_a_broken_formula_is_explained(town: Path, workbook: Callable[..., bytes]) -> None:
    content = workbook([HEADER, ["second-line", "technicians", "#REF!"]])
    assert [found for _, _, found, _ in needs(town, content)] == ["#REF!"]


def test_lines_are_those_of_the_sheet_though_rows_are_empty(town: Path, workbook: Callable[..., bytes]) -> None:
    content = workbook([[], HEADER, [], ["second-line", "technicians", "-1"]])
    assert [line for line, *_ in needs(town, content)] == [4]


@pytest.mark.parametrize("rows", [[], [[""], [""]]])
def test_an_empty_sheet_is_refused(rows: list[list[str]], town: Path, workbook: Callable[..., bytes]) -> None:
    assert [found for _, _, found, _ in needs(town, workbook(rows))] == ["an empty first sheet"]
