"""A portfolio as a mixed-integer linear programme, exact wherever the choices are whole.

The value of a term is a product of factors, one for each of its measures. It is built up one measure after another,
p_j = p_(j-1) (1 - (1 - f_j) x_j), and the product of p and x is replaced by the two planes that bound it from below:

    f < 1:   p_j >= p_(j-1) - (1 - f) U x_j           p_j >= f p_(j-1) + (1 - f) L (1 - x_j)
    f > 1:   p_j >= p_(j-1) + (f - 1) L x_j           p_j >= f p_(j-1) - (f - 1) U (1 - x_j)

with L <= p_(j-1) <= U. At x_j = 0 and at x_j = 1 one of them is exact, so every whole x has its true value; for the
first measure both are the same line, and no column is needed.

Source:
    McCormick (1976), Computability of global solutions to factorable nonconvex programs, part I, Mathematical
    Programming 10, 147-175: the planes; their recursive use on products of binaries is standard.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from forestall.prevent.portfolio import Floats, Limit, Portfolio
from forestall.prevent.programme import FREE, Programme


@dataclass(slots=True)
class _Rows:
    """Rows of `terms >= lower`, as they are collected."""

    row: list[int]
    column: list[int]
    value: list[float]
    lower: list[float]

    def add(self, terms: dict[int, float], lower: float) -> None:
        self.row += [len(self.lower)] * len(terms)
        self.column += terms.keys()
        self.value += terms.values()
        self.lower.append(lower)


@dataclass(frozen=True, slots=True)
class _Line:
    """constant + sum of coefficient times column."""

    constant: float
    terms: dict[int, float]

    def times(self, factor: float) -> "_Line":
        return _Line(factor * self.constant, {c: factor * v for c, v in self.terms.items()})

    def plus(self, constant: float, slope: float, columns: tuple[int, ...]) -> "_Line":
        """This line, plus a constant, plus slope times the sum of some columns."""
        terms = dict(self.terms)
        for column in columns:
            terms[column] = terms.get(column, 0.0) + slope
        return _Line(self.constant + constant, terms)


class Linear:
    """The rows and columns of a portfolio: its own columns first, then those of the products."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self._rows = _Rows([], [], [], [])
        self._bounds: list[tuple[float, float]] = []
        lines = [self._product(row) for row in portfolio.factors]
        self.size = len(portfolio.names) + len(self._bounds)
        self.constant = np.array([line.constant for line in lines])
        """Constant part of each term's value, shape (terms,)."""
        self.slope = _matrix([line.terms for line in lines], self.size)
        """The rest of it, on the columns of the programme, shape (terms, size)."""

    def objective(self, weights: Floats, cost: Floats) -> tuple[float, Floats]:
        """Constant and coefficients (size,) of sum_t w_t z_t + sum_m c_m x_m."""
        terms = self.slope.T @ weights
        terms[: cost.size] += cost
        return float(weights @ self.constant), np.asarray(terms)

    def programme(
        self, *, whole: bool = True, limits: tuple[Limit, ...] = (), extra: int = 0, extra_whole: bool = False
    ) -> Programme:
        """A programme of these rows, the portfolio's limits and some more.

        Args:
            whole: whether choices are whole; else the relaxation
            limits: limits beside the portfolio's
            extra: free columns to put at the end, for what the caller adds
            extra_whole: whether those are whole
        """
        every = [self._limit(limit) for limit in (*self.portfolio.limits, *limits)]
        size = self.size + extra
        below = _matrix([dict(_nonzero(terms / scale)) for terms, _, scale in every], size)
        return self._programme(
            below, np.array([upper / scale for _, upper, scale in every]), extra, whole=whole, extra_whole=extra_whole
        )

    def yielding(self, limits: tuple[Limit, ...]) -> tuple[Programme, Floats]:
        """A programme in which every limit that is not hard may be passed, by a column at the end each.

        Returns:
            The programme, and what one unit of each such column (limits that are not hard, in order) stands for.
        """
        soft = [limit for limit in limits if not limit.hard]
        rows: list[dict[int, float]] = []
        uppers: list[float] = []
        scales: list[float] = []
        for limit in (*soft, *(limit for limit in limits if limit.hard)):
            terms, upper, scale = self._limit(limit)
            rows.append(dict(_nonzero(terms / scale)))
            if not limit.hard:
                rows[-1][self.size + len(scales)] = -1.0
                scales.append(scale)
            uppers.append(upper / scale)
        below = _matrix(rows, self.size + len(soft))
        return self._programme(below, np.array(uppers), len(soft), whole=True), np.array(scales)

    def _programme(
        self, below: csr_array, upper: Floats, extra: int, *, whole: bool, extra_whole: bool = False
    ) -> Programme:
        columns, own = len(self.portfolio.names), self._rows
        bounds = np.array([*self._bounds, *[(-FREE, FREE)] * extra]).reshape(-1, 2)
        kinds = np.zeros(self.size + extra, dtype=np.bool_)
        kinds[:columns], kinds[self.size :] = whole, extra_whole
        rows = coo_array((own.value, (own.row, own.column)), shape=(len(own.lower), self.size + extra))
        return Programme(
            np.concatenate([np.zeros(columns), bounds[:, 0]]),
            np.concatenate([self.portfolio.most.astype(np.float64), bounds[:, 1]]),
            kinds,
            _stack(csr_array(rows), below),
            np.concatenate([own.lower, np.full(upper.size, -FREE)]),
            np.concatenate([np.full(len(own.lower), FREE), upper]),
        )

    def _limit(self, limit: Limit) -> tuple[Floats, float, float]:
        """A limit on the columns of the programme: terms (size,), what they must not exceed, the largest of them."""
        terms = np.zeros(self.size)
        terms[: limit.on.size] = limit.on
        upper = limit.upper
        if limit.on_terms is not None:
            terms += self.slope.T @ limit.on_terms
            upper -= float(limit.on_terms @ self.constant)
        return terms, upper, float(np.abs(terms).max(initial=0.0)) or 1.0

    def _product(self, factors: Floats) -> _Line:
        """The value of a term as a line in columns, some of them new."""
        line, low, high = _Line(1.0, {}), 1.0, 1.0
        for factor, columns in _steps(factors, self.portfolio):
            line = self._times(line, factor, columns, low, high)
            low, high = low * min(1.0, factor), high * max(1.0, factor)
        return line

    def _times(self, line: _Line, factor: float, columns: tuple[int, ...], low: float, high: float) -> _Line:
        if not line.terms:
            return line.plus(0.0, line.constant * (factor - 1.0), columns)
        after = len(self.portfolio.names) + len(self._bounds)
        self._bounds.append((low * min(1.0, factor), high * max(1.0, factor)))
        near, far = (high, low) if factor < 1.0 else (low, high)
        for below in (
            line.plus(0.0, (factor - 1.0) * near, columns),
            line.times(factor).plus((1.0 - factor) * far, (factor - 1.0) * far, columns),
        ):
            self._rows.add({after: 1.0, **{c: -v for c, v in below.terms.items()}}, below.constant)
        return _Line(0.0, {after: 1.0})


