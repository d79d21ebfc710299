"""The hazard sheet: every number with its source, one page, drawn the same each time."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from forestall.model.chemical_risk import CriterionCheck, FnCurve
from forestall.model.derivation import Derivation
from forestall.model.what_if import HarmZone, Outcome, Step, WhatIf
from forestall.outlook.hazard import render
from forestall.outlook.hazard.fn_chart import fn_chart
from forestall.outlook.hazard.release import release_sheet
from forestall.outlook.hazard.sheet import figure, metres

RING = ((4.30, 51.90), (4.32, 51.899), (4.32, 51.901), (4.30, 51.90))
BASIS = Derivation("distance", 1400.0, "m", "c = level", "Author (1999), eq. 3", "as far as fitted")
ZONE = HarmZone("toxic", "1 % of people outdoors die", 1.0, "%", 1400.0, 220.0, RING, BASIS)
GIVEN = Step("Given", (Derivation("inventory <b>", 40_000.0, "kg", "as given", "user"),))


def outcome(*zones, remarks=()):
    return Outcome("chlorine: a test", WhatIf("chlorine", lon=4.3, lat=51.9), (GIVEN,), zones or (ZONE,), (), remarks)


def page(made=None):
    return render.html(release_sheet(made or outcome())).decode()


def test_every_number_stands_with_its_equation_and_source():
    text = page()
    assert "c = level [Author (1999), eq. 3]; as far as fitted" in text
    assert "1,400 m" in text
    assert "40,000 kg" in text


def test_remarks_reach_the_page():
    assert "wind taken as 0.5 m/s" in page(outcome(remarks=("wind taken as 0.5 m/s",)))


def test_text_from_outside_is_escaped():
    assert "<b>" not in page()
    assert "&lt;b&gt;" in page()


def test_the_page_asks_nothing_of_any_network():
    assert not re.search(r"(?:src|href)=|url\(http|@import", page())


def test_the_same_outcome_gives_the_same_bytes():
    assert page() == page()


def test_the_map_is_well_formed_and_carries_every_line():
    tree = ElementTree.fromstring(
        render.svg(release_sheet(outcome(ZONE, replace(ZONE, kind="guideline", name="AEGL-3"))))
    )
    texts = [one.text for one in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert {"A", "B", "source", "wind"} <= set(texts)


def test_small_print_that_repeats_stands_once():
    assert page(outcome(ZONE, replace(ZONE, name="2 %"))).count("c = level") == 1


def test_a_zone_that_is_not_reached_has_no_letter_and_says_so():
    text = page(outcome(replace(ZONE, reach=0.0, width=0.0, ring=())))
    assert "not reached" in text
    assert "No level of harm is reached" in text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (1234.5, "1,230"),
        (0.012345, "0.0123"),
        (1.5e-7, "1.50e-07"),
        (float("nan"), "not known"),
        ("D", "D"),
    ],
)
def test_numbers_have_three_digits(value, shown):
    assert figure(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0, "not reached"), (float("nan"), "beyond 20 km"), (843.2, "843 m"), (12_300.0, "12.3 km")]
)
def test_distances_are_worded(value, shown):
    assert metres(value) == shown


def test_the_picture_and_the_paper_are_made_where_printers_are_installed():
    sheet = release_sheet(outcome())
    picture, paper = render.png(sheet), render.pdf(sheet)
    assert picture is None or picture.startswith(b"\x89PNG")
    assert paper is None or paper.startswith(b"%PDF")


def test_the_chart_draws_curve_band_and_criteria():
    curve = FnCurve((1.0, 10.0, 100.0), (1e-4, 1e-5, 1e-7), (5e-5, 5e-6, 5e-8), (2e-4, 2e-5, 2e-7))
    check = CriterionCheck("a", "societal", "limit", 1e-3, 2.0, 10.0, None, 2.0, "10 deaths", False, "source")
    drawn = fn_chart([("this site", curve)], [check])
    tree = ElementTree.fromstring(drawn)
    assert len([one for one in tree.iter("{http://www.w3.org/2000/svg}path") if one.get("fill-opacity")]) == 1
    assert "limit" in drawn
    assert "this site" in drawn


def test_a_curve_without_events_leaves_only_the_lines():
    assert "<svg" in fn_chart([("this site", FnCurve((), ()))], [])
