"""Drawings of causes: nothing outside the picture, no two boxes over each other."""

from hypothesis import given
from hypothesis import strategies as st

from forestall.model.cause_analysis import BowTie, Branch, FiveWhys, Method, Structure
from forestall.outlook.pages.cases_drawing import drawn
from forestall.pipeline.cause_text import structure_typed

WORDS = st.text("abc de", min_size=1, max_size=60)
BRANCHES = st.lists(st.builds(Branch, WORDS, st.lists(WORDS, max_size=3).map(tuple)), min_size=1, max_size=4).map(tuple)


CHAINS = st.builds(FiveWhys, WORDS, st.lists(WORDS, min_size=2, max_size=8).map(tuple))


@given(st.one_of(CHAINS, st.builds(BowTie, WORDS, WORDS, BRANCHES, BRANCHES)))
def test_every_box_lies_in_the_picture_and_over_no_other(structure: Structure) -> None:
    checked(structure)


def test_a_fault_tree_is_drawn_with_its_gates_below_their_events() -> None:
    typed = {"tree": "and: top\n  or: left\n    a\n    b\n    c\n  or: right\n    d\n    e"}
    found = structure_typed(Method.FAULT_TREE, typed)
    checked(found)
    assert len(drawn(found).boxes) == 8
    assert sorted(mark.join for mark in drawn(found).marks) == ["and", "or", "or"]


def checked(structure: Structure) -> None:
    drawing = drawn(structure)
    for n, box in enumerate(drawing.boxes):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height
        for other in drawing.boxes[n + 1 :]:
            apart = box.x >= other.x + other.width or other.x >= box.x + box.width
            assert apart or box.y >= other.y + other.height or other.y >= box.y + box.height
