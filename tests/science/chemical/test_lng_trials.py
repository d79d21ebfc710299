"""Dense plumes held against spills of liquefied natural gas: Burro, Coyote, Maplin Sands."""

import csv
from math import pi

import numpy as np
import pytest

from forestall.science.chemical.dense_plume import Air, Degadis, DenseRelease, dense_plume
from forestall.science.chemical.similarity import SurfaceLayer, wind_speed
from forestall.science.statistics.model_scores import model_scores

NO_GAS = 0.05  # [vol%]: Burro 7 at 800 m reads 0.01, where no gas passed the sensors; the other 42 points are scored
METHANE = {"molar_mass": 0.016043, "heat": 2200.0, "latent": 510_800.0, "boiling": 111.7, "liquid_density": 422.0}


def plume(row, degadis=False):
    value = {name: float(text) for name, text in row.items() if name not in ("trial", "substance", "note")}
    release = DenseRelease(
        rate=value["rate_kg_s"],
        area=pi * value["pool_radius_m"] ** 2,
        temperature=METHANE["boiling"],
        droplets=0.0,
        duration=value["duration_s"],
        **METHANE,
    )
    layer = SurfaceLayer(value["ustar_m_s"], value["L_m"], value["z0_m"])
    closure = Degadis(wind_speed(layer, 10.0)) if degadis else None
    air = Air(layer, value["T_air_K"], value["P_Pa"], value["RH_pct"] / 100, degadis=closure)
    return dense_plume(release, air, 1_000.0)


@pytest.fixture(scope="session", params=[False, True], ids=["diabatic wind", "closure of DEGADIS"])
def scores(shared, request):
    data = shared / "data" / "chemical"
    with (data / "lng_trials_conditions.csv").open() as lines:
        plumes = {row["trial"]: plume(row, request.param) for row in csv.DictReader(lines)}
    with (data / "lng_trials_arcmax.csv").open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["trial"] in plumes]
    rows = [row for row in rows if float(row["arcmax_ch4_volpct"]) > NO_GAS]
    found = [
        float(plumes[row["trial"]].at(np.array([float(row["x_m"])]), float(row["lowest_sensor_z_m"] or 0.0))[0])
        for row in rows
    ]
    return model_scores(np.array([float(row["arcmax_ch4_volpct"]) for row in rows]), 100 * np.array(found))


def test_all_usable_points_are_scored(scores):
    assert scores.pairs == 42


def test_most_points_are_within_a_factor_of_two(scores):
    assert scores.within_factor_two >= 0.60


def test_the_mean_is_right(scores):
    assert 0.7 <= scores.geometric_mean_bias <= 1.3


def test_the_scatter_is_acceptable(scores):
    assert scores.geometric_variance <= 1.8
