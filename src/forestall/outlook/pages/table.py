"""Tables of pages: what their columns are, which rows a page shows of them, in which order."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")
Value = str | int | float | bool | datetime | None
"""What a cell holds before it is worded; None and NaN are no data."""
Order = Callable[[Hashable, Callable[[], Sequence[int]]], Sequence[int]]
"""Keeps an order of rows by its sort, and by the condition that they fulfil, so that it is worked out once."""

PAGE = 50
"""Rows of a page."""


class Kind(StrEnum):
    """How a cell is written."""

    TEXT = "text"
    NUMBER = "number"
    COUNT = "count"
    SHARE = "share"
    """A share of one, written as per cent."""
    MONEY = "money"
    TIME = "time"
    AGE = "age"
    """Hours."""
    LEVEL = "level"
    """A closed choice with a colour and a shape."""


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column."""

    key: str
    """Its name in addresses and exports."""
    title: str
    """Its heading, in English."""
    value: Callable[[T], Value]
    """What its cell holds."""
    kind: Kind = Kind.TEXT
    """How that is written."""
    order: Callable[[T], Value] | None = None
    """What it is sorted by, when that is not the value."""
    hidden: bool = False
    """Only in exports."""
    note: str = ""
    """What it means, in English."""

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers, written to the right."""
        return self.kind in (Kind.NUMBER, Kind.COUNT, Kind.SHARE, Kind.MONEY, Kind.AGE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a table is asked for."""

    sort: str = ""
    """Key of a column; with `-` before it the largest first; empty for the rows as they are."""
    after: str = ""
    """Where the page begins: what `TableView.next` said."""


@dataclass(frozen=True, slots=True)
class TableView(Generic[T]):
    """A page of a table, and all of it for exports."""

    key: str
    """Its name in addresses."""
    columns: tuple[Column[T], ...]
    """Its columns."""
    rows: tuple[T, ...]
    """The rows of the page."""
    first: int
    """Number of the first of them, from 1."""
    total: int
    """How many rows there are."""
    sort: str
    """What it is sorted by, as in `Wish`."""
    next: str
    """Where the next page begins; empty when this is the last."""
    previous: str
    """Where the page before begins; empty when this is the first, `-` for the beginning."""
    every: Callable[[], Sequence[T]]
    """All rows in their order."""
    leaves: bool = True
    """Whether any of it may be taken away; which rows may is found when they are."""

    @property
    def last(self) -> int:
        """Number of the last row of the page."""
        return self.first + len(self.rows) - 1

    @property
    def shown(self) -> tuple[Column[T], ...]:
        """Columns that the page has."""
        return tuple(each for each in self.columns if not each.hidden)

    def turned(self, column: Column[T]) -> str:
        """What to sort by when a heading is used: first down for numbers, up for words, then the other way."""
        down = f"-{column.key}"
        if self.sort in (column.key, down):
            return column.key if self.sort == down else down
        return down if column.numeric or column.kind in (Kind.TIME, Kind.LEVEL) else column.key

    def direction(self, column: Column[T]) -> str:
        """`ascending`, `descending` or empty, as WAI-ARIA says it."""
        return {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "")


def view(
    key: str,
    rows: Sequence[T],
    columns: tuple[Column[T], ...],
    wish: Wish,
    identity: Callable[[T], str],
    where: Callable[[T], bool] | None = None,
    keep: Order = lambda _name, make: make(),
    size: int = PAGE,
) -> TableView[T]:
    """A page of a table.

    Args:
        key: its name in addresses
        rows: all rows, in the order in which they are shown when nothing else is asked for
        columns: its columns
        wish: what is asked for; an unknown column counts as none
        identity: names a row, so that a page goes on where the last one ended when rows came before it
        where: only rows of which this holds
        keep: keeps orders between requests
        size: rows of a page
    """
    column = next((each for each in columns if each.key == wish.sort.removeprefix("-")), None)
    sort = wish.sort if column else ""
    order: Sequence[int] = range(len(rows))
    if column is not None:
        of = column
        order = keep(sort, lambda: _order(rows, of, down=sort.startswith("-")))
    if where is not None:
        every = order
        order = keep((sort, where), lambda: [each for each in every if where(rows[each])])
    begin = _begin(rows, order, wish.after, identity)
    page = tuple(rows[each] for each in order[begin : begin + size])
    more = begin + size < len(order)
    return TableView(
        key=key,
        columns=columns,
        rows=page,
        first=begin + 1 if page else 0,
        total=len(order),
        sort=sort,
        next=_mark(begin + size, identity(page[-1])) if more else "",
        previous=_previous(rows, order, begin - size, identity) if begin else "",
        every=lambda: [rows[each] for each in order],
    )


def _order(rows: Sequence[T], column: Column[T], *, down: bool) -> Sequence[int]:
    """Numbers of the rows in order; equal ones as they are, those without a value last whichever way."""
    by = column.order or column.value
    values = [_missing_as_none(by(row)) for row in rows]
    known = [each for each, value in enumerate(values) if value is not None]
    known.sort(key=lambda each: _comparable(values[each]), reverse=down)
    return [*known, *(each for each, value in enumerate(values) if value is None)]


def _missing_as_none(value: Value) -> Value:
    return None if isinstance(value, float) and math.isnan(value) else value


def _comparable(value: Value) -> str | float:
    """One kind of thing, so that a column never mixes them."""
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, int | float):
        return value
    return str(value).casefold()


def _mark(number: int, identity: str) -> str:
    """Where a page begins: behind a row, and at which number it stood."""
    return f"{number}~{identity}"


def _begin(rows: Sequence[T], order: Sequence[int], after: str, identity: Callable[[T], str]) -> int:
    """The number of the first row of a page: behind the row that is named, else where that row once stood."""
    number, _, name = after.partition("~")
    if not (number.isascii() and number.isdigit()) or not order:
        return 0
    stood = min(int(number[:9]), len(order))
    if name and not (stood and identity(rows[order[stood - 1]]) == name):
        found = next((place for place, each in enumerate(order) if identity(rows[each]) == name), None)
        stood = stood if found is None else found + 1
    return stood if stood < len(order) else 0


def _previous(rows: Sequence[T], order: Sequence[int], begin: int, identity: Callable[[T], str]) -> str:
    return "-" if begin <= 0 else _mark(begin, identity(rows[order[begin - 1]]))
