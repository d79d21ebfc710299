"""All worked cases of ../shared/reference/chemical.json; a miss must be one that is explained here."""

import json

import pytest
from scipy.optimize import brentq

from forestall.science.chemical import baker_strehlow
from forestall.science.chemical.cases.case import read
from forestall.science.chemical.cases.models import MODELS, PARTS
from forestall.science.chemical.cases.run import run

OURS = ("VCE", "fireball", "jet fire", "pool fire", "transmissivity", "view factor", "probit", "domino", "risk", "jet")
EXPLAINED = {
    # 12.83 ppm, printed as 13: 1.3 % from rounding alone, the tolerance is 1 %.
    "probit-toxic-lees-phosgene",
    # One cell of 12 (303 K, 1000 m): the formula gives 0.460, the paper prints 0.47. The test it is taken from only
    # asks for at most 0.6 % above the printed value, and its own code gives 0.460.
    "fire-transmissivity-wayne",
}


@pytest.fixture(scope="module")
def outcomes(shared):
    document = json.loads((shared / "reference/chemical.json").read_text())
    return [one for one in run(read(document), MODELS) if one.group in OURS and f"{one.group}/{one.model}" in MODELS]


def test_no_two_parts_claim_the_same_model():
    assert len(MODELS) == sum(len(part) for part in PARTS)


def test_every_case_is_inside_its_tolerance_or_explained(outcomes):
    assert {one.id for one in outcomes if not one.ok} <= EXPLAINED


def test_the_explained_cell_is_the_only_one(outcomes):
    (wayne,) = [one for one in outcomes if one.id == "fire-transmissivity-wayne"]
    assert [check.name for check in wayne.outputs if not check.inside] == ["T303"]
    (got,) = [check.got for check in wayne.outputs if check.name == "T303"]
    assert got == pytest.approx((0.839, 0.672, 0.460), abs=5e-4)


def test_the_blast_of_the_cloud_aloha_implies_reaches_as_far_as_in_aloha():
    """4.60 kg of propane around 9.5 m downwind give all of ALOHA's distances (detonation and congested spark)."""
    expected = {(5.2, 8.0): 23, (5.2, 3.5): 33, (5.2, 1.0): 71, (0.5, 3.5): 18, (0.5, 1.0): 34}
    for (mach, psi), distance in expected.items():
        energy = baker_strehlow.energy(4.60, 46.35e6, mach)
        radius = brentq(lambda r, e=energy, m=mach, p=psi: baker_strehlow.overpressure(r, e, m) - p * 6894.757, 1, 500)
        assert 9.5 + radius == pytest.approx(distance, rel=0.15)
