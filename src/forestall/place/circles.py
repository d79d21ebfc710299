"""Dependencies that go in a circle without any buffer: allowed, and said, as such sites fall together at once."""

from collections.abc import Iterator, Mapping

from forestall.model.site import Dependency
from forestall.place.draft import Draft, Entry

Needs = Mapping[str, tuple[str, ...]]


def check_circles(draft: Draft) -> None:
    """A warning for each group of sites that need one another with no hour to spare anywhere."""
    bare = [(entry, dep) for entry, dep in draft.of(Dependency) if dep.buffer < 1 and _every(dep)]
    needs: dict[str, tuple[str, ...]] = {}
    for _, dep in bare:
        needs[dep.site] = (*needs.get(dep.site, ()), *dep.suppliers)
    for circle in _circles({name: tuple(sorted(set(needs[name]))) for name in sorted(needs)}):
        entry = _first(circle, bare)
        found = f"a circle without buffer: {' → '.join((*circle, circle[0]))}"
        hint = "allowed: the failure of one takes all down at once; they come back together"
        draft.report(entry.file).warning(entry.line, "suppliers", found, "a buffer of an hour or more in it", hint)


def _every(dep: Dependency) -> bool:
    """Whether a dependency needs every one of its suppliers, so that one alone takes it down."""
    return dep.required >= len(set(dep.suppliers))


def _first(circle: tuple[str, ...], bare: list[tuple[Entry, Dependency]]) -> Entry:
    """Where the first site of a circle needs the second."""
    after = circle[1 % len(circle)]
    return next(entry for entry, dep in bare if dep.site == circle[0] and after in dep.suppliers)


def _circles(needs: Needs) -> Iterator[tuple[str, ...]]:
    """A shortest circle through the first site of each group of sites that all reach one another."""
    left = _peeled(needs)
    back = _reversed(left)
    named: set[str] = set()
    for name in sorted(left):
        if name not in named and (circle := _shortest(name, left)):
            named.update(_reached(name, left) & _reached(name, back))
            yield circle


def _peeled(needs: Needs) -> Needs:
    """Without sites that lie on no circle, as nothing needs them or they need nothing that is left."""
    left = dict(needs)
    for _ in range(2):
        left = _without_ends(left)
        left = dict(_reversed(left))
    return {name: tuple(sorted(below)) for name, below in left.items()}


def _without_ends(needs: Needs) -> dict[str, tuple[str, ...]]:
    """Without the sites from which every way ends."""
    open_ways = {name: len(below) for name, below in needs.items()}
    back = _reversed(needs)
    waiting = sorted(name for name in back if not open_ways.get(name))
    ended = set(waiting)
    while waiting:
        for above in back.get(waiting.pop(), ()):
            open_ways[above] -= 1
            if not open_ways[above]:
                ended.add(above)
                waiting.append(above)
    return {name: tuple(one for one in needs[name] if one not in ended) for name in sorted(needs) if name not in ended}


def _reversed(needs: Needs) -> dict[str, tuple[str, ...]]:
    """Who needs each site."""
    back: dict[str, list[str]] = {}
    for name in sorted(needs):
        for below in needs[name]:
            back.setdefault(below, []).append(name)
    return {name: tuple(back[name]) for name in sorted(back)}


def _reached(name: str, needs: Needs) -> set[str]:
    found, waiting = set[str](), [name]
    while waiting:
        for below in needs.get(waiting.pop(), ()):
            if below not in found:
                found.add(below)
                waiting.append(below)
    return found


def _shortest(name: str, needs: Needs) -> tuple[str, ...]:
    """A shortest way from a site back to itself; () when there is none."""
    before: dict[str, str] = {}
    waiting = [name]
    for at in waiting:
        for below in needs.get(at, ()):
            if below == name:
                way = [at]
                while way[-1] != name:
                    way.append(before[way[-1]])
                return tuple(reversed(way))
            if below not in before:
                before[below] = at
                waiting.append(below)
    return ()
