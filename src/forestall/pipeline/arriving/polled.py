"""Documents that a source is polled for, as rows: what the poll reads, and reads again out of quarantine."""

import json
from collections.abc import Iterator, Mapping, Sequence

from forestall.core.errors import InputError
from forestall.model.partner import Source
from forestall.model.way import PollWay
from forestall.observe.feeds import epss, gdacs, mapped, usgs
from forestall.observe.moments import moment
from forestall.pipeline.fetching import unpacked

Row = dict[str, object]
LINES = "application/x-ndjson"
TYPES = {
    "cap-feed": "application/atom+xml",
    "gdacs": "application/rss+xml",
    "usgs": "application/geo+json",
    "epss": "text/csv",
    "json": "application/json",
    "csv": "text/csv",
}
"""Media type of the documents of each form that is no delivery by itself."""
_POLLED = "; polled="
_ROWS_TOGETHER = 2_000
_MOST_BYTES = 64 * 1024 * 1024  # of a packed document out of quarantine, once unpacked


def media_type(form: str) -> str:
    """The media type under which what was polled is kept, with the form in which it has to be read again."""
    return f"{TYPES.get(form, 'application/octet-stream')}{_POLLED}{form}"


def form_of(kept: str) -> str:
    """The form of something that was polled; empty when it came another way."""
    return kept.partition(_POLLED)[2]


def rows(
    form: str, body: bytes, mapping: Mapping[str, str] | None, items: str, at_least: float, most_bytes: int
) -> tuple[Sequence[Row], Sequence[str]]:
    """The rows of a document, and why some of it are none.

    Args:
        form: as the source's way says
        body: the document
        mapping: our member = theirs
        items: where the items are
        at_least: EPSS scores below this are left out
        most_bytes: of a packed document, once unpacked

    Raises:
        InputError: it cannot be read as this form.
    """
    match form:
        case "gdacs":
            return gdacs.events(body)
        case "usgs":
            return usgs.events(body)
        case "epss":
            packed = body.startswith(b"\x1f\x8b")
            return epss.scores(unpacked(body, most_bytes, "EPSS") if packed else body, at_least)
        case "csv":
            return _timed(mapped.csv_rows(body, mapping), mapping)
        case _:
            return _timed(mapped.json_rows(body, items, mapping), mapping)


def pieces(found: Sequence[Row]) -> Iterator[bytes]:
    """Rows as deliveries of `LINES`."""
    for begin in range(0, len(found), _ROWS_TOGETHER):
        part = found[begin : begin + _ROWS_TOGETHER]
        yield b"\n".join(json.dumps(row, separators=(",", ":")).encode() for row in part)


def kept_rows(source: Source, form: str, body: bytes) -> Sequence[Row]:
    """The rows of a document in quarantine, as the source's way says today.

    Raises:
        InputError: the source is polled for another form, or not all of the document can be read.
    """
    way = source.way
    if not isinstance(way, PollWay) or way.form != form:
        raise InputError(f"still cannot be used: {source.id} is not polled for {form} any more")
    if form not in TYPES or form == "cap-feed":
        raise InputError("still cannot be used: what a feed lists is fetched when it is polled next; drop this")
    found, refused = rows(form, body, way.mapping, way.items, way.at_least, _MOST_BYTES)
    if refused:
        raise InputError(f"still cannot be used: {refused[0]}")
    return found


def _timed(found: Sequence[Row], mapping: Mapping[str, str] | None) -> tuple[Sequence[Row], Sequence[str]]:
    """Rows of which the mapping names the time have to have one: the time of the poll says nothing of them."""
    if mapping is None or "time" not in mapping:
        return found, ()
    good: list[Row] = []
    refused: list[str] = []
    for number, row in enumerate(found):
        value = row.get("time")
        if _is_time(value):
            good.append(row)
        else:
            what = "is missing" if value is None else "is no time, expected ISO 8601 or seconds since 1970"
            refused.append(f"item {number}: time ({mapping['time']}): {what}")
    if refused and not good:
        raise InputError(f"{refused[0]}, nor is that of any other of {len(found):,}; mend the mapping")
    return good, refused


def _is_time(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and moment(str(value)) is not None
