"""Branches of a release."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.science.chemical.library import substance
from forestall.science.chemical.risk.event_tree import Branch, Loss, Shares, event_tree, usual_shares
from forestall.science.chemical.risk.ignited import Matter, ignition, matter

CHANCE = st.floats(0, 1)


@given(
    at_once=st.booleans(),
    pressurised=st.booleans(),
    toxic=st.booleans(),
    immediate=CHANCE,
    delayed=CHANCE,
    bleve=CHANCE,
    explosion=CHANCE,
)
def test_the_branches_add_up_to_one(at_once, pressurised, toxic, immediate, delayed, bleve, explosion):
    tree = event_tree(Loss(at_once, pressurised, toxic, immediate, delayed), Shares(bleve, explosion))
    assert sum(tree.values()) == pytest.approx(1.0, abs=1e-12)
    assert min(tree.values()) > 0


def test_a_bursting_tank_of_lpg_comes_to_the_branches_of_the_purple_book():
    tree = event_tree(Loss(True, True, False, 0.7, 1.0), Shares(0.7, 0.4))
    assert tree == pytest.approx(
        {Branch.FIREBALL: 0.49, Branch.EXPLOSION: 0.4 * 0.51, Branch.FLASH_FIRE: 0.6 * 0.51}, rel=1e-12
    )


def test_a_leak_that_ignites_at_once_is_a_jet_fire():
    assert event_tree(Loss(False, True, False, 1.0, 0.0), Shares(0.7, 0.4)) == {Branch.JET_FIRE: 1.0}


def test_what_poisons_and_does_not_ignite_is_toxic():
    assert event_tree(Loss(False, True, True, 0.0, 0.0), Shares(0.7, 0.4)) == {Branch.TOXIC: 1.0}


def test_a_liquid_burns_as_a_pool_sooner_or_later():
    tree = event_tree(Loss(False, False, False, 0.065, 0.5), usual_shares())
    assert tree[Branch.POOL_FIRE] == pytest.approx(0.065 + 0.935 * 0.5)


def test_a_probability_above_one_is_refused():
    with pytest.raises(InputError, match=r"immediate is 1\.2"):
        event_tree(Loss(True, True, False, 1.2, 0.0), usual_shares())


def test_a_share_below_zero_is_refused():
    with pytest.raises(InputError, match=r"explosion is -0\.1"):
        event_tree(Loss(True, True, False, 0.2, 0.0), Shares(0.7, -0.1))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("propane", Matter.GAS),
        ("methane", Matter.GAS_LOW),
        ("benzene", Matter.LIQUID_K1),
        ("styrene", Matter.LIQUID_K2),
        ("chlorine", Matter.INERT),
        ("ammonia", Matter.GAS_LOW),
    ],
)
def test_substances_ignite_by_their_class(name, kind):
    assert matter(substance(name)) is kind


def test_more_ignites_at_once_the_more_flows_out():
    found = [
        ignition("site", Matter.GAS, at_once=False, size=rate, toxic=False).immediate for rate in (5.0, 50.0, 500.0)
    ]
    assert found == [0.2, 0.5, 0.7]


def test_ammonia_counts_as_toxic_only():
    assert ignition("rail", Matter.GAS_LOW, at_once=True, size=5e4, toxic=True).immediate == 0


def test_a_toxic_gas_that_burns_keeps_its_cloud():
    found = ignition("site", Matter.GAS, at_once=False, size=5.0, toxic=True)
    assert (found.immediate, found.delayed) == (0.2, 0.0)
