"""Indicator series."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forestall.model.indicator import Indicator
from forestall.model.observation import Observation
from forestall.model.words import Field, Quality, SourceStatus

Look = Callable[..., Observation]
Put = Callable[[str, bytes | str], Path]


def indicator(**over: Any) -> Indicator:
    fixed = {"title": "Jams", "field": Field.ECONOMIC, "unit": "1/day", "file": "in/a.csv", "jurisdiction": "town"}
    return Indicator("jams", **{**fixed, "source": "s", "minimum": 0.0, **over})


@pytest.fixture
def seen(look: Look, put: Put) -> Callable[..., Observation]:
    def observed(content: bytes | str, *indicators: Indicator) -> Observation:
        put("a.csv", content)
        return look("indicator", indicators=indicators or (indicator(),))

    return observed


def found(observation: Observation) -> list[tuple[str, float | None, Quality]]:
    return [(one.time.date().isoformat(), one.value, one.quality) for one in observation.signals]


Seen = Callable[..., Observation]
OK, MISSING, SUSPECT, FUTURE = Quality.OK, Quality.MISSING, Quality.SUSPECT, Quality.FUTURE

# What stands in the cell -> (value, quality, is it skipped)
CELLS = {
    "3.5": (3.5, OK, False),
    " 4 ": (4.0, OK, False),
    "1e3": (1000.0, OK, False),
    "": (None, MISSING, False),
    "NaN": (None, MISSING, False),
    "inf": (None, MISSING, False),
    "-1": (-1.0, SUSPECT, True),
    "many": (None, SUSPECT, True),
    "1 000": (None, SUSPECT, True),
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_has_a_value_and_a_quality(cell: str, seen: Seen) -> None:
    value, quality, skipped = CELLS[cell]
    told = seen(f"time,jams\n2026-03-08,{cell}\n")
    assert found(told) == [("2026-03-08", value, quality)]
    assert told.sources[0].skipped == skipped


def test_a_suspect_value_is_told_with_file_and_line(seen: Seen) -> None:
    assert seen("time,jams\n2026-03-07,1\n2026-03-08,-1\n").sources[0].reasons == (
        "in/a.csv, line 3: jams is -1, expected at least 0",
    )


def test_a_value_after_the_pass_is_future_and_not_the_latest(seen: Seen) -> None:
    told = seen("time,jams\n2026-03-08,1\n2026-03-09T07:00Z,2\n2199-01-01,3\n")
    assert [quality for _, _, quality in found(told)] == [OK, FUTURE, FUTURE]
    assert told.sources[0].latest == told.signals[0].time
    assert told.sources[0].status is SourceStatus.DEGRADED


def test_of_a_time_that_stands_twice_the_last_counts(seen: Seen) -> None:
    told = seen("time,jams\n2026-03-08,1\n2026-03-08,2\n")
    assert (found(told)[0][1], told.sources[0].reasons) == (
        2.0,
        ("in/a.csv, line 3: 2026-03-08T00:00:00Z stands twice; the last counts",),
    )


def test_coverage_is_what_is_there_of_what_was_expected(seen: Seen) -> None:
    assert seen("time,jams\n2026-03-06,1\n2026-03-07,\n2026-03-09,1\n").sources[0].coverage == 0.5


def test_the_order_of_rows_changes_nothing(seen: Seen) -> None:
    rows = ["2026-03-06,1", "2026-03-07,2", "2026-03-08,"]
    assert seen("time,jams\n" + "\n".join(rows)).signals == seen("time,jams\n" + "\n".join(rows[::-1])).signals


SHAPES = {
    "BOM and Windows ends": "\ufefftime,jams\r\n2026-03-08,1\r\n",
    "semicolons": "time;jams\n2026-03-08;1\n",
    "unit in the header": "time, jams [1/day]\n2026-03-08,1\n",
    "blank lines": "time,jams\n\n2026-03-08,1\n,\n",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_sheet_is_read_in_every_shape(shape: str, seen: Seen) -> None:
    told = seen(SHAPES[shape])
    assert (found(told), told.sources[0].reasons) == ([("2026-03-08", 1.0, OK)], ())


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "found the columns none"),
    "no time": (b"date,jams\n1,2\n", "expected one named time"),
    "no column": (b"time,cars\n2026-03-08,2\n", "no column jams"),
    "wrong unit": (b"time,jams [1/h]\n2026-03-08,2\n", "column jams is in 1/h, expected 1/day"),
    "wrong time": (b"time,jams\n8.3.2026,2\n", "line 2: time '8.3.2026'"),
    "year 9999": (b"time,jams\n9999-01-01,2\n", "expected a year from 1900 to 2200"),
    "too many cells": (b"time,jams\n2026-03-08,1,5\n", "found 3 cells, expected 2"),
    "no UTF-8": (b"time,jams\n2026-03-08,\xff\n", "no UTF-8 at byte 21"),
    "a NUL": (b"time,jams\n2026-03-08,\0\n", "jams"),
    "a giant name": (b"time," + b"9" * 200_000 + b"\n2026-03-08,1\n", "field larger than field limit"),
    "no cell for the time": (b"jams,time\n5\n", "line 2: time ''"),
    "a giant cell": (b"time,jams\n2026-03-08," + b"9" * 200_000, "no CSV from here on"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_sheet_is_told(case: str, seen: Seen) -> None:
    content, reason = BROKEN[case]
    state = seen(content).sources[0]
    assert (state.status, reason in " ".join(state.reasons)) == (SourceStatus.MISSING, True), state.reasons


def test_a_sheet_that_is_not_there_is_missing(look: Look) -> None:
    state = look("indicator", indicators=(indicator(),)).sources[0]
    assert (state.status, state.files, state.reasons[0]) == (SourceStatus.MISSING, 0, "in/a.csv: no such file")
