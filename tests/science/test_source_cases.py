"""Published source terms, against the case library."""

import json

import pytest

from forestall.science.chemical.cases import source_chains, source_terms
from forestall.science.chemical.cases.case import read
from forestall.science.chemical.cases.run import run

MODELS = {**source_terms.MODELS, **source_chains.MODELS}
GROUPS = {"source", "evaporation", "chain"}
# The blog's drag coefficient has 6/(1 - sqrt(Re)) where White (1974) has 6/(1 + sqrt(Re)): not followed.
MISPRINTED = {"src-release-butane-blog"}


@pytest.fixture(scope="module")
def outcomes(shared):
    cases = read(json.loads((shared / "reference" / "chemical.json").read_text()))
    return run([case for case in cases if case.group in GROUPS], MODELS)


def test_every_source_and_pool_case_holds(outcomes):
    missed = [one.id for one in outcomes if one.group != "chain" and one.id not in MISPRINTED and not one.ok]
    assert missed == []


def test_every_tank_to_pool_to_distance_case_holds(outcomes):
    assert [one.id for one in outcomes if "tank-puddle" in one.id and not one.ok] == []


# docs/understand/source-terms.md says why of each.
FAR = {
    ("chain-aloha-ammonia-tank", "duration"),
    ("chain-aloha-ammonia-tank", "distance_1100ppm"),
    ("chain-aloha-ammonia-tank", "distance_30ppm"),
    ("chain-aloha-gastank-chlorine-3atm-0.02m-z00.03", "max_avg_rate"),
}


def test_no_number_of_a_chain_is_far_off_but_those_explained(outcomes):
    far = {
        (one.id, output.name)
        for one in outcomes
        for output in one.outputs
        if one.group == "chain" and not output.inside
    }
    assert far == FAR
