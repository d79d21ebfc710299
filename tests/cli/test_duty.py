"""`forestall duty` on a place: evidence, verdict, report, templates."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forestall.cli.duty import duty
from forestall.core.errors import InputError, RightsError
from forestall.model.plan import Plan
from forestall.pipeline.entries import entries
from forestall.pipeline.owed_now import owed_now
from forestall.place.load import load
from forestall.store.passes import Pass
from forestall.store.state import State

NO_PLAN = Plan(1.0, 1.0, 1.0, 0.0, {}, (), (), optimal=True)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(duty, list(arguments), catch_exceptions=False)


@pytest.fixture
def place(harbour: Path, tmp_path: Path) -> Path:
    """The harbour with a pass that looked at duties only: one inspection is late."""
    root = tmp_path / "harbour"
    shutil.copytree(harbour, root, ignore=shutil.ignore_patterns(".forestall", "logs"))
    read = load(root)
    at = read.profile.replay_at
    assert at is not None
    with State.open(root / ".forestall") as kept:
        found, proofs = owed_now(kept, read, NO_PLAN, (), (), at)
        said = entries((), (), NO_PLAN, found, at)
        kept.publish(Pass(at, 1, "p", {}, obligations=found, entries=said, proofs=proofs))
    return root


def test_what_is_late_is_reported_with_why_and_the_exit_code_says_so(place: Path) -> None:
    found = run("report", str(place), "--check", "--csv", str(place / ".late.csv"))
    assert found.exit_code == 1
    assert "23.3 days late since 2031-02-14T23:59:59Z\n  why: no evidence was given" in found.output
    assert (place / ".late.csv").read_text().count("inspect-chlorine-terminal") == 2
    assert run("report", str(place), "--check", "--bearer", "city").exit_code == 0


def test_evidence_is_given_and_not_judged_by_who_gave_it(place: Path) -> None:
    items = json.loads(run("list", str(place), "--bearer", "region", "--json").output)
    late = next(each["id"] for each in items if each["state"] == "overdue")
    report = place / ".report.txt"
    report.write_text("inspected")
    told = ("--title", "report 7", "--effective", "2031-03-08", "--file", str(report))
    given = json.loads(run("evidence", str(place), late, *told, "--json").output)
    assert (given["state"], given["proof"]) == ("overdue", "waiting")
    with pytest.raises(RightsError, match="nobody judges their own evidence"):
        run("verdict", str(place), given["evidence"], "--enough", "--reason", "seen")
    shown = run("show", str(place), late).output
    assert "report 7, by console: done 2031-03-08T00:00:00Z" in shown
    assert "no verdict yet" in shown


def test_what_is_not_there_is_told_with_what_is(place: Path) -> None:
    with pytest.raises(InputError, match="expected one of city"):
        run("list", str(place), "--bearer", "nowhere")
    with pytest.raises(InputError, match="there is none"):
        run("show", str(place), "o-1")


def test_templates_are_listed_and_printed_as_rows() -> None:
    assert "early-warning PT24H" in run("templates").output
    assert "norms.csv\nid,title" in run("templates", "seveso-safety-report", "--bearer", "region").output
