"""Frequencies and criteria that come with the product."""

import numpy as np
import pytest

from forestall.core.errors import InputError
from forestall.science.chemical.library import library, substance
from forestall.science.chemical.risk.criteria import criteria_set, criteria_sets, worst_ratio
from forestall.science.chemical.risk.frequencies import frequency, loss_class, loss_classes
from forestall.science.chemical.risk.outflow import outflows, rates
from forestall.science.chemical.risk.stand_ins import named
from forestall.science.chemical.risk.tables import rows
from forestall.science.chemical.societal import CriterionLine

TABLES = [
    ("criteria", "societal"),
    ("criteria", "individual"),
    *(
        ("loss_of_containment", name)
        for name in ("frequencies", "ignition", "outflow", "reactivity", "shares", "transport")
    ),
]


@pytest.mark.parametrize(("folder", "table"), TABLES)
def test_every_row_has_a_source_and_says_what_confirms_it(folder, table):
    assert all(row["source"] and row["confirmed"] for row in rows(folder, table))


def test_class_names_are_unique():
    assert len(loss_classes()) == len(rows("loss_of_containment", "frequencies"))


def test_both_books_are_there():
    assert {name.split(".")[0] for name in loss_classes()} == {"cpr18e", "fred"}


def test_a_sites_own_frequency_goes_before_its_class():
    name = "cpr18e.pressure_vessel.rupture"
    assert (frequency(name, 3.0), frequency(name, 3.0, own=2e-7)) == (pytest.approx(1.5e-6), 2e-7)


def test_an_unknown_class_names_the_nearest():
    with pytest.raises(InputError, match=r"nearest: .*cpr18e\.pressure_vessel"):
        loss_class("cpr18e.pressure_vessels.rupture")


def test_a_count_below_zero_is_refused():
    with pytest.raises(InputError, match="at least 0"):
        frequency("cpr18e.cylinder.rupture", -1.0)


def test_transport_outflow_rates_are_those_the_dutch_manual_multiplies_out():
    # RBM II: outflows per loaded kilometre of a pressurised and an atmospheric road tanker
    found = [
        rates("road", kind, tank) for kind in ("motorway", "rural", "urban") for tank in ("pressurised", "atmospheric")
    ]
    per_km = [one.accident * one.outflow for one in found]
    assert per_km == pytest.approx([4.32e-9, 8.38e-9, 1.22e-8, 2.77e-8, 3.54e-9, 1.24e-8], rel=5e-3)


def test_sizes_of_outflow_add_up_to_one():
    shares = {}
    for row in rows("loss_of_containment", "outflow"):
        key = row["mode"], row["tank"]
        shares[key] = shares.get(key, 0.0) + float(row["share"])
    assert shares == pytest.approx(dict.fromkeys(shares, 1.0))


def test_a_kind_of_road_that_is_not_known_names_those_that_are():
    with pytest.raises(InputError, match="road motorway"):
        rates("road", "forest", "pressurised")


def test_no_outflow_holds_more_than_the_load():
    for name, mode, tank in (("chlorine", "rail", "pressurised"), ("benzene", "road", "atmospheric")):
        assert all(one.spill.airborne <= 20_000.0 for one in outflows(mode, tank, substance(name), 20_000.0))


def test_a_liquid_does_not_travel_under_pressure():
    with pytest.raises(InputError, match="liquefied gas"):
        outflows("road", "pressurised", substance("benzene"), 20_000.0)


def test_every_stand_in_is_in_the_library():
    for row in rows("loss_of_containment", "stand_ins"):
        assert named(row["mixture"]).substance.name in library()


def test_petrol_is_computed_as_something_and_says_so():
    found = named("petrol")
    assert found.substance.name == "hexane"
    assert "petrol is computed as hexane" in found.remark


def test_a_name_that_is_nothing_is_refused():
    with pytest.raises(InputError, match="nearest"):
        named("petrool")


def test_at_least_eight_authorities_are_there():
    assert len(criteria_sets()) >= 8


def test_an_unknown_set_names_those_there_are():
    with pytest.raises(InputError, match="NL"):
        criteria_set("XX")


def test_reducing_risks_accepts_fifty_deaths_once_in_five_thousand_years():
    assert criteria_set("UK").societal[0].limit(50.0) == pytest.approx(1 / 5000)


def test_the_worst_ratio_is_at_a_corner_of_the_curve():
    line = CriterionLine("own", 1e-3, 2.0, 10.0, "")
    ratio, at = worst_ratio(line, np.array([5.0, 20.0, 100.0]), np.array([1e-4, 1e-6, 5e-7]))
    assert (ratio, at) == (pytest.approx(5.0), 100.0)  # 5e-7 over 1e-3 / 100^2


def test_the_curve_counts_where_the_line_begins():
    line = CriterionLine("own", 1e-3, 2.0, 10.0, "")
    assert worst_ratio(line, np.array([11.0]), np.array([1e-4]))[0] == pytest.approx(12.1)  # at 11, not 10


def test_a_curve_that_ends_before_the_line_keeps_it():
    line = CriterionLine("own", 1e-3, 2.0, 10.0, "")
    assert worst_ratio(line, np.array([5.0]), np.array([1.0]))[0] == 0


def test_beyond_the_last_number_of_deaths_nothing_is_accepted():
    ratio, at = worst_ratio(criteria_set("HK").societal[0], np.array([1500.0]), np.array([1e-12]))
    assert (ratio, at) == (np.inf, 1500.0)
