"""Partners' warnings as CAP messages: read with the checks of the standard, texts through the door, kept as CAP.

A message that breaks CAP is rejected with the element and the clause, and kept as it came; so is one whose signature is
broken. What an unsigned or otherwise doubtful signature shows is kept beside the message.
"""

from dataclasses import replace

from forestall.core.clock import iso, utc
from forestall.core.errors import StandardError
from forestall.guard.door import Door
from forestall.model.words import SignatureVerdict
from forestall.observe.categories import field_of
from forestall.pipeline.arriving.parcel import Parcel
from forestall.pipeline.cap_reading import Examined, examine
from forestall.pipeline.cap_signing import trusted
from forestall.standards.cap.message import Alert, Area, Info
from forestall.standards.cap.text import reference_text
from forestall.standards.cap.xml import write

MOST_REMARKS = 20
XML = "xml"
"""Member of the body that holds the message."""


def cap_message(parcel: Parcel) -> None:
    """CAP messages, one or those of an envelope; each known by its sender, identifier and time."""
    believed = trusted(parcel.place) if b"Signature" in parcel.data else ()
    for found in examine(parcel.data, parcel.received, believed):
        if found.alert is None:
            parcel.reject(found.error, found.path, found.raw)
        elif found.signature is SignatureVerdict.BROKEN:
            parcel.reject(f"{found.why} [CAP 1.2, 3.3.4]", "/alert/Signature", found.raw)
        else:
            _take(parcel, found, found.alert)


def _take(parcel: Parcel, found: Examined, message: Alert) -> None:
    try:
        xml = write(_clean(message, parcel.door)).decode()
    except StandardError as error:
        parcel.reject(error, error.path, found.raw)
        return
    fields = [field for info in message.info if (field := field_of(info)) is not None]
    parcel.take(
        "cap",
        {
            XML: xml,
            "references": [reference_text(one) for one in message.references],
            "signature": str(found.signature),
            "certificate": found.certificate,
            "remarks": [parcel.door.text(each) for each in found.remarks[:MOST_REMARKS]],
        },
        identity=f"{message.sender},{message.identifier},{iso(message.sent)}",
        time=utc(message.sent),
        field=fields[0] if fields else None,
    )


def _clean(message: Alert, door: Door) -> Alert:
    """Without what speaks of persons; a signature would no longer fit, and goes.

    An element that CAP does not know stays as it is, unless there is something in it that the door would take out.
    """
    return replace(
        message,
        source=door.text(message.source),
        note=door.text(message.note),
        restriction=door.text(message.restriction),
        addresses=tuple(door.account(each) for each in message.addresses),
        info=tuple(_info(info, door) for info in message.info),
        signature=(),
        unknown=_kept(message.unknown, door),
    )


def _info(info: Info, door: Door) -> Info:
    return replace(
        info,
        event=door.text(info.event),
        audience=door.text(info.audience),
        sender_name=door.text(info.sender_name),
        headline=door.text(info.headline),
        description=door.text(info.description),
        instruction=door.text(info.instruction),
        contact="",
        parameter=tuple((name, door.text(value)) for name, value in info.parameter),
        resource=(),
        area=tuple(_area(area, door) for area in info.area),
        unknown=_kept(info.unknown, door),
    )


def _area(area: Area, door: Door) -> Area:
    return replace(area, area_desc=door.text(area.area_desc), unknown=_kept(area.unknown, door))


def _kept(unknown: tuple[str, ...], door: Door) -> tuple[str, ...]:
    """The elements of which the door would change nothing."""
    return tuple(each for each in unknown if door.text(each) == each)
