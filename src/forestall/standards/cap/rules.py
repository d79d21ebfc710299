"""What CAP 1.2 says a message must and should be, beyond the order of its elements."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from forestall.core.errors import StandardError
from forestall.standards.cap.message import Alert, Area, Info, Pairs, Resource
from forestall.standards.cap.text import in_range, whole_minutes

STATUS = ("Actual", "Exercise", "System", "Test", "Draft")
MSG_TYPE = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPE = ("Public", "Restricted", "Private")
CATEGORY = (
    *("Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env"),
    *("Transport", "Infra", "CBRNE", "Other"),
)
RESPONSE_TYPE = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCY = ("Immediate", "Expected", "Future", "Past", "Unknown")
SEVERITY = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTY = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")

_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAME = re.compile(r"[\s,<&]")

# RFC 3986, appendix A; characters that a URI reference must escape are let pass, as xs:anyURI does (XML Schema 3.2.17).
_PLAIN = r"(?:[^\[\]#?%/@:]|%[0-9A-Fa-f]{2})"
_URI = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*:|(?![^/?#]*:))"
    rf"(?://(?:(?:{_PLAIN}|:)*@)?(?:(?:\[[0-9A-Fa-f:.]+\]|{_PLAIN}+)(?::[0-9]+)?)?(?=[/?#]|$)|(?!//))"
    rf"(?:{_PLAIN}|[/@:])*(?:\?(?:{_PLAIN}|[/@:?])*)?(?:#(?:{_PLAIN}|[/@:?\[\]])*)?"
)


def check(alert: Alert) -> None:
    """Refuse a message that breaks a MUST of CAP 1.2.

    Raises:
        StandardError: the first breach, with its path and clause.
    """
    for breach in _breaches(alert):
        raise breach


def remarks(alert: Alert) -> tuple[str, ...]:
    """What the message should be and is not: SHOULD, RECOMMENDED and conditional elements of clause 3.2."""
    return tuple(_advice(alert))


def _breaches(alert: Alert) -> Iterator[StandardError]:
    clause = "CAP 1.2, 3.2.1"
    for name, value in (("identifier", alert.identifier), ("sender", alert.sender)):
        if not value or _NOT_IN_NAME.search(value):
            yield _breach(f"/alert/{name}", value, "text without spaces, commas, < and &", clause)
    chosen = (("status", alert.status, STATUS), ("msgType", alert.msg_type, MSG_TYPE), ("scope", alert.scope, SCOPE))
    yield from _choices("/alert", chosen, clause)
    if alert.scope == "Private" and not alert.addresses:
        yield _breach("/alert/addresses", "", "the addresses of a Private message", clause)
    for reference in alert.references:
        if any(not name or _NOT_IN_NAME.search(name) for name in (reference.sender, reference.identifier)):
            yield _breach("/alert/references", str(reference), "sender,identifier,sent", clause)
    for name, items in (("addresses", alert.addresses), ("incidents", alert.incidents)):
        if any(not item or '"' in item for item in items):
            yield _breach(f"/alert/{name}", str(items), 'items without the character "', clause)
    times = (("sent", alert.sent), *(("references", reference.sent) for reference in alert.references))
    yield from _times("/alert", times)
    yield from _texts("/alert", (alert.source, alert.restriction, *alert.code, alert.note, *alert.incidents))
    for number, info in enumerate(alert.info, start=1):
        yield from _info(info, f"/alert/info[{number}]")


def _info(info: Info, path: str) -> Iterator[StandardError]:
    clause = "CAP 1.2, 3.2.2"
    if not _LANGUAGE.fullmatch(info.language):
        yield _breach(f"{path}/language", info.language, "a language tag such as en-US", clause)
    if not info.category:
        yield _breach(f"{path}/category", "", "at least one category", clause)
    if not info.event:
        yield _breach(f"{path}/event", "", "what happens", clause)
    chosen: list[tuple[str, str, tuple[str, ...]]] = [("category", each, CATEGORY) for each in info.category]
    chosen += [("responseType", each, RESPONSE_TYPE) for each in info.response_type]
    chosen += [("urgency", info.urgency, URGENCY), ("severity", info.severity, SEVERITY)]
    yield from _choices(path, [*chosen, ("certainty", info.certainty, CERTAINTY)], clause)
    times = (("effective", info.effective), ("onset", info.onset), ("expires", info.expires))
    yield from _times(path, ((name, moment) for name, moment in times if moment is not None))
    if info.web and not _URI.fullmatch(info.web):
        yield _breach(f"{path}/web", info.web, "a URI", clause)
    texts = (info.event, info.audience, info.sender_name, info.headline, info.description, info.instruction)
    yield from _texts(path, (*texts, info.web, info.contact, *_flat(info.event_code), *_flat(info.parameter)))
    for number, resource in enumerate(info.resource, start=1):
        yield from _resource(resource, f"{path}/resource[{number}]")
    for number, area in enumerate(info.area, start=1):
        yield from _area(area, f"{path}/area[{number}]")


def _resource(resource: Resource, path: str) -> Iterator[StandardError]:
    for name, value in (("resourceDesc", resource.resource_desc), ("mimeType", resource.mime_type)):
        if not value:
            yield _breach(f"{path}/{name}", "", "a text", "CAP 1.2, 3.2.3")
    if resource.uri and not _URI.fullmatch(resource.uri):
        yield _breach(f"{path}/uri", resource.uri, "a URI", "CAP 1.2, 3.2.3")
    texts = (resource.resource_desc, resource.mime_type, resource.uri, resource.deref_uri, resource.digest)
    yield from _texts(path, texts)


def _area(area: Area, path: str) -> Iterator[StandardError]:
    clause = "CAP 1.2, 3.2.4"
    if not area.area_desc:
        yield _breach(f"{path}/areaDesc", "", "the area in words", clause)
    for ring in area.polygon:
        if len(ring) < 4 or ring[0] != ring[-1]:
            found = f"{len(ring)} positions, {'closed' if ring and ring[0] == ring[-1] else 'not closed'}"
            yield _breach(f"{path}/polygon", found, "at least four, the last the same as the first", clause)
        yield from _positions(f"{path}/polygon", ring)
    for lat, lon, radius in area.circle:
        yield from _positions(f"{path}/circle", ((lat, lon),))
        if not 0 <= radius < float("inf"):
            yield _breach(f"{path}/circle", str(radius), "a radius of 0 km or more", clause)
    if area.ceiling is not None and area.altitude is None:
        yield _breach(f"{path}/ceiling", str(area.ceiling), "an altitude beside it", clause)
    yield from _texts(path, (area.area_desc, *_flat(area.geocode)))


def _positions(path: str, positions: tuple[tuple[float, float], ...]) -> Iterator[StandardError]:
    for lat, lon in positions:
        if not in_range(lat, lon):
            expected = "latitude -90..90, longitude -180..180"
            yield _breach(path, f"{lat},{lon}", expected, "CAP 1.2, 3.2.4")
            return


def _times(path: str, times: Iterable[tuple[str, datetime]]) -> Iterator[StandardError]:
    for name, moment in times:
        if not whole_minutes(moment):
            yield _breach(f"{path}/{name}", moment.isoformat(), "whole seconds and an offset", "CAP 1.2, 3.3.2")


def _texts(path: str, texts: tuple[str, ...]) -> Iterator[StandardError]:
    if found := _NOT_XML.search("".join(texts)):
        yield _breach(path, ascii(found.group()), "characters that XML admits", "XML 1.0, 2.2")


def _choices(path: str, chosen: Iterable[tuple[str, str, tuple[str, ...]]], clause: str) -> Iterator[StandardError]:
    """Of elements, with their values and the values they may have."""
    for name, value, valid in chosen:
        if value not in valid:
            yield _breach(f"{path}/{name}", value, f"one of {', '.join(valid)}", clause)


def _breach(path: str, found: str, expected: str, clause: str) -> StandardError:
    return StandardError(f"found {found[:80]!r}, expected {expected}", path=path, clause=clause)


def _flat(pairs: Pairs) -> tuple[str, ...]:
    return tuple(text for pair in pairs for text in pair)


def _advice(alert: Alert) -> Iterator[str]:
    if alert.msg_type in ("Update", "Cancel", "Ack", "Error") and not alert.references:
        yield f"/alert/references: {alert.msg_type} without the message it follows [CAP 1.2, 3.2.1 msgType]"
    if alert.scope == "Restricted" and not alert.restriction:
        yield "/alert/restriction: Restricted without its rule [CAP 1.2, 3.2.1 restriction]"
    if alert.status == "Exercise" and not alert.note:
        yield "/alert/note: Exercise should name it in its note [CAP 1.2, 3.2.1 status]"
    if alert.msg_type == "Error" and not alert.note:
        yield "/alert/note: Error should explain it in its note [CAP 1.2, 3.2.1 msgType]"
    if alert.msg_type in ("Alert", "Update") and not alert.info:
        yield "/alert/info: none; all but Ack and Error should have one [CAP 1.2, 3.1.3]"
    for number, info in enumerate(alert.info, start=1):
        yield from _info_advice(info, alert.sent, f"/alert/info[{number}]")


def _info_advice(info: Info, sent: datetime, path: str) -> Iterator[str]:
    if not info.area:
        yield f"{path}/area: none; it is not said where it holds [CAP 1.2, 3.1]"
    if info.expires is None:
        yield f"{path}/expires: none; it is not said until when it holds [CAP 1.2, 3.2.2 expires]"
    elif info.expires <= (info.effective or sent):
        yield f"{path}/expires: not after it takes effect [CAP 1.2, 3.2.2 expires]"
    for area in info.area:
        if not (area.polygon or area.circle or area.geocode):
            yield f"{path}/area: words alone; polygon, circle or geocode should say where [CAP 1.2, 3.2.4]"
