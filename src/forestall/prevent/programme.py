"""A mixed-integer programme kept in HiGHS between questions: rows may be added, the objective may change.

One thread, a fixed seed, limits in nodes and never in time: the same questions in the same order get the same answers.
Not here: what rows and columns mean (`linear`, `robust`), programmes by name (`solve`).
"""

import math
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from forestall.core.errors import StateError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

OPTIONS = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_abs_gap": 0.0, "mip_feasibility_tolerance": 1e-7}


@dataclass(frozen=True, slots=True)
class Found:
    """The least point that was found."""

    point: Floats
    """Value of each column."""
    value: float
    """The objective there."""
    bound: float
    """No point has less."""


class Programme:
    """min cost x, lower <= A x <= upper, columns within bounds, some of them whole."""

    def __init__(
        self, least: Floats, most: Floats, whole: Bools, rows: csr_array, lower: Floats, upper: Floats
    ) -> None:
        """Bounds and kinds of the columns, shape (n,); rows (m, n) with their bounds (m,)."""
        self._whole = whole
        self._highs = _highs()
        self._highs.passModel(_model(least, most, whole, rows, lower, upper))
        self.size = least.size

    def add_row(self, terms: Floats, lower: float, upper: float) -> None:
        """One more row: lower <= terms x <= upper, terms of shape (n,)."""
        index = np.flatnonzero(terms).astype(np.int32)
        self._highs.addRow(lower, upper, index.size, index, terms[index])

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self._highs.getNumRow())

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        """Other bounds for a row."""
        self._highs.changeRowBounds(row, lower, upper)

    def drop_last_row(self) -> None:
        """Take the row that was added last away again."""
        last = self._highs.getNumRow() - 1
        self._highs.deleteRows(1, np.array([last], dtype=np.int32))

    def fix(self, column: int, lower: float, upper: float) -> None:
        """Other bounds for one column."""
        self._highs.changeColBounds(column, lower, upper)

    def minimise(
        self, cost: Floats, constant: float, gap: float, nodes: int, start: Floats | None = None
    ) -> Found | None:
        """The least point, or None when no point keeps the rows.

        Args:
            cost, constant: the objective, shape (n,), and what is added to it
            gap: relative distance of value and bound at which the search may end
            nodes: branch-and-bound nodes after which the best point so far is taken
            start: values of the first columns from which to begin; the rest is worked out

        Raises:
            StateError: HiGHS could not work on it at all.
        """
        self._highs.changeColsCost(cost.size, np.arange(cost.size, dtype=np.int32), cost)
        self._highs.changeObjectiveOffset(constant)
        if not self.size:
            return Found(np.zeros(0), constant, constant)
        self._highs.setOptionValue("mip_rel_gap", gap)
        self._highs.setOptionValue("mip_max_nodes", nodes)
        if start is not None:
            self._highs.setSolution(start.size, np.arange(start.size, dtype=np.int32), start)
        self._highs.run()
        if self._highs.getModelStatus() in (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            return None
        info = self._highs.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            raise StateError(f"HiGHS gave no plan: {self._highs.modelStatusToString(self._highs.getModelStatus())}")
        value = float(info.objective_function_value)
        bound = float(info.mip_dual_bound) if self._whole.any() else value
        return Found(np.array(self._highs.getSolution().col_value), value, min(bound, value))

    def reduced_costs(self) -> Floats:
        """What one more of each column would add to the objective after a relaxed question, shape (n,)."""
        return np.array(self._highs.getSolution().col_dual)


def _highs() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in OPTIONS.items():
        solver.setOptionValue(option, value)
    return solver


def _model(least: Floats, most: Floats, whole: Bools, rows: csr_array, lower: Floats, upper: Floats) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = least.size, lower.size
    lp.col_cost_ = np.zeros(least.size)
    lp.col_lower_, lp.col_upper_ = least, most
    lp.row_lower_, lp.row_upper_ = lower, upper
    if whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[bool(one)] for one in whole]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = rows.indptr.astype(np.int32)
    lp.a_matrix_.index_ = rows.indices.astype(np.int32)
    lp.a_matrix_.value_ = rows.data.astype(np.float64)
    return lp


FREE = math.inf
"""No bound on a row or column."""
