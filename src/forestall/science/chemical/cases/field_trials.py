"""Field trials of many arcs as one worked case: scores of our models over measured tables. Not here: reading files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError
from forestall.science.chemical.cases.quantity import Quantity
from forestall.science.chemical.cases.run import Model, Output
from forestall.science.chemical.similarity import SurfaceLayer, concentration
from forestall.science.statistics.model_scores import Scores, model_scores

Floats = NDArray[np.float64]
Row = Mapping[str, str]
Inputs = Mapping[str, Quantity]

ARCS, MET = "prairie_grass_arcs.csv", "prairie_grass_met.csv"  # the tables, by file name
ROUGHNESS = 0.006  # of the site [m]; Barad (1958), AFCRC-TR-58-235
EDGE = 0.2  # arcs whose outermost samplers still see more than this share of the peak were not wide enough
MG_PER_G = 1e3
KEY = "field trial/MEASURED SO2 tracer, 68 runs, 5 arcs 50-800 m"


@dataclass(frozen=True, slots=True)
class Trials:
    """Tables of measurements by file name; empty where there are none."""

    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def models(self) -> dict[str, Model]:
        """The models that need them."""
        return {KEY: self._prairie_grass}

    def _prairie_grass(self, inputs: Inputs) -> Mapping[str, Output]:
        """`target_FAC2`, `target_VG`, ...: scores of the similarity plume."""
        missing = [name for name in (ARCS, MET) if name not in self.tables]
        if missing:
            raise InputError(f"needs {' and '.join(missing)}: name their folder with --data")
        scores = prairie_grass(self.tables[ARCS], self.tables[MET])
        known = {
            "FAC2": scores.within_factor_two,
            "VG": scores.geometric_variance,
            "MG": scores.geometric_mean_bias,
            "FB": scores.fractional_bias,
            "NMSE": scores.normalised_mean_square_error,
            "n_arcs": float(scores.pairs),
        }
        return {name: known.get(name.removeprefix("target_")) for name in inputs["wanted"].text.split(",")}


def prairie_grass(arcs: Sequence[Row], met: Sequence[Row]) -> Scores:
    """The similarity plume over the arcs of Project Prairie Grass that have weather and were wide enough.

    Args:
        arcs: one row for each arc of a run
        met: one row for each run

    Raises:
        InputError: a column is missing or not a number.

    Source:
        Barad (1958), AFCRC-TR-58-235; `similarity`
    """
    weather = {row["run"]: row for row in met}
    try:
        used = [row for row in arcs if row["run"] in weather and row["edge_ratio"] and float(row["edge_ratio"]) <= EDGE]
        measured = np.array([float(row["c_arcmax_mg_m3"]) for row in used])
        found = np.array([_at(row, weather[row["run"]]) for row in used])
    except (KeyError, ValueError) as error:
        raise InputError(f"Prairie Grass: {error}: expected the columns and numbers of {ARCS} and {MET}") from error
    return model_scores(measured, found)


def _at(arc: Row, met: Row) -> float:
    """Concentration on the centre line at an arc [mg/m3]."""
    air = SurfaceLayer(float(met["ustar_m_s"]), float(met["L_m"]), ROUGHNESS)
    c = concentration(
        air,
        float(arc["Q_g_s"]) * MG_PER_G,
        x=np.array([float(arc["arc_m"])]),
        y=0.0,
        z=float(arc["z_sample_m"]),
        source_height=float(arc["z_source_m"]),
        swing=float(np.radians(float(met["sigma_azim_deg"]))),
    )
    return float(c[0])
