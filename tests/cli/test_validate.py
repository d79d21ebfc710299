"""`forestall validate`: what it prints and returns."""

import json

import pytest
from typer.testing import CliRunner

from forestall.cli.validate import validate
from forestall.core.errors import InputError

runner = CliRunner()

DOSE = {
    "id": "dose",
    "group": "probit",
    "model": "thermal dose t q^(4/3)",
    "inputs": {"q": {"value": 5, "unit": "W/m2"}, "t": {"value": 30, "unit": "s"}},
    "expected": {"dose": {"value": 256.496392, "unit": "-"}},
    "tolerance": {"relative": 1e-7},
    "certainty": "certain",
}
ODD = {**DOSE, "id": "odd", "model": "astrology"}
WRONG = {**DOSE, "id": "wrong", "expected": {"dose": {"value": 300, "unit": "-"}}, "certainty": "likely"}


def call(tmp_path, cases, *more):
    file = tmp_path / "cases.json"
    file.write_text(cases if isinstance(cases, str) else json.dumps({"cases": cases}), encoding="utf-8")
    return runner.invoke(validate, ["chemical", "--cases", str(file), *more])


def test_cases_inside_their_tolerance_are_fine(tmp_path):
    result = call(tmp_path, [DOSE])
    assert result.exit_code == 0
    assert "dose [-]  expected 256.496  got 256.496  ratio 1  inside" in result.stdout
    assert "certain    1 of 1 inside tolerance (100%)" in result.stdout


def test_a_miss_is_shown_and_returns_1(tmp_path):
    result = call(tmp_path, [DOSE, WRONG])
    assert result.exit_code == 1
    assert "FAILED wrong" in result.stdout
    assert "likely     0 of 1 inside tolerance (0%)" in result.stdout


def test_an_unknown_model_is_said(tmp_path):
    result = call(tmp_path, [ODD])
    assert (result.exit_code, "not known  probit/astrology" in result.stdout) == (1, True)


def test_json_is_a_list_with_a_row_for_each_case(tmp_path):
    rows = json.loads(call(tmp_path, [DOSE, ODD, WRONG], "--json").stdout)
    assert [(row["id"], row["ok"]) for row in rows] == [("dose", True), ("odd", False), ("wrong", False)]
    assert rows[0]["got"]["dose"] == pytest.approx(256.496392)
    assert rows[1]["got"] == {"dose": None}


@pytest.mark.parametrize("text", ["{", '{"cases": 3}', "[1]", "[" * 100_000])
def test_a_file_that_cannot_be_used_is_wrong_use(tmp_path, text):
    result = call(tmp_path, text)
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_code == 2


def test_a_file_that_is_not_there_is_wrong_use(tmp_path):
    assert runner.invoke(validate, ["chemical", "--cases", str(tmp_path / "none.json")]).exit_code == 2
