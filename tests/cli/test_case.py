"""`forestall case`, command by command, on the small town."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forestall.cli.case import case
from forestall.core.errors import ConflictError, InputError
from forestall.place.template import write_town

Run = Callable[..., Result]
TABLE = """type,text,happened,lon,lat,site,harm,reference,name
complaint,Lamp at the school crossing is out,2026-03-01T18:00Z,12.3022,53.9040,,,r1,Berta Kurz
near_miss,Kurz says a car nearly hit a child,2026-03-02T07:40Z,,,school,,r2,Kurz
accident,Fell over a cobble,2026-03-03T12:00Z,,,town-hall,1,r3,
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The small town."""
    write_town(tmp_path / "town")
    return tmp_path / "town"


@pytest.fixture
def run(town: Path) -> Run:
    """Runs a command; what it raises comes through."""

    def ran(command: str, *more: str, code: int = 0) -> Result:
        found = CliRunner().invoke(case, [command, str(town), *more], catch_exceptions=False)
        assert found.exit_code == code, found.output
        return found

    return ran


@pytest.fixture
def lamp(run: Run) -> dict[str, str]:
    """A case, and the token of who reported it."""
    told = run("report", "--type", "complaint", "--text", "lamp out", "--site", "school", "--json")
    found = json.loads(told.output)
    return {"id": found["case"]["id"], "token": found["token"]}


@pytest.fixture
def photo(tmp_path: Path) -> str:
    """What shows that something was done."""
    (tmp_path / "photo.jpg").write_bytes(b"photograph")
    return str(tmp_path / "photo.jpg")


def test_a_table_is_taken_in_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "reports.csv").write_text(TABLE, encoding="utf-8")
    assert run("import", str(tmp_path / "reports.csv")).output == "3 new, 0 known before\n"
    assert run("import", str(tmp_path / "reports.csv")).output == "0 new, 3 known before\n"
    listed = run("list")
    assert "[name] says a car" in listed.output
    assert "Kurz" not in listed.output
    assert len(json.loads(run("list", "--in", "closed", "--json").output)) == 0


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("accident,", "acident,", "reports.csv:4: type: found 'acident'"),
        (",,,school", ",nine,,school", "reports.csv:3: lon: found 'nine'"),
        ("2026-03-02T07:40Z", "2026-03-32", "reports.csv:3: time '2026-03-32'"),
        ("type,text", "type,words", "reports.csv:1: found columns unknown words"),
        ("r3,", "r3", "reports.csv:4: expected 9 cells"),
    ],
)
def test_a_table_with_mistakes_is_refused_whole_with_their_lines(
    run: Run, tmp_path: Path, before: str, after: str, said: str
) -> None:
    (tmp_path / "reports.csv").write_text(TABLE.replace(before, after), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        run("import", str(tmp_path / "reports.csv"))
    assert run("list").output == "no cases\n"


def test_a_table_that_is_no_text_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "reports.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="expected UTF-8"):
        run("import", str(tmp_path / "reports.csv"))


def test_checking_shows_what_is_the_same_and_keeps_nothing(run: Run, lamp: dict[str, str]) -> None:
    told = ("--type", "complaint", "--text", "lamp is out", "--site", "school", "--check")
    assert lamp["id"] in run("report", *told, code=1).output
    assert len(json.loads(run("list", "--json").output)) == 1
    elsewhere = ("--type", "complaint", "--text", "noise", "--site", "hospital", "--check")
    assert run("report", *elsewhere).output == "nothing like it is known\n"


def test_a_case_is_closed_with_evidence_and_the_token_and_opened_again(
    run: Run, lamp: dict[str, str], photo: str
) -> None:
    run("close", lamp["id"], "--outcome", "a new lamp", "--evidence", photo)
    with pytest.raises(ConflictError, match="somebody else has to confirm"):
        run("close", lamp["id"], "--confirm")
    assert run("close", lamp["id"], "--token", lamp["token"]).output == f"{lamp['id']} is closed\n"
    assert "confirmed_by  reporter" in run("show", lamp["id"]).output
    assert run("reopen", lamp["id"], "--reason", "dark again").output == f"{lamp['id']} is open again\n"
    with pytest.raises(InputError, match="expected --outcome with --evidence, or"):
        run("close", lamp["id"])
    with pytest.raises(InputError, match="--evidence: expected the file"):
        run("close", lamp["id"], "--outcome", "a new lamp")


def test_cases_are_merged(run: Run, lamp: dict[str, str]) -> None:
    told = run("report", "--type", "complaint", "--text", "dark", "--site", "school", "--json")
    other = json.loads(told.output)["case"]["id"]
    assert run("merge", other, lamp["id"]).output == f"{other} is part of {lamp['id']}\n"
    assert len(json.loads(run("show", lamp["id"], "--json").output)["reports"]) == 2


def test_a_cause_is_named_analysed_remedied_and_ranked(run: Run, lamp: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "whys.json").write_text('{"problem": "dark", "whys": ["fuse blew", "wiring wet"]}', encoding="utf-8")
    told = run("cause", "Wet wiring", "--of", lamp["id"], "--analysis", str(tmp_path / "whys.json"), "--json")
    cause = json.loads(told.output)["id"]
    made = run("measure", cause, "--title", "Seal", "--bearer", "town", "--due", "2099-01-01T00:00Z", "--json")
    assert run("measure", json.loads(made.output)["id"], "--withdraw", "lamp is gone").exit_code == 0
    with pytest.raises(InputError, match="expected --title, --bearer and --due"):
        run("measure", cause)
    (ranked,) = json.loads(run("ranking", "--json").output)
    assert (ranked["cause"], ranked["cases"], ranked["return_rate"]) == (cause, 1, None)
    assert "Wet wiring" in run("ranking").output
    (tmp_path / "whys.json").write_text('{"problem": "dark"}', encoding="utf-8")
    with pytest.raises(InputError, match="analysis by five_whys: whys"):
        run("cause", "Wet wiring", "--analysis", str(tmp_path / "whys.json"))


def test_proposals_without_anything_to_propose_and_counts_of_an_ended_month(run: Run, lamp: dict[str, str]) -> None:
    assert run("propose").output == "nothing to propose\n"
    assert json.loads(run("counts", "--month", "2020-02", "--json").output)["total"] == 0
    with pytest.raises(InputError, match="there is none"):
        run("propose", "--reject", "proposal-x")
