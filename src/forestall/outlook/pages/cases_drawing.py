"""Drawings of how a cause was found: five whys, bow tie, fault tree. Boxes, wires and marks, in pixels."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forestall.model.cause_analysis import BowTie, Branch, CauseTree, FiveWhys, Structure

_WIDE = 150.0  # of a box
_LINE, _ROOM = 15.0, 16.0  # of a line of text; around it
_LETTERS = 22  # in a line of a box
_GAP = 26.0


@dataclass(frozen=True, slots=True)
class Box:
    """A box with words."""

    x: float
    """Its left edge."""
    y: float
    """Its upper edge."""
    width: float
    """How wide."""
    height: float
    """How high."""
    lines: tuple[str, ...]
    """What it says."""
    kind: str
    """`box`, `top`, `root`, `barrier`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A gate."""

    x: float
    """Its middle."""
    y: float
    """Its middle."""
    join: str
    """`and`, `or`."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing."""

    width: float
    """[px]"""
    height: float
    """[px]"""
    boxes: tuple[Box, ...]
    """Boxes with words."""
    wires: tuple[str, ...]
    """SVG paths between them."""
    marks: tuple[Mark, ...] = ()
    """Gates of a fault tree."""


def drawn(structure: Structure) -> Drawing:
    """The drawing of an analysis."""
    match structure:
        case FiveWhys():
            return _whys(structure)
        case BowTie():
            return _bow_tie(structure)
        case CauseTree():
            return _tree(structure)


def _box(x: float, y: float, text: str, kind: str, width: float = _WIDE) -> Box:
    letters = max(8, int(_LETTERS * width / _WIDE))
    lines = tuple(textwrap.wrap(text, letters, max_lines=6, placeholder=" …")) or ("",)
    return Box(x, y, width, _LINE * len(lines) + _ROOM, lines, kind)


def _whys(chain: FiveWhys) -> Drawing:
    """From what happened down to the root, each step a little further in."""
    boxes: list[Box] = []
    wires: list[str] = []
    y, width = 8.0, 2.6 * _WIDE
    for step, text in enumerate((chain.problem, *chain.whys)):
        kind = "top" if step == 0 else "root" if step == len(chain.whys) else "box"
        box = _box(8.0 + step * _GAP, y, text, kind, width)
        if boxes:
            last = boxes[-1]
            x = last.x + _GAP / 2
            wires.append(f"M{x:g} {last.y + last.height:g}V{box.y + box.height / 2:g}H{box.x:g}")
        boxes.append(box)
        y += box.height + _GAP / 2
    return Drawing(boxes[-1].x + width + 8.0, y, tuple(boxes), tuple(wires))


def _bow_tie(tie: BowTie) -> Drawing:
    """Threats, their barriers, the top event below its hazard, barriers, consequences; from left to right."""
    deep = max((len(each.barriers) for each in (*tie.threats, *tie.consequences)), default=0)
    step = _WIDE + _GAP
    middle = 8.0 + step * (1 + deep)
    left, low = _side(tie.threats, 8.0, step)
    right, low_right = _side(tie.consequences, 2 * middle, -step)
    high, wide = (_box(0.0, 0.0, each, "box").height for each in (tie.hazard, tie.top))
    start = max(8.0, (max(low, low_right) - high - _GAP - wide) / 2)
    hazard = _box(middle, start, tie.hazard, "box")
    top = _box(middle, start + high + _GAP, tie.top, "top")
    y = top.y + top.height / 2
    wires = [f"M{top.x + _WIDE / 2:g} {hazard.y + hazard.height:g}V{top.y:g}"]
    for rows, outward, edge in ((left, False, top.x), (right, True, top.x + _WIDE)):
        for row in rows:
            wires += _along(row, edge, y, outward=outward)
    boxes = (hazard, top, *(each for row in (*left, *right) for each in row))
    height = max(each.y + each.height for each in boxes) + 8.0
    return Drawing(2 * middle + _WIDE + 8.0, height, boxes, tuple(wires))


def _side(branches: Iterable[Branch], x: float, step: float) -> tuple[list[tuple[Box, ...]], float]:
    """Rows of boxes, each a branch with its barriers toward the middle, and where the next row would begin."""
    rows: list[tuple[Box, ...]] = []
    y = 8.0
    for branch in branches:
        first = _box(x, y, branch.text, "box")
        row = (first, *(_box(x + step * (i + 1), y, each, "barrier") for i, each in enumerate(branch.barriers)))
        rows.append(row)
        y += max(each.height for each in row) + _GAP / 2
    return rows, y


def _along(row: Sequence[Box], edge: float, y: float, *, outward: bool) -> list[str]:
    """Wires from a branch over its barriers to the top event."""
    found = []
    for one, other in pairwise(row):
        a, b = (other, one) if outward else (one, other)
        found.append(f"M{a.x + a.width:g} {_mid(a):g}L{b.x:g} {_mid(b):g}")
    last = row[-1]
    ends = (last.x, _mid(last)) if outward else (last.x + last.width, _mid(last))
    bend = (edge + ends[0]) / 2
    found.append(f"M{ends[0]:g} {ends[1]:g}C{bend:g} {ends[1]:g} {bend:g} {y:g} {edge:g} {y:g}")
    return found


def _mid(box: Box) -> float:
    return box.y + box.height / 2


def _tree(tree: CauseTree) -> Drawing:
    """The top event above, each gate above what it needs; an event below two gates is drawn below each."""
    words = {each.id: each.text for each in tree.gates} | {each.id: each.text for each in tree.basics}
    joins = {each.id: each.join.value for each in tree.gates}
    below = {each.id: each.inputs for each in tree.gates}
    boxes: list[Box] = []
    wires: list[str] = []
    marks: list[Mark] = []

    def place(name: str, x: float, y: float) -> tuple[Box, float]:
        """Draw an event with all below it; gives its box and where the next one can begin."""
        right, tops = x, []
        shape = _box(0.0, y, words[name], "box")
        for each in below.get(name, ()):
            child, right = place(each, right, y + shape.height + 3 * _GAP)
            tops.append(child)
        middle = (tops[0].x + tops[-1].x) / 2 if tops else x
        kind = "top" if name == tree.top else "box" if tops else "root"
        box = _box(middle, y, words[name], kind)
        boxes.append(box)
        if tops:
            at = box.y + box.height + _GAP
            wires.append(f"M{box.x + _WIDE / 2:g} {box.y + box.height:g}V{at:g}")
            wires.extend(f"M{box.x + _WIDE / 2:g} {at:g}V{at + _GAP:g}H{c.x + _WIDE / 2:g}V{c.y:g}" for c in tops)
            marks.append(Mark(box.x + _WIDE / 2, at, joins[name]))
        return box, max(right, x + _WIDE + _GAP / 2)

    _, right = place(tree.top, 8.0, 8.0)
    return Drawing(right, max(each.y + each.height for each in boxes) + 8.0, tuple(boxes), tuple(wires), tuple(marks))
