"""A flashing tank against the propane run NOAA prints: ALOHA Example Scenarios (2015), example 2."""

from math import pi, sqrt

import pytest

from forestall.science.chemical.drain_down import drain_flashing
from forestall.science.chemical.library import substance
from forestall.science.chemical.vessel import Shape, Vessel

POUND, FOOT, INCH = 0.45359237, 0.3048, 0.0254
SEAM = 40.0 * 0.1 * INCH**2  # [m2]


@pytest.fixture(scope="module")
def run():
    car = Vessel(Shape.LYING, 9.07 * FOOT, 70.0 * FOOT)
    return drain_flashing(car, 1.0, substance("propane"), 294.26, sqrt(4.0 * SEAM / pi))


def test_the_car_holds_what_noaa_prints(run):
    assert run.inventory == pytest.approx(140_200.0 * POUND, rel=0.005)


def test_the_largest_rate_is_the_printed_one(run):
    assert run.largest_mean() == pytest.approx(5_730.0 * POUND / 60.0, rel=0.005)


def test_the_liquid_is_gone_when_the_printed_run_ends(run):
    minutes = sum(rate > 10.0 for rate in run.rate) / 60.0
    assert minutes == pytest.approx(26.0, abs=1.5)


def test_the_vapour_left_over_leaves_later_than_the_printed_run(run):
    assert run.lasts > 40.0 * 60.0
