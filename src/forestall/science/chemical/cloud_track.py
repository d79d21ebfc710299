"""A cloud as a line of stations downwind: how wide, how high, how long it passes. Not here: the models that fill it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, gamma

Floats = NDArray[np.float64]

ROOT_TWO = sqrt(2.0)
IMAGES = 4  # reflections between ground and lid on each side
MIXED = 1.6  # sigma_z over the lid from which the layer is well mixed; Turner (1970), AP-26, eq. 5.8
GAUSS = sqrt(pi / 2.0)  # half-width of a box as strong as a Gaussian, over sigma
NARROWEST = 1e-6  # narrowest core over sigma that is not simply Gaussian


@dataclass(frozen=True, slots=True)
class Track:
    """Stations downwind, each array of shape (n,).

    Concentration there is  G(t) F Y(y) V(z):  G what passes [kg/s], F the inverse of the speed (with the warmth of a
    cold cloud) [s/m], Y the profile across and V the one upwards [1/m], both of integral 1.
    """

    x: Floats
    """[m], rising, above 0."""
    arrival: Floats
    """Time from the source [s]."""
    strength: Floats
    """F [s/m]."""
    core: Floats
    """Half-width of the flat middle [m]; 0: Gaussian."""
    sigma_y: Floats
    """Of the edges [m], above 0."""
    height: Floats
    """Of the middle [m]."""
    scale: Floats
    """S of  exp(-|(z - height)/S|^s)  [m]; sqrt(2) sigma_z where s is 2."""
    exponent: Floats
    """s."""
    sigma_t: Floats
    """Of front and tail, or of a puff, in time [s]."""
    steps: tuple[tuple[float, float], ...]
    """Length [s] and rate [kg/s]; empty: a puff."""
    mass: float
    """All of it [kg]."""
    ceiling: float
    """Density of the pure gas [kg/m3]: no concentration exceeds it."""
    lid: float | None = None
    """[m]"""

    def at(self, x: Floats) -> "Track":
        """The same with stations at these x [m], shape (m,), above 0: by interpolation on log x."""
        log, known = np.log(np.clip(x, self.x[0], self.x[-1])), np.log(self.x)

        def smooth(values: Floats) -> Floats:
            return np.exp(np.interp(log, known, np.log(values)))

        return Track(
            np.asarray(x, dtype=np.float64),
            smooth(np.maximum(self.arrival, 1e-9)),
            smooth(self.strength),
            np.interp(log, known, self.core),
            smooth(self.sigma_y),
            np.interp(log, known, self.height),
            smooth(self.scale),
            np.interp(log, known, self.exponent),
            smooth(self.sigma_t),
            self.steps,
            self.mass,
            self.ceiling,
            self.lid,
        )


def across(track: Track, y: Floats) -> Floats:
    """Y [1/m] at distances across the wind [m]; `y` broadcasts against the stations.

        (erf((y + b)/(sqrt2 s)) - erf((y - b)/(sqrt2 s))) / 4b,   Gaussian where b = 0

    Source:
        Ermak (1990), UCRL-MA-105607, eq. 13; Turner (1970), AP-26, eq. 3.1
    """
    shape = [1] * np.ndim(y)
    shape[0] = -1
    core, sigma = (values.reshape(shape) if np.ndim(y) > 1 else values for values in (track.core, track.sigma_y))
    gaussian = np.exp(-0.5 * (y / sigma) ** 2) / (sqrt(2.0 * pi) * sigma)
    if not np.any(track.core > NARROWEST * track.sigma_y):
        return np.asarray(gaussian)
    wide = np.maximum(core, NARROWEST * sigma)
    flat = (erf((y + wide) / (ROOT_TWO * sigma)) - erf((y - wide) / (ROOT_TWO * sigma))) / (4.0 * wide)
    return np.where(core > NARROWEST * sigma, flat, gaussian)


def upwards(track: Track, z: Floats | float) -> Floats:
    """V [1/m] at heights [m], one for each station, reflected at the ground and the lid.

    Source:
        Turner (1970), AP-26, eq. 3.1, 3.4, 5.8; Gryning, van Ulden and Larsen (1983) for other exponents
    """
    total = 2.0 * track.scale * gamma(1.0 + 1.0 / track.exponent)
    orders = range(1) if track.lid is None else range(-IMAGES, IMAGES + 1)
    found = np.zeros(track.x.shape)
    for order in orders:
        shift = 2.0 * order * (track.lid or 0.0)
        for sign in (-1.0, 1.0):
            found += np.exp(-(np.abs((z + sign * track.height + shift) / track.scale) ** track.exponent))
    if track.lid is None:
        return np.asarray(found / total)
    return np.where(track.scale > ROOT_TWO * MIXED * track.lid, 1.0 / track.lid, found / total)


def passing(track: Track, t: Floats) -> Floats:
    """G [kg/s] at times since the start [s]; `t` of shape (n,) or (n, k), one row for each station.

    Source:
        Palazzi et al. (1982), doi:10.1016/0004-6981(82)90029-4, eq. 6, by the time at which each part arrives
    """
    column = (slice(None), None) if np.ndim(t) > 1 else slice(None)
    late, sigma = t - track.arrival[column], track.sigma_t[column]
    if not track.steps:
        return np.asarray(track.mass * np.exp(-0.5 * (late / sigma) ** 2) / (sqrt(2.0 * pi) * sigma))
    found, start = np.zeros(np.broadcast(late, sigma).shape), 0.0
    for length, rate in track.steps:
        front = erf((late - start) / (ROOT_TWO * sigma))
        found += 0.5 * rate * (front - erf((late - start - length) / (ROOT_TWO * sigma)))
        start += length
    return found


def strongest(track: Track) -> Floats:
    """The largest G that ever passes each station [kg/s], shape (n,)."""
    if not track.steps:
        return np.asarray(track.mass / (sqrt(2.0 * pi) * track.sigma_t))
    if len(track.steps) == 1:
        length, rate = track.steps[0]
        return np.asarray(rate * erf(length / (2.0 * ROOT_TWO * track.sigma_t)))
    return np.asarray(passing(track, times(track)).max(axis=1))


SAMPLES = 200  # points in time over a passage
SIGMAS = 4.0  # of front and tail that are followed


def times(track: Track) -> Floats:
    """Times over the passage of each station, shape (n, 200)."""
    duration = sum(length for length, _ in track.steps)
    start = track.arrival - SIGMAS * track.sigma_t
    stop = track.arrival + duration + SIGMAS * track.sigma_t
    return np.asarray(start[:, None] + (stop - start)[:, None] * np.linspace(0.0, 1.0, SAMPLES))


def within(values: Floats, step: Floats, exposure: float) -> Floats:
    """The largest integral over any stretch of the exposure [s]; samples `step` [s] apart, shape (n, k) -> (n,)."""
    total = np.concatenate([np.zeros((values.shape[0], 1)), np.cumsum(_trapezoids(values, step), axis=1)], axis=1)
    offset = np.arange(values.shape[1])
    ends = np.minimum(offset + exposure / step[:, None], values.shape[1] - 1)
    low = ends.astype(int)
    high = np.minimum(low + 1, values.shape[1] - 1)
    part = ends - low
    rows = np.arange(values.shape[0])[:, None]
    reached = total[rows, low] * (1 - part) + total[rows, high] * part
    return np.asarray((reached - total).max(axis=1))


def _trapezoids(values: Floats, step: Floats) -> Floats:
    return 0.5 * (values[:, 1:] + values[:, :-1]) * step[:, None]


def inside(outside: Floats, step: Floats, exchange: float) -> Floats:
    """Concentration in a well-mixed room with `exchange` [1/s] air changes; samples `step` [s] apart, shape (n, k).

    Source:
        dc_in/dt = k (c_out - c_in): CPR 16E (1992), Green Book, section 5.5; exact for straight lines between samples
    """
    k = exchange * step
    kept = np.exp(-k)
    last = np.where(k > 1e-6, 1.0 - (1.0 - kept) / np.maximum(k, 1e-12), 0.5 * k)
    found = np.zeros_like(outside)
    for i in range(1, outside.shape[1]):
        first = 1.0 - kept - last
        found[:, i] = kept * found[:, i - 1] + first * outside[:, i - 1] + last * outside[:, i]
    return found


def passage_load(track: Track, exponent: float, exposure: float, air_changes: float | None) -> Floats:
    """Integral of (G / strongest G)^n over the worst stretch of the exposure [s], indoors filtered [s], shape (n,).

    Inside, what is left of the exposure after the passage is breathed at a concentration that dies away.
    """
    t = times(track)
    step = t[:, 1] - t[:, 0]
    found = np.maximum(passing(track, t) / strongest(track)[:, None], 0.0)
    if air_changes is None:
        return within(found**exponent, step, exposure)
    exchange = air_changes / 3600.0
    found = inside(found, step, exchange)
    rest = np.maximum(exposure - step * (SAMPLES - 1), 0.0)
    fading = -np.expm1(-exponent * exchange * rest) / (exponent * exchange)
    return within(found**exponent, step, exposure) + found[:, -1] ** exponent * fading


def box_edges(half_width: Floats, sigma: Floats) -> tuple[Floats, Floats]:
    """Core b and sigma of the profile of `across` that is as strong as a box of this half-width with edges of sigma.

        b / erf(b / (sqrt2 sigma)) = B;   where B is below sqrt(pi/2) sigma, a Gaussian of sigma = B / sqrt(pi/2)

    Source:
        Spicer and Havens (1989), EPA-450/4-89-019, p. 21 (core and edges); profile of Ermak (1990), eq. 13
    """
    ratio = np.concatenate([[0.0], np.geomspace(1e-3, 1e3, 400)])
    wide = np.concatenate([[GAUSS], ratio[1:] / erf(ratio[1:] / ROOT_TWO)])
    narrow = np.minimum(sigma, half_width / GAUSS)
    core = narrow * np.interp(half_width / narrow, wide, ratio)
    return np.asarray(core), np.asarray(narrow)


def straight(values: Sequence[float] | Floats, n: int) -> Floats:
    """One value for each of n stations."""
    return np.broadcast_to(np.asarray(values, dtype=np.float64), (n,)).copy()
