"""`forestall cascade`: what it prints, and what it says of wrong use."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from forestall.cli.cascade import cascade
from forestall.core.errors import InputError
from forestall.place.template import write_town

app = typer.Typer()
app.command()(cascade)
runner = CliRunner()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town") / "town"
    write_town(folder)
    return folder


def answer(place: Path, *arguments: str) -> dict[str, object]:
    result = runner.invoke(app, [str(place), *arguments, "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_harbour_answers_with_sites_services_and_single_points(harbour: Path) -> None:
    found = answer(harbour, "--fail", "core-east", "--fail", "core-west=30", "--hours", "48")
    assert found["failed"] == [["core-east", 48.0], ["core-west", 30.0]]
    assert len(found["sites"]) > 50
    exchange = next(row for row in found["sites"] if row["site"] == "lx-centre")
    assert exchange["because"] == "because backhaul (core-east and 1 other), which failed"
    assert found["single_points"][0]["sites"] > 0
    assert [repair["site"] for repair in found["restoration"]["repairs"]] == ["core-west", "core-east"]


def test_the_order_of_fail_changes_nothing(harbour: Path) -> None:
    one = answer(harbour, "--fail", "sub-centre=8..24", "--fail", "core-east=5")
    assert one == answer(harbour, "--fail", "core-east=5", "--fail", "sub-centre=8..24")


def test_tables_are_printed_for_people(harbour: Path) -> None:
    result = runner.invoke(app, [str(harbour), "--fail", "sub-centre", "--function", "hospital-south"])
    assert result.exit_code == 0
    for part in (
        "people without, after",
        "sub-centre",
        "it failed",
        "single points of failure",
        "hospital-south hangs",
    ):
        assert part in result.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--fail", "hospitl"], "did you mean hospital?"),
        (["--fail", "hospital=x"], "ID=MEDIAN..P95"),
        (["--fail", "hospital=9..3"], "at least the median"),
        (["--fail", "hospital=0"], "hours above 0"),
        (["--fail", "hospital", "--fail", "hospital=3"], "twice"),
        (["--fail", "hospital", "--hours", "-1"], "--hours: found -1"),
        (["--fail", "hospital", "--horizon", "1e9"], "--horizon: found 1e.09"),
        (["--fail", "hospital", "--function", "nothing"], "--function: found nothing"),
    ],
)
def test_wrong_use_is_explained(town: Path, arguments: list[str], why: str) -> None:
    result = runner.invoke(app, [str(town), *arguments])
    assert isinstance(result.exception, InputError)
    with pytest.raises(InputError, match=why):
        raise result.exception


def test_nothing_to_fail_is_wrong_use(town: Path) -> None:
    assert runner.invoke(app, [str(town)]).exit_code == 2


def test_a_loss_by_sector_of_harbour_spreads_from_the_port_to_those_who_buy_and_sell(harbour: Path) -> None:
    found = answer(harbour, "--fail", "container-north=48")
    losses = {row["sector"]: row["loss"] for row in found["sectors"]}
    direct = 0.2 * 1.8e9 / 8760 * 50  # its share of the sector's output for 48 h of repair and 2 h of restart
    assert direct < losses["port"] < 1.2 * direct
    assert all(0 < losses[name] < losses["port"] for name in ("energy", "industry", "business", "building"))
    assert found["cost"] >= sum(losses.values())
    assert found["sectors"][0]["worst"] == pytest.approx(0.1, abs=0.05)
    printed = runner.invoke(app, [str(harbour), "--fail", "container-north=48"]).stdout
    assert "Port and transport" in printed
