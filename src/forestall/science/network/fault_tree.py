"""A fault tree answered: probability of the top, minimal cut sets, importances; exact, or sampled when it is too large.

The steps are in `logic` (names to a graph), `modules` and `diagrams` (exact), `zbdd` (cut sets), `sampling`.
"""

from dataclasses import dataclass

import numpy as np

from forestall.core.errors import InputError, LimitError
from forestall.model.fault_tree import FaultTree
from forestall.science.network import diagrams, sampling, zbdd
from forestall.science.network.importance import Importance, importances
from forestall.science.network.logic import Logic, coherent, compile_tree

FIRST = 10  # cut sets that are listed


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a fault tree."""

    name: str
    """The tree's."""
    top: str
    """Its top."""
    events: int
    """Basic events the top needs."""
    gates: int
    """Gates left after folding and merging."""
    coherent: bool
    """No negation is left: more events never make the top less likely."""
    probability: float
    """Of the top."""
    half_width: float
    """Half of its 95 % interval; 0 when it is exact."""
    trials: int
    """How many were sampled; 0 when it is exact."""
    cut_sets: int | None
    """How many minimal cut sets; None when they were not asked for or do not fit."""
    smallest: tuple[zbdd.CutSet, ...]
    """The first of them by size."""
    likeliest: tuple[zbdd.CutSet, ...]
    """The first of them by probability."""
    importances: tuple[Importance, ...]
    """Of every basic event; empty when the probability is sampled."""
    remarks: tuple[str, ...]
    """What could not be done, and why."""


def answer(
    tree: FaultTree, *, cut_sets: bool = True, first: int = FIRST, limit: int = diagrams.LIMIT, seed: int = 0
) -> Answer:
    """The top's probability, cut sets and importances.

    Args:
        tree: the fault tree
        cut_sets: count and list minimal cut sets too
        first: how many cut sets to list by size and by probability
        limit: most nodes of a decision diagram before the probability is sampled instead
        seed: of the sampling

    Raises:
        InputError: the tree is malformed (a circle, an undefined name, a probability outside 0 to 1).
    """
    check_probabilities(tree)
    logic = compile_tree(tree)
    probability = np.array([tree.probability[event] for event in logic.events])
    try:
        solved = diagrams.solve(logic, limit)
    except LimitError as error:
        return _sampled(tree, logic, _estimate(logic, probability, seed, limit), str(error))
    top = solved.logic.tops[0]
    chance = diagrams.chances(solved, probability)
    count: int | None = None
    smallest: tuple[zbdd.CutSet, ...] = ()
    likeliest: tuple[zbdd.CutSet, ...] = ()
    remarks: list[str] = []
    if cut_sets:
        try:
            sets = zbdd.cut_sets(solved)
            count = zbdd.count(sets, top)
            smallest = zbdd.first(sets, top, probability, first)
            likeliest = zbdd.first(sets, top, probability, first, likeliest=True)
        except LimitError as error:
            remarks.append(f"minimal cut sets are not counted: {error}")
    return Answer(
        tree.name, tree.top, len(logic.events), len(logic.gates), coherent(logic),
        diagrams.literal_chance(chance, top), 0.0, 0, count, smallest, likeliest,
        importances(solved, chance, top), tuple(remarks),
    )  # fmt: skip


def check_probabilities(tree: FaultTree) -> None:
    """Every probability is a number from 0 to 1.

    Raises:
        InputError: names the first that is not.
    """
    for event in sorted(tree.probability):
        value = tree.probability[event]
        if not 0.0 <= value <= 1.0:
            raise InputError(f"basic event {event}: probability {value:g}, expected 0 to 1")


def _estimate(logic: Logic, probability: diagrams.Floats, seed: int, limit: int) -> sampling.Estimate:
    return sampling.estimate(logic, probability, seed, easy=min(sampling.EASY, limit))


def _sampled(tree: FaultTree, logic: Logic, found: sampling.Estimate, why: str) -> Answer:
    remarks = (
        f"{why}: the probability is sampled, in {found.strata} strata",
        "minimal cut sets and importances need the diagram and are left out",
    )
    return Answer(
        tree.name, tree.top, len(logic.events), len(logic.gates), coherent(logic),
        found.value, found.half_width, found.trials, None, (), (), (), remarks,
    )  # fmt: skip
