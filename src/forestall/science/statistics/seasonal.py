"""Departures of a seasonal series from what is usual, and how often chance alone gives an alarm.

The usual is a robust profile over the season plus a local level; departures are summed in a CUSUM whose limit
follows from the false alarms allowed. Independent, roughly normal noise is assumed: strong autocorrelation or
very small counts give more false alarms than nominal. Trends faster than the level's window look like a shift.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SLACK = 0.75  # reference value k: half the shift looked for, here 1.5 standard deviations (Montgomery 2013, 9.1.3)
LEAST_SEASONS = 3  # history before the first monitored value
LEVEL_SEASONS = 4  # seasons in the local level, and monitored at most
MOST_STEPS = 1000  # in the level and monitored, however long the season
PROFILE_SEASONS = 26  # most recent seasons in the profile and the scale
MAD_TO_SIGMA = 1.4826  # sigma / MAD of a normal distribution (Rousseeuw and Croux 1993, eq. 1)
MAD_VARIANCE = 1.361  # n var(ln MAD) of a normal sample (Rousseeuw and Croux 1993, Table 2: efficiency 36.7 %)
OVERSHOOT = 1.166  # boundary correction (Siegmund 1985, p. 28)
HUBER = 2.5  # values further from the median than this many sigma are drawn in to it
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)


@dataclass(frozen=True, slots=True)
class Monitored:
    """The last values of a series against what was usual before them."""

    expected: Floats
    """What was usual, in the series' unit; NaN where that is not known; shape (m,)."""
    score: Floats
    """Departure in standard deviations; NaN where the value or the usual is missing; shape (m,)."""
    scale_error: float
    """Standard error of the logarithm of the scale."""


def monitor(values: Floats, season: int) -> Monitored | None:
    """Departures of the last values, each against the values before it.

    The profile and the scale come from the values before the monitored ones; the level of each value from the
    `LEVEL_SEASONS` seasons before it.

    Args:
        values: the series on equal steps, NaN where missing, shape (n,)
        season: length of its season [steps]

    Returns:
        The last `m` values, m at most `LEVEL_SEASONS` seasons; None with less than `LEAST_SEASONS` seasons of
        history, or when it has no spread.

    Source:
        Counts (whole numbers, none negative) are made steady in spread first, by 2 sqrt(x + 3/8) (Anscombe 1948).
        Profile by median polish (Tukey 1977, ch. 11), scale by MAD of seasonal differences, level by a one-step
        Huber mean (Huber 1981, 6.7).
    """
    m = min(LEVEL_SEASONS * season, MOST_STEPS, len(values) - LEAST_SEASONS * season)
    if m < 1:
        return None
    counts = bool(np.all(np.isnan(values) | ((values >= 0) & (values == np.floor(values)))))
    steady = 2.0 * np.sqrt(values + 0.375) if counts else values
    history = steady[: len(values) - m][-PROFILE_SEASONS * season :]
    scale, scale_error = _scale(history, season)
    if not scale > 0:
        return None
    effects, seasons = _profile(history, season)
    phases = (np.arange(len(values)) - (len(values) - m)) % season  # the history ends with the last phase
    levels = _levels(steady - effects[phases], m, min(LEVEL_SEASONS * season, MOST_STEPS), scale)
    expected = levels + effects[phases][-m:]
    spread = scale * np.sqrt(1.0 + math.pi / (2.0 * np.maximum(seasons[phases][-m:], 1.0)))  # so is the profile's
    score = (steady[-m:] - expected) / spread
    usual = np.maximum(np.maximum(expected, 0.0) ** 2 / 4.0 - 0.375, 0.0) if counts else expected
    return Monitored(usual, score, scale_error)


def average_run_length(shift: float, slack: float, limit: float) -> float:
    """Steps until a one-sided CUSUM of unit normal values passes its limit, on average.

        ARL = (exp(-2 D b) + 2 D b - 1) / (2 D^2),   D = shift - slack,  b = limit + 1.166

    Args:
        shift: mean of the values [standard deviations]
        slack: reference value k
        limit: decision interval h

    Returns:
        Average run length [steps].

    Source:
        Siegmund (1985), Sequential Analysis, eq. 2.56; Montgomery (2013), Statistical Quality Control, eq. 9.6.
    """
    drift, b = shift - slack, limit + OVERSHOOT
    if abs(drift) < 1e-6:
        return b * b
    exponent = min(-2.0 * drift * b, 700.0)
    return (math.exp(exponent) - exponent - 1.0) / (2.0 * drift * drift)


