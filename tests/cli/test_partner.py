"""`forestall partner`, and letters that are carried by hand."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from forestall.cli.partner import partner as command
from forestall.core.errors import InputError
from forestall.place.load import load

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pipeline" / "sharing"))
from made import START, alert, finding, partner, publish, risk, source_of, town


def run(*words: object, code: int = 0) -> str:
    """What a command prints."""
    result = CliRunner().invoke(command, [str(each) for each in words])
    if isinstance(result.exception, InputError):
        raise result.exception
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """A province and a nation that know each other's keys."""
    places = {}
    for name, other in (("province", "nation"), ("nation", "province")):
        root = town(tmp_path / name, f"outlook@{name}.example", [partner(other, rollup=True)], [source_of(other)])
        places[name] = root
    keys = {name: run("key", root).strip() for name, root in places.items()}
    for name, other in (("province", "nation"), ("nation", "province")):
        file = places[name] / "partners.toml"
        file.write_text(f'{file.read_text()}key = "{keys[other]}"\n')
    rows = [finding("weak"), finding("red", "closed")]
    left = {"alerts": [alert("Storm", START)], "findings": rows, "risks": [risk("flood")]}
    publish(places["province"] / ".forestall", load(places["province"]), START, **left)  # type: ignore[arg-type]
    return places["province"], places["nation"]


def test_letters_are_carried_there_and_the_confirmation_back(two: tuple[Path, Path], tmp_path: Path) -> None:
    province, nation = two
    letters, answer = tmp_path / "letters", tmp_path / "answer"
    assert "nation" in run("list", province)
    shown = json.loads(run("preview", province, "nation", "--json", "--out", tmp_path / "texts"))
    assert [each["text"].encode() for each in shown["going"]] == [
        each.read_bytes() for each in sorted((tmp_path / "texts").iterdir())
    ]
    sent = json.loads(run("send", province, "nation", "--out", letters, "--json"))
    assert [each["digest"] for each in sent["letters"]] == [each["digest"] for each in shown["going"]]
    assert "up to letter" in run("pull", nation, "province", "--from", letters, "--out", answer)
    assert "confirmed" in run("receipts", province, "nation", "--from", answer)
    assert "0 letters" in run("send", province, "nation", "--out", letters)


def test_a_roll_up_is_carried_too(two: tuple[Path, Path], tmp_path: Path) -> None:
    province, nation = two
    made = json.loads(run("rollup", province, "nation", "--out", tmp_path / "told"))
    run("pull", nation, "province", "--from", tmp_path / "told")
    assert json.loads(run("rollup", nation)) == {"province": made}


def test_the_preview_says_why_in_words(two: tuple[Path, Path]) -> None:
    said = run("preview", two[0], "nation")
    assert "TLP:RED is for named recipients, never for an office" in said


def test_what_cannot_be_is_said_without_a_traceback(two: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(b"\xff\x00")
    for words, why in (
        (("preview", two[0], "stranger"), "not of this place"),
        (("send", two[0], "nation"), "letters go by file"),
        (("pull", two[1], "province", "--from", tmp_path / "noise"), "not UTF-8"),
        (("receipts", two[0], "nation", "--from", tmp_path / "noise"), "not UTF-8"),
    ):
        with pytest.raises(InputError, match=why):
            run(*words)
