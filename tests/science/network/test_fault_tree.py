"""Fault trees against enumeration of every state, against published answers, and their laws."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forestall.core.errors import InputError, LimitError
from forestall.model.fault_tree import Connective, FaultTree, Formula
from forestall.science.network import diagrams, sampling, zbdd
from forestall.science.network.fault_tree import answer
from forestall.science.network.logic import coherent, compile_tree

EVENTS = tuple("abcdefg")
CHANCES = (0.1, 0.25, 0.5, 0.7, 0.02, 0.9, 0.33)


def value(argument, tree, state):
    """A formula in one state, straight from the meaning of its words."""
    if isinstance(argument, bool):
        return argument
    if isinstance(argument, str):
        return value(tree.gates[argument], tree, state) if argument in tree.gates else state[argument]
    below = [value(each, tree, state) for each in argument.arguments]
    true = sum(below)
    return {
        Connective.AND: all(below),
        Connective.OR: any(below),
        Connective.NOT: not below[0],
        Connective.NAND: not all(below),
        Connective.NOR: not any(below),
        Connective.XOR: true % 2 == 1,
        Connective.IFF: (len(below) - true) % 2 == 0,
        Connective.IMPLY: not below[0] or below[-1],
        Connective.ATLEAST: true >= argument.least,
        Connective.CARDINALITY: argument.least <= true <= argument.most,
    }[argument.connective]


def enumerated(tree):
    """Every state of the events: its probability, the events that happen, and whether the top does."""
    names = sorted(tree.probability)
    for bits in itertools.product((False, True), repeat=len(names)):
        state = dict(zip(names, bits, strict=True))
        chance = math.prod(tree.probability[n] if b else 1 - tree.probability[n] for n, b in state.items())
        yield chance, frozenset(n for n, b in state.items() if b), value(tree.top, tree, state)


def probability_of(tree):
    return math.fsum(chance for chance, _, happens in enumerated(tree) if happens)


def minimal_sets(tree):
    found = [events for _, events, happens in enumerated(tree) if happens]
    return {one for one in found if not any(other < one for other in found)}


@st.composite
def trees(draw, connectives=tuple(Connective)):
    """Small trees whose gates use any earlier gate or event."""
    gates = {}
    for number in range(draw(st.integers(1, 7))):
        pool = [*EVENTS, *gates, *gates]
        connective = draw(st.sampled_from(connectives))
        count = {Connective.NOT: 1, Connective.IMPLY: 2}.get(connective, draw(st.integers(1, 4)))
        below = tuple(draw(st.sampled_from(pool)) for _ in range(count))
        if draw(st.integers(0, 9)) == 0:
            below = (*below[:-1], draw(st.booleans()))
        least = draw(st.integers(1, count))
        gates[f"g{number}"] = Formula(connective, below, least, draw(st.integers(least, count)))
    return FaultTree("random", f"g{len(gates) - 1}", gates, dict(zip(EVENTS, CHANCES, strict=True)))


@settings(max_examples=120)
@given(trees())
def test_probability_is_that_of_every_state_added_up(tree):
    assert answer(tree, cut_sets=False).probability == pytest.approx(probability_of(tree), abs=1e-13)


COHERENT = (Connective.AND, Connective.OR, Connective.ATLEAST)


@settings(max_examples=100)
@given(st.one_of(trees(), trees(COHERENT)))
def test_cut_sets_are_the_minimal_states_in_which_the_top_happens(tree):
    found = answer(tree, first=1000)
    expected = minimal_sets(tree)
    assert found.cut_sets == len(expected)
    assert {frozenset(one.events) for one in found.smallest} == expected
    assert {frozenset(one.events) for one in found.likeliest} == expected
    sizes = [len(one.events) for one in found.smallest]
    assert sizes == sorted(sizes)
    chances = [one.probability for one in found.likeliest]
    assert chances == sorted(chances, reverse=True)


@settings(max_examples=50)
@given(trees(), st.integers(1, 5))
def test_the_first_cut_sets_are_the_best_of_all(tree, first):
    found = answer(tree, first=first)
    expected = sorted(minimal_sets(tree), key=len)[:first]
    assert [len(one.events) for one in found.smallest] == [len(one) for one in expected]


@settings(max_examples=60)
@given(trees())
def test_importances_are_those_of_the_tree_with_the_event_sure_or_impossible(tree):
    whole = probability_of(tree)
    for one in answer(tree, cut_sets=False).importances:
        ends = [
            probability_of(FaultTree("", tree.top, tree.gates, {**tree.probability, one.event: sure}))
            for sure in (0.0, 1.0)
        ]
        assert one.birnbaum == pytest.approx(ends[1] - ends[0], abs=1e-12)
        if whole > 0:
            assert one.fussell_vesely == pytest.approx((whole - ends[0]) / whole, abs=1e-9)
            assert one.raw == pytest.approx(ends[1] / whole, abs=1e-9)
            assert one.rrw == (math.inf if ends[0] == 0 else pytest.approx(whole / ends[0], rel=1e-9))


@settings(max_examples=50)
@given(trees(COHERENT), st.sampled_from(EVENTS))
def test_a_likelier_event_never_makes_a_coherent_top_less_likely(tree, event):
    likelier = FaultTree("", tree.top, tree.gates, {**tree.probability, event: 0.95})
    assert coherent(compile_tree(tree))
    assert answer(likelier, cut_sets=False).probability >= answer(tree, cut_sets=False).probability - 1e-15


@given(trees(), st.randoms(use_true_random=False))
def test_the_order_of_definitions_changes_nothing(tree, random):
    gates, events = list(tree.gates.items()), list(tree.probability.items())
    random.shuffle(gates)
    random.shuffle(events)
    assert answer(FaultTree("random", tree.top, dict(gates), dict(events))) == answer(tree)


@settings(max_examples=40)
@given(trees(), st.sampled_from((0, 1, 10)))
def test_sampling_is_within_four_standard_errors_when_no_diagram_fits(tree, splits):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampling, "DEEPEST", splits)
        patch.setattr(sampling, "solve_module", _refuse)
        logic = compile_tree(tree)
        chances = np.array([tree.probability[e] for e in logic.events])
        found = sampling.estimate(logic, chances, seed=7, relative=0.2)
        assert found == sampling.estimate(logic, chances, seed=7, relative=0.2)
    assert abs(found.value - probability_of(tree)) <= 4 * math.sqrt(found.variance) + 1e-12
    assert splits or found.trials or not logic.gates


def _refuse(*_):
    raise LimitError("nothing fits")


def test_a_necessary_event_has_an_infinite_risk_reduction_worth():
    gates = {"top": Formula(Connective.AND, ("mains", Formula(Connective.OR, ("generator", "relay"))))}
    found = answer(FaultTree("", "top", gates, {"mains": 0.03, "generator": 0.02, "relay": 0.05}))
    by_event = {one.event: one for one in found.importances}
    assert by_event["mains"].rrw == math.inf
    assert by_event["mains"].fussell_vesely == 1.0
    assert by_event["relay"].rrw == pytest.approx(0.00207 / 0.0006)


def test_an_impossible_top_has_no_cut_set_and_undefined_shares():
    found = answer(FaultTree("", "top", {"top": Formula(Connective.AND, ("a", "b"))}, {"a": 0.0, "b": 0.5}))
    assert found.probability == 0.0
    assert found.cut_sets == 1
    assert all(math.isnan(one.raw) for one in found.importances)


def test_a_top_that_is_a_basic_event_or_a_constant_is_answered():
    assert answer(FaultTree("", "a", {}, {"a": 0.25})).cut_sets == 1
    assert answer(FaultTree("", "sure", {"sure": True}, {})).probability == 1.0
    assert answer(FaultTree("", "never", {"never": False}, {})).cut_sets == 0


def test_gates_in_a_circle_are_named_in_order():
    gates = {"a": Formula(Connective.OR, ("b", "x")), "b": Formula(Connective.AND, ("c", "x")), "c": "a"}
    with pytest.raises(InputError, match="circle: a → b → c → a"):
        answer(FaultTree("", "a", gates, {"x": 0.1}))


@pytest.mark.parametrize("chance", [-0.1, 1.0000001, math.nan])
def test_a_probability_outside_0_to_1_names_its_event(chance):
    with pytest.raises(InputError, match="basic event x: probability"):
        answer(FaultTree("", "x", {}, {"x": chance}))


def test_a_name_without_meaning_names_the_gate_that_uses_it():
    with pytest.raises(InputError, match="gate top: lost is neither"):
        answer(FaultTree("", "top", {"top": Formula(Connective.OR, ("lost",))}, {}))


def test_counts_beyond_64_bits_are_exact():
    gates = {f"or{i}": Formula(Connective.OR, tuple(f"e{i}_{j}" for j in range(9))) for i in range(40)}
    shared = {f"with{i}": Formula(Connective.AND, (f"or{i}", f"or{(i + 1) % 40}")) for i in range(0, 40, 2)}
    top = Formula(Connective.AND, tuple(shared))
    chances = {f"e{i}_{j}": 1e-3 for i in range(40) for j in range(9)}
    assert answer(FaultTree("", "top", {**gates, **shared, "top": top}, chances), first=1).cut_sets == 9**40


def test_a_tree_deeper_than_the_interpreter_allows_is_solved():
    gates = {f"g{i}": Formula(Connective.OR if i % 2 else Connective.AND, (f"g{i + 1}", f"e{i}")) for i in range(1500)}
    gates["g1500"] = "last"
    chances = {f"e{i}": 0.5 for i in range(1500)} | {"last": 0.5}
    assert 0.0 < answer(FaultTree("", "g0", gates, chances), cut_sets=False).probability < 1.0


def test_modules_and_one_single_diagram_agree(monkeypatch):
    gates = {
        "left": Formula(Connective.ATLEAST, ("a", "b", "c"), least=2),
        "right": Formula(Connective.XOR, ("d", Formula(Connective.NOT, ("e",)))),
        "top": Formula(
            Connective.OR, (Formula(Connective.AND, ("left", "right")), Formula(Connective.AND, ("f", "right")))
        ),
    }
    tree = FaultTree("", "top", gates, dict(zip("abcdef", CHANCES, strict=False)))
    solved = diagrams.solve(compile_tree(tree))
    assert len(solved.parts) > 1
    assert answer(tree).probability == pytest.approx(probability_of(tree), abs=1e-15)
    assert zbdd.count(zbdd.cut_sets(solved), solved.logic.tops[0]) == len(minimal_sets(tree))
