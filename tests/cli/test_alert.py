"""`forestall alert`: write, send, update, cancel, show, feed; read and verify those of others."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forestall.cli.alert import alert
from forestall.core.errors import InputError, RightsError
from forestall.place.template import write_town
from forestall.standards.cap.xml import read
from forestall.standards.feeds import atom

SAID = ("--category", "Met", "--urgency", "Expected", "--severity", "Severe", "--certainty", "Likely")
FLOOD = (*SAID, "--template", "flood", "--area", "Old Mill", "--circle", "41.2,-8.6 3")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    write_town(folder)
    return folder


def run(*arguments: object, code: int = 0) -> str:
    result: Result = CliRunner().invoke(alert, list(map(str, arguments)))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.stdout


def test_an_alert_is_written_shown_updated_and_cancelled(town: Path, tmp_path: Path) -> None:
    sent = json.loads(run("draft", town, *FLOOD, "--scope", "Public", "--send", "--json"))["sent"]
    assert read(run("show", town, sent).encode()).info[0].headline == "Flood in Old Mill"
    told = run("draft", town, *FLOOD, "--severity", "Extreme", "--updates", sent)
    draft = told.split()[1].rstrip(":")
    assert told.splitlines() == [
        f"draft {draft}: waiting",
        f"`forestall alert approve PLACE {draft}` sends it",
    ]
    assert "Update" in run("drafts", town)
    assert run("approve", town, draft).startswith("Update forestall-")
    assert run("cancel", town, sent, "--reason", "It is over.", "--send").endswith("is sent: Over: Flood in Old Mill\n")
    assert run("feed", town, "--out", tmp_path / "feed", "--base", "https://mill.example").endswith("and 3 messages\n")
    feed = atom.read((tmp_path / "feed/alerts.atom").read_bytes())
    names = [each.link.rpartition("/")[2] for each in feed.entries]
    assert all(read((tmp_path / "feed" / name).read_bytes()).identifier for name in names)


def test_a_file_says_all_of_it(town: Path, tmp_path: Path) -> None:
    said = {"category": "Fire", "urgency": "Immediate", "severity": "Severe", "certainty": "Observed"}
    said |= {"texts": {"en": {"headline": "Fire at the quay"}}}  # type: ignore[dict-item]
    file = tmp_path / "alert.json"
    file.write_text(json.dumps(said))
    assert "Fire at the quay" in run("draft", town, "--from", file, "--send")
    file.write_text("{")
    with pytest.raises(InputError, match=r"alert\.json, line 1: no JSON"):
        run("draft", town, "--from", file)
    file.write_text(json.dumps(said | {"scope": 7}))
    with pytest.raises(InputError, match=r"alert\.json: scope: "):
        run("draft", town, "--from", file)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--template", "flood"), "--category"),
        ((*SAID, "--template", "flood", "--circle", "41.2 3"), "expected `LAT,LON KM`"),
        ((*SAID, "--template", "flood", "--polygon", "1 2"), "expected LAT,LON"),
        ((*SAID, "--template", "flood", "--geocode", "x"), "expected NAME=VALUE"),
        ((*FLOOD, "--expires", "tomorrow"), "tomorrow"),
    ],
)
def test_wrong_use_is_told(town: Path, arguments: tuple[str, ...], text: str) -> None:
    with pytest.raises(InputError) as caught:
        run("draft", town, *arguments)
    assert text in str(caught.value)


def test_the_console_does_not_approve_what_it_wrote_where_two_are_asked_for(town: Path) -> None:
    with (town / "place.toml").open("a", encoding="utf-8") as file:
        file.write('\n[warnings]\napproval = "always"\n')
    draft = json.loads(run("draft", town, *FLOOD, "--send", "--json"))
    assert (draft["state"], draft["second"]) == ("waiting", True)
    with pytest.raises(RightsError, match="somebody else"):
        run("approve", town, draft["id"])
    assert "withdrawn" in run("refuse", town, draft["id"], "--reason", "Wrong.")


def test_alerts_of_others_are_read_with_every_verdict(shared: Path) -> None:
    folder = shared / "data/cap/cap-library"
    out = run("read", folder / "weather.cap", folder / "invalid.cap", "--received", "2010-08-30T12:00:00Z", code=1)
    assert "in force, unsigned" in out.splitlines()[0]
    assert out.splitlines()[1].endswith("refused: /alert/scope: is missing [CAP 1.2, 3.2]")
    assert out.splitlines()[-1] == "2 messages: 1 read, 1 refused; 1 in force"


def test_remarks_of_a_profile_are_printed_when_asked_for(shared: Path) -> None:
    file = shared / "data/cap/cap-library/canada_signed.cap"
    assert "[CAP-CP]" in run("read", file, "--remarks")
    assert "[CAP-CP]" not in run("read", file)


def test_a_signature_is_judged_as_of_the_time_of_receipt(shared: Path) -> None:
    file = shared / "data/cap/signed/tg/valid.xml"
    assert ": untrusted" in run("verify", file, "--received", "2024-07-10T00:00:00Z", code=1)
    assert ": out_of_date" in run("verify", file, "--received", "2026-07-10T00:00:00Z", code=1)
    told = json.loads(run("verify", shared / "data/cap/signed/tg/invalid_digest.xml", "--json", code=1))
    assert told["verdict"] == "broken"


def test_templates_are_listed() -> None:
    assert "flood      Inondation" in run("templates", "--language", "fr")


def test_what_sees_to_alerts_stands_beside_it() -> None:
    names = {command.name or command.callback.__name__ for command in alert.registered_commands if command.callback}
    assert {"draft", "approve", "update", "cancel", "show", "verify", "read", "feed", "acknowledge", "silence"} <= names