def _steps(factors: Floats, portfolio: Portfolio) -> list[tuple[float, tuple[int, ...]]]:
    """What multiplies a term, strongest first: a factor and the columns of one group that have it."""
    found: dict[tuple[int, float], list[int]] = {}
    for column in np.flatnonzero(factors != 1.0):
        found.setdefault((int(portfolio.groups[column]), float(factors[column])), []).append(int(column))
    steps = [(factor, tuple(columns)) for (_, factor), columns in found.items()]
    return sorted(steps, key=lambda step: (step[0], step[1]))


def _nonzero(row: Floats) -> list[tuple[int, float]]:
    """Positions and values that are not 0."""
    return [(int(i), float(row[i])) for i in np.flatnonzero(row)]


def _matrix(rows: list[dict[int, float]], size: int) -> csr_array:
    value = [v for row in rows for v in row.values()]
    column = [c for row in rows for c in row]
    place = [i for i, row in enumerate(rows) for _ in row]
    return csr_array(coo_array((value, (place, column)), shape=(len(rows), size)))


def _stack(above: csr_array, below: csr_array) -> csr_array:
    return csr_array(
        (
            np.concatenate([above.data, below.data]),
            np.concatenate([above.indices, below.indices]),
            np.concatenate([above.indptr, above.indptr[-1] + below.indptr[1:]]),
        ),
        shape=(above.shape[0] + below.shape[0], above.shape[1]),
    )
