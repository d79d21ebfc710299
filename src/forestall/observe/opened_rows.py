"""The events of one opened stream as rows of text with the names Sigma uses; JSON is read by `json_batches`."""

from collections.abc import Callable, Iterator
from datetime import datetime

from forestall.observe.files import Part, guarded
from forestall.observe.inputs import Opened
from forestall.observe.kinds import Kind
from forestall.observe.reading import Tally
from forestall.observe.shapes import shaped
from forestall.observe.sources import auditd, csv_log, evtx, parquet, syslog, zeek

Numbered = Iterator[tuple[int, dict[str, str]]]

_LINES: dict[Kind, Callable[[Part, Tally, datetime], Numbered]] = {
    Kind.AUDITD: auditd.events,
    Kind.PARQUET: parquet.events,
    Kind.SYSLOG: syslog.events,
    Kind.ZEEK: zeek.events,
}


def rows(opened: Opened, tally: Tally, at: datetime) -> Iterator[dict[str, str]]:
    """Events in their order; what cannot be read goes to the tally, with its line where there is one.

    Args:
        opened: the stream
        tally: told what is skipped
        at: time of the run, by which logs without a year are dated
    """
    with guarded(opened.label, tally):
        if opened.kind is Kind.EVTX:
            yield from _evtx(opened, tally)
        elif opened.kind is Kind.CSV:
            yield from (shaped(dict(row)) for _, row in csv_log.events(opened.part, tally, at))
        else:
            yield from (row for _, row in _LINES[opened.kind](opened.part, tally, at))


def _evtx(opened: Opened, tally: Tally) -> Iterator[dict[str, str]]:
    for number, event in enumerate(evtx.events(opened.part, opened.path, tally), start=1):
        with guarded(f"{opened.label}, event {number}", tally):
            yield shaped(event)
