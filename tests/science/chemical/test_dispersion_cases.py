"""The worked cases of dispersion; each one we miss is named with its reason."""

import json

import pytest

from forestall.science.chemical.cases import dense_gas, dispersion
from forestall.science.chemical.cases.case import read
from forestall.science.chemical.cases.run import run

MODELS = {**dispersion.MODELS, **dense_gas.MODELS}
SMALL = "a few grams a second of vapour lie thinner than the roughness: our layer is slow and slumps too far"
MISSED = {
    "gauss-aloha-area-T4-toluene": "13 m from a pool 16 m wide: inside the pool's own size",
    "dense-aloha-benzene-direct": SMALL,
    "dense-aloha-benzene-puddle10": SMALL,
    "dense-aloha-benzene-puddle100": SMALL,
    "dense-aloha-chlorine-a": "15.4 % short where 15 % is allowed: a release of one minute",
}


@pytest.fixture(scope="session")
def outcomes(shared):
    cases = read(json.loads((shared / "reference" / "chemical.json").read_text()))
    return {outcome.id: outcome for outcome in run([case for case in cases if case.key in MODELS], MODELS)}


def test_every_case_but_the_named_ones_is_met(outcomes):
    assert sorted(name for name, outcome in outcomes.items() if not outcome.ok) == sorted(MISSED)


def test_every_certain_case_is_met(outcomes):
    assert [name for name, outcome in outcomes.items() if outcome.certainty == "certain" and not outcome.ok] == []


def test_as_many_cases_are_run_as_we_have_models_for(outcomes):
    assert len(outcomes) == 54
