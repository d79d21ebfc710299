"""Channels that write files: whole, the same when written again, and never into the place."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from delivery_desk import START, MakeDesk, alert, audience
from real_broker import self_signed

from forestall.model.audience import FeedWay, FileWay
from forestall.model.delivery import DeliveryState
from forestall.model.words import SignatureVerdict
from forestall.pipeline.cap_signing import CERTIFICATE, certificates
from forestall.standards.cap.signature import verify
from forestall.standards.cap.xml import read
from forestall.standards.feeds import atom

URL = "https://haven.example/warnings/alerts.atom"


def test_each_message_is_a_cap_file_of_its_own_in_order(tmp_path: Path, make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", FileWay("file", str(tmp_path / "out"))))
    first = alert("risk:flood", START)
    desk.publish(first)
    desk.deliver(desk.real)
    desk.wait(hours=1)
    desk.publish(alert("risk:flood", desk.at, "Cancel", first, identifier="../../x:y"))
    desk.deliver(desk.real)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["20260309T060000Z-a-risk-flood-0309060000.xml", "20260309T070000Z-.._.._x_y.xml"]
    assert [read((tmp_path / "out" / name).read_bytes()).msg_type for name in names] == ["Alert", "Cancel"]


def test_what_is_delivered_is_signed_where_the_office_has_a_key(tmp_path: Path, make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", FileWay("file", str(tmp_path / "out"))))
    (desk.folder / "cap").mkdir(parents=True)
    self_signed(desk.folder / "cap")
    (desk.folder / "cap" / "cert.pem").rename(desk.folder / CERTIFICATE)
    desk.publish(alert("risk:flood", START))
    assert desk.deliver(desk.real).sent == 1
    [copy] = (tmp_path / "out").iterdir()
    judged = verify(copy.read_bytes(), datetime.now(UTC), certificates(desk.folder / CERTIFICATE))
    assert judged.verdict is SignatureVerdict.VALID


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path, make_desk: MakeDesk) -> None:
    (tmp_path / "out").write_text("a file stands where the folder should be")
    desk = make_desk(audience("duty", FileWay("file", str(tmp_path / "out"))))
    desk.publish(alert("risk:flood", START))
    assert desk.deliver(desk.real).failed == 1
    (tmp_path / "out").unlink()
    desk.wait(hours=1)
    assert desk.deliver(desk.real).sent == 1


@pytest.mark.parametrize("folder", ["out", "sites.csv", "x/../out"])
def test_a_channel_never_writes_into_the_place(folder: str, make_desk: MakeDesk) -> None:
    desk = make_desk(audience("duty", FileWay("file", folder)))
    desk.publish(alert("risk:flood", START))
    assert desk.deliver(desk.real).failed == 1
    assert list(desk.place.root.iterdir()) == []
    assert "lies in the place itself" in desk.all()[0].note


def test_the_feed_holds_what_is_in_force_and_names_only_what_is_there(tmp_path: Path, make_desk: MakeDesk) -> None:
    path = tmp_path / "www" / "alerts.atom"
    desk = make_desk(audience("public", FeedWay("feed", str(path), URL)))
    first = alert("risk:flood", START)
    desk.publish(first, alert("risk:fire", START))
    desk.deliver(desk.real)
    before = atom.read(path.read_bytes())
    desk.wait(hours=1)
    desk.publish(alert("risk:flood", desk.at, "Cancel", first))
    desk.deliver(desk.real)
    after = atom.read(path.read_bytes())
    assert [entry.title for entry in before.entries] == ["High water at risk:flood", "High water at risk:fire"]
    assert [entry.title for entry in after.entries] == ["High water at risk:fire"]
    for entry in before.entries:
        name = entry.link.removeprefix("https://haven.example/warnings/")
        assert read((path.parent / name).read_bytes()).msg_type == "Alert"
    assert set(desk.states()) == {DeliveryState.SENT}
