"""The packaged substances: complete, in range, found by any name, and close to published numbers."""

import math
from itertools import pairwise

import pytest

from forestall.core.errors import InputError
from forestall.science.chemical.library import find, library, nearest, substance

ALL = list(library().values())
EVERY = pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)


def test_there_are_at_least_sixty():
    assert len(ALL) >= 60


@EVERY
def test_a_cas_number_has_its_check_digit(one):
    digits = one.cas.replace("-", "")
    total = sum(place * int(digit) for place, digit in enumerate(reversed(digits[:-1]), start=1))
    assert total % 10 == int(digits[-1])


@EVERY
def test_every_curve_is_positive_over_its_range_and_nothing_beyond(one):
    for curve in one.curves.values():
        values = [curve.at(curve.low + share * (curve.high - curve.low)) for share in (0.0, 0.25, 0.5, 0.75, 0.97)]
        assert min(values) > 0
        assert math.isnan(curve.at(curve.low - 1))
        assert math.isnan(curve.at(curve.high + 1))


@EVERY
def test_no_vapour_pressure_is_given_above_the_critical_temperature(one):
    if "vapour_pressure" in one.curves:
        assert one.curves["vapour_pressure"].high <= one.number("critical_temperature") + 1e-9


@EVERY
def test_vapour_pressure_at_the_boiling_point_is_that_of_the_air(one):
    curve = one.curves.get("vapour_pressure")
    boiling = one.number("boiling_point")
    if curve is not None and curve.low <= boiling <= curve.high and one.name not in {"carbon_dioxide", "acetylene"}:
        assert curve.at(boiling) == pytest.approx(101_325, rel=0.05)


@EVERY
def test_flammable_limits_are_in_order(one):
    limits = (
        [one.properties[f"{which}_flammable_limit"].value for which in ("lower", "upper")]
        if ({"lower_flammable_limit", "upper_flammable_limit"} <= one.properties.keys())
        else [0.0, 1.0]
    )
    assert limits[0] < limits[1] <= 1.0


@EVERY
def test_guidelines_do_not_rise_with_time_and_do_not_fall_with_harm(one):
    rows = [one.guidelines[name].levels for name in sorted(one.guidelines)]
    for row in rows:
        known = [level for level in row if level is not None]
        assert known == sorted(known, reverse=True)
    for less, more in pairwise(rows):
        assert all(a < b for a, b in zip(less, more, strict=True) if a is not None and b is not None)


@EVERY
def test_every_number_has_a_source(one):
    assert all(row.source for row in (*one.properties.values(), *one.guidelines.values(), *one.curves.values()))


def test_propane_burns_from_2_1_percent():
    assert substance("propane").number("lower_flammable_limit") == 0.021


@pytest.mark.parametrize(
    ("name", "celsius", "atm"),
    [
        ("benzene", 15, 0.077),
        ("benzene", 30, 0.16),
        ("methanol", 25, 0.17),
        ("methanol", 35, 0.27),
        ("toluene", 15, 0.022),
    ],
)
def test_vapour_pressure_agrees_with_what_aloha_prints(name, celsius, atm):
    assert substance(name).at("vapour_pressure", celsius + 273.15) / 101_325 == pytest.approx(atm, rel=0.03)


@pytest.mark.parametrize("spelling", ["Sulfur dioxide", "sulphur-dioxide", "7446-09-5", "UN 1079", " SULPHUR_DIOXIDE "])
def test_a_substance_is_found_by_name_cas_and_un_number(spelling):
    assert find(spelling) is library()["sulphur_dioxide"]


def test_an_unknown_substance_names_the_nearest():
    assert nearest("clorine")[0] == "chlorine"
    with pytest.raises(InputError, match="nearest: chlorine"):
        substance("clorine")


def test_a_property_outside_its_range_is_an_error_that_names_the_range():
    with pytest.raises(InputError, match=r"hydrogen: vapour_pressure at 288.15 K: expected a temperature within"):
        substance("hydrogen").at("vapour_pressure", 288.15)
