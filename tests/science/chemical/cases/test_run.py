"""The harness: what counts as inside a tolerance, and what is said when a case cannot be run."""

import math

import pytest

from forestall.core.errors import InputError
from forestall.science.chemical.cases.case import Case, read
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import run


def row(expected, tolerance, inputs=None):
    return {
        "id": "one",
        "group": "g",
        "model": "m",
        "inputs": inputs or {"x": {"value": 2, "unit": "km"}},
        "expected": expected,
        "tolerance": tolerance,
        "certainty": "certain",
    }


def outcome(result, expected, tolerance):
    (found,) = run(read([row(expected, tolerance)]), {"g/m": lambda _: result})
    return found


def test_units_become_si_and_back():
    assert Quantity(15, "degC").si == pytest.approx(288.15)
    assert Quantity(60, "%").si == pytest.approx(0.6)
    assert Quantity(2.5e-5, "1/yr").to("1/yr") == pytest.approx(2.5e-5)
    assert Quantity(105, "kg/min").to("kg/s") == pytest.approx(1.75)
    assert Quantity("10,100,1000 m", "-").numbers == (10.0, 100.0, 1000.0)


def test_an_unknown_unit_is_named():
    with pytest.raises(InputError, match="furlong"):
        _ = Quantity(1, "furlong").si


def test_a_model_gets_its_inputs_what_is_wanted_and_the_id():
    seen = {}
    run(read([row({"a": {"value": 1, "unit": "-"}}, {"relative": 0.1})]), {"g/m": lambda i: seen.update(i) or {}})
    assert (seen["x"].si, seen["wanted"].text, seen["id"].text) == (2000.0, "a", "one")


def test_a_relative_tolerance_holds_on_its_edge_and_not_beyond():
    expected = {"a": {"value": 100, "unit": "m"}}
    assert outcome({"a": 105.0}, expected, {"relative": 0.05}).ok
    assert not outcome({"a": 105.1}, expected, {"relative": 0.05}).ok


def test_either_tolerance_is_enough():
    assert outcome({"a": 0.4}, {"a": {"value": 0, "unit": "%"}}, {"absolute": 1.0}).ok


def test_a_quantity_is_converted_to_the_unit_of_the_case():
    assert outcome({"a": Quantity(2000.0, "W/m2")}, {"a": {"value": 2, "unit": "kW/m2"}}, {"relative": 1e-9}).ok


def test_words_and_lists_are_compared_as_such():
    expected = {"a": {"value": "not exceeded", "unit": "m"}, "b": {"value": [1, 2], "unit": "-"}}
    assert outcome({"a": "not exceeded", "b": [1.0, 2.0]}, expected, {"relative": 0.0}).ok
    assert not outcome({"a": 3.0, "b": [1.0, 2.0]}, expected, {"relative": 0.0}).ok
    assert not outcome({"a": "not exceeded", "b": [1.0]}, expected, {"relative": 0.0}).ok


def test_a_result_that_is_no_number_fails_and_is_said():
    found = outcome({"a": math.nan}, {"a": {"value": 1, "unit": "-"}}, {"relative": 0.5})
    assert (found.ok, found.reason) == (False, "no result for a")


def test_an_unknown_model_is_said_never_skipped():
    (found,) = run(read([row({"a": {"value": 1, "unit": "-"}}, {})]), {})
    assert not found.ok
    assert "no model is known for 'g/m'" in found.reason


def test_a_missing_input_is_named():
    (found,) = run(
        read([row({"a": {"value": 1, "unit": "-"}}, {"relative": 1})]), {"g/m": lambda i: {"a": i["depth"].si}}
    )
    assert (found.ok, found.reason) == (False, "input 'depth' is missing")


def test_a_word_the_model_does_not_know_is_named():
    (found,) = run(read([row({"a": {"value": 1, "unit": "-"}}, {"relative": 1})]), {"g/m": lambda _: {"a": {}["G"]}})
    assert (found.ok, found.reason) == (False, "'G' is not known to the model")


def test_a_measurement_without_tolerance_is_judged_by_a_factor_of_two():
    expected = {name: {"value": 1, "unit": "-"} for name in "abcd"}
    assert outcome({"a": 1.9, "b": 0.6, "c": 9.0, "d": 9.0}, expected, {}).ok
    assert not outcome({"a": 1.9, "b": 9.0, "c": 9.0, "d": 9.0}, expected, {}).ok


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "expected a list of cases"),
        ([3], "case 1: found 3"),
        ([{"id": "x"}], "group"),
        ([row({"a": 1}, {})], "a: found 1"),
        ([row({"a": {"value": None, "unit": "-"}}, {})], "finite number"),
        ([row({"a": {"value": float("nan"), "unit": "-"}}, {})], "finite number"),
        ([row({"a": {"value": 10**400, "unit": "-"}}, {})], "finite number"),
        ([row({"a": {"value": 1, "unit": "-"}}, {"relative": -1})], "at least 0"),
        ([row({"a": {"value": 1, "unit": "-"}}, {"relative": "x"})], "at least 0"),
        ([row(None, {})], "expected: found None"),
    ],
)
def test_a_broken_file_is_explained(document, message):
    with pytest.raises(InputError, match=message):
        read(document)


def test_cases_may_stand_in_a_list_or_under_a_name():
    rows = [row({"a": {"value": 1, "unit": "-"}}, {})]
    assert read(rows) == read({"cases": rows})
    assert isinstance(read(rows)[0], Case)
