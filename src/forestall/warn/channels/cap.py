"""Alerts as CAP 1.2 messages: our record to the standard's, longitude first to latitude first, one info a language."""

from dataclasses import replace

from forestall.core.clock import instant
from forestall.model import alert as model
from forestall.standards.cap import message as cap
from forestall.standards.cap.xml import write

RESTRICTION = "For the offices that answer for the area and partners cleared for its sources."

_RESPONSES = {"Immediate": "Execute", "Expected": "Prepare", "Future": "Monitor", "Past": "AllClear"}


def to_xml(alert: model.Alert) -> bytes:
    """An alert as CAP 1.2 XML; the same alert always gives the same bytes.

    Raises:
        StandardError: it breaks a MUST of the standard.
    """
    return write(to_cap(alert))


def to_cap(alert: model.Alert) -> cap.Alert:
    """An alert as a message of the standard."""
    return cap.Alert(
        identifier=alert.identifier,
        sender=alert.sender,
        sent=alert.sent,
        status=alert.status,
        msg_type=alert.msg_type,
        scope=alert.scope,
        restriction=(alert.restriction or RESTRICTION) if alert.scope == "Restricted" else "",
        addresses=alert.addresses,
        note=alert.note,
        references=tuple(_reference(text) for text in alert.references),
        incidents=alert.incidents,
        info=_infos(alert),
    )


def _infos(alert: model.Alert) -> tuple[cap.Info, ...]:
    """What is said, once a language; the words differ, and nothing else."""
    first = _info(alert)
    return (
        first,
        *(
            replace(
                first,
                language=said.language,
                event=said.event,
                headline=said.headline,
                description=said.description,
                instruction=said.instruction,
                audience=said.audience,
            )
            for said in alert.translations
        ),
    )


def _info(alert: model.Alert) -> cap.Info:
    response = _RESPONSES.get(alert.urgency)
    return cap.Info(
        category=(alert.category,),
        event=alert.event,
        urgency=alert.urgency,
        severity=alert.severity,
        certainty=alert.certainty,
        language=alert.language,
        response_type=(response,) if response else (),
        audience=alert.audience,
        effective=alert.effective,
        onset=alert.onset,
        expires=alert.expires,
        sender_name=alert.sender_name,
        headline=alert.headline,
        description=alert.description,
        instruction=alert.instruction,
        web=alert.web,
        contact=alert.contact,
        parameter=(("forestall:subject", alert.subject),) if alert.subject else (),
        area=tuple(_area(area) for area in alert.areas),
    )


def _area(area: model.Area) -> cap.Area:
    return cap.Area(
        area_desc=area.description,
        polygon=tuple(tuple((lat, lon) for lon, lat in ring) for ring in area.polygons),
        circle=tuple((lat, lon, radius) for lon, lat, radius in area.circles),
        geocode=area.geocodes,
    )


def _reference(text: str) -> cap.Reference:
    sender, identifier, sent = text.split(",")
    return cap.Reference(sender, identifier, instant(sent))