def limit_for(alarms: float, scale_error: float = 0.0, slack: float = SLACK) -> float:
    """Decision interval of a one-sided CUSUM that gives so many false alarms a step.

    An estimated scale makes alarms more frequent than the formula says; the rate is therefore averaged over its
    error (lognormal, by Gauss-Hermite quadrature) before the limit is solved for. The level needs no such care: it
    follows the series, so that its errors cancel in the sums.

    Args:
        alarms: false alarms allowed [1/step]
        scale_error: standard error of the logarithm of the scale
        slack: reference value k

    Returns:
        The limit h, between 0.5 and 60 [standard deviations].
    """
    low, high = 0.5, 60.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _mean_rate(middle, scale_error, slack) > alarms else (low, middle)
    return high


def cusum(score: Floats, limit: float, slack: float = SLACK) -> Floats:
    """One-sided upper CUSUM; a missing value leaves it as it was.

        S_i = min(max(0, S_(i-1) + min(z_i, h + k + 1/2) - k), h + 2 k)

    The inner bound keeps one wild value from counting for longer than itself, the outer one lets the sum come back
    within three steps after a long departure; neither changes when the limit is first passed by normal values.

    Args:
        score: departures z [standard deviations], shape (n,)
        limit: decision interval h
        slack: reference value k

    Returns:
        The sums, shape (n,).

    Source:
        Page (1954), Biometrika 41; Montgomery (2013), eq. 9.2.
    """
    sums, total = np.zeros(len(score)), 0.0
    for i, value in enumerate(score):
        if not math.isnan(value):
            step = min(float(value), limit + slack + 0.5) - slack
            total = min(max(0.0, total + step), limit + 2.0 * slack)
        sums[i] = total
    return sums


def _mean_rate(limit: float, scale_error: float, slack: float) -> float:
    """False alarms a step, averaged over the error of the scale."""
    factors = np.exp(scale_error * _NODES)  # scores come out this much too large
    runs = [average_run_length(0.0, slack / factor, limit / factor) for factor in factors]
    return float(np.sum(_WEIGHTS / np.array(runs)) / np.sum(_WEIGHTS))


def _scale(history: Floats, season: int) -> tuple[float, float]:
    """Standard deviation of one value, and the standard error of its logarithm."""
    differences = history[season:] - history[:-season]
    differences = differences[~np.isnan(differences)]
    if len(differences) < season:
        return math.nan, math.nan
    mad = float(np.median(np.abs(differences - np.median(differences))))
    sigma = MAD_TO_SIGMA * mad if mad > 0 else float(np.std(differences))
    # Differences a season apart share a value: two thirds of them are worth as much as independent ones.
    return sigma / math.sqrt(2.0), math.sqrt(MAD_VARIANCE / (len(differences) / 1.5))


def _profile(history: Floats, season: int) -> tuple[Floats, Floats]:
    """Effect of each phase (mean 0) and the number of seasons it rests on; the last value has the last phase."""
    blocks = -(-len(history) // season)
    missing = np.full(blocks * season - len(history), np.nan)
    table = np.concatenate([missing, history]).reshape(blocks, season)
    effects = np.zeros(season)
    for _ in range(4):
        levels = _median(table - effects, axis=1)
        effects = _median(table - levels[:, None], axis=0)
    return effects - np.nanmean(effects), np.sum(~np.isnan(table), axis=0).astype(np.float64)


def _median(table: Floats, axis: int) -> Floats:
    """Medians without the missing; NaN where all are."""
    empty = np.isnan(table).all(axis=axis, keepdims=True)
    found: Floats = np.nanmedian(np.where(empty, 0.0, table), axis=axis)
    return np.where(np.squeeze(empty, axis=axis), np.nan, found)


def _levels(values: Floats, m: int, window: int, scale: float) -> Floats:
    """Huber mean of the values before each of the last m; NaN with fewer than three."""
    padded = np.concatenate([np.full(window, np.nan), values])
    windows = np.lib.stride_tricks.sliding_window_view(padded, window)[-m - 1 : -1]
    counts = np.sum(~np.isnan(windows), axis=1).astype(np.float64)
    middle = _median(windows, axis=1)[:, None]
    drawn_in = np.clip(windows, middle - HUBER * scale, middle + HUBER * scale)
    levels = np.nansum(drawn_in, axis=1) / np.maximum(counts, 1.0)
    return np.where(counts >= 3, levels, np.nan)
