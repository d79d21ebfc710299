"""How high the ground's turbulence reaches in neutral air."""

from math import radians, sin

EARTH = 7.2921e-5  # angular velocity [rad/s]
DRAG = 0.1  # friction velocity over the wind at 10 m, grass and farmland; Hanna, Briggs and Hosker (1982), p. 6


def neutral_mixing_height(friction_velocity: float, latitude: float) -> float:
    """h = 0.3 u* / f [m],  f = 2 omega sin(latitude).

    Args:
        friction_velocity: u* [m/s]
        latitude: [degrees], 0 excluded: the relation has no meaning within some degrees of the equator

    Returns:
        Height [m]; NaN within 5 degrees of the equator.

    Source:
        EPA (1995), SCREEN3 Model User's Guide, EPA-454/B-95-004, section 3.2; Randerson (1984), DOE/TIC-27601
    """
    if abs(latitude) < 5:
        return float("nan")
    return 0.3 * friction_velocity / (2 * EARTH * sin(radians(abs(latitude))))
