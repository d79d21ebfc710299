"""`forestall risk` on the small place of the template."""

import json
import os
import subprocess
import sys
import zipfile
from io import BytesIO

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from forestall.cli.register import days
from forestall.cli.risk import risk
from forestall.core.errors import InputError, StateError
from forestall.place.template import write_town

AT = "2026-03-09T06:00Z"


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("risk") / "town"
    write_town(folder)
    return folder


def told(*arguments):
    """What the command prints; our own errors come through."""
    result = CliRunner().invoke(risk, [str(one) for one in arguments], catch_exceptions=True)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_register_is_printed_with_what_each_risk_rests_on(town):
    result = told(town, "--at", AT)
    assert result.exit_code == 0
    assert "how often" in result.stdout
    assert "matrix" in result.stdout


def test_json_holds_intervals_chances_standing_and_curves(town):
    first, again = (told(town, "--at", AT, "--json", "--horizon", "7d").stdout for _ in range(2))
    assert first == again
    assessment = json.loads(first)["assessment"]
    assert assessment["horizon"] == 7
    one = assessment["risks"][0]
    assert [chance["horizon"] for chance in one["chances"]] == [1, 7, 30, 365.25, 3652.5]
    assert one["chances"][1]["probability"] == one["probability"]
    assert set(one["weighted"]) == {"mean", "low", "high"}
    assert one["standing"]["band"]
    assert assessment["curves"][0]["years_needed"]
    assert assessment["totals"][0]["tails"] is not None


def test_the_register_is_exported_in_every_form(town, tmp_path):
    files = [tmp_path / f"register{end}" for end in (".csv", ".xlsx", ".json", ".html")]
    told(town, "--at", AT, *(part for file in files for part in ("--export", file)), "--events", tmp_path / "e.parquet")
    table, book, whole, sheets = (file.read_bytes() for file in files)
    risks = json.loads(whole)["assessment"]["risks"]
    assert table.decode().count("\r\n") == 1 + len(risks)
    with zipfile.ZipFile(BytesIO(book)) as opened:
        strings = opened.read("xl/sharedStrings.xml").decode()
    for one in risks:
        assert one["title"] in sheets.decode()
        assert one["title"] in strings
    assert sheets.decode().count("<article>") == len(risks)
    assert "http" not in sheets.decode()
    assert pq.read_table(tmp_path / "e.parquet").num_rows > 0


def test_a_workbook_is_the_same_bytes_twice(town, tmp_path):
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    told(town, "--at", AT, "--export", one, "--export", other)
    assert one.read_bytes() == other.read_bytes()


def test_two_dates_and_the_forecasts_between_them_are_compared(town, tmp_path):
    from forestall.core.clock import instant
    from forestall.pipeline.run import run_pass

    name = next(path.stem for path in sorted((town / "scenarios").glob("*.yml")))
    text = f"id,scenario,time\nfirst,{name},2026-03-03T12:00:00Z\n"
    (town / "occurrences.csv").write_text(text, encoding="utf-8")
    for day in (1, 2):
        at = instant(f"2026-03-0{day}T06:00Z")
        run_pass(town, out=tmp_path / "out", state=tmp_path / "state", at=at, now=at, seed=1, progress=lambda _: None)
    given = (town, "--state", tmp_path / "state", "--at", AT, "--compare", "2026-03-01T12:00Z")
    found = json.loads(told(*given, "--json").stdout)
    scores = {one["horizon"]: one for one in found["assessment"]["calibration"]["scores"]}
    scenarios = len(found["assessment"]["risks"])
    assert (scores[1]["forecasts"], scores[1]["happened"]) == (2 * scenarios, 0)
    assert (scores[7]["forecasts"], scores[7]["happened"]) == (2 * scenarios, 2)
    assert found["comparison"]["since"] == "2026-03-01T06:00:00Z"
    assert len(found["comparison"]["moved"]) == scenarios
    printed = told(*given, "--calibration").stdout
    assert "Brier" in printed
    assert "trend" in printed
    outlook = json.loads((tmp_path / "out" / "outlook.json").read_text(encoding="utf-8"))
    assert outlook["assessment"]["calibration"]["open"] > 0
    with pytest.raises(StateError, match="no pass at or before"):
        told(*given[:-1], "2020-01-01T00:00Z")
    (town / "occurrences.csv").unlink()


def test_a_check_ends_with_one_when_a_risk_is_unacceptable(town):
    profile = town / "place.toml"
    text = profile.read_text(encoding="utf-8")
    assert told(town, "--at", AT, "--check").exit_code in (0, 1)
    profile.write_text(text + "\n[register]\nunacceptable = 1e-9\n", encoding="utf-8")
    try:
        assert told(town, "--at", AT, "--check").exit_code == 1
    finally:
        profile.write_text(text, encoding="utf-8")


def test_a_foreign_table_becomes_a_scenario(town, tmp_path):
    table, out = tmp_path / "elt.csv", tmp_path / "scenarios" / "quake.yml"
    table.write_text("event_id,frequency,at_event\n1,0.01,5e6\n", encoding="utf-8")
    given = ("import", table, "--format", "climada", "--out", out, "--field", "territorial")
    about = ("--jurisdiction", "town", "--hazard", "GH0101")
    assert "once in 100" in told(*given, *about).stdout
    assert "loss_table" in out.read_text(encoding="utf-8")
    with pytest.raises(InputError, match="a new file"):
        told(*given, *about)
    with pytest.raises(InputError, match="--format: found 'excel', expected one of openquake, climada, oasis"):
        told(*given[:3], "excel", "--out", tmp_path / "other.yml", *given[6:], *about)


@pytest.mark.parametrize(("text", "wanted"), [("24h", 1), ("7d", 7), ("2w", 14), ("10y", 3652.5), ("1.5 d", 1.5)])
def test_a_horizon_is_read_in_hours_days_weeks_and_years(text, wanted):
    assert days(text) == wanted


@pytest.mark.parametrize("text", ["", "month", "-3d", "0h", "900y", "3"])
def test_what_is_no_horizon_is_refused(text):
    with pytest.raises(InputError, match="--horizon"):
        days(text)


def test_a_file_that_could_not_be_written_is_refused_before_anything_is_computed(town, tmp_path):
    with pytest.raises(InputError, match=r"ending '\.pdf'"):
        told(town, "--export", tmp_path / "register.pdf")


def test_the_command_is_defined_without_anything_heavy():
    code = "import sys, forestall.cli.risk; print([m for m in ('numpy', 'numba', 'pyarrow') if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert found.stdout.strip() == "[]"


def test_what_hangs_on_few_suppliers_is_in_the_register(town, tmp_path):
    (town / "supplies.csv").write_text(
        "product,supplier,amount,imported\npumps,Alba,3e6,true\npumps,Bora,1e6,true\nsalt,Cala,2e6,false\n", "utf-8"
    )
    found = json.loads(told(town, "--at", AT, "--json").stdout)["assessment"]["dependences"]
    assert [(one["product"], one["herfindahl"]) for one in found] == [("salt", 1.0), ("pumps", 0.625)]
    assert [one["critical_import"] for one in found] == [False, True]
    assert found[0]["import_concentration"] is None
    printed = told(town, "--at", AT, "--dependences").stdout
    assert "single source" in " ".join(printed.split())
    assert "33 % has only one" in " ".join(printed.split())


def test_without_supplies_it_is_said_so(tmp_path):
    write_town(tmp_path / "town")
    assert "No supply is stated" in told(tmp_path / "town", "--at", AT, "--dependences").stdout
