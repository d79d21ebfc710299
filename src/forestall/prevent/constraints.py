"""The limits of a plan as rows of a linear programme, one function for each; its inequality is in its docstring.

    x_m   measure m is chosen (0 or 1)
    y_s   what is taken away from scenario s, as a share of the most that one measure takes away from it
    q_c   units of capability c that are bought (whole)

Each row is divided by its limit, so that a budget of 1e9 and one of 1e3 pose the same numbers.
Not here: how rows are solved (`solve`), what the simulation says (`trials`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forestall.prevent.problem import Measures, Problem, unit_cost, used
from forestall.prevent.solve import Column, Name, Row
from forestall.prevent.trials import Floats, Trial, Trials


@dataclass(frozen=True, slots=True)
class Estimates:
    """What is known of benefits before measures are tried together; arrays of shape (scenarios,)."""

    scenarios: tuple[str, ...]
    """The scenarios."""
    present: dict[str, Floats]
    """b_ms: present value of what each measure takes away by itself [currency]."""
    unit: Floats
    """u_s: the largest of them in each scenario; 1 where no measure does anything [currency]."""
    ceiling: Floats
    """The sum of those above 0 [currency]."""
    years: Floats
    """Most discounted years for which any measure that touches the scenario works [year]."""
    gain: float
    """Sum of the ceilings: the unit of the objective [currency]."""


def estimate(problem: Problem, trials: Trials) -> Estimates:
    """Estimates from each measure tried alone."""
    present = {name: trials.alone[name] * problem.years[name] for name in problem.measures}
    table = np.stack([*present.values(), np.zeros(len(trials.scenarios))])
    touched = np.array([[*(problem.years[name] for name in present), 0.0]]).T * (table != 0.0)
    unit = np.abs(table).max(axis=0)
    ceiling = np.maximum(table, 0.0).sum(axis=0)
    return Estimates(
        scenarios=trials.scenarios,
        present=present,
        unit=np.where(unit > 0.0, unit, 1.0),
        ceiling=ceiling,
        years=touched.max(axis=0),
        gain=math.fsum(ceiling),
    )


def columns(problem: Problem, estimates: Estimates) -> tuple[Column, ...]:
    """The variables, with the objective: benefit less cost, both over the sum of all benefits.

    max  sum_s (u_s / G) y_s - sum_m (cost_m / G) x_m - sum_c (cost_c / G) q_c
    """
    gain = estimates.gain
    found = [Column(("choose", m), -problem.cost[m] / gain, 0.0, 1.0, whole=True) for m in problem.measures]
    for index, scenario in enumerate(estimates.scenarios):
        worth = float(estimates.unit[index])
        most = float(estimates.ceiling[index]) / worth
        found.append(Column(("remove", scenario), worth / gain, -math.inf, most, whole=False))
    for capability in problem.amounts:
        price = unit_cost(problem, capability)
        if price is not None:
            most = math.ceil(used(problem, frozenset(problem.measures), capability))
            found.append(Column(("buy", capability), -price / gain, 0.0, float(most), whole=True))
    return tuple(found)


def benefit(estimates: Estimates) -> tuple[Row, ...]:
    """Measures together take away no more than each by itself: y_s <= sum_m b_ms x_m / u_s."""
    return tuple(
        Row(f"benefit {scenario}", {("remove", scenario): 1.0, **_alone(estimates, index, estimates.present)}, 0.0)
        for index, scenario in enumerate(estimates.scenarios)
    )


def saturation(estimates: Estimates, trial: Trial) -> tuple[Row, ...]:
    """A tried set S leaves only what is left: y_s <= (A_s R_s(S) + sum_{m not in S} b_ms x_m) / u_s.

    R_s(S) is what S takes away a year, A_s the most discounted years of a measure that touches s. It holds when
    effects overlap but never strengthen one another, and nothing does harm; rows of scenarios with harm are left out.

    Source:
        Nemhauser and Wolsey (1981), Maximizing submodular set functions, Studies on Graphs and Discrete Programming,
        pp. 279-301: the cut of a set S, with gains alone in place of the gains beside S (a weaker, valid cut).
    """
    rows = []
    for index, scenario in enumerate(estimates.scenarios):
        if any(gains[index] < 0.0 for gains in estimates.present.values()):
            continue
        rest = {m: gains for m, gains in estimates.present.items() if m not in trial.measures}
        limit = float(estimates.years[index] * trial.removed[index] / estimates.unit[index])
        rows.append(Row(f"saturation {scenario}", {("remove", scenario): 1.0, **_alone(estimates, index, rest)}, limit))
    return tuple(rows)


def exact(estimates: Estimates, trial: Trial) -> tuple[Row, ...]:
    """A tried set S takes away what it takes away: y_s <= (V_s(S) + (C_s - V_s(S)) d_s(x, S)) / u_s.

    V_s(S) is the present value tried, C_s the ceiling, d_s the number of measures that touch s and differ from S.
    """
    rows = []
    for index, scenario in enumerate(estimates.scenarios):
        value = float(trial.present[index] / estimates.unit[index])
        slack = max(0.0, float(estimates.ceiling[index] / estimates.unit[index]) - value)
        touching = [m for m, gains in estimates.present.items() if gains[index] != 0.0]
        inside = [m for m in touching if m in trial.measures]
        terms: dict[Name, float] = {("choose", m): slack if m in trial.measures else -slack for m in touching}
        terms[("remove", scenario)] = 1.0
        rows.append(Row(f"exact {scenario}", terms, value + slack * len(inside)))
    return tuple(rows)


def budget(problem: Problem) -> tuple[Row, ...]:
    """Cost within the budget: sum_m cost_m x_m + sum_c cost_c q_c <= budget."""
    terms: dict[Name, float] = {("choose", m): cost for m, cost in problem.cost.items()}
    for capability in problem.amounts:
        price = unit_cost(problem, capability)
        if price is not None:
            terms[("buy", capability)] = price
    return (_scaled(Row("budget", terms, problem.budget)),)


def requires(problem: Problem) -> tuple[Row, ...]:
    """A measure only with those that it requires: x_m - x_k <= 0; never, when there is no such measure: x_m <= 0."""
    rows = []
    for name, needed in problem.requires.items():
        for other in sorted(needed - {name}):
            terms: dict[Name, float] = {("choose", name): 1.0}
            if other in problem.measures:
                terms[("choose", other)] = -1.0
            rows.append(Row(f"{name} requires {other}", terms, 0.0))
    return tuple(rows)


def excludes(problem: Problem) -> tuple[Row, ...]:
    """Two measures that cannot be together: x_m + x_k <= 1."""
    return tuple(
        Row(f"{name} excludes {other}", {("choose", name): 1.0, ("choose", other): 1.0}, 1.0)
        for name in problem.measures
        for other in sorted(problem.excludes[name])
        if name < other and other in problem.measures
    )


def capability(problem: Problem) -> tuple[Row, ...]:
    """Needs within what there is and what is bought: sum_m need_mc x_m - q_c <= available_c."""
    rows = []
    for name, users in problem.amounts.items():
        terms: dict[Name, float] = {("choose", m): amount for m, amount in users.items()}
        if unit_cost(problem, name) is not None:
            terms[("buy", name)] = -1.0
        known = problem.capabilities.get(name)
        rows.append(_scaled(Row(f"capability {name}", terms, 0.0 if known is None else known.available)))
    return tuple(rows)


def purpose(problem: Problem, estimates: Estimates) -> tuple[Row, ...]:
    """Nothing without effect, unless a chosen measure requires it: x_m <= sum of x_k over k that require m."""
    rows = []
    for name, gains in estimates.present.items():
        if math.fsum(gains) <= 0.0:
            terms: dict[Name, float] = {("choose", k): -1.0 for k, needed in problem.requires.items() if name in needed}
            terms[("choose", name)] = 1.0
            rows.append(Row(f"purpose of {name}", terms, 0.0))
    return tuple(rows)


def forbid(problem: Problem, chosen: Measures) -> tuple[Row, ...]:
    """Not this set again: sum_{m in S} x_m - sum_{m not in S} x_m <= |S| - 1."""
    terms: dict[Name, float] = {("choose", m): 1.0 if m in chosen else -1.0 for m in problem.measures}
    return (Row("forbid a set", terms, len(chosen) - 1.0),)


def limits(problem: Problem, estimates: Estimates) -> tuple[Row, ...]:
    """All rows that hold before any set is tried."""
    return (
        *benefit(estimates),
        *budget(problem),
        *requires(problem),
        *excludes(problem),
        *capability(problem),
        *purpose(problem, estimates),
    )


def _alone(estimates: Estimates, index: int, gains: dict[str, Floats]) -> dict[Name, float]:
    return {("choose", m): -float(row[index] / estimates.unit[index]) for m, row in gains.items() if row[index] != 0.0}


def _scaled(row: Row) -> Row:
    """The same row with its limit 1, or its largest number where the limit is 0."""
    unit = row.upper or max((abs(value) for value in row.terms.values()), default=0.0)
    if unit == 0.0:
        return row
    return Row(row.name, {name: value / unit for name, value in row.terms.items()}, row.upper / unit)


def tightened(estimates: Estimates, trials: Sequence[Trial]) -> tuple[Row, ...]:
    """The rows that tried sets add."""
    return tuple(row for trial in trials for row in (*saturation(estimates, trial), *exact(estimates, trial)))
