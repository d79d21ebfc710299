"""Causes by what they bring: how many cases, how much harm, how often what was settled came back.

One order from three: the sum of a cause's ranks on each (Borda count), so that no scale drowns another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from forestall.model.case import Case, CaseState, Cause
from forestall.science.statistics.proportion import wilson


@dataclass(frozen=True, slots=True)
class Standing:
    """What a cause brought."""

    cause: Cause
    """Which."""
    cases: int
    """Cases with it; reports of one event count once."""
    open: int
    """Of these, not closed."""
    harm: float
    """People hurt [persons]."""
    closings: int
    """How often one of them was closed."""
    returns: int
    """How often a closed one came back."""
    rate: float
    """Returns over closings; NaN before the first closing."""
    low: float
    """Lower end of the rate's 90 % interval (Wilson 1927); NaN before the first closing."""
    high: float
    """Upper end."""
    points: int
    """Sum of its ranks by cases, harm and return rate; 3 is first on all."""


def ranking(causes: Iterable[Cause], cases: Iterable[Case]) -> tuple[Standing, ...]:
    """Causes, the one that brings most first; ties by id.

    The rank by return rate is by the lower end of its interval: one return out of one closing says little.
    """
    counted = [case for case in cases if case.state is not CaseState.MERGED]
    found = [_standing(cause, [case for case in counted if case.cause == cause.id]) for cause in causes]
    marks = [
        _ranks([float(one.cases) for one in found]),
        _ranks([one.harm for one in found]),
        _ranks([0.0 if np.isnan(one.low) else one.low for one in found]),
    ]
    ranked = [replace(one, points=sum(points)) for one, points in zip(found, zip(*marks, strict=True), strict=True)]
    return tuple(sorted(ranked, key=lambda one: (one.points, -one.harm, -one.cases, one.cause.id)))


def _standing(cause: Cause, cases: Sequence[Case]) -> Standing:
    closings, returns = sum(case.closings for case in cases), sum(case.returns for case in cases)
    rate = low = high = float("nan")
    if closings:
        rate = min(1.0, returns / closings)
        ends = wilson(np.array(rate), closings)
        low, high = float(ends[0]), float(ends[1])
    still = sum(case.state is not CaseState.CLOSED for case in cases)
    return Standing(
        cause, len(cases), still, sum(case.harm for case in cases), closings, returns, rate, low, high, points=0
    )


def _ranks(values: Sequence[float]) -> list[int]:
    """Place of each value, the largest first; equal values share the better place."""
    return [1 + sum(other > value for other in values) for value in values]
