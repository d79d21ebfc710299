"""Measures that contradict themselves or each other, in sentences. Not here: mistakes in single rows (`place`)."""

from forestall.model.measure import Effect, Measure
from forestall.model.place import Place


def contradictions(place: Place) -> tuple[str, ...]:
    """What cannot be meant: effects that undo each other, a measure that requires what it excludes.

    Returns:
        One sentence each, with what is read instead.
    """
    return (*_effects(place.effects), *_requirements(place.measures))


def _effects(effects: tuple[Effect, ...]) -> list[str]:
    """One measure that raises and lowers the same quantity of the same thing."""
    found: dict[tuple[str, str, str, str, str], list[Effect]] = {}
    for effect in effects:
        key = (effect.measure, effect.target, effect.id, effect.quantity, effect.scale or "")
        found.setdefault(key, []).append(effect)
    said = []
    for (measure, target, name, quantity, _), rows in sorted(found.items()):
        up = [r for r in rows if r.factor > 1.0 or r.add > 0.0]
        down = [r for r in rows if r.factor < 1.0 or r.add < 0.0]
        if any(a is not b for a in up for b in down):
            said.append(
                f"measure {measure}: one of its effects raises the {quantity} of {target} {name}, another lowers it; "
                "both are counted, factors multiplied; leave out the one that is not meant"
            )
    return said


def _requirements(measures: tuple[Measure, ...]) -> list[str]:
    """A measure that requires, directly or through others, one that it excludes."""
    requires = {m.id: set(m.requires) for m in measures}
    pairs = {frozenset((m.id, other)) for m in measures for other in m.excludes}
    said = []
    for name in sorted(requires):
        needed, waiting = set[str](), [name]
        while waiting:
            one = waiting.pop()
            if one not in needed:
                needed.add(one)
                waiting.extend(requires.get(one, ()))
        against = sorted("  ".join(sorted(p)) for p in pairs if p <= needed and len(p) > 1)
        if against:
            first, second = against[0].split("  ")
            said.append(f"measure {name}: cannot be, for it requires {first} and {second}, which exclude each other")
    return said
