"""A mixed-integer linear programme in plain rows and columns, solved by HiGHS the same way every time.

Not here: what the rows mean (`constraints`).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from forestall.core.errors import StateError

Name = tuple[str, str]

MOST_NODES = 500
"""Branch-and-bound nodes after which the best answer so far is taken: a limit in time would not be repeatable."""


@dataclass(frozen=True, slots=True)
class Column:
    """A variable: its bounds, its worth, whether it takes whole numbers only."""

    name: Name
    """What it decides: `("choose", measure)`, `("remove", scenario)`, `("buy", capability)`."""
    worth: float
    """Its coefficient in the objective, which is made as large as can be."""
    lower: float
    """Least value."""
    upper: float
    """Greatest value."""
    whole: bool
    """Whether it takes whole numbers only."""


@dataclass(frozen=True, slots=True)
class Row:
    """A constraint: sum of coefficient times variable is at most `upper`."""

    name: str
    """What it says, for whoever reads the programme."""
    terms: dict[Name, float]
    """Coefficients."""
    upper: float
    """The limit."""

    def broken(self, values: Mapping[Name, float]) -> bool:
        """Whether values break it by more than the solver's tolerance."""
        return math.fsum(term * values[name] for name, term in self.terms.items()) > self.upper + 1e-6


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver found."""

    values: dict[Name, float]
    """Value of each variable."""
    bound: float
    """No feasible point has a higher objective, to the solver's tolerance; also when the nodes ran out."""
    steps: int
    """Simplex iterations that it took: a measure of work that is the same on every machine."""


def solve(columns: Sequence[Column], rows: Sequence[Row]) -> Answer | None:
    """The best values under all rows, or None when no values keep them.

    One thread, fixed seed, no gap, a limit in nodes and none in time: the same programme gives the same answer.

    Raises:
        StateError: HiGHS could not work on it at all.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.0,
        "mip_max_nodes": MOST_NODES,
    }.items():
        solver.setOptionValue(option, value)
    solver.passModel(_programme(columns, rows))
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise StateError(f"HiGHS gave no answer for the plan: {solver.modelStatusToString(status)}")
    values = solver.getSolution().col_value
    return Answer(
        values={column.name: float(value) for column, value in zip(columns, values, strict=True)},
        bound=float(info.mip_dual_bound),
        steps=int(info.simplex_iteration_count),
    )


def _programme(columns: Sequence[Column], rows: Sequence[Row]) -> highspy.HighsLp:
    place = {column.name: index for index, column in enumerate(columns)}
    terms = [sorted((place[name], value) for name, value in row.terms.items() if value != 0.0) for row in rows]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), len(rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.array([column.worth for column in columns])
    lp.col_lower_ = np.array([column.lower for column in columns])
    lp.col_upper_ = np.array([column.upper for column in columns])
    lp.row_lower_ = np.full(len(rows), -math.inf)
    lp.row_upper_ = np.array([row.upper for row in rows])
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[column.whole] for column in columns]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in terms)])
    lp.a_matrix_.index_ = np.array([index for row in terms for index, _ in row], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([value for row in terms for _, value in row], dtype=np.float64)
    return lp
