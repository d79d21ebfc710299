"""Measures' effects gathered into changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.assess.effects import NONE, Change, Quantity, change, changes, consequence, eases, unsupported
from forestall.model.measure import Effect
from forestall.model.words import EffectOn, EffectTarget, Scale

D, BUFFER = EffectTarget.DEPENDENCY, EffectOn.BUFFER


def test_factors_multiply_and_additions_add_after_them():
    effects = [Effect("a", D, "d", BUFFER, 2.0, 1.0), Effect("b", D, "d", BUFFER, 3.0, 4.0)]
    assert change(changes(effects, frozenset("ab")), D, "d", BUFFER) == Change(6.0, 5.0)


@given(st.permutations([("a", 1.1, 0.3), ("b", 0.7, 0.1), ("c", 1.3, 0.2), ("d", 0.9, 0.7)]))
def test_the_order_of_effects_changes_nothing(rows):
    effects = [Effect(name, D, "d", BUFFER, factor, add) for name, factor, add in rows]
    assert changes(effects, frozenset("abcd")) == changes(sorted(effects, key=lambda e: e.measure), frozenset("abcd"))


def test_measures_not_in_force_change_nothing():
    assert changes([Effect("a", D, "d", BUFFER, 2.0)], frozenset("b")) == {}


def test_an_effect_of_one_is_left_out():
    assert changes([Effect("a", D, "d", BUFFER)], frozenset("a")) == {}


def test_a_quantity_never_falls_below_zero():
    assert Change(1.0, -9.0).of(5.0) == 0.0


def test_an_untouched_quantity_has_no_change():
    assert change({}, D, "d", BUFFER) == NONE


def test_effects_on_all_scales_and_on_one_act_together():
    target = EffectTarget.SCENARIO
    effects = [
        Effect("a", target, "s", EffectOn.CONSEQUENCE, 0.5),
        Effect("a", target, "s", EffectOn.CONSEQUENCE, 0.4, scale=Scale.DEATHS),
    ]
    found = changes(effects, frozenset("a"))
    assert consequence(found, "s", Scale.DEATHS).factor == pytest.approx(0.2)
    assert consequence(found, "s", Scale.ECONOMIC).factor == 0.5


def test_an_effect_that_is_not_modelled_is_remarked_upon():
    (remark,) = unsupported([Effect("a", EffectTarget.SITE, "x", EffectOn.SHELTER, 0.5)])
    assert "measure a" in remark
    assert "shelter of site x" in remark


@pytest.mark.parametrize(
    ("quantity", "one", "expected"),
    [
        (EffectOn.BUFFER, Change(2.0), True),
        (EffectOn.BUFFER, Change(0.5), False),
        (EffectOn.REQUIRED, Change(1.0, -1.0), True),
        (EffectOn.RESTART, Change(1.0, 1.0), False),
    ],
)
def test_what_eases_an_outage_is_told_apart(quantity, one, expected):
    assert eases(Quantity(D, "d", quantity), one) is expected
