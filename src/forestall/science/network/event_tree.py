"""Sequences of an event tree with their exact probabilities.

Ways to one sequence that only collect formulas are joined by "or", so that overlapping ways do not count twice. A way
that collects expressions excludes the others by its own chance, so these are added up. A sequence's formulas refer to
one fault tree: what fails on the way stays failed in what follows.
"""

from collections.abc import Sequence

import numpy as np

from forestall.core.errors import InputError
from forestall.model.fault_tree import Argument, Connective, EventTree, FaultTree, Formula, SequencePath
from forestall.science.network import diagrams
from forestall.science.network.logic import compile_tree


def sequence_probabilities(tree: FaultTree, events: EventTree) -> dict[str, float]:
    """Probability of each sequence given the initiating event, by name.

    Raises:
        InputError: a formula is malformed or names what is not defined, or a factor makes a probability above 1.
        LimitError: the diagrams do not fit.
    """
    names = sorted({path.sequence for path in events.paths})
    out = dict.fromkeys(names, 0.0)
    terms = [(name, *term) for name in names for term in _terms([p for p in events.paths if p.sequence == name])]
    logic = compile_tree(tree, tuple(formula for _, formula, _ in terms))
    solved = diagrams.solve(logic)
    probability = np.array([tree.probability[event] for event in solved.logic.events])
    chance = diagrams.chances(solved, probability)
    for (name, _, factor), top in zip(terms, solved.logic.tops, strict=True):
        out[name] += factor * diagrams.literal_chance(chance, top)
    for name, value in out.items():
        if value > 1.0 + 1e-9:
            raise InputError(f"event tree {events.name}: sequence {name} has probability {value:g}, above 1")
    return out


def _terms(paths: Sequence[SequencePath]) -> list[tuple[Argument, float]]:
    """Formulas whose probabilities, times their factors, add up to the sequence's."""
    sure = tuple(path.formula for path in paths if not path.by_chance)
    terms: list[tuple[Argument, float]] = [(path.formula, path.factor) for path in paths if path.by_chance]
    return [*terms, (Formula(Connective.OR, sure), 1.0)] if sure else terms
