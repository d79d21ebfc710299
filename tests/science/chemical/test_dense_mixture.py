"""What a dense cloud is made of: boiling sources, air drawn in at the sides, heat from the ground."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.science.chemical.dense_kernel import (
    COLBURN,
    GAS_CONSTANT,
    GRAVITY,
    HALF_GAUSS,
    Release,
    Surroundings,
    slopes,
)
from forestall.science.chemical.dense_plume import Air, Degadis, DenseRelease, dense_plume, source_density
from forestall.science.chemical.golder import lateral_coefficient
from forestall.science.chemical.similarity import SurfaceLayer

PRESSURE = 101_325.0
AMMONIA = {"molar_mass": 0.01703, "heat": 2020.0, "latent": 1_369_600.0, "boiling": 239.8, "liquid_density": 681.6}
BENZENE = {"molar_mass": 0.078112, "heat": 1046.0, "latent": 394_000.0, "boiling": 353.2, "liquid_density": 814.0}
CHLORINE = {"molar_mass": 0.070906, "heat": 498.1, "latent": 287_840.0, "boiling": 239.1, "liquid_density": 1574.0}
METHANE = Release(5.0, 0.016043, 2200.0, 510_800.0, 111.7, 422.0)


def air(temperature=288.15):
    layer = SurfaceLayer(0.35, float("inf"), 0.03)
    return Air(layer, temperature, PRESSURE, 0.0, 300.0, Degadis(5.0))


def gas_density(molar_mass, temperature):
    return PRESSURE * molar_mass / (GAS_CONSTANT * temperature)


@given(wet=st.floats(0.0, 0.9))
def test_a_boiling_source_is_as_dense_as_its_vapour_and_spray_together(wet):
    release = DenseRelease(10.0, 1.0, AMMONIA["boiling"], wet, **AMMONIA)
    volume = (1.0 - wet) / gas_density(0.01703, 239.8) + wet / 681.6
    assert source_density(release, air()) == pytest.approx(1.0 / volume, rel=2e-3)


def test_vapour_colder_than_its_boiling_point_is_no_liquid():
    release = DenseRelease(0.006, 10.0, 283.15, 0.0, **BENZENE)
    assert source_density(release, air(283.15)) == pytest.approx(gas_density(0.078112, 283.15), rel=0.03)


def test_a_slumping_cloud_takes_in_air_only_from_above():
    around = air(278.15)
    plume = dense_plume(DenseRelease(10.0, 4.0, 278.15, 0.0, **CHLORINE), around, 2_000.0)
    slumping = HALF_GAUSS * lateral_coefficient(float("inf"), 0.03, 300.0) * plume.x**0.9 < 0.95 * plume.half_width
    excess = plume.share * (0.070906 - 0.02896) / 0.02896
    richardson = GRAVITY * excess * plume.depth / 0.35**2
    phi = 0.88 + 0.099 * richardson**1.04 + 1.4e-25 * richardson**5.7
    entrained = 2.0 * gas_density(0.02896, 278.15) * plume.half_width * 0.35 * 0.35 * 1.2 / phi
    gained = np.gradient(plume.mass_flow, plume.x)
    assert gained[slumping][20:] == pytest.approx(entrained[slumping][20:], rel=0.03)
    assert slumping.sum() > 100
    assert not slumping.all()


def test_the_ground_warms_a_cold_cloud_by_colburn():
    around = Surroundings(0.3, 1e9, 0.03, 288.15, PRESSURE, 0.0, 1.225, 0.1, 0.35, 5.0, 0.2)
    warmth = 5.0 * 2200.0 * (111.7 - 288.15)
    _, gained, _, t, share, _, wind, _ = slopes(10.0, 100.0, warmth, 10.0, METHANE, around)
    m = 0.05
    rho = PRESSURE / (GAS_CONSTANT * t * ((1 - m) / 0.02896 + m / 0.016043))
    capacity = (1 - m) * 1005.87 + m * 2200.0
    assert gained == pytest.approx(20.0 * COLBURN * rho * capacity * 0.3**2 / wind * (288.15 - t), rel=1e-6)
    assert 0.0 < share < 0.2
