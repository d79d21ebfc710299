"""A small place whose sources send to the service."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forestall.guard.door import Door
from forestall.guard.keys import KeyRing, new_master_key
from forestall.model.intake import Delivery
from forestall.model.place import Place
from forestall.pipeline.arrive import Desk
from forestall.pipeline.live import LivePipeline
from forestall.place.load import load
from forestall.place.template import write_town
from forestall.store.days import Days
from forestall.store.inbox import Inbox
from forestall.store.live import LiveStore

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
MORE = """
[[sources]]
id = "weather"
title = "Weather service"
kind = "cap"
path = "cap/*.xml"
field = "territorial"
label = "TLP:CLEAR"

[[sources]]
id = "kev"
title = "Known exploited vulnerabilities"
kind = "kev"
path = "kev/*.json"
field = "cyber"
label = "TLP:CLEAR"

[[sources]]
id = "switches"
title = "Switches"
kind = "syslog"
path = "syslog/*.log"
field = "cyber"
every = 1
"""
CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
<sender>weather.example</sender>
<sent>2026-03-09T05:00:00+00:00</sent><status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>{references}
<info><language>en</language><category>Met</category><event>Storm</event><urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Likely</certainty><headline>Storm tonight</headline>
<description>Ask Anna at anna.berg@weather.example</description><contact>Anna Berg</contact>
<area><areaDesc>Millford</areaDesc></area></info></alert>"""


@pytest.fixture
def event() -> Callable[..., dict[str, object]]:
    """Makes events that a rule of the place finds."""
    return _stopped


@pytest.fixture
def cap() -> Callable[..., bytes]:
    """Makes CAP messages."""
    return _cap


@pytest.fixture
def storm() -> bytes:
    """A CAP message."""
    return _cap()


def _stopped(host: str = "PUMP-01", user: str = "MILL\\berta.kurz", second: int = 0) -> dict[str, object]:
    """An event that a rule of the place finds."""
    return {
        "@timestamp": f"2026-03-09T05:30:{second:02}Z",
        "Channel": "Microsoft-Windows-Sysmon/Operational",
        "EventID": 1,
        "Hostname": host,
        "User": user,
        "Image": "C:\\Windows\\System32\\sc.exe",
        "CommandLine": "sc stop PumpControl",
    }


def _cap(identifier: str = "storm-1", kind: str = "Alert", references: str = "") -> bytes:
    """A CAP message."""
    wrapped = f"<references>{references}</references>" if references else ""
    return CAP.format(identifier=identifier, kind=kind, references=wrapped).encode()


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The place of `forestall init`, with sources that send."""
    folder = tmp_path / "town"
    write_town(folder)
    settings = folder / "place.toml"
    settings.write_text(re.sub(r"(?m)^years = [0-9_]+", "years = 1_000", settings.read_text()), encoding="utf-8")
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    return folder


@pytest.fixture
def place(town: Path) -> Place:
    """It, read."""
    return load(town)


@pytest.fixture
def door(place: Place) -> Door:
    """Its door."""
    return Door(b"k" * 32, place.profile.door)


@pytest.fixture
def desk(place: Place, door: Door) -> Desk:
    """Where deliveries are handed in."""
    return Desk(place, door)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Folder of the state."""
    return tmp_path / "state"


@pytest.fixture
def inbox(state: Path) -> Iterator[Inbox]:
    """The inbox."""
    with Inbox.open(state) as found:
        yield found


@pytest.fixture
def days(inbox: Inbox, state: Path) -> Iterator[Days]:
    """The lake to which its signals move."""
    with Days.open(state, KeyRing((new_master_key(),))) as found:
        yield found


@pytest.fixture
def store(inbox: Inbox, state: Path) -> Iterator[LiveStore]:
    """What the live pipeline keeps."""
    with LiveStore.open(state) as found:
        yield found


@pytest.fixture
def pipeline(place: Place, door: Door, inbox: Inbox, store: LiveStore) -> LivePipeline:
    """The live pipeline, at its beginning."""
    return LivePipeline(place, door, inbox, store)


@pytest.fixture
def send(desk: Desk, inbox: Inbox) -> Callable[..., Delivery]:
    """Hand in something and store it."""

    def sent(source: str, data: object, media_type: str = "application/json", at: datetime = NOW) -> Delivery:
        raw = data if isinstance(data, bytes) else json.dumps(data).encode()
        delivery = desk.read(source, media_type, raw, at)
        inbox.take(delivery.arrivals, delivery.rejected)
        return delivery

    return sent
