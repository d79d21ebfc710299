"""The verdicts on ASVS name tests and pages that exist."""

import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
with (ROOT / "docs" / "look-up" / "asvs.csv").open(newline="", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


def _is_there(shown_by: str) -> bool:
    path, _, name = shown_by.partition("::")
    if not (ROOT / path).is_file():
        return False
    return not name or bool(re.search(rf"^def {re.escape(name)}\(", (ROOT / path).read_text(encoding="utf-8"), re.M))


def test_no_requirement_of_levels_1_and_2_is_passed_over() -> None:
    judged = [row for row in ROWS if row["level"] in "12" and not row["requirement"].startswith("V17.")]
    assert len(judged) == 246  # of 253 in ASVS 5.0.0; the other 7 are V17, judged by section


def test_every_requirement_that_is_met_names_a_test_or_a_page_that_is_there() -> None:
    assert len(ROWS) > 100
    met = [row for row in ROWS if row["verdict"] == "met"]
    assert [row["requirement"] for row in met if not _is_there(row["shown_by"])] == []


def test_every_line_has_a_verdict_and_no_requirement_has_two() -> None:
    names = [row["requirement"] for row in ROWS]
    assert len(set(names)) == len(names)
    assert {row["verdict"] for row in ROWS} == {"met", "not met", "not applicable"}
    assert all(row["shown_by"] for row in ROWS)
    assert all(re.fullmatch(r"V\d{1,2}\.\d{1,2}(\.\d{1,2})?", name) for name in names)
