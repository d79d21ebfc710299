"""Bytes of a source to what is stored of them: the desk at which every adapter hands in what it received.

The format follows from the media type and the source's kind; everything goes through the door before it leaves here.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from forestall.core.errors import InputError, LimitError
from forestall.guard.door import Door
from forestall.model.intake import Delivery, Rejected
from forestall.model.intake import Request as Sent
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.words import SourceKind
from forestall.pipeline.arriving.catalogue import kev_catalogue
from forestall.pipeline.arriving.events import csv_events, json_events, line_events
from forestall.pipeline.arriving.parcel import Parcel
from forestall.pipeline.arriving.polled import LINES, form_of, kept_rows, pieces
from forestall.pipeline.arriving.readings import csv_readings, json_readings
from forestall.pipeline.arriving.stix import stix_objects
from forestall.pipeline.arriving.warnings import cap_message

MOST_BYTES = 16 * 1024 * 1024
"""Size of one delivery; a catalogue or a CAP message has limits of its own."""
LONGEST_KEY = 255

_Reader = Callable[[Parcel], None]
_JSON, _CSV, _TEXT = "application/json", "text/csv", "text/plain"
_XML = ("application/cap+xml", "application/xml", "text/xml")
_STIX = ("application/stix+json", "application/taxii+json")
_EVENTS: dict[str, _Reader] = {
    _JSON: partial(json_events, lines=False),
    LINES: partial(json_events, lines=True),
    _CSV: csv_events,
}
_BY_KIND: dict[SourceKind, dict[str, _Reader]] = {
    SourceKind.CAP: dict.fromkeys(_XML, cap_message),
    SourceKind.KEV: {_JSON: kev_catalogue},
    SourceKind.INDICATOR: {
        _JSON: partial(json_readings, lines=False),
        LINES: partial(json_readings, lines=True),
        _CSV: csv_readings,
    },
    **{kind: {**_EVENTS, _TEXT: line_events} for kind in (SourceKind.SYSLOG, SourceKind.AUDITD, SourceKind.ZEEK)},
}
MEDIA_TYPES = (_JSON, LINES, *_XML, *_STIX, _CSV, _TEXT)
"""What can be handed in."""


class Desk:
    """Takes in what sources of a place send."""

    def __init__(self, place: Place, door: Door) -> None:
        """Take the place, whose sources are known, and its door."""
        self._place, self._door = place, door
        self._sources = {source.id: source for source in place.sources}

    def read(self, source: str, media_type: str, data: bytes, received: datetime, key: str | None = None) -> Delivery:
        """What a delivery holds; nothing is stored here.

        Args:
            source: id of the source, in `sources.toml`
            media_type: as the sender says, with or without parameters
            data: the content
            received: when it came, UTC
            key: Idempotency-Key of the request

        Returns:
            Arrivals and rejected parts; when all of it cannot be read, one rejected part.

        Raises:
            InputError: there is no such source, it does not send this form (415), or the key is empty or too long.
            LimitError: it is larger than 16 MB, or holds more than 10,000 signals.
        """
        known = self._known(source)
        plain = media_type.partition(";")[0].strip().lower()
        reader = self._reader(known, plain)
        if len(data) > MOST_BYTES:
            raise LimitError(f"{len(data):,} bytes, expected at most {MOST_BYTES:,}; send it in several parts")
        if key is not None and not 0 < len(key) <= LONGEST_KEY:
            raise InputError(f"Idempotency-Key: expected 1 to {LONGEST_KEY} characters")
        key = None if key is None else self._door.key(key)  # a sender may have put a name into it
        parcel = Parcel(self._place, known, self._door, received, plain, data, key)
        if data.strip():
            reader(parcel)
        else:
            parcel.reject("nothing: expected content", "", b"")
        request = None if key is None else Sent(key, source, parcel.digest, received)
        return Delivery(tuple(parcel.arrivals), tuple(parcel.rejected), None, request, tuple(parcel.remarks))

    def again(self, rejected: Rejected) -> Delivery:
        """What is understood now of something in quarantine.

        Raises:
            InputError: its source is gone, or nothing is understood of it.
        """
        if form := form_of(rejected.media_type):
            return self._polled(rejected, form)
        return self._read_again(rejected, rejected.media_type, rejected.raw)

    def _polled(self, rejected: Rejected, form: str) -> Delivery:
        """What was polled, read as the source's way says today."""
        found = kept_rows(self._known(rejected.source), form, rejected.raw)
        parts = [self._read_again(rejected, LINES, data) for data in pieces(found)]
        if not parts:
            raise InputError("still cannot be used: it holds no signal")
        return Delivery(tuple(each for part in parts for each in part.arrivals))

    def _read_again(self, rejected: Rejected, media_type: str, data: bytes) -> Delivery:
        delivery = self.read(rejected.source, media_type, data, rejected.received)
        if delivery.rejected or not delivery.arrivals:
            reason = delivery.rejected[0].reason if delivery.rejected else "it holds no signal"
            raise InputError(f"still cannot be used: {reason}")
        return delivery

    def source(self, name: str) -> Source | None:
        """A source of the place; None when there is none of that name."""
        return self._sources.get(name)

    def _known(self, name: str) -> Source:
        source = self._sources.get(name)
        if source is None:
            raise InputError(f"source: {name[:80]!r} is none of this place; it has {', '.join(sorted(self._sources))}")
        return source

    def _reader(self, source: Source, media_type: str) -> _Reader:
        if media_type in _STIX:
            return stix_objects
        taken = _BY_KIND.get(source.kind, _EVENTS)
        if media_type not in taken:
            forms = ", ".join((*taken, *_STIX))
            raise InputError(
                f"Content-Type: {media_type[:80] or 'none'} is not taken from {source.id}; expected {forms}",
                http_status=415,
            )
        return taken[media_type]
