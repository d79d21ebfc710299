"""Pages of tables: order, cursors, rows that come and go between two pages."""

import math
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from forestall.outlook.pages.table import Column, Kind, Wish, view


@dataclass(frozen=True)
class Row:
    name: str
    size: float


COLUMNS = (
    Column("name", "Name", lambda row: row.name),
    Column("size", "Size", lambda row: row.size, kind=Kind.NUMBER),
)


def _view(rows: list[Row], sort: str = "", after: str = "", size: int = 3):
    return view("rows", rows, COLUMNS, Wish(sort, after), lambda row: row.name, size=size)


@given(
    st.lists(st.floats(allow_infinity=False), max_size=30, unique_by=repr),
    st.sampled_from(["", "size", "-size", "name", "-name"]),
)
def test_pages_one_after_the_other_show_every_row_once_in_the_order_of_the_export(
    sizes: list[float], sort: str
) -> None:
    rows = [Row(f"r{number:03}", size) for number, size in enumerate(sizes)]
    seen: list[Row] = []
    page = _view(rows, sort)
    while True:
        seen += page.rows
        if not page.next:
            break
        page = _view(rows, sort, page.next)
    assert [row.name for row in seen] == [row.name for row in page.every()]
    assert len({row.name for row in seen}) == len(rows) == page.total


@given(st.lists(st.floats(allow_infinity=False), max_size=20), st.sampled_from(["size", "-size"]))
def test_what_is_missing_comes_last_whichever_way_it_is_sorted(sizes: list[float], sort: str) -> None:
    rows = [Row(str(number), size) for number, size in enumerate(sizes)]
    missing = [math.isnan(row.size) for row in _view(rows, sort, size=100).rows]
    assert missing == sorted(missing)


def test_the_next_page_goes_on_behind_the_row_that_was_last_though_others_came_before_it() -> None:
    rows = [Row(name, 0.0) for name in "abcdefgh"]
    following = _view(rows).next
    later = [Row(name, 0.0) for name in "0123abcdefgh"]
    assert [row.name for row in _view(later, after=following).rows] == ["d", "e", "f"]


def test_the_next_page_goes_on_where_it_would_have_been_when_its_row_has_gone() -> None:
    following = _view([Row(name, 0.0) for name in "abcdefgh"]).next
    assert [row.name for row in _view([Row(name, 0.0) for name in "abdefgh"], after=following).rows] == ["e", "f", "g"]


def test_a_cursor_that_nobody_gave_shows_the_beginning() -> None:
    rows = [Row(name, 0.0) for name in "abcdefgh"]
    for odd in ("~", "x~a", "-", "9999999999999~zz", "3", "²~a"):
        assert _view(rows, after=odd).first in (1, 4)


def test_numbers_sort_the_largest_first_and_words_up_then_the_other_way() -> None:
    page = _view([Row("a", 1.0)])
    assert [page.turned(each) for each in COLUMNS] == ["name", "-size"]
    assert _view([Row("a", 1.0)], "-size").turned(COLUMNS[1]) == "size"
    assert _view([Row("a", 1.0)], "-size").direction(COLUMNS[1]) == "descending"


def test_an_unknown_column_is_no_order() -> None:
    rows = [Row("b", 1.0), Row("a", 2.0)]
    assert [row.name for row in _view(rows, "nothing").rows] == ["b", "a"]


def test_an_order_and_what_a_condition_leaves_are_worked_out_once_when_they_are_kept() -> None:
    kept: dict[object, object] = {}
    asked: list[Row] = []

    def keep(name: object, make: object) -> object:
        if name not in kept:
            kept[name] = make()
        return kept[name]

    def large(row: Row) -> bool:
        asked.append(row)
        return row.size >= 2

    rows = [Row(f"r{n}", float(n)) for n in range(5)]
    for _ in range(2):
        found = view("rows", rows, COLUMNS, Wish("-size"), lambda row: row.name, large, keep)
        assert [row.name for row in found.rows] == ["r4", "r3", "r2"]
        assert found.total == 3
    assert len(asked) == 5
