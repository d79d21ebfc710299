"""Values of the place's indicators: rows with a `time` and one member or column a series."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from forestall.core.clock import instant, iso
from forestall.core.errors import InputError
from forestall.model.indicator import Indicator
from forestall.observe.reading import CLOCK_SKEW
from forestall.pipeline.arriving.parcel import Parcel
from forestall.pipeline.arriving.values import DUMPED, dumped, items

_HEADER = re.compile(r"([^\[]*?)\s*(?:\[([^\]]*)\])?\s*")


def json_readings(parcel: Parcel, *, lines: bool) -> None:
    """Rows as objects: `{"time": "2026-03-09T06:00Z", "calls": 31}`."""
    for pointer, raw, item in items(parcel, lines=lines):
        if isinstance(item, dict):
            _row(parcel, pointer, item, raw or dumped(item))
        else:
            parcel.reject("expected an object with `time` and one member a series", pointer, raw or dumped(item))


def csv_readings(parcel: Parcel) -> None:
    """Rows below a header; a unit in brackets has to be the indicator's."""
    try:
        for pointer, row in _csv_rows(parcel):
            _row(parcel, pointer, row, dumped(row), DUMPED)
    except (InputError, csv.Error) as error:
        parcel.reject(error, "line 1")


def _csv_rows(parcel: Parcel) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        text = parcel.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start}: no UTF-8") from error
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    header = [_HEADER.fullmatch(cell) for cell in next(reader, [])]
    names = [found.group(1).strip() if found else "" for found in header]
    units = {name: found.group(2) for name, found in zip(names, header, strict=True) if found and found.group(2)}
    _agreeing(parcel, names, units)
    for number, cells in enumerate(reader, start=2):
        if any(cell.strip() for cell in cells):
            yield f"line {number}", dict(zip(names, cells, strict=False))


def _agreeing(parcel: Parcel, names: Iterable[str], units: Mapping[str, str]) -> None:
    known = _series(parcel)
    _no_strangers(names, known)
    for name, indicator in known.items():
        if units.get(name, indicator.unit) != indicator.unit:
            raise InputError(f"column {name} is in {units[name]}, expected {indicator.unit}")


def _series(parcel: Parcel) -> dict[str, Indicator]:
    return {one.column or one.id: one for one in parcel.place.indicators if one.source == parcel.source.id}


def _row(parcel: Parcel, pointer: str, row: Mapping[str, Any], raw: bytes, form: str | None = None) -> None:
    known = _series(parcel)
    try:
        time = _time(row)
        if time > parcel.present + CLOCK_SKEW:
            raise InputError(f"time {iso(time)}: more than a day after it came; a clock is wrong")
        _no_strangers(row, known)
    except InputError as error:
        parcel.reject(error, pointer, raw, form)
        return
    for name, indicator in known.items():
        if name in row:
            _take(parcel, f"{pointer}/{name}", indicator, time, row[name])


def _no_strangers(names: Iterable[str], known: Mapping[str, Indicator]) -> None:
    strangers = sorted(set(names) - set(known) - {"time"})
    if strangers:
        expected = ", ".join(sorted(known)) or "none, for no indicator names this source"
        raise InputError(f"{strangers[0][:80]}: no series of this source; expected {expected}")


def _time(row: Mapping[str, Any]) -> datetime:
    text = row.get("time")
    if not isinstance(text, str):
        raise InputError("time: is missing, expected ISO 8601 such as 2026-03-09T06:00Z")
    return instant(text)


def _take(parcel: Parcel, pointer: str, indicator: Indicator, time: datetime, value: Any) -> None:
    text = "" if value is None else str(value).strip()
    if text and (isinstance(value, bool) or not _is_number(text)):
        alone = dumped({"time": iso(time), indicator.column or indicator.id: value})
        parcel.reject(f"{indicator.id}: expected a number", pointer, alone, DUMPED)
        return
    parcel.take(
        "reading",
        {"indicator": indicator.id, "time": time.isoformat(), "value": text},
        identity=f"{indicator.id} {time.isoformat()} {text}",
        time=time,
        jurisdiction=indicator.jurisdiction,
        field=indicator.field,
    )


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
