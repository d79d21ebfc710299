"""Every alert of the collections with its verdict; what is taken in of a message, and in what order it may come."""

import json
import random
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.guard.door import Door
from forestall.model.intake import Delivery
from forestall.model.words import SignatureVerdict
from forestall.pipeline.arrive import Desk
from forestall.pipeline.cap_reading import clock, examine
from forestall.place.load import load
from forestall.place.template import write_town
from forestall.standards.cap.lineage import lineage
from forestall.standards.cap.message import Alert, Area, Info, Reference
from forestall.standards.cap.xml import read, write

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
SOURCE = """
[[sources]]
id = "weather"
title = "Weather service"
kind = "cap"
path = "cap/*.xml"
field = "territorial"
label = "TLP:CLEAR"
"""
INFO = Info(("Met",), "Storm", "Expected", "Severe", "Likely", expires=AT + timedelta(hours=48), area=(Area("Coast"),))
FIRST = Alert("a-1", "met", AT, "Actual", "Alert", "Public", info=(INFO,))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("town") / "town"
    write_town(folder)
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(SOURCE)
    place = load(folder)
    return Desk(place, Door(b"k" * 32, place.profile.door))


def taken(desk: Desk, data: bytes, received: datetime = AT) -> Delivery:
    return desk.read("weather", "application/cap+xml", data, received)


def collected(shared: Path) -> Iterator[tuple[str, bytes]]:
    folder = shared / "data/cap"
    for path in sorted((folder / "cap-library").iterdir()):
        if path.suffix != ".pem":
            yield path.name, path.read_bytes()
    for path in sorted(folder.glob("signed/*/*.xml")):
        yield f"{path.parent.name}/{path.name}", path.read_bytes()
    for name in ("dwd", "hub/capAlertTestAreas", "hub/capAlertTestFilters"):
        with zipfile.ZipFile(folder / f"{name}.zip") as archive:
            for member in archive.namelist():
                yield name.rpartition("/")[2], archive.read(member)


# Files of which something is refused -> the paths that break their standard; all other messages are accepted.
REFUSED = {
    "bf/invalid_schema.xml": ["/alert/info[1]/severity"],
    "bushfire_invalid.edxlde": ["/alert/identifier", "/alert/info[1]/urgency"],
    "canada_errors.cap": ["/alert/references"],
    "invalid.cap": ["/alert/scope"],
    "invalid.rss": ["/rss/channel/title"],
    "invalid_element.atom": ["/feed/foo"],
    "no_id.atom": ["/feed/id"],
    "no_link.atom": ["/feed/entry[1]"],
    "no_title.atom": ["/feed/entry[1]/title"],
    "noaa_errors.cap": ["/alert/references"],
    "sc/invalid_schema.xml": ["/"],
    "tg/invalid_schema.xml": ["/alert/info[1]/certainty"],
    "weather_invalid.atom": ["/alert/identifier"],
    "xee.atom": ["/"],
    "xee.cap": ["/"],
}


def test_every_file_of_the_collections_is_read_with_the_expected_verdict(shared: Path) -> None:
    refused: dict[str, list[str]] = {}
    read_whole: Counter[str] = Counter()
    broken: set[str] = set()
    for name, data in collected(shared):
        for found in examine(data, datetime(2024, 7, 10, tzinfo=UTC)):
            if found.alert is None:
                refused.setdefault(name, []).append(found.path)
                assert found.clause
            else:
                read_whole[name if "." not in name else "single"] += 1
            if found.signature is SignatureVerdict.BROKEN:
                broken.add(name.rpartition("/")[2])
    assert refused == REFUSED
    assert (read_whole["capAlertTestAreas"] + read_whole["capAlertTestFilters"], read_whole["dwd"]) == (4786, 3)
    assert broken == {"invalid_certificate.xml", "invalid_digest.xml", "invalid_signature.xml"}


def test_a_hostile_sample_touches_no_file_and_no_network(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("something was opened")

    data = [(shared / "data/cap/cap-library" / name).read_bytes() for name in ("xee.cap", "xee.atom")]
    monkeypatch.setattr("builtins.open", never)
    monkeypatch.setattr("socket.socket.connect", never)
    assert [examine(each, AT)[0].alert for each in data] == [None, None]


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (0, ""),
        (-23, ""),
        (24, "/alert/sent: 2026-03-10T06:00:00Z is 24.0 h after we received it; the sender's clock is ahead"),
        (-25, "/alert/sent: 2026-03-08T05:00:00Z is 25.0 h before we received it; late, or the clock is behind"),
        (72, "/alert/sent: 2026-03-12T06:00:00Z is 3.0 days after we received it; the sender's clock is ahead"),
    ],
)
def test_a_clock_that_is_wrong_by_a_day_is_remarked(hours: int, told: str) -> None:
    assert "".join(clock(AT + timedelta(hours=hours), AT)) == told


