"""cap/*.xml: what partners sent that week, as CAP 1.2 (OASIS, 2010). Every sender is invented."""

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from . import names

WEATHER = "warnings@westernweather.invalid"
CERT = "cert@portofossary.invalid"

COAST = ((40.38, -9.1), (40.38, -8.86), (40.08, -8.86), (40.08, -9.1), (40.38, -9.1))
REGION = ((40.38, -9.1), (40.38, -8.68), (40.08, -8.68), (40.08, -9.1), (40.38, -9.1))
BAY = ((40.26, -9.02), (40.26, -8.9), (40.18, -8.9), (40.18, -9.02), (40.26, -9.02))


@dataclass(frozen=True)
class Message:
    """What differs from one message to the next."""

    name: str
    sender: str
    sent: str
    kind: str
    category: str
    event: str
    urgency: str
    severity: str
    certainty: str
    onset: str
    expires: str
    headline: str
    description: str
    instruction: str
    area: str
    polygon: tuple[tuple[float, float], ...]
    follows: tuple[str, ...] = ()
    response: str = "Prepare"
    scope: str = "Public"


STORM_FIRST = Message(
    "storm-1",
    WEATHER,
    "2031-03-08T06:00:00+00:00",
    "Alert",
    "Met",
    names.STORM,
    "Future",
    "Severe",
    "Likely",
    "2031-03-10T12:00:00+00:00",
    "2031-03-11T12:00:00+00:00",
    "Storm-force winds expected on Monday",
    "A deep low is expected to pass north of the coast on Monday evening. South-westerly winds of 9, gusts to 28 m/s "
    "on the coast.",
    "Secure loose objects. Stay away from quays and the sea front.",
    "Marrowen coast",
    COAST,
)
STORM_WORSE = Message(
    "storm-2",
    WEATHER,
    "2031-03-09T18:00:00+00:00",
    "Update",
    "Met",
    names.STORM,
    "Expected",
    "Extreme",
    "Likely",
    "2031-03-10T10:00:00+00:00",
    "2031-03-11T12:00:00+00:00",
    "Violent storm on Monday, earlier and stronger than forecast",
    "The low is deeper and faster. South-westerly winds of 11, gusts to 36 m/s on the coast and 31 m/s inland from "
    "10:00 UTC. High water at 17:20 UTC may stand 0.9 m above the table.",
    "Stop transfers at the quays before 09:00 UTC. Close the tide gate at low water. Put crews on stand-by.",
    "Marrowen region",
    REGION,
    ("storm-1",),
    "Execute",
)
SURGE_WATCH = Message(
    "surge-1",
    WEATHER,
    "2031-03-07T12:00:00+00:00",
    "Alert",
    "Met",
    names.SURGE,
    "Future",
    "Moderate",
    "Possible",
    "2031-03-08T16:00:00+00:00",
    "2031-03-11T20:00:00+00:00",
    "Water may reach the quays at spring tide",
    "A swell from the west meets the spring tide. Water may reach the edge of the fish quay.",
    "Clear the lowest quays.",
    "Marrowen bay",
    BAY,
)
SURGE_OFF = Message(
    "surge-2",
    WEATHER,
    "2031-03-08T08:00:00+00:00",
    "Cancel",
    "Met",
    names.SURGE,
    "Past",
    "Minor",
    "Unlikely",
    "2031-03-08T08:00:00+00:00",
    "2031-03-11T20:00:00+00:00",
    "Coastal flood watch lifted",
    "The swell turned north; no flooding is expected from it.",
    "No action needed.",
    "Marrowen bay",
    BAY,
    ("surge-1",),
    "AllClear",
)
FOG = Message(
    "fog-1",
    WEATHER,
    "2031-03-05T18:00:00+00:00",
    "Alert",
    "Met",
    names.FOG,
    "Expected",
    "Moderate",
    "Likely",
    "2031-03-05T22:00:00+00:00",
    "2031-03-06T10:00:00+00:00",
    "Dense fog in the harbour approaches",
    "Visibility below 200 m until mid-morning.",
    "Ships: keep to pilotage orders.",
    "Marrowen bay",
    BAY,
    (),
    "Monitor",
)
INTRUDER = Message(
    "ossary-17",
    CERT,
    "2031-03-09T16:30:00+00:00",
    "Alert",
    "Security",
    names.INTRUSION,
    "Immediate",
    "Severe",
    "Observed",
    "2031-03-09T16:30:00+00:00",
    "2031-03-23T16:30:00+00:00",
    "Intruder changed a safety controller at a chemical terminal in Ossary",
    "At a terminal in our port an intruder came by a document with a macro, read the memory of the logon process, "
    "reached the engineering workstation by remote desktop and loaded a changed project into an Orlane safety "
    "controller at night. The plant was stopped by hand. The program carries the file name tarnhelm.dll.",
    "Terminals with Orlane SafetyBuilder: turn the key switch to RUN, compare the project with the master copy, stop "
    "transfers until it is done.",
    "Ports of the western coast",
    REGION,
    (),
    "Assess",
    "Restricted",
)

