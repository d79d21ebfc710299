"""Which part of heat radiation the air lets through. Water vapour and carbon dioxide; no fog, rain or smoke."""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NEAREST, FARTHEST = 1.0, 1000.0  # paths Wayne's fit is used for [m]
FREEZING = 273.15  # [K]
PA_PER_MMHG = 133.322


def saturated_vapour(temperature: float) -> float:
    """Pressure of saturated water vapour [Pa], over ice below freezing.

    Args:
        temperature: of the air [K]

    Source:
        Buck (1981), J. Appl. Met. 20, 1527-1532, with the constants of Buck (1996)
    """
    t = temperature - FREEZING
    if t >= 0.0:
        return 611.21 * math.exp((18.678 - t / 234.5) * t / (257.14 + t))
    return 611.15 * math.exp((23.036 - t / 333.7) * t / (279.82 + t))


def wayne(path: Floats | float, humidity: float, temperature: float) -> Floats:
    """Transmissivity for a black body at 1500 K.

        tau = 1.006 - 0.01171 lg W - 0.02368 (lg W)^2 - 0.03188 lg C + 0.001164 (lg C)^2
        W = 288.651 RH L p / T  (p of saturated vapour in mmHg),  C = 273 L / T

    Args:
        path: L, length of the path through air [m], shape (...)
        humidity: RH, relative humidity, 0..1
        temperature: T, of the air [K]

    Returns:
        Transmissivity, 0..1, shape (...). A path under 1 m counts as 1 m, one over 1000 m as 1000 m: the fit ends
        there, and more radiation is the cautious side.

    Source:
        Wayne (1991), J. Loss Prev. Process Ind. 4, 86-92, eq. 8
    """
    length = np.clip(np.asarray(path, dtype=np.float64), NEAREST, FARTHEST)
    vapour = humidity * saturated_vapour(temperature) / PA_PER_MMHG
    water = np.log10(np.maximum(2.88651e2 * vapour * length / temperature, 1.0))
    dioxide = np.log10(length * 273.0 / temperature)
    tau = 1.006 - 0.01171 * water - 0.02368 * water**2 - 0.03188 * dioxide + 0.001164 * dioxide**2
    return np.clip(tau, 0.0, 1.0)


def bagster(path: Floats | float, vapour: float) -> Floats:
    """Transmissivity  tau = 2.02 (p x)^-0.09.

    Args:
        path: x [m], shape (...)
        vapour: p, partial pressure of water vapour [Pa]

    Returns:
        Transmissivity, 0..1, shape (...); fitted for 1e4 < p x < 1e5 N/m, and at most 1.

    Source:
        Bagster and Pitblado (1989), Proc. Safety Environ. Protect. 67; CPR 14E (1997), Yellow Book, eq. 6.29
    """
    return np.minimum(1.0, 2.02 * np.maximum(vapour * np.asarray(path), 1e-9) ** -0.09)


def cook(path: Floats | float, humidity: float, temperature: float) -> Floats:
    """Transmissivity as ALOHA has it:  tau = 1.389 - 0.135 lg(p x),  p = 99.89 RH exp(21.66 - 5431.3 / T).

    Args:
        path: x [m], shape (...)
        humidity: RH, relative humidity, 0..1
        temperature: T, of the air [K]

    Returns:
        Transmissivity, kept in 0..1, shape (...).

    Source:
        Cook, Bahrami and Whitehouse (1990), SAFETI; NOAA (2013), NOS OR&R 43, section 6.3.3
    """
    vapour = 99.89 * humidity * math.exp(21.66 - 5431.3 / temperature)
    return np.clip(1.389 - 0.135 * np.log10(np.maximum(vapour * np.asarray(path), 1e-9)), 0.0, 1.0)
