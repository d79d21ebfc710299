"""Indicator series: CSV files with a column `time` and one column a series, named in `indicators.toml`."""

import csv
import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from forestall.core.clock import instant, iso
from forestall.core.errors import InputError
from forestall.core.ids import digest_id
from forestall.model.indicator import Indicator
from forestall.model.signal import Signal
from forestall.model.words import Quality, SourceKind
from forestall.observe.files import Part, find, guarded, parts
from forestall.observe.reading import Reading, Request, Tally

MAX_BYTES = 256 * 1024**2
_HEADER = re.compile(r"([^\[]*?)\s*(?:\[([^\]]*)\])?\s*")


@dataclass(frozen=True, slots=True)
class _Value:
    """What stands in a cell, and where."""

    time: datetime
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file read once: its columns with their units, its rows with their lines and times."""

    label: str
    units: dict[str, str]
    rows: tuple[tuple[int, datetime, dict[str, str]], ...]


class IndicatorSeries:
    """Reads the series of all indicators that name the source."""

    kind: ClassVar[SourceKind] = SourceKind.INDICATOR

    def read(self, request: Request, tally: Tally) -> Reading:
        """One signal a value, missing ones too; values after the pass are marked and do not count."""
        indicators = [one for one in request.place.indicators if one.source == request.source.id]
        if not indicators:
            tally.remark(request.source.id, "no indicator of indicators.toml names this source")
        sheets = {name: _sheet(name, request, tally) for name in sorted({one.file for one in indicators})}
        series = [
            _series(indicator, sheet, request, tally)
            for indicator in indicators
            if (sheet := sheets[indicator.file]) is not None
        ]
        signals = [signal for one in series for signal in one]
        good = [signal for signal in signals if signal.quality is Quality.OK]
        expected = sum(_expected(one, indicator, request.at) for one, indicator in _paired(series, indicators, sheets))
        return Reading(
            files=sum(sheet is not None for sheet in sheets.values()),
            accepted=len(good),
            signals=tuple(signals),
            first=min((signal.time for signal in good), default=None),
            latest=max((signal.time for signal in good), default=None),
            coverage=min(1.0, len(good) / expected) if expected else None,
        )


def _paired(
    series: list[list[Signal]], indicators: list[Indicator], sheets: dict[str, _Sheet | None]
) -> Iterable[tuple[list[Signal], Indicator]]:
    return zip(series, [one for one in indicators if sheets[one.file] is not None], strict=True)


def _expected(series: list[Signal], indicator: Indicator, at: datetime) -> int:
    """Values expected from the first time of a series to the pass."""
    times = [signal.time for signal in series if signal.quality is not Quality.FUTURE]
    return int((at - min(times)) / timedelta(hours=indicator.every)) + 1 if times else 0


def _sheet(name: str, request: Request, tally: Tally) -> _Sheet | None:
    files = find(request.place.root, name)
    if not files:
        tally.skip(name, "no such file")
        return None
    with guarded(name, tally):
        for part in parts(files[0], tally):
            return _parsed(part, tally)
    return None


def _parsed(part: Part, tally: Tally) -> _Sheet:
    data = part.whole(MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8-sig", "replace")
        tally.flaw(part.label, f"no UTF-8 at byte {error.start}; what is none is replaced")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [_HEADER.fullmatch(cell) for cell in next(reader, [])]
    names = [found.group(1).strip() if found else "" for found in header]
    if "time" not in names:
        raise InputError(f"line 1: found the columns {', '.join(names)[:120] or 'none'}, expected one named time")
    units = {name: found.group(2) or "" for name, found in zip(names, header, strict=True) if found}
    return _Sheet(part.label, units, tuple(_rows(reader, names, part.label, tally)))


def _rows(
    reader: Iterable[list[str]], names: list[str], label: str, tally: Tally
) -> Iterable[tuple[int, datetime, dict[str, str]]]:
    lines = enumerate(reader, start=2)
    while True:
        try:
            line, cells = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            tally.skip(label, f"no CSV from here on: {error}")
            return
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(names, cells, strict=False))
        if len(cells) > len(names):
            tally.skip(f"{label}, line {line}", f"found {len(cells)} cells, expected {len(names)}")
            continue
        try:
            yield line, instant(row.get("time", "")), row
        except InputError as error:
            tally.skip(f"{label}, line {line}", error)


def _series(indicator: Indicator, sheet: _Sheet, request: Request, tally: Tally) -> list[Signal]:
    column = indicator.column or indicator.id
    if column not in sheet.units:
        tally.skip(sheet.label, f"no column {column} for the indicator {indicator.id}")
        return []
    if sheet.units[column] not in ("", indicator.unit):
        tally.skip(sheet.label, f"column {column} is in {sheet.units[column]}, expected {indicator.unit}")
        return []
    values: dict[datetime, _Value] = {}
    for line, time, row in sheet.rows:
        if time in values:
            tally.remark(f"{sheet.label}, line {line}", f"{iso(time)} stands twice; the last counts")
        values[time] = _Value(time, line, row.get(column, "").strip())
    tally.later(f"{sheet.label}, {column}", [time for time in values if time > request.at], request.at, "values")
    return [_signal(indicator, values[time], sheet.label, request, tally) for time in sorted(values)]


def _signal(indicator: Indicator, value: _Value, label: str, request: Request, tally: Tally) -> Signal:
    number, quality = _judged(indicator, value, label, tally)
    if value.time > request.at:
        quality = Quality.FUTURE
    return Signal(
        id=digest_id("s", request.source.id, indicator.id, iso(value.time), value.text),
        source=request.source.id,
        kind=f"indicator:{indicator.id}",
        time=value.time,
        value=number,
        unit=indicator.unit,
        text=indicator.title,
        quality=quality,
        site=indicator.site,
        jurisdiction=indicator.jurisdiction,
    )


def _judged(indicator: Indicator, value: _Value, label: str, tally: Tally) -> tuple[float | None, Quality]:
    where = f"{label}, line {value.line}"
    if not value.text:
        return None, Quality.MISSING
    try:
        number = float(value.text)
    except ValueError:
        tally.skip(where, f"{indicator.id} is {value.text[:40]!r}, expected a number")
        return None, Quality.SUSPECT
    if not math.isfinite(number):
        return None, Quality.MISSING
    low, high = indicator.minimum, indicator.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        tally.skip(where, f"{indicator.id} is {number:g}, expected {_bounds(low, high)}")
        return number, Quality.SUSPECT
    return number, Quality.OK


def _bounds(low: float | None, high: float | None) -> str:
    if low is None:
        return f"at most {high:g}"
    return f"at least {low:g}" if high is None else f"{low:g} to {high:g}"
