"""Whether a regular expression can read one text in exponentially many ways, so that a backtracking engine hangs.

The expression becomes an automaton of its characters' places (Glushkov 1961). It is exponentially ambiguous exactly
when some place leads back to itself along two different ways over the same text (Weber and Seidl 1991, theorem 4.1,
criterion EDA), which is looked for in the square of the automaton. Back-references and look-around are left out.
"""

from dataclasses import dataclass, field

from forestall.standards.sigma.charset import Ranges
from forestall.standards.sigma.pcre import Chars, Choice, Nothing, Repeat, Sequence, Tree

MAX_PLACES = 400
MAX_PAIRS = 60_000
UNBOUNDED = 20  # a repeat this long counts as one without bound


@dataclass
class _Places:
    """The characters' places and which may follow which; an edge found twice is `double`."""

    sets: list[Ranges] = field(default_factory=list)
    follow: list[set[int]] = field(default_factory=list)
    double: set[tuple[int, int]] = field(default_factory=set)

    def link(self, left: set[int], right: set[int]) -> None:
        for before in left:
            self.double |= {(before, after) for after in right & self.follow[before]}
            self.follow[before] |= right


@dataclass(frozen=True, slots=True)
class _Part:
    """Places with which a part may begin and end, and whether it may be empty."""

    first: frozenset[int]
    last: frozenset[int]
    empty: bool


class _TooLargeError(Exception):
    """More places or pairs than are looked at."""


def exponential(tree: Tree) -> bool:
    """Whether some text can be read in a number of ways that doubles with its length; False when too large to judge."""
    places = _Places()
    try:
        _build(tree, places)
        return _ambiguous(places)
    except _TooLargeError:
        return False


def _build(tree: Tree, places: _Places) -> _Part:
    match tree:
        case Nothing():
            return _Part(frozenset(), frozenset(), True)
        case Chars(ranges):
            return _one(ranges, places)
        case Choice(parts):
            found = [_build(part, places) for part in parts]
            return _Part(
                frozenset().union(*(part.first for part in found)),
                frozenset().union(*(part.last for part in found)),
                any(part.empty for part in found),
            )
        case Sequence(parts):
            whole = _Part(frozenset(), frozenset(), True)
            for part in parts:
                whole = _after(whole, _build(part, places), places)
            return whole
        case Repeat(part, least, most):
            return _again(part, least, most, places)


def _one(ranges: Ranges, places: _Places) -> _Part:
    if len(places.sets) >= MAX_PLACES:
        raise _TooLargeError
    places.sets.append(ranges)
    places.follow.append(set())
    only = frozenset({len(places.sets) - 1})
    return _Part(only, only, False)


def _after(left: _Part, right: _Part, places: _Places) -> _Part:
    places.link(set(left.last), set(right.first))
    return _Part(
        left.first | right.first if left.empty else left.first,
        left.last | right.last if right.empty else right.last,
        left.empty and right.empty,
    )


def _again(part: Tree, least: int, most: int | None, places: _Places) -> _Part:
    """A repeat with a small bound is written out; a long one is a loop."""
    if most is not None and most < UNBOUNDED:
        whole = _Part(frozenset(), frozenset(), True)
        for turn in range(most):
            one = _build(part, places)
            whole = _after(whole, _Part(one.first, one.last, one.empty or turn >= least), places)
        return whole
    one = _build(part, places)
    places.link(set(one.last), set(one.first))
    return _Part(one.first, one.last, one.empty or not least)


def _ambiguous(places: _Places) -> bool:
    loops = _components(places.follow)
    if any(loops[before] == loops[after] for before, after in places.double):
        return True
    return any(
        _two_ways(start, places, loops)
        for start in range(len(places.sets))
        if start in places.follow[start] or any(loops[other] == loops[start] for other in places.follow[start])
    )


def _two_ways(start: int, places: _Places, loops: list[int]) -> bool:
    """Whether (start, start) leads over an unequal pair back to (start, start), inside one loop."""
    seen: set[tuple[int, int, bool]] = set()
    waiting = [(start, start, False)]
    while waiting:
        left, right, parted = waiting.pop()
        for one in places.follow[left]:
            for other in places.follow[right]:
                if (
                    loops[one] != loops[start]
                    or loops[other] != loops[start]
                    or not _meet(places.sets[one], places.sets[other])
                ):
                    continue
                pair = (min(one, other), max(one, other), parted or one != other)
                if pair == (start, start, True):
                    return True
                if pair not in seen:
                    seen.add(pair)
                    waiting.append(pair)
        if len(seen) > MAX_PAIRS:
            raise _TooLargeError
    return False


def _meet(left: Ranges, right: Ranges) -> bool:
    return any(low <= end and start <= high for low, high in left for start, end in right)


def _components(follow: list[set[int]]) -> list[int]:
    """The loop to which each place belongs (strongly connected components, Kosaraju), by number."""
    order: list[int] = []
    seen: set[int] = set()
    for start in range(len(follow)):
        _visit(start, follow, seen, order)
    back: list[set[int]] = [set() for _ in follow]
    for before, afters in enumerate(follow):
        for after in afters:
            back[after].add(before)
    found = [-1] * len(follow)
    reached: set[int] = set()
    for root in reversed(order):
        group: list[int] = []
        _visit(root, back, reached, group)
        for place in group:
            found[place] = root
    return found


def _visit(start: int, follow: list[set[int]], seen: set[int], order: list[int]) -> None:
    """Places reached from one that were not seen, in the order in which they are left."""
    if start in seen:
        return
    seen.add(start)
    stack = [(start, iter(sorted(follow[start])))]
    while stack:
        place, others = stack[-1]
        after = next((other for other in others if other not in seen), None)
        if after is None:
            order.append(place)
            stack.pop()
        else:
            seen.add(after)
            stack.append((after, iter(sorted(follow[after]))))
