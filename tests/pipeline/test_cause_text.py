"""How a cause was found, as typed: read into records, or refused with the line."""

import pytest

from forestall.core.errors import InputError
from forestall.model.cause_analysis import BowTie, Branch, FiveWhys, Join, Method
from forestall.pipeline.cause_text import structure_typed


def test_five_whys_are_lines() -> None:
    typed = {"problem": " gate open ", "whys": "worn\n\n nobody looked "}
    assert structure_typed(Method.FIVE_WHYS, typed) == FiveWhys("gate open", ("worn", "nobody looked"))


def test_barriers_stand_behind_a_threat() -> None:
    typed = {"hazard": "fuel", "top": "leak", "threats": "rust | paint | survey", "consequences": "fire"}
    expected = BowTie("fuel", "leak", (Branch("rust", ("paint", "survey")),), (Branch("fire"),))
    assert structure_typed(Method.BOW_TIE, typed) == expected


def test_a_fault_tree_is_read_from_its_indents() -> None:
    found = structure_typed(Method.FAULT_TREE, {"tree": "or: top\n\tand: two\n\t\ta\n\t\tb\n\tc"})
    assert [(gate.text, gate.join, gate.inputs) for gate in found.gates] == [
        ("top", Join.OR, ("e2", "e5")),
        ("two", Join.AND, ("e3", "e4")),
    ]
    assert [each.text for each in found.basics] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "found nothing"),
        ("or: top", "one event only"),
        ("or: top\nloose", "line 2: 'loose' is below nothing"),
        ("top\n  a", "line 1: 'top' has events below it"),
    ],
)
def test_a_fault_tree_that_cannot_be_read_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        structure_typed(Method.FAULT_TREE, {"tree": text})
