"""Partners' alerts as CAP messages, alone or in an envelope, in files or a `.zip` of them; only those in force go on.

Signatures are judged as of receipt (`pipeline/arriving/warnings.py`); of a file nobody knows when it was received.
"""

from typing import ClassVar

from forestall.core.clock import iso, utc
from forestall.core.ids import digest_id
from forestall.guard.door import Door
from forestall.model.alert import Alert, Area
from forestall.model.signal import Signal
from forestall.model.words import Quality, SourceKind
from forestall.observe import wrapped
from forestall.observe.categories import field_of
from forestall.observe.files import distinct, find, guarded, parts
from forestall.observe.reading import Reading, Request, Tally
from forestall.standards.cap import message, profiles
from forestall.standards.cap.lineage import holds, lineage
from forestall.standards.cap.rules import SEVERITY
from forestall.standards.cap.text import reference_text
from forestall.standards.cap.xml import MAX_BYTES, read

ENDINGS = (".xml", ".cap", ".edxlde", ".atom")


class Cap:
    """Reads CAP messages and follows their updates and cancellations."""

    kind: ClassVar[SourceKind] = SourceKind.CAP

    def read(self, request: Request, tally: Tally) -> Reading:
        """The alerts in force at the time of the pass, and a signal for each."""
        files = find(request.place.root, request.source.path)
        messages: list[message.Alert] = []
        for found in distinct(files, tally):
            with guarded(found.label, tally):
                for part in parts(found, tally, ENDINGS):
                    with guarded(part.label, tally):
                        for raw in wrapped.messages(part.whole(MAX_BYTES)):
                            with guarded(part.label, tally):
                                messages.append(read(raw))
        sent = [utc(one.sent) for one in messages if one.sent <= request.at]
        tally.later(request.source.id, [one.sent for one in messages if one.sent > request.at], request.at, "messages")
        _advise(messages, request.source.id, tally)
        line = lineage(messages, request.at)
        _tell(line.apart, line.conflicting, request.source.id, tally)
        alerts = tuple(_alert(one, request) for one in line.in_force)
        return Reading(
            len(files),
            len(sent),
            signals=tuple(_signal(alert) for alert in alerts),
            alerts=alerts,
            first=min(sent, default=None),
            latest=max(sent, default=None),
        )


def _tell(apart: tuple[message.Alert, ...], conflicting: tuple[message.Alert, ...], source: str, tally: Tally) -> None:
    for one in apart:
        tally.remark(source, f"{one.identifier} is {one.status}, not real: left out")
    for one in conflicting:
        tally.skip(source, f"{one.identifier} comes twice with other content; the first counts")


def _advise(messages: list[message.Alert], source: str, tally: Tally) -> None:
    """What profiles that messages claim ask for and they do not do; remarks, never a refusal."""
    for one in messages:
        for remark in profiles.remarks(one):
            tally.remark(source, remark)


def _alert(one: message.Alert, request: Request) -> Alert:
    infos = [info for info in one.info if holds(info, one.sent, request.at)]
    info = _chosen(infos, request.place.profile.languages)
    same = [other for other in infos if (other.language, other.event) == (info.language, info.event)]
    clean = request.door.text
    return Alert(
        identifier=one.identifier,
        sender=one.sender,
        sent=utc(one.sent),
        status=one.status,
        msg_type=one.msg_type,
        scope=one.scope,
        category=info.category[0],
        event=clean(info.event),
        urgency=info.urgency,
        severity=info.severity,
        certainty=info.certainty,
        headline=clean(info.headline),
        description=clean(info.description),
        instruction=clean(info.instruction),
        effective=utc(info.effective or one.sent),
        expires=None if info.expires is None else utc(info.expires),
        areas=tuple(_area(area, request.door) for other in same for area in other.area),
        references=tuple(reference_text(reference) for reference in one.references),
        language=info.language,
        source=request.source.id,
        field=field_of(info),
    )


def _chosen(infos: list[message.Info], languages: tuple[str, ...]) -> message.Info:
    """In the first of the place's languages that there is, else the first there is; the most severe in it."""
    for language in languages:
        matching = [info for info in infos if _main(info.language) == _main(language)]
        if matching:
            break
    else:
        matching = [info for info in infos if info.language == infos[0].language]
    return min(matching, key=lambda info: SEVERITY.index(info.severity))


def _main(language: str) -> str:
    return language.partition("-")[0].lower()


def _area(area: message.Area, door: Door) -> Area:
    return Area(
        description=door.text(area.area_desc),
        polygons=tuple(tuple((lon, lat) for lat, lon in ring) for ring in area.polygon),
        circles=tuple((lon, lat, radius) for lat, lon, radius in area.circle),
        geocodes=area.geocode,
    )


def _signal(alert: Alert) -> Signal:
    return Signal(
        id=digest_id("s", alert.source, alert.sender, alert.identifier, iso(alert.sent)),
        source=alert.source,
        kind=f"alert:{alert.event}",
        time=alert.effective,
        value=None,
        unit="",
        text=alert.headline or alert.event,
        quality=Quality.OK,
    )