WEATHER_MESSAGES = (FOG, SURGE_WATCH, STORM_FIRST, SURGE_OFF, STORM_WORSE)
CERT_MESSAGES = (INTRUDER,)


def files() -> dict[str, str]:
    """File below `cap/` to its XML."""
    every = {message.name: message for message in (*WEATHER_MESSAGES, *CERT_MESSAGES)}
    folder = {WEATHER: "weather", CERT: "cert"}
    return {f"{folder[m.sender]}/{m.name}.xml": _xml(m, every) for m in every.values()}


def _identifier(message: Message) -> str:
    return f"urn:harbour:{message.name}"


def _xml(message: Message, every: dict[str, Message]) -> str:
    followed = [every[name] for name in message.follows]
    references = " ".join(f"{m.sender},{_identifier(m)},{_cap_time(m.sent)}" for m in followed)
    restriction = (
        _tag("restriction", "Ports and chemical terminals of the western coast; TLP:AMBER")
        if message.scope == "Restricted"
        else ""
    )
    info = "".join(
        _tag(name, value, "    ")
        for name, value in (
            ("language", "en"),
            ("category", message.category),
            ("event", message.event),
            ("responseType", message.response),
            ("urgency", message.urgency),
            ("severity", message.severity),
            ("certainty", message.certainty),
            ("effective", _cap_time(message.sent)),
            ("onset", _cap_time(message.onset)),
            ("expires", _cap_time(message.expires)),
            ("senderName", "Western Coast Weather Service" if message.sender == WEATHER else "Port of Ossary CERT"),
            ("headline", message.headline),
            ("description", message.description),
            ("instruction", message.instruction),
        )
    )
    polygon = " ".join(f"{lat:.2f},{lon:.2f}" for lat, lon in message.polygon)
    area = f"    <area>\n{_tag('areaDesc', message.area, '      ')}{_tag('polygon', polygon, '      ')}    </area>\n"
    head = "".join(
        _tag(name, value)
        for name, value in (
            ("identifier", _identifier(message)),
            ("sender", message.sender),
            ("sent", _cap_time(message.sent)),
            ("status", "Actual"),
            ("msgType", message.kind),
            ("scope", message.scope),
        )
    )
    follow = _tag("references", references) if references else ""
    body = f"{head}{restriction}{follow}  <info>\n{info}{area}  </info>\n"
    start = '<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">\n'
    return f"{start}{body}</alert>\n"


def _tag(name: str, value: str, indent: str = "  ") -> str:
    return f"{indent}<{name}>{escape(value)}</{name}>\n"


def _cap_time(text: str) -> str:
    """CAP writes UTC as `-00:00` (CAP 1.2, 3.3.2)."""
    return datetime.fromisoformat(text).strftime("%Y-%m-%dT%H:%M:%S-00:00")
