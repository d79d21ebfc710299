"""Dense plumes by the closure of DEGADIS, sources that change, pools along the wind, and the scores of trials."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.chemical.area_source import initial_sigma, over_pool
from forestall.science.chemical.britter_mcquaid import cooled, warmed
from forestall.science.chemical.cases.aloha import Weather, five_steps, heavy
from forestall.science.chemical.cases.field_trials import ARCS, KEY, MET, Trials, prairie_grass
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.dense_plume import Air, Degadis, DenseRelease, dense_plume
from forestall.science.chemical.similarity import SurfaceLayer

CHLORINE = {"molar_mass": 0.070906, "heat": 498.1, "latent": 287_840.0, "boiling": 239.1, "liquid_density": 1574.0}
METHANE = {"molar_mass": 0.016043, "heat": 2200.0, "latent": 510_800.0, "boiling": 111.7, "liquid_density": 422.0}


def plume(rate=10.0, area=4.0, droplets=0.0, length=float("inf")):
    layer = SurfaceLayer(0.3, length, 0.03)
    air = Air(layer, 278.15, 101_325.0, 0.0, 300.0, Degadis(5.0))
    return dense_plume(DenseRelease(rate, area, 278.15, droplets, **CHLORINE), air, 5_000.0)


@settings(max_examples=15)
@given(rate=st.floats(1e-3, 200), area=st.floats(0.01, 2000), length=st.sampled_from([-8.0, -40.0, 43.0, 14.0]))
def test_a_plume_over_a_blanket_carries_what_is_released(rate, area, length):
    found = plume(rate, area, length=length)
    c = found.share * 101_325.0 * 0.070906 / (8.314462618 * found.temperature)
    assert 2 * found.half_width * found.depth * found.wind * c == pytest.approx(rate, rel=1e-3)
    assert (np.diff(found.share) <= 1e-12).all()


def test_a_strong_source_grows_a_blanket_and_a_weak_one_does_not():
    assert plume(50.0, 1.0).x[0] > 2 * np.sqrt(1.0 / np.pi)
    assert plume(0.01, 100.0).x[0] == pytest.approx(np.sqrt(100.0 / np.pi))


def test_a_weak_source_is_thin_from_the_start():
    assert plume(0.01, 100.0).share[0] < 0.2
    assert plume(50.0, 1.0).share[0] == pytest.approx(1.0)


@given(rates=st.lists(st.floats(0, 10), min_size=1, max_size=400))
def test_five_steps_hold_all_that_flowed(rates):
    steps = five_steps(rates)
    assert len(steps) <= 5
    assert sum(length * rate for length, rate in steps) == pytest.approx(sum(rates), rel=1e-9, abs=1e-12)


def test_the_first_step_is_the_first_minute():
    assert five_steps([5.0] * 60 + [1.0] * 400)[0] == (60.0, 5.0)
    assert five_steps([5.0] * 6 + [1.0] * 40, 10.0)[0] == (60.0, 5.0)


@pytest.mark.parametrize(
    ("matter", "rate", "wet", "expected"),
    [
        (CHLORINE, 10.0, 0.0, True),
        (CHLORINE, 1e-6, 0.0, False),
        (METHANE, 10.0, 0.0, False),
        (METHANE, 10.0, 0.5, True),
    ],
    ids=["strong", "weak", "cold light gas", "cold light fog"],
)
def test_what_counts_as_heavy(matter, rate, wet, expected):
    release = DenseRelease(rate, 1.0, matter["boiling"], wet, **matter)
    assert heavy(release, Weather(5.0, "D", 288.15, 0.6, 0.03), puddle=False) is expected


def test_far_from_a_pool_its_length_does_not_matter():
    def strip(x):
        return 1.0 / (np.hypot(0.08 * x, initial_sigma(200.0)) * 0.06 * x)

    x = np.array([12.0, 2000.0])
    ratio = over_pool(strip, x, 200.0) / strip(x)
    assert ratio[0] > 1.05
    assert ratio[1] == pytest.approx(1.0, abs=1e-4)


@given(share=st.floats(1e-6, 0.99), source=st.floats(80, 400))
def test_cooling_undoes_warming(share, source):
    assert warmed(cooled(share, source_temperature=source, air=288.0), source_temperature=source, air=288.0) == (
        pytest.approx(share, rel=1e-9)
    )


def test_prairie_grass_is_scored_from_its_tables(shared):
    tables = {}
    for name in (ARCS, MET):
        with (shared / "data" / "chemical" / name).open() as lines:
            tables[name] = list(csv.DictReader(lines))
    found = Trials(tables).models()[KEY]({"wanted": Quantity("target_FAC2,target_VG,n_arcs", "-")})
    assert found["target_FAC2"] >= 0.92
    assert found["target_VG"] <= 1.20
    assert found["n_arcs"] == 257
    assert abs(prairie_grass(tables[ARCS], tables[MET]).fractional_bias) <= 0.15


def test_without_its_tables_prairie_grass_says_what_it_needs():
    with pytest.raises(InputError, match="--data"):
        Trials().models()[KEY]({"wanted": Quantity("target_FAC2", "-")})


def test_a_table_without_its_columns_is_named():
    with pytest.raises(InputError, match=ARCS):
        prairie_grass([{"run": "1"}], [{"run": "1"}])
