"""A pass with `suppressions.toml`: what it hides is in the outlook and the summary, with who, why and until."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forestall.core.errors import PlaceError
from forestall.pipeline.run import PassResult, run_pass
from forestall.place.check import check
from forestall.place.template import write_town

NOW = datetime(2031, 3, 10, 6, tzinfo=UTC)
ENTRY = '[[suppressions]]\nrule = "*"\nhost = "*"\nsite = "{site}"\nby = "City CERT"\nwhy = "{why}"\nuntil = {until}\n'


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    write_town(folder)
    return folder


def passed(town: Path, text: str = "") -> PassResult:
    if text:
        (town / "suppressions.toml").write_text(text, "utf-8")
    state = town.parent / "state"
    return run_pass(town, out=None, state=state, at=None, now=NOW, seed=1, progress=lambda _: None)


def sigma(result: PassResult) -> list[str | None]:
    return [each.site for each in result.context.given.detection.findings if each.kind == "sigma"]


def test_a_suppressed_finding_is_shown_with_its_count_and_the_decision(town):
    before = passed(town)
    site = sigma(before)[0]
    hidden = [each for each in before.context.given.detection.findings if (each.kind, each.site) == ("sigma", site)]
    given = ENTRY.format(site=site, why="Drill of 10 March", until="2031-12-31")
    result = passed(town, given + ENTRY.format(site=site, why="Old drill", until="2020-01-01"))
    assert site not in sigma(result)
    told = result.summary["suppressed"]
    assert isinstance(told, list)
    assert sorted((one["finding"], one["count"], one["why"]) for one in told) == sorted(
        (each.id, each.count, "Drill of 10 March") for each in hidden
    )
    assert result.summary["suppressions_ended"] == [{"rule": "*", "by": "City CERT", "until": "2020-01-01"}]
    page = result.page.read_text("utf-8")
    assert "suppressed by decision" in page
    assert "Drill of 10 March" in page
    assert re.search(r"1\ssuppression no longer in force", page)
    data = json.loads((result.page.parent / "findings.json").read_text("utf-8"))
    assert data["suppressed"][0]["decision"]["by"] == "City CERT"


def test_without_suppressions_nothing_is_said_of_them(town):
    result = passed(town)
    assert (result.summary["suppressed"], result.summary["suppressions_ended"]) == ([], [])
    assert "suppressed by decision" not in result.page.read_text("utf-8")


WRONG = {
    "everything": ENTRY.format(site="*", why="w", until="2031-12-31"),
    "a person's address": ENTRY.format(site="mill", why="w", until="2031-12-31").replace("City CERT", "a@b.example"),
    "no end": "\n".join(ENTRY.format(site="mill", why="w", until="2031-12-31").splitlines()[:-1]),
    "no reason": ENTRY.format(site="mill", why="w", until="2031-12-31").replace('why = "w"\n', ""),
    "another key": ENTRY.format(site="mill", why="w", until="2031-12-31") + 'note = "x"\n',
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_wrong_suppression_is_explained_and_stops_the_pass(town, text):
    with pytest.raises(PlaceError, match=r"suppressions\.toml"):
        passed(town, text)
    assert {(remark.file, remark.severity) for remark in check(town)} == {("suppressions.toml", "error")}
