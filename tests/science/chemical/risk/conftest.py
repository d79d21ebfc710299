"""A wind rose, people on the ground and plumes of chlorine for tests of risk."""

import numpy as np
import pytest

from forestall.science.chemical.probit import Probit
from forestall.science.chemical.risk.exposure import Hours
from forestall.science.chemical.risk.polar import Ground
from forestall.science.chemical.risk.rose import towards
from forestall.science.chemical.risk.toxic import plume_footprint

CHLORINE = Probit(-6.35, 0.5, 2.75)
SECTORS = np.arange(16) * 22.5


@pytest.fixture(scope="session")
def plumes():
    """Footprints of a rate [kg/s] of chlorine in two airs."""

    def make(rate, seconds=1800.0):
        return tuple(
            plume_footprint(CHLORINE, rate, seconds, wind=u, stability=s, height=0.0)
            for u, s in ((5.0, "D"), (2.0, "F"))
        )

    return make


@pytest.fixture(scope="session")
def roses():
    """Hours of two airs, at day and at night; `turned` turns the wind by so many sectors."""
    shares = np.random.default_rng(7).dirichlet(np.ones(4 * 16)).reshape(4, 16)

    def make(turned=0, turns=360):
        return [
            Hours(i % 2, i // 2, towards(SECTORS, np.roll(row, turned), turns, sectors=SECTORS))
            for i, row in enumerate(shares)
        ]

    return make


@pytest.fixture(scope="session")
def ground():
    """People on 60 x 60 pixels of 100 m, more of them to the east."""
    uneven = np.random.default_rng(5).random((4, 60, 60)) * np.linspace(0.0, 2e-3, 60)
    return Ground(-3000.0, -3000.0, 100.0, uneven)
