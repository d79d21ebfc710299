"""Templates of known clocks can be put into a place as they are printed."""

import csv
import io
from pathlib import Path

import pytest

from forestall.core.errors import InputError
from forestall.pipeline.duty_templates import as_rows, templates
from forestall.place.load import load

NAMES = [one.duty["id"] for one in templates()]


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_a_duty_of_a_place_that_checks(town: Path, name: str) -> None:
    top = next(each.id for each in load(town).profile.jurisdictions if each.parent is None)
    norm, duty = as_rows(name, top, "2026-05-31")
    (town / "norms.csv").write_text(norm, encoding="utf-8")
    (town / "duties.csv").write_text(duty, encoding="utf-8")
    place = load(town)
    assert [(one.id, one.norm) for one in place.duties] == [(name, place.norms[0].id)]
    assert place.duties[0].clause == f"{place.norms[0].source}, {place.norms[0].clause}"


def test_every_template_says_where_its_figures_come_from() -> None:
    assert [one.duty["id"] for one in templates() if "memory" not in one.duty["note"]] == []
    assert len(NAMES) == 7


def test_a_clock_of_an_incident_has_its_three_lengths() -> None:
    (row,) = csv.DictReader(io.StringIO(as_rows("nis2-incident", "port", "")[1]))
    assert row["steps"] == "early-warning PT24H; notification PT72H; final-report P1M after notification"


def test_a_template_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(InputError, match="expected one of cer-incident"):
        as_rows("gdpr", "port", "")
