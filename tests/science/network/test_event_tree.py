"""Sequences of event trees."""

import pytest

from forestall.core.errors import InputError
from forestall.model.fault_tree import Connective, EventTree, FaultTree, Formula, SequencePath
from forestall.science.network.event_tree import sequence_probabilities

TREE = FaultTree("", "", {"both": Formula(Connective.AND, ("a", "b"))}, {"a": 0.5, "b": 0.2})


def test_overlapping_ways_to_one_sequence_do_not_count_twice() -> None:
    ways = EventTree("i", (SequencePath("s", "a"), SequencePath("s", "both"), SequencePath("t", "b")))
    assert sequence_probabilities(TREE, ways) == pytest.approx({"s": 0.5, "t": 0.2})


def test_ways_by_chance_are_added_up_with_their_factors() -> None:
    ways = EventTree("i", (SequencePath("s", "a", 0.3, by_chance=True), SequencePath("s", True, 0.4, by_chance=True)))
    assert sequence_probabilities(TREE, ways) == pytest.approx({"s": 0.5 * 0.3 + 0.4})


def test_a_sequence_likelier_than_certain_is_refused() -> None:
    ways = EventTree("i", (SequencePath("s", True, 0.7, by_chance=True),) * 2)
    with pytest.raises(InputError, match=r"sequence s has probability 1\.4"):
        sequence_probabilities(TREE, ways)
