"""Logs as JSON: lines, concatenated objects or arrays; plain, `.gz`, `.zst` or in a `.zip`; flat or nested."""

from typing import ClassVar

from forestall.model.words import SourceKind
from forestall.observe.files import Part, distinct, find, guarded, parts
from forestall.observe.flatten import flatten
from forestall.observe.json_events import events
from forestall.observe.reading import Reading, Request, Tally
from forestall.observe.rows import Rows


class JsonLines:
    """Reads logs as JSON."""

    kind: ClassVar[SourceKind] = SourceKind.JSON_LINES

    def read(self, request: Request, tally: Tally) -> Reading:
        """All events up to the time of the pass, as records."""
        files = find(request.place.root, request.source.path)
        rows = Rows(request.source.id, request.at, tally)
        for found in distinct(files, tally):
            with guarded(found.label, tally):
                for part in parts(found, tally):
                    rows.begin(part.label)
                    with guarded(part.label, tally):
                        _take(part, rows, tally)
        table = request.door.table(rows.table())
        return Reading(len(files), rows.accepted, records=table, first=rows.first, latest=rows.latest)


def _take(part: Part, rows: Rows, tally: Tally) -> None:
    for line, event in events(part, tally):
        with guarded(f"{part.label}, line {line}", tally):
            rows.add(flatten(event), line)
