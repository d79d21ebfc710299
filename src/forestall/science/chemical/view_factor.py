"""How much of what a target sees is flame: closed forms for cylinders and spheres. Any other shape: `solid_flame`."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def cylinder(
    length: float, radius: float, distance: Floats | float, tilt: Floats | float = 0.0
) -> tuple[Floats, Floats]:
    """View factors of a cylindrical flame on the ground, upright or tilted, for targets on the ground.

    With a = L/R, b = X/R, A = a^2 + (b+1)^2 - 2a(b+1) sin t, B = a^2 + (b-1)^2 - 2a(b-1) sin t,
    C = 1 + (b^2-1) cos^2 t, D = sqrt((b-1)/(b+1)), E = a cos t / (b - a sin t), F = sqrt(b^2-1):

        pi Fv = -E atan D + E (a^2 + (b+1)^2 - 2b(1 + a sin t))/sqrt(AB) atan(sqrt(A/B) D)
                + cos t/sqrt(C) [atan((ab - F^2 sin t)/(F sqrt(C))) + atan(F sin t/sqrt(C))]
        pi Fh = atan(1/D) + sin t/sqrt(C) [the same bracket]
                - (a^2 + (b+1)^2 - 2(b + 1 + ab sin t))/sqrt(AB) atan(sqrt(A/B) D)

    Args:
        length: L, along the axis of the flame [m], above 0
        radius: R [m], above 0
        distance: X, from the centre of the base [m], shape (...)
        tilt: t, from the vertical [rad], shape (...): above 0 towards the target, below 0 away from it

    Returns:
        Fv of a vertical target that faces the flame, Fh of a horizontal one, shape (...). NaN inside the pool and
        under a flame that leans over the target, where the form does not hold (X <= R + max(0, L sin t)).

    Source:
        Mudan (1987), Fire Safety J. 12, 89-96; CPR 14E (1997), Yellow Book, 6.A.1
    """
    sin, cos = np.sin(tilt), np.cos(tilt)
    a, x = length / radius, np.asarray(distance, dtype=np.float64) / radius
    outside = x > 1.0 + np.maximum(0.0, a * sin)
    b = np.where(outside, x, 2.0 + a)
    A, B = a**2 + (b + 1) ** 2 - 2 * a * (b + 1) * sin, a**2 + (b - 1) ** 2 - 2 * a * (b - 1) * sin
    C, D, F = np.sqrt(1 + (b**2 - 1) * cos**2), np.sqrt((b - 1) / (b + 1)), np.sqrt(b**2 - 1)
    E = a * cos / (b - a * sin)
    root, turn = np.sqrt(A * B), np.arctan(np.sqrt(A / B) * D)
    bracket = np.arctan((a * b - F**2 * sin) / (F * C)) + np.arctan(F * sin / C)
    upright = -E * np.arctan(D) + E * (a**2 + (b + 1) ** 2 - 2 * b * (1 + a * sin)) / root * turn + cos / C * bracket
    flat = np.arctan(1 / D) + sin / C * bracket - (a**2 + (b + 1) ** 2 - 2 * (b + 1 + a * b * sin)) / root * turn
    return np.where(outside, upright / np.pi, np.nan), np.where(outside, flat / np.pi, np.nan)


def greatest(upright: Floats, flat: Floats) -> Floats:
    """View factor of a target turned to see most:  sqrt(Fv^2 + Fh^2)  (CPR 14E, 1997, Yellow Book, eq. 6.A.15)."""
    return np.asarray(np.hypot(upright, flat))


def sphere(radius: float, height: float, distance: Floats | float) -> tuple[Floats, Floats]:
    """View factors of a sphere for targets on the ground that see all of it.

        F = R^2 / (X^2 + H^2) for one that faces it; vertical: times X / sqrt(X^2 + H^2)

    Args:
        radius: R [m]
        height: H, of the centre above the ground [m], at least R
        distance: X, along the ground from the point below the centre [m], shape (...)

    Returns:
        Greatest view factor; that of a vertical target; shape (...). The vertical one is NaN nearer than R, where
        its plane cuts the sphere.

    Source:
        CPR 14E (1997), Yellow Book, 6.A.2
    """
    x = np.asarray(distance, dtype=np.float64)
    faced = radius**2 / (x**2 + height**2)
    return faced, np.where(x >= radius, faced * x / np.hypot(x, height), np.nan)
