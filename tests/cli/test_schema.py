"""`forestall schema`: the JSON Schema of the place's files."""

import json

import typer
from typer.testing import CliRunner

from forestall.cli.schema import schema
from forestall.core.errors import InputError
from forestall.place.files import FILES

app = typer.Typer()
app.command()(schema)
runner = CliRunner()


def test_without_a_file_all_schemas_are_printed_by_file() -> None:
    assert set(json.loads(runner.invoke(app).stdout)) == {file.name for file in FILES}


def test_with_a_file_its_schema_is_printed() -> None:
    assert json.loads(runner.invoke(app, ["weather.csv"]).stdout)["title"] == "weather.csv"


def test_an_unknown_file_is_refused() -> None:
    assert isinstance(runner.invoke(app, ["wether.csv"]).exception, InputError)
