"""How earlier forecasts fared: what came of each whose time is over, and scores by horizon.

Forecasts of one scenario made day after day overlap, and so do their outcomes: scores say how good the numbers were,
not how surely. Not here: keeping forecasts between passes (`store`).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from forestall.model.forecast import Calibration, Forecast, Occurrence, Reliable, Score
from forestall.model.risk import Risk
from forestall.science.statistics.forecast_scores import forecast_scores, reliability_curve

LONGEST = 366.0  # horizons up to a year are scored; ten years are too long to learn from [day]


def forecasts(risks: Sequence[Risk], at: datetime) -> tuple[Forecast, ...]:
    """The probabilities of a pass, as forecasts."""
    return tuple(
        Forecast(
            risk.scenario, at, one.horizon, at + timedelta(days=one.horizon), min(max(one.probability.mean, 0.0), 1.0)
        )
        for risk in sorted(risks, key=lambda one: one.scenario)
        for one in risk.chances
        if one.horizon <= LONGEST
    )


def with_outcomes(earlier: Sequence[Forecast], occurrences: Sequence[Occurrence], at: datetime) -> tuple[Forecast, ...]:
    """Forecasts with what came of them, as far as their time is over.

    An event within the time makes the outcome true at once, also before the time is over; none is certain only after
    it. Without any record of occurrences nothing is known, which is not the same as nothing having happened.

    Args:
        earlier: forecasts of earlier passes
        occurrences: the record of what happened, whole up to `at`; () when there is none
        at: time of the pass
    """
    if not occurrences:
        return tuple(replace(one, outcome=None) for one in earlier)
    times: dict[str, list[datetime]] = {}
    for one in occurrences:
        times.setdefault(one.scenario, []).append(one.time)
    return tuple(replace(one, outcome=_outcome(one, times.get(one.scenario, []), at)) for one in earlier)


def _outcome(one: Forecast, times: Sequence[datetime], at: datetime) -> bool | None:
    if any(one.made < time <= min(one.due, at) for time in times):
        return True
    return False if one.due <= at else None


def calibration(known: Sequence[Forecast], at: datetime) -> Calibration | None:
    """Scores by horizon; None when there is no forecast at all.

    Only forecasts whose time is over are scored, those too whose event came early: else events would count before
    their absence can.
    """
    if not known:
        return None
    over = [one for one in known if one.due <= at]
    scored = [one for one in over if one.outcome is not None]
    horizons = sorted({one.horizon for one in scored})
    return Calibration(
        scores=tuple(_score(horizon, [one for one in scored if one.horizon == horizon]) for horizon in horizons),
        open=len(known) - len(over),
        unknown=len(over) - len(scored),
    )


def _score(horizon: float, known: Sequence[Forecast]) -> Score:
    said, came = np.array([one.probability for one in known]), np.array([bool(one.outcome) for one in known])
    scores = forecast_scores(said, came)
    return Score(
        horizon=horizon,
        forecasts=scores.forecasts,
        happened=scores.happened,
        brier=scores.brier,
        log=scores.log,
        skill=scores.skill if np.isfinite(scores.skill) else None,
        curve=tuple(Reliable(p.low, p.high, p.forecasts, p.said, p.came) for p in reliability_curve(said, came)),
    )
