"""JSON Schema and look-up pages: made from the model, right about the template, never stale."""

import copy
import csv
import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from forestall.core.errors import InputError
from forestall.place.pages import pages
from forestall.place.schema import schema_of, schemas
from forestall.place.template import TOWN

PAGES = Path(__file__).parents[2] / "docs" / "look-up" / "place"


def tree(name: str) -> Any:
    """A TOML or YAML file of the template as JSON has it."""
    text = (TOWN / name).read_text(encoding="utf-8")
    return json.loads(json.dumps(tomllib.loads(text) if name.endswith(".toml") else yaml.safe_load(text), default=str))


TREES = [path.relative_to(TOWN).as_posix() for path in (*TOWN.glob("*.toml"), *TOWN.glob("scenarios/*.yml"))]


@pytest.mark.parametrize("name", schemas())
def test_every_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas()[name])


@pytest.mark.parametrize("name", TREES)
def test_the_template_fits_the_schemas(name: str) -> None:
    jsonschema.Draft202012Validator(schema_of(name)).validate(tree(name))


@pytest.mark.parametrize("path", sorted(TOWN.glob("*.csv")), ids=lambda path: path.name)
def test_the_columns_of_the_template_are_those_of_the_schemas(path: Path) -> None:
    row = schema_of(path.name)["items"]
    with path.open(encoding="utf-8", newline="") as file:
        header = [cell.split(" [")[0] for cell in next(csv.reader(file))]
    assert set(row["required"]) <= set(header) <= set(row["properties"])


def test_a_schema_refuses_what_check_refuses() -> None:
    scenario = copy.deepcopy(tree("scenarios/power-cut.yml"))
    scenario["consequences"][0]["repair"]["median"] = -1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema_of("scenarios")).validate(scenario)


def test_a_column_carries_unit_reference_and_meaning() -> None:
    columns = schema_of("dependencies.csv")["items"]["properties"]
    assert columns["buffer"]["x-unit"] == "h"
    assert columns["suppliers"]["x-ref"] == ["site"]
    assert columns["buffer"]["description"].startswith("How long the site stays up without it")


@pytest.mark.parametrize("name", [name for name in pages() if name != "index.md"])
def test_every_column_of_a_page_has_a_meaning(name: str) -> None:
    rows = [line.split(" | ") for line in pages()[name].splitlines() if line.startswith("| `")]
    assert [row[0] for row in rows if len(row) < 6 or not row[-1].strip(" |")] == []


@pytest.mark.parametrize(
    ("name", "title"),
    {"sites.xlsx": "sites.csv", "sites": "sites.csv", "scenarios/flood.yml": "scenarios/*.yml"}.items(),
)
def test_a_schema_is_found_by_any_name_of_its_file(name: str, title: str) -> None:
    assert schema_of(name)["title"] == title


def test_an_unknown_file_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"did you mean sites\.csv\?"):
        schema_of("site.csv")


def test_the_look_up_pages_are_not_stale() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    assert written == pages(), "run: python -m forestall.place.schema docs/look-up/place"
