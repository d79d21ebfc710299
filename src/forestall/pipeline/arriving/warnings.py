"""Partners' warnings as CAP messages: read with the checks of the standard, texts through the door, kept as CAP."""

from dataclasses import replace

from forestall.core.clock import iso, utc
from forestall.core.errors import InputError, StandardError
from forestall.guard.door import Door
from forestall.observe.categories import field_of
from forestall.pipeline.arriving.parcel import Parcel
from forestall.standards.cap.message import Alert, Area, Info
from forestall.standards.cap.text import reference_text
from forestall.standards.cap.xml import read, write

XML = "xml"
"""Member of the body that holds the message."""


def cap_message(parcel: Parcel) -> None:
    """One CAP message; known by its sender, identifier and time."""
    try:
        message = read(parcel.data)
        xml = write(_clean(message, parcel.door)).decode()
    except StandardError as error:
        parcel.reject(error, error.path)
        return
    except InputError as error:
        parcel.reject(error, "")
        return
    fields = [field for info in message.info if (field := field_of(info)) is not None]
    parcel.take(
        "cap",
        {XML: xml, "references": [reference_text(one) for one in message.references]},
        identity=f"{message.sender},{message.identifier},{iso(message.sent)}",
        time=utc(message.sent),
        field=fields[0] if fields else None,
    )


def _clean(message: Alert, door: Door) -> Alert:
    """Without what speaks of persons; a signature would no longer fit, and goes."""
    return replace(
        message,
        source=door.text(message.source),
        note=door.text(message.note),
        restriction=door.text(message.restriction),
        addresses=tuple(door.account(each) for each in message.addresses),
        info=tuple(_info(info, door) for info in message.info),
        signature=(),
        unknown=(),
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
        unknown=(),
    )


def _area(area: Area, door: Door) -> Area:
    return replace(area, area_desc=door.text(area.area_desc), unknown=())
