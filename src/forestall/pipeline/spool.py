"""Stored signals laid out as files, so that the readers of a pass read them like any other file of their source.

Only what the readers need is written: CAP messages, catalogues, series; log events as lines of JSON. Which signals are
laid out, and what is found in them, is decided elsewhere.
"""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from forestall.core.clock import instant, iso
from forestall.core.errors import InputError
from forestall.model.indicator import Indicator
from forestall.model.intake import StoredSignal
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.words import SourceKind
from forestall.observe.files import find
from forestall.pipeline.spool_lines import Lines

_TIME = "time"
_HELD = {SourceKind.CAP, SourceKind.KEV, SourceKind.INDICATOR}  # few beside events, which are never held


def laid_out(place: Place, signals: Iterable[StoredSignal], folder: Path, *, beside: bool) -> Place:
    """The place with these signals among the files of its sources.

    Args:
        place: the place
        signals: stored signals, of sources of the place; STIX objects are for reading, and no reader asks for them
        folder: an empty folder to write to
        beside: keep the files that the sources have; else the place has only these signals

    Returns:
        The place, to be observed only: a log source stands in it twice, once with its files and once with its signals.
    """
    kinds = {source.id: source.kind for source in place.sources}
    held: dict[str, list[StoredSignal]] = {}
    lines: dict[str, Lines] = {}
    for signal in signals:
        name = signal.arrival.source
        if kinds[name] in _HELD:
            held.setdefault(name, []).append(signal)
        else:
            if name not in lines:
                lines[name] = Lines(_below(folder))
            lines[name].add(signal)
    sources: list[Source] = []
    files: dict[str, str] = {}
    for source in place.sources:
        own = [source] if beside else []
        if source.id in lines:
            events = str(lines[source.id].whole())
            sources += [*own, replace(source, kind=SourceKind.JSON_LINES, path=events)]
            continue
        found = sorted(held.get(source.id, []), key=lambda one: one.number)
        if source.kind is SourceKind.INDICATOR:
            sources += [source] if found or beside else []
            files |= _series(place, source, found, folder, beside=beside) if found else {}
        else:
            sources += [_documents(place, source, found, folder, beside=beside)] if found else own
    indicators = [replace(one, file=files.get(one.id, one.file)) for one in place.indicators]
    return replace(place, sources=tuple(sources), indicators=tuple(indicators))


def _below(folder: Path) -> Path:
    below = folder / f"source-{len(list(folder.iterdir()))}"
    below.mkdir()
    return below


def _documents(place: Place, source: Source, signals: Sequence[StoredSignal], folder: Path, *, beside: bool) -> Source:
    """The source with its messages or catalogues as files, one each."""
    below = _below(folder)
    if beside:
        _links(place, source, below)
    ending = ".xml" if source.kind is SourceKind.CAP else ".json"
    for signal in signals:
        (below / f"signal-{signal.number}{ending}").write_bytes(_document(signal))
    return replace(source, path=str(below / f"*{ending}*"))


def _links(place: Place, source: Source, below: Path) -> None:
    """The files that the source has, under names that keep their endings."""
    for number, found in enumerate(find(place.root, source.path)):
        (below / f"file-{number}-{found.path.name}").symlink_to(found.path.resolve())


def _document(signal: StoredSignal) -> bytes:
    body = signal.arrival.body
    if signal.arrival.kind == "kev":
        return json.dumps(body.get("catalogue")).encode()
    return str(body.get("xml", "")).encode()


def _series(
    place: Place, source: Source, signals: Sequence[StoredSignal], folder: Path, *, beside: bool
) -> dict[str, str]:
    """New files of the indicators of a source, by indicator: what their file holds, then what arrived."""
    files: dict[str, str] = {}
    ours = [one for one in place.indicators if one.source == source.id]
    for name in sorted({one.file for one in ours}):
        here = {one.id: one for one in ours if one.file == name}
        rows = _arrived(signals, here)
        before = _text(place.root, name) if beside else ""
        path = folder / f"series-{len(list(folder.iterdir()))}.csv"
        path.write_text(_merged(before, rows, [one.column or one.id for one in here.values()]), encoding="utf-8")
        files |= dict.fromkeys(here, str(path))
    return files


def _arrived(signals: Iterable[StoredSignal], indicators: Mapping[str, Indicator]) -> dict[str, dict[str, str]]:
    """Values by time and column of signals by number; of two values for one time the one that came last."""
    rows: dict[str, dict[str, str]] = {}
    for signal in signals:
        known = indicators.get(str(signal.arrival.body.get("indicator")))
        time = signal.arrival.event_time
        if known is not None and time is not None:
            value = str(signal.arrival.body.get("value", ""))
            rows.setdefault(iso(time), {})[known.column or known.id] = value
    return rows


def _text(root: Path, name: str) -> str:
    found = find(root, name)
    if not found:
        return ""
    data = found[0].path.read_bytes()
    return (gzip.decompress(data) if found[0].path.suffix == ".gz" else data).decode("utf-8-sig", "replace")


def _merged(before: str, rows: Mapping[str, Mapping[str, str]], columns: Sequence[str]) -> str:
    """The text of a file with further rows; values of a row that is there already are put into it."""
    first = before.partition("\n")[0]
    mark = ";" if first.count(";") > first.count(",") else ","
    lines = list(csv.reader(io.StringIO(before, newline=""), delimiter=mark)) if before else [[_TIME, *columns]]
    names = [cell.partition("[")[0].strip() for cell in lines[0]]
    at = names.index(_TIME) if _TIME in names else 0
    standing = {_moment(line[at]): line for line in lines[1:] if len(line) > at}
    for time in sorted(rows):
        line = standing.get(time)
        if line is None:
            line = ["" for _ in names]
            line[at] = time
            lines.append(line)
        for column, value in rows[time].items():
            if column in names:
                line += [""] * (len(names) - len(line))
                line[names.index(column)] = value
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(lines)
    return out.getvalue()


def _moment(text: str) -> str:
    """A time of a file in the one spelling, or as it is when it is none."""

    try:
        return iso(instant(text))
    except InputError:
        return text
