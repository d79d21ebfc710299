"""Wind speed at a height by the power law: the exponents in use."""

from enum import StrEnum


class Exponents(StrEnum):
    """A published set of exponents of the wind profile."""

    IRWIN_RURAL = "irwin rural"
    IRWIN_URBAN = "irwin urban"
    ISC3_URBAN = "isc3 urban"
    SPICER_HAVENS = "spicer havens"


# Exponent p of  u(z) = u0 (z / z0)^p  by Pasquill class A..F.
# Source: Irwin (1979), Atmospheric Environment 13, 191-194, as in EPA (1995), EPA-454/B-95-003b, section 1.1.3, and
# CCPS (1999), table 2.11; Spicer and Havens (1989), EPA-450/4-89-019 (roughness 0.1 m).
EXPONENTS: dict[Exponents, dict[str, float]] = {
    Exponents.IRWIN_RURAL: dict(zip("ABCDEF", (0.07, 0.07, 0.10, 0.15, 0.35, 0.55), strict=True)),
    Exponents.IRWIN_URBAN: dict(zip("ABCDEF", (0.15, 0.15, 0.20, 0.25, 0.40, 0.60), strict=True)),
    Exponents.ISC3_URBAN: dict(zip("ABCDEF", (0.15, 0.15, 0.20, 0.25, 0.30, 0.30), strict=True)),
    Exponents.SPICER_HAVENS: dict(zip("ABCDEF", (0.108, 0.112, 0.120, 0.142, 0.203, 0.253), strict=True)),
}


def power_law_wind(height: float, speed: float, gauge: float, stability: str, exponents: Exponents) -> float:
    """Wind speed at a height:  u(z) = u0 (z / z0)^p.

    Args:
        height: z, height above ground [m], above 0
        speed: u0, wind speed at the gauge [m/s]
        gauge: z0, height of the gauge [m]
        stability: Pasquill class, `A` to `F`
        exponents: the published set

    Returns:
        Wind speed [m/s].

    Source:
        Irwin (1979), doi:10.1016/0004-6981(79)90092-9; the tables of the sets beside `EXPONENTS`
    """
    return float(speed * (height / gauge) ** EXPONENTS[exponents][stability])
