"""The validation page says what the code gives now."""

import re
from pathlib import Path

import pytest

from forestall.pipeline.validation.__main__ import files
from forestall.pipeline.validation.explained import MISSES

DOCS = Path(__file__).resolve().parents[3] / "docs" / "understand"


@pytest.fixture(scope="module")
def made(shared):
    return files(shared)


def test_the_page_in_the_repository_is_the_one_the_code_makes(made):
    """Numbers at the precision printed; `make validate` writes it anew."""
    assert (DOCS / "validation-chemical.md").read_text(encoding="utf-8") == made["validation-chemical.md"]


def test_every_drawing_the_page_names_is_there(made):
    named = set(re.findall(r"\((validation-[\w-]+\.svg)\)", made["validation-chemical.md"]))
    assert named == set(made) - {"validation-chemical.md"}
    assert all((DOCS / name).is_file() for name in named)


def test_every_miss_is_explained(made):
    assert "Not explained yet" not in made["validation-chemical.md"]


def test_explanations_are_of_cases_there_are(made):
    assert all(f"| {name} |" in made["validation-chemical.md"] for name in MISSES)


def test_the_field_trials_meet_what_is_asked(made):
    rows = [line.split(" | ") for line in made["validation-chemical.md"].splitlines() if " | FAC2 at least" in line]
    assert len(rows) == 5
    for row in rows:
        bar = float(re.search(r"FAC2 at least ([\d.]+)", row[-1])[1])
        assert float(row[3]) >= bar
