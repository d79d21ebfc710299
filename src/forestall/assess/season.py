"""The time of the year: how a scenario's rate differs from month to month around its yearly mean."""

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAYS: Floats = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
"""Length of each month over the Gregorian cycle [day]."""


def factors(months: tuple[float, ...] | None) -> Floats:
    """What each month multiplies the rate by, so that the mean over the year is 1, shape (12,)."""
    if months is None:
        return np.ones(12)
    weights = np.array(months)
    return np.asarray(weights / (weights @ DAYS / DAYS.sum()))


def season(months: tuple[float, ...] | None, at: datetime, hours: Floats) -> Floats:
    """The factor some hours after a time, shape (n,) -> (n,)."""
    if months is None:
        return np.ones_like(hours)
    by_month = factors(months)
    start = np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "s")
    moments = start + (np.asarray(hours) * 3600.0).astype("timedelta64[s]")
    return np.asarray(by_month[moments.astype("datetime64[M]").astype(np.int64) % 12])


def breaks(months: tuple[float, ...] | None, at: datetime, hours: float) -> Floats:
    """Hours after a time at which a month ends, within (0, hours)."""
    if months is None:
        return np.zeros(0)
    found: list[float] = []
    moment = at.astimezone(UTC)
    while True:
        first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        moment = (first + timedelta(days=32)).replace(day=1)
        gone = (moment - at) / timedelta(hours=1)
        if gone >= hours:
            return np.array(found)
        found.append(gone)


def days_of_year(months: tuple[float, ...] | None, share: Floats) -> Floats:
    """Day of the year by which a share of the year's events has come, shape (n,) -> (n,) [day], from 0."""
    by_month = factors(months) * DAYS
    reached = np.concatenate([[0.0], np.cumsum(by_month)]) / by_month.sum()
    ends = np.concatenate([[0.0], np.cumsum(DAYS)])
    return np.asarray(np.interp(share, reached, ends))
