"""Field trials of dispersion: Prairie Grass (passive), Burro, Coyote and Maplin Sands (dense)."""

import csv
from math import pi
from pathlib import Path

import numpy as np

from forestall.pipeline.validation.pairs import Trials
from forestall.science.chemical.briggs import sigmas
from forestall.science.chemical.dense_plume import Air, DensePlume, DenseRelease, dense_plume
from forestall.science.chemical.golder import pasquill_class
from forestall.science.chemical.plume import concentration
from forestall.science.chemical.similarity import SurfaceLayer
from forestall.science.chemical.similarity import concentration as by_similarity
from forestall.science.statistics.model_scores import model_scores

Row = dict[str, str]

ROUGHNESS = 0.006  # of the Prairie Grass site [m]; Barad (1958)
EDGE = 0.2  # arcs whose outermost samplers still see more than this share of the peak were not wide enough
NO_GAS = 0.05  # [vol%]: below it no gas passed the sensors
MOLAR, HEAT, LATENT, BOILING, LIQUID = 0.016043, 2200.0, 510_800.0, 111.7, 422.0  # of methane, SI
NOT_NUMBERS = ("trial", "substance", "note")


def plume_trials(folder: Path) -> tuple[Trials, ...]:
    """All trials of dispersion in a folder of the shared data."""
    return (*_prairie_grass(folder), _lng(folder))


def table(path: Path) -> list[Row]:
    """The rows of a table of the shared data."""
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _prairie_grass(folder: Path) -> tuple[Trials, Trials]:
    met = {row["run"]: row for row in table(folder / "prairie_grass_met.csv")}
    rows = [row for row in table(folder / "prairie_grass_arcs.csv") if row["run"] in met and row["edge_ratio"]]
    arcs = [(row, met[row["run"]]) for row in rows if float(row["edge_ratio"]) <= EDGE]
    measured = [float(row["c_arcmax_mg_m3"]) for row, _ in arcs]
    name, unit = "Prairie Grass (1956), SO2, largest on each arc", "mg/m3"
    bars = "FAC2 at least 0.92, VG at most 1.20, FB within 0.15 of 0"
    briggs_bars = "FAC2 at least 0.82, VG at most 1.36"
    return (
        _trials(name, "similarity (van Ulden; Gryning)", unit, measured, [_similar(*arc) for arc in arcs], bars),
        _trials(
            name, "Gaussian, Briggs rural, wind at 2 m", unit, measured, [_briggs(*arc) for arc in arcs], briggs_bars
        ),
    )


def _similar(row: Row, met: Row) -> float:
    found = by_similarity(
        SurfaceLayer(float(met["ustar_m_s"]), float(met["L_m"]), ROUGHNESS),
        float(row["Q_g_s"]) * 1e3,
        x=np.array([float(row["arc_m"])]),
        y=0.0,
        z=float(row["z_sample_m"]),
        source_height=float(row["z_source_m"]),
        swing=float(np.radians(float(met["sigma_azim_deg"]))),
    )
    return float(found[0])


def _briggs(row: Row, met: Row) -> float:
    stability = pasquill_class(float(met["L_m"]), ROUGHNESS)
    sigma_y, sigma_z = sigmas(np.array([float(row["arc_m"])]), stability, urban=False)
    height, z = float(row["z_source_m"]), float(row["z_sample_m"])
    rate, wind = float(row["Q_g_s"]) * 1e3, float(met["u_2m_m_s"])
    return float(concentration(rate, wind, y=0.0, z=z, height=height, sigma_y=sigma_y, sigma_z=sigma_z)[0])


def _lng(folder: Path) -> Trials:
    plumes = {row["trial"]: _dense(row) for row in table(folder / "lng_trials_conditions.csv")}
    rows = [row for row in table(folder / "lng_trials_arcmax.csv") if row["trial"] in plumes]
    rows = [row for row in rows if float(row["arcmax_ch4_volpct"]) > NO_GAS]
    found = [
        100 * float(plumes[row["trial"]].at(np.array([float(row["x_m"])]), float(row["lowest_sensor_z_m"] or 0.0))[0])
        for row in rows
    ]
    measured = [float(row["arcmax_ch4_volpct"]) for row in rows]
    bars = "FAC2 at least 0.60, MG 0.7 to 1.3, VG at most 1.8"
    return _trials(
        "LNG spills: Burro, Coyote, Maplin Sands", "dense plume (decision 0017)", "vol%", measured, found, bars
    )


def _dense(row: Row) -> DensePlume:
    value = {name: float(text) for name, text in row.items() if name not in NOT_NUMBERS}
    release = DenseRelease(
        value["rate_kg_s"],
        pi * value["pool_radius_m"] ** 2,
        BOILING,
        0.0,
        MOLAR,
        HEAT,
        LATENT,
        BOILING,
        LIQUID,
        value["duration_s"],
    )
    layer = SurfaceLayer(value["ustar_m_s"], value["L_m"], value["z0_m"])
    return dense_plume(release, Air(layer, value["T_air_K"], value["P_Pa"], value["RH_pct"] / 100), 1_000.0)


def _trials(name: str, model: str, unit: str, measured: list[float], found: list[float], bars: str) -> Trials:
    scores = model_scores(np.array(measured), np.array(found))
    return Trials(name, model, unit, tuple(zip(measured, found, strict=True)), scores, bars)
