"""Common causes: shares that add up, published three-train models, what is refused."""

from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forestall.core.errors import InputError
from forestall.model.fault_tree import CommonCause, CommonCauseModel, Connective, FaultTree, Formula
from forestall.science.network.common_cause import expand, level_probabilities
from forestall.science.network.fault_tree import answer

TRAINS = FaultTree(
    "three trains",
    "top",
    {
        "top": Formula(Connective.AND, ("train1", "train2", "train3")),
        **{f"train{i}": Formula(Connective.OR, (f"valve{i}", f"pump{i}")) for i in (1, 2, 3)},
    },
    {f"{kind}{i}": 0.1 for kind in ("valve", "pump") for i in (1, 2, 3)},
)
MGL = {2: 0.2, 3: 0.1}
LEVELS = {1: 0.7, 2: 0.2, 3: 0.1}


def groups(model: str, factors: dict[int, float]) -> list[CommonCause]:
    return [
        CommonCause(kind, CommonCauseModel(model), tuple(f"{kind}{i}" for i in (1, 2, 3)), 0.1, factors)
        for kind in ("valve", "pump")
    ]


# Probabilities SCRAM's own tests expect of this model. Except for beta they are sums of the first three terms of
# inclusion and exclusion, so a little above the exact value.
@pytest.mark.parametrize(
    ("model", "factors", "published", "above", "sets"),
    [
        ("beta-factor", {3: 0.2}, 0.04308, 1e-5, 10),
        ("MGL", MGL, 0.01631, 2e-5, 34),
        ("phi-factor", LEVELS, 0.04109, 6e-5, 34),
    ],
)
def test_three_trains_come_out_as_published(model, factors, published, above, sets) -> None:
    found = answer(expand(TRAINS, groups(model, factors)))
    assert published - above <= found.probability <= published + 1e-5
    assert found.cut_sets == sets


@given(st.integers(2, 6), st.floats(0.0, 1.0), st.data())
def test_shares_of_a_member_add_up_to_its_probability(n, probability, data) -> None:
    members = tuple(f"m{i}" for i in range(n))
    factor = st.floats(0.01, 1.0)
    for model, factors in (
        ("beta-factor", {n: data.draw(factor)}),
        ("MGL", {k: data.draw(factor) for k in range(2, n + 1)}),
        ("alpha-factor", {k: data.draw(factor) for k in range(1, n + 1)}),
    ):
        levels = level_probabilities(CommonCause("g", CommonCauseModel(model), members, probability, factors))
        total = sum(comb(n - 1, k - 1) * chance for k, chance in levels.items())
        assert total == pytest.approx(probability, abs=1e-12)


def test_alpha_factors_follow_the_formula_of_the_format() -> None:
    group = CommonCause("g", CommonCauseModel.ALPHA_FACTOR, ("a", "b", "c"), 0.1, LEVELS)
    total = 0.7 + 2 * 0.2 + 3 * 0.1
    expected = {k: k * LEVELS[k] / total * 0.1 / comb(2, k - 1) for k in LEVELS}
    assert level_probabilities(group) == pytest.approx(expected)


def test_every_set_of_members_becomes_an_event() -> None:
    expanded = expand(TRAINS, groups("MGL", MGL)[:1])
    sets = [f"[{' '.join(chosen)}]" for k in (1, 2, 3) for chosen in combinations(("valve1", "valve2", "valve3"), k)]
    assert set(sets) <= set(expanded.probability)
    assert "valve1" not in expanded.probability


@pytest.mark.parametrize(
    ("model", "factors", "message"),
    [
        ("beta-factor", {2: 0.2}, r"levels \[2\], expected \[3\]"),
        ("MGL", {3: 0.2}, "none left out"),
        ("alpha-factor", {1: 0.5, 2: 1.5, 3: 0.1}, "expected 0 to 1"),
        ("alpha-factor", {1: 0.0, 2: 0.0, 3: 0.0}, "all alpha factors are 0"),
    ],
)
def test_malformed_factors_are_refused(model, factors, message) -> None:
    with pytest.raises(InputError, match=message):
        expand(TRAINS, groups(model, factors))


def test_an_event_in_two_groups_is_refused() -> None:
    twice = groups("MGL", MGL)[:1] * 2
    with pytest.raises(InputError, match="already in"):
        expand(TRAINS, twice)