def test_a_message_whose_clock_is_a_day_ahead_is_kept_with_the_remark(desk: Desk) -> None:
    (arrival,) = taken(desk, write(FIRST), AT - timedelta(days=1)).arrivals
    assert arrival.body["remarks"][-1:] == [
        "/alert/sent: 2026-03-09T06:00:00Z is 24.0 h after we received it; the sender's clock is ahead"
    ]


def test_what_breaks_cap_is_kept_as_it_came_and_the_clause_is_told(desk: Desk) -> None:
    data = write(FIRST).replace(b"Severe", b"Terrible")
    (held,) = taken(desk, data).rejected
    assert (held.raw, held.pointer) == (data, "/alert/info[1]/severity")
    assert held.reason.endswith("Minor, Unknown [CAP 1.2, 3.2.2]")


def test_an_unknown_extension_is_kept_unchanged(desk: Desk) -> None:
    extra = '<x:depth xmlns:x="urn:x" unit="m"><x:v>1.5</x:v></x:depth>'
    named = '<x:by xmlns:x="urn:x">jan.novak@met.example</x:by>'
    data = write(replace(FIRST, unknown=(extra, named), info=(replace(INFO, unknown=(extra,)),)))
    (arrival,) = taken(desk, data).arrivals
    kept = read(str(arrival.body["xml"]).encode())
    assert (kept.unknown, kept.info[0].unknown) == ((extra,), (extra,))


def test_a_broken_signature_goes_to_quarantine_and_the_others_are_kept_with_their_verdict(
    desk: Desk, shared: Path
) -> None:
    folder = shared / "data/cap/signed/tg"
    at = datetime(2024, 7, 10, tzinfo=UTC)
    good = taken(desk, (folder / "valid.xml").read_bytes(), at)
    late = taken(desk, (folder / "valid.xml").read_bytes(), AT)
    bad = taken(desk, (folder / "invalid_digest.xml").read_bytes(), at)
    assert [each.arrivals[0].body["signature"] for each in (good, late)] == ["untrusted", "out_of_date"]
    assert [(each.pointer, "CAP 1.2, 3.3.4" in each.reason) for each in bad.rejected] == [("/alert/Signature", True)]


def test_each_message_of_an_envelope_is_taken_by_itself(desk: Desk, shared: Path) -> None:
    found = taken(desk, (shared / "data/cap/cap-library/bushfire_invalid.edxlde").read_bytes())
    assert (len(found.arrivals), [each.pointer for each in found.rejected]) == (
        5,
        ["/alert/identifier", "/alert/info[1]/urgency"],
    )
    assert all(b"Foobar" in each.raw or b"distributionID" not in each.raw for each in found.rejected)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_old_alerts_replayed_in_any_order_end_in_the_same_state(desk: Desk, data: st.DataObject) -> None:
    chain = [FIRST]
    for number in range(data.draw(st.integers(1, 6))):
        after = data.draw(st.lists(st.sampled_from(chain), max_size=3, unique_by=lambda one: one.identifier))
        references = tuple(Reference(one.sender, one.identifier, one.sent) for one in after)
        kind = data.draw(st.sampled_from(("Alert", "Update", "Cancel")))
        sent = AT + timedelta(minutes=data.draw(st.integers(0, 600)))
        chain.append(replace(FIRST, identifier=f"b-{number}", sent=sent, msg_type=kind, references=references))
    files = [write(one) for one in chain]
    mixed = files + data.draw(st.lists(st.sampled_from(files), max_size=4))
    random.Random(data.draw(st.integers(0, 99))).shuffle(mixed)
    assert state(desk, mixed) == state(desk, files)


def state(desk: Desk, files: list[bytes]) -> tuple[list[str], str]:
    """What is stored of messages, by their identity, and which are in force."""
    stored = {each.identity: each.body for data in files for each in taken(desk, data).arrivals}
    messages = [read(str(body["xml"]).encode()) for body in stored.values()]
    line = lineage(messages, AT + timedelta(hours=12))
    return [one.identifier for one in line.in_force], json.dumps(stored, sort_keys=True)
