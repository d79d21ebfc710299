"""The Multi-Energy curves: what is known of them, and where ours come from another method."""

import math
from itertools import pairwise

import numpy as np
import pytest

from forestall.core.errors import InputError
from forestall.science.chemical import baker_strehlow, multi_energy

ENERGY = 1e9
R = np.geomspace(0.24, 99, 300) / math.cbrt(multi_energy.ATMOSPHERE / ENERGY)


@pytest.mark.parametrize(("strength", "plateau"), [(1, 0.01), (4, 0.1), (5, 0.2), (6, 0.5), (7, 1.0), (9, 5.0)])
def test_inside_the_cloud_the_pressure_is_that_of_the_strength(strength, plateau):
    found = multi_energy.overpressure(0.01, ENERGY, strength)
    assert float(found) == pytest.approx(plateau * multi_energy.ATMOSPHERE)


@pytest.mark.parametrize(
    ("strength", "r", "share"), [(1, 2.0, 0.00327), (4, 2.0, 0.0324), (5, 10.0, 0.01197), (6, 2.0, 0.1395)]
)
def test_the_fits_give_the_points_they_were_published_with(strength, r, share):
    """a r^b worked by hand from the printed a and b."""
    distance = r / math.cbrt(multi_energy.ATMOSPHERE / ENERGY)
    assert float(multi_energy.overpressure(distance, ENERGY, strength)) / multi_energy.ATMOSPHERE == pytest.approx(
        share, rel=5e-3
    )


def test_a_stronger_explosion_is_nowhere_weaker():
    curves = [multi_energy.overpressure(R, ENERGY, strength) for strength in range(1, 11)]
    for weaker, stronger in pairwise(curves):
        assert (stronger >= weaker * (1 - 1e-12)).all()


@pytest.mark.parametrize("strength", range(1, 11))
def test_pressure_never_rises_with_distance(strength):
    assert (np.diff(multi_energy.overpressure(R, ENERGY, strength)) <= 0).all()


def test_the_strongest_is_the_detonation_of_the_other_method():
    far = R[(R[0] * 3 < R) & (R[0] * 100 > R)]
    ours = multi_energy.overpressure(far, ENERGY, 10)
    theirs = baker_strehlow.overpressure(far, baker_strehlow.REFLECTION * ENERGY, baker_strehlow.DETONATION)
    assert ours == pytest.approx(theirs)


@pytest.mark.parametrize("strength", [3, 6, 8])
def test_reach_is_where_the_pressure_falls_to_the_level(strength):
    found = multi_energy.reach(1500.0, ENERGY, strength)
    assert float(multi_energy.overpressure(found, ENERGY, strength)) == pytest.approx(1500.0, rel=1e-4)


def test_a_level_above_the_plateau_is_reached_nowhere():
    assert multi_energy.reach(2e4, ENERGY, 4) == 0.0


def test_beyond_the_curves_nothing_is_known():
    assert math.isnan(float(multi_energy.overpressure(1e6, ENERGY, 7)))


@pytest.mark.parametrize(("energy", "strength"), [(0.0, 7), (-1.0, 7), (1e9, 0), (1e9, 11)])
def test_what_cannot_be_is_refused(energy, strength):
    with pytest.raises(InputError, match="expected"):
        multi_energy.overpressure(10.0, energy, strength)
