"""What people inside a building breathe while a cloud passes."""

import numpy as np

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)


def indoor_concentration(passage: float, exchange: float) -> float:
    """Concentration inside at the end of a passage, over the constant one outside: 1 - exp(-passage * exchange).

    Args:
        passage: how long the cloud has been there [h]
        exchange: air changes [1/h]

    Source:
        CPR 16E (1992), Green Book, section 5.5; NOAA (2013), NOS OR&R 43, section 4.4.7
    """
    return float(-np.expm1(-passage * exchange))


def indoor_share(passage: float, exposure: float, exchange: float, n: float) -> float:
    """The constant concentration outside that would do the harm done inside, over the one outside.

    Inside, the concentration rises as 1 - exp(-k t) while the cloud is there and falls as exp(-k t) after it:

        share = (integral over the exposure of c_in^n dt / (passage c_out^n))^(1/n)

    Args:
        passage: how long the cloud is there, at most the exposure [h]
        exposure: how long people stay inside after its arrival [h]
        exchange: k, air changes [1/h]
        n: exponent of the toxic load C^n t

    Returns:
        Share, 0..1, to be breathed for the length of the passage.

    Source:
        Toxic load of a single well-mixed room: CPR 16E (1992), section 5.5
    """
    t = (NODES + 1) / 2
    rising = passage * float(WEIGHTS / 2 @ (-np.expm1(-exchange * passage * t)) ** n)
    rest = max(0.0, exposure - passage)
    falling = indoor_concentration(passage, exchange) ** n * float(-np.expm1(-n * exchange * rest)) / (n * exchange)
    return min(1.0, float(((rising + falling) / passage) ** (1.0 / n)))
