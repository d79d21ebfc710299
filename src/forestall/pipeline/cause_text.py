"""How a cause was found, as people type it into a form: lines of words, read into the records of the three methods."""

from collections.abc import Mapping

from forestall.core.errors import InputError
from forestall.model.cause_analysis import Basic, BowTie, Branch, CauseTree, FiveWhys, Gate, Join, Method, Structure

_GATES = {"and:": Join.AND, "or:": Join.OR}
_MOST = 500  # lines


def structure_typed(method: Method, typed: Mapping[str, str]) -> Structure:
    """An analysis from the fields of its form; what makes it sound is checked where it is kept.

    Args:
        method: how it was found
        typed: five whys: `problem`, `whys` (a line each); bow tie: `hazard`, `top`, `threats`, `consequences` (a line
            each, barriers behind it after `|`); fault tree: `tree` (an event a line, indented below what it leads to,
            gates begin with `and:` or `or:`)

    Raises:
        InputError: it cannot be read.
    """
    match method:
        case Method.FIVE_WHYS:
            return FiveWhys(typed.get("problem", "").strip(), _lines(typed.get("whys", "")))
        case Method.BOW_TIE:
            sides = (tuple(map(_branch, _lines(typed.get(each, "")))) for each in ("threats", "consequences"))
            return BowTie(typed.get("hazard", "").strip(), typed.get("top", "").strip(), *sides)
        case Method.FAULT_TREE:
            return _tree(typed.get("tree", ""))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines()[:_MOST] if line.strip())


def _branch(line: str) -> Branch:
    text, *barriers = (part.strip() for part in line.split("|"))
    return Branch(text, tuple(barriers))


def _tree(text: str) -> CauseTree:
    rows = [(len(line) - len(line.lstrip()), line.strip()) for line in text.expandtabs(2).splitlines()[:_MOST]]
    rows = [(depth, words) for depth, words in rows if words]
    if not rows:
        raise InputError("tree: found nothing, expected a first line such as `or: the valve did not close`")
    inputs: dict[int, list[int]] = {}
    way: list[tuple[int, int]] = []
    for number, (depth, words) in enumerate(rows):
        while way and way[-1][0] >= depth:
            way.pop()
        if not way and number:
            raise InputError(f"tree: line {number + 1}: {words[:60]!r} is below nothing; indent it below its event")
        if way:
            inputs.setdefault(way[-1][1], []).append(number)
        way.append((depth, number))
    gates = tuple(_gate(number, rows[number][1], below) for number, below in sorted(inputs.items()))
    if not gates:
        raise InputError("tree: found one event only, expected events indented below it")
    return CauseTree("e1", gates, tuple(_basic(i, words) for i, (_, words) in enumerate(rows) if i not in inputs))


def _gate(number: int, words: str, below: list[int]) -> Gate:
    for sign, join in _GATES.items():
        if words.casefold().startswith(sign):
            return Gate(f"e{number + 1}", words[len(sign) :].strip(), join, tuple(f"e{each + 1}" for each in below))
    raise InputError(f"tree: line {number + 1}: {words[:60]!r} has events below it; begin it with `and:` or `or:`")


def _basic(number: int, words: str) -> Basic:
    return Basic(f"e{number + 1}", words)
