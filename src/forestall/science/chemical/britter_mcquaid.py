"""Dense gas on one chart: how far a dense plume reaches, for screening only (Britter and McQuaid)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forestall.core.errors import InputError

Floats = NDArray[np.float64]

GRAVITY = 9.80665  # [m/s2]
DENSE = 0.15  # (g0 q / u^3 D)^(1/3) above which a continuous release is dense; Britter and McQuaid (1988), section 3.3
ALPHA_MOST = 1.0  # alpha at which the chart ends; below the first break of a curve it is flat

Piece = tuple[float, float, float]
# c/c0 -> pieces (up to alpha, slope, intercept) of  beta = slope alpha + intercept.
# Source: EPA (1994), User's Guide to TSCREEN, EPA-454/B-94-023, table of the digitised chart of Britter and McQuaid
# (1988), Workbook on the Dispersion of Dense Gases, HSE Contract Research Report 17, figure 9
CURVES: dict[float, tuple[Piece, ...]] = {
    0.10: ((-0.55, 0.0, 1.75), (-0.14, 0.24, 1.88), (1.0, -0.50, 1.78)),
    0.05: ((-0.68, 0.0, 1.92), (-0.29, 0.36, 2.16), (-0.18, 0.0, 2.06), (1.0, -0.56, 1.96)),
    0.02: ((-0.69, 0.0, 2.08), (-0.31, 0.45, 2.39), (-0.16, 0.0, 2.25), (1.0, -0.54, 2.16)),
    0.01: ((-0.70, 0.0, 2.25), (-0.29, 0.49, 2.59), (-0.20, 0.0, 2.45), (1.0, -0.52, 2.35)),
    0.005: ((-0.67, 0.0, 2.40), (-0.28, 0.59, 2.80), (-0.15, 0.0, 2.63), (1.0, -0.48, 2.56)),
    0.002: ((-0.69, 0.0, 2.60), (-0.25, 0.39, 2.87), (-0.13, 0.0, 2.77), (1.0, -0.50, 2.71)),
}
NEAR = 30.0  # x/D inside which the source itself matters; the same, section 3.4
NEAR_DECAY = 306.0  # constant of the near-field law  c/c0 = 306 X^-2 / (1 + 306 X^-2); the same, eq. 3.7


@dataclass(frozen=True, slots=True)
class DenseSource:
    """A continuous release of gas at the ground."""

    flow: float
    """Volume of gas at the source [m3/s]."""
    density: float
    """Of the gas at the source [kg/m3]."""
    air_density: float
    """[kg/m3]"""
    wind: float
    """At 10 m [m/s]."""

    def __post_init__(self) -> None:
        if not (self.flow > 0 and self.wind > 0 and self.density > self.air_density > 0):
            raise InputError(f"Britter and McQuaid: {self}: expected a flow and a wind above 0 and gas denser than air")

    @property
    def size(self) -> float:
        """D = sqrt(q / u) [m]."""
        return float(np.sqrt(self.flow / self.wind))

    @property
    def reduced_gravity(self) -> float:
        """g0' = g (rho - rho_a) / rho_a [m/s2]."""
        return GRAVITY * (self.density - self.air_density) / self.air_density

    @property
    def alpha(self) -> float:
        """(1/5) log10(g0'^2 q / u^5)."""
        return float(np.log10(self.reduced_gravity**2 * self.flow / self.wind**5) / 5.0)

    @property
    def dense(self) -> bool:
        """Whether density matters at all: (g0' q / (u^3 D))^(1/3) at least 0.15."""
        return float((self.reduced_gravity * self.flow / (self.wind**3 * self.size)) ** (1 / 3)) >= DENSE


def betas(alpha: float) -> tuple[float, ...]:
    """log10(x / D) at c/c0 = 0.10, 0.05, 0.02, 0.01, 0.005, 0.002; NaN above alpha = 1, where the chart ends.

    Source:
        Britter and McQuaid (1988), figure 9, as digitised in EPA-454/B-94-023
    """
    if not alpha <= ALPHA_MOST:
        return (float("nan"),) * len(CURVES)
    return tuple(next(a * alpha + b for limit, a, b in pieces if alpha <= limit) for pieces in CURVES.values())


def plume_share(source: DenseSource, x: Floats) -> Floats:
    """Concentration (by volume) over the one at the source, on the centre line.

    Within 30 D the near-field law, then straight lines between the curves in log x, log c, then c ~ x^-2.

    Args:
        source: the release
        x: distance downwind [m], shape (...), above 0

    Returns:
        Share, 0..1, shape (...); NaN where the chart does not reach (alpha above 1). Not corrected for warmth or
        water; a screening value, within a factor of two or three.

    Source:
        Britter and McQuaid (1988), figure 9, section 3.4; far field as in Hanna and Drivas (1987)
    """
    reach = 10.0 ** np.array(betas(source.alpha))
    scaled = np.asarray(x, dtype=np.float64) / source.size
    if not np.isfinite(reach).all():
        return np.full(scaled.shape, np.nan)
    levels = np.array(list(CURVES))
    with np.errstate(divide="ignore", over="ignore"):
        near = NEAR_DECAY / (NEAR_DECAY + scaled**2)
        joined = np.exp(np.interp(np.log(scaled), np.log(reach), np.log(levels)))
        between = np.exp(_between(np.log(scaled), np.log(reach[0]), float(levels[0])))
        far = levels[-1] * (reach[-1] / scaled) ** 2
    chart = np.where(scaled < reach[0], between, np.where(scaled > reach[-1], far, joined))
    return np.where(scaled <= NEAR, near, chart)


def _between(log_x: Floats, log_reach: float, level: float) -> Floats:
    """ln c from the end of the near field to the first curve."""
    start = np.log(NEAR_DECAY / (NEAR_DECAY + NEAR**2))
    return np.asarray(start + (np.log(level) - start) * (log_x - np.log(NEAR)) / (log_reach - np.log(NEAR)))


def warmed(share: Floats, *, source_temperature: float, air: float) -> Floats:
    """Share by volume at the temperature of the air, from the chart's share of a cold or hot source [K].

        C' = C / (C + (1 - C) T_s / T_a)

    Source:
        Britter and McQuaid (1988), section 3.6.2; CCPS (1999), eq. 2.63
    """
    return share / (share + (1.0 - share) * source_temperature / air)


def cooled(share: float, *, source_temperature: float, air: float) -> float:
    """Share by volume on the chart of a share at the temperature of the air: the inverse of `warmed`.

    Source:
        Britter and McQuaid (1988), section 3.6.2
    """
    ratio = source_temperature / air
    return share * ratio / (1.0 - share * (1.0 - ratio))


def reach(source: DenseSource, share: float) -> float:
    """Distance [m] at which the concentration has fallen to `share` of the one at the source; NaN off the chart."""
    x = np.geomspace(1e-2, 1e7, 4000) * source.size
    c = plume_share(source, x)
    inside = np.flatnonzero(c >= share)
    return float(x[inside[-1]]) if inside.size and np.isfinite(c).all() else float("nan")
