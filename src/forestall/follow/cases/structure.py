"""Whether an analysis of a cause is sound: no circle, nothing loose, nothing empty. All that is wrong, in one go."""

from collections.abc import Iterator

from forestall.core.errors import InputError
from forestall.model.cause_analysis import Basic, BowTie, Branch, CauseTree, FiveWhys, Gate, Structure

LEAST_WHYS = 2
MOST_WHYS = 10
MOST_NODES = 500


def check(structure: Structure) -> None:
    """Refuse an analysis that is not sound.

    Raises:
        InputError: with everything that is wrong.
    """
    wrong = tuple(flaws(structure))
    if wrong:
        raise InputError("; ".join(wrong))


def flaws(structure: Structure) -> Iterator[str]:
    """What is wrong with an analysis: where, what was found, what was expected."""
    match structure:
        case FiveWhys():
            yield from _whys(structure)
        case CauseTree():
            yield from _tree(structure)
        case BowTie():
            yield from _bow_tie(structure)


def _whys(chain: FiveWhys) -> Iterator[str]:
    if not chain.problem.strip():
        yield "problem: found nothing, expected what happened"
    if not LEAST_WHYS <= len(chain.whys) <= MOST_WHYS:
        yield f"whys: found {len(chain.whys)}, expected {LEAST_WHYS} to {MOST_WHYS}"
    said = {chain.problem.strip().casefold(): "problem"}
    for number, why in enumerate(chain.whys, 1):
        folded = why.strip().casefold()
        if not folded:
            yield f"whys[{number}]: found nothing, expected an answer"
        elif folded in said:
            yield f"whys[{number}]: found the words of {said[folded]}, expected another answer: it runs in a circle"
        said.setdefault(folded, f"whys[{number}]")


def _tree(tree: CauseTree) -> Iterator[str]:
    events: tuple[Gate | Basic, ...] = (*tree.gates, *tree.basics)
    ids = [each.id for each in events]
    if len(ids) > MOST_NODES:
        yield f"fault tree: found {len(ids)} events, expected at most {MOST_NODES}"
        return
    yield from (f"{each}: found twice, expected each id once" for each in sorted(set(ids)) if ids.count(each) > 1)
    yield from (f"{one.id}: text: found nothing" for one in events if not one.text.strip())
    below = {gate.id: gate.inputs for gate in tree.gates}
    if tree.top not in below:
        yield f"top: found {tree.top!r}, expected the id of a gate"
    for gate in tree.gates:
        if not gate.inputs:
            yield f"{gate.id}: inputs: found none, expected at least one"
        yield from (f"{gate.id}: inputs: found {name!r}, which is no event" for name in gate.inputs if name not in ids)
    circle = _circle(below)
    if circle:
        yield f"fault tree: found a circle {' > '.join(circle)}, expected none"
    reached = _reached(tree.top, below)
    yield from (f"{name}: not below the top event, expected all in one tree" for name in ids if name not in reached)


def _circle(below: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Gates that follow from themselves, by name; none in a sound tree."""
    done: set[str] = set()
    for start in below:
        way: list[str] = []
        found = _walk(start, below, way, done)
        if found:
            return found
    return ()


def _walk(node: str, below: dict[str, tuple[str, ...]], way: list[str], done: set[str]) -> tuple[str, ...]:
    if node in way:
        return (*way[way.index(node) :], node)
    if node in done:
        return ()
    way.append(node)
    for name in below.get(node, ()):
        found = _walk(name, below, way, done)
        if found:
            return found
    done.add(way.pop())
    return ()


def _reached(top: str, below: dict[str, tuple[str, ...]]) -> set[str]:
    reached: set[str] = set()
    waiting = [top]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(below.get(name, ()))
    return reached


def _bow_tie(tie: BowTie) -> Iterator[str]:
    for name, text in (("hazard", tie.hazard), ("top", tie.top)):
        if not text.strip():
            yield f"{name}: found nothing"
    yield from _side("threats", tie.threats)
    yield from _side("consequences", tie.consequences)
    both = {each.text.strip().casefold() for each in tie.threats} & {
        each.text.strip().casefold() for each in tie.consequences
    }
    yield from (f"threats: found {text!r} among the consequences too: it runs in a circle" for text in sorted(both))


def _side(name: str, branches: tuple[Branch, ...]) -> Iterator[str]:
    if not branches:
        yield f"{name}: found none, expected at least one"
    for number, branch in enumerate(branches, 1):
        if not branch.text.strip() or not all(each.strip() for each in branch.barriers):
            yield f"{name}[{number}]: found an empty text, expected a {name[:-1]} and its barriers"
