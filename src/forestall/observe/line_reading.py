"""Reading a source whose files hold one event after the other, whatever each looks like."""

from collections.abc import Callable, Iterator
from datetime import datetime

from forestall.observe.files import Part, distinct, find, guarded, parts
from forestall.observe.reading import Reading, Request, Tally
from forestall.observe.rows import Rows

Events = Callable[[Part, Tally, datetime], Iterator[tuple[int, dict[str, str]]]]


def gathered(request: Request, tally: Tally, events: Events) -> Reading:
    """All events of a source up to the time of the pass, as records.

    Args:
        request: the source
        tally: told what cannot be used
        events: events of one stream with the line (or number) of each
    """
    files = find(request.place.root, request.source.path)
    rows = Rows(request.source.id, request.at, tally)
    for found in distinct(files, tally):
        with guarded(found.label, tally):
            for part in parts(found, tally):
                rows.begin(part.label)
                with guarded(part.label, tally):
                    for line, row in events(part, tally, request.at):
                        rows.add(row, line)
    table = request.door.table(rows.table())
    return Reading(len(files), rows.accepted, records=table, first=rows.first, latest=rows.latest)
