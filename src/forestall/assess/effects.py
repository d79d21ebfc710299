"""What measures change: every effect in force, gathered into one change for each quantity of each thing.

Factors multiply and additions add up, additions after factors, so that the order of measures changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forestall.model.measure import Effect
from forestall.model.words import EffectOn, EffectTarget, Scale

SUPPORTED = frozenset(
    {
        (EffectTarget.SCENARIO, EffectOn.FREQUENCY),
        (EffectTarget.SCENARIO, EffectOn.CONSEQUENCE),
        (EffectTarget.SITE, EffectOn.REPAIR),
        (EffectTarget.DEPENDENCY, EffectOn.BUFFER),
        (EffectTarget.DEPENDENCY, EffectOn.RESTART),
        (EffectTarget.DEPENDENCY, EffectOn.REQUIRED),
        (EffectTarget.RELEASE, EffectOn.FREQUENCY),
        (EffectTarget.RELEASE, EffectOn.DURATION),
        (EffectTarget.RELEASE, EffectOn.SHELTER),
    }
)
"""Quantities that a measure can change; an effect on another is remarked upon and does nothing."""


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """One quantity of one thing."""

    target: EffectTarget
    """What kind of thing."""
    id: str
    """Which one."""
    quantity: EffectOn
    """Which quantity of it."""
    scale: str = ""
    """For `consequence`: the scale; empty: all."""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Times `factor`, plus `add`."""

    factor: float = 1.0
    """What the quantity is multiplied by."""
    add: float = 0.0
    """What is added to it after that, in its own unit."""

    def of(self, value: float) -> float:
        """The quantity after the change, at least 0."""
        return max(0.0, value * self.factor + self.add)


NONE = Change()
Changes = Mapping[Quantity, Change]


def changes(effects: Iterable[Effect], measures: frozenset[str]) -> Changes:
    """All that these measures change together; what changes nothing is left out."""
    found: dict[Quantity, Change] = {}
    for effect in sorted((e for e in effects if e.measure in measures), key=_order):
        if (effect.target, effect.quantity) in SUPPORTED:
            key = Quantity(effect.target, effect.id, effect.quantity, effect.scale or "")
            before = found.get(key, NONE)
            found[key] = Change(before.factor * effect.factor, before.add + effect.add)
    return {key: found[key] for key in sorted(found) if found[key] != NONE}


def change(all_changes: Changes, target: EffectTarget, name: str, quantity: EffectOn) -> Change:
    """The change of one quantity; `NONE` when no measure touches it."""
    return all_changes.get(Quantity(target, name, quantity), NONE)


def consequence(all_changes: Changes, scenario: str, scale: Scale) -> Change:
    """The change of a scenario's loss on one scale: effects on all scales and on this one together."""
    on_all = change(all_changes, EffectTarget.SCENARIO, scenario, EffectOn.CONSEQUENCE)
    key = Quantity(EffectTarget.SCENARIO, scenario, EffectOn.CONSEQUENCE, scale)
    on_one = all_changes.get(key, NONE)
    return Change(on_all.factor * on_one.factor, on_all.add + on_one.add)


def eases(key: Quantity, one: Change) -> bool:
    """Whether a change of a dependency or repair can only shorten outages."""
    if key.quantity is EffectOn.BUFFER:
        return one.factor >= 1 and one.add >= 0
    return one.factor <= 1 and one.add <= 0


def unsupported(effects: Iterable[Effect]) -> tuple[str, ...]:
    """A remark for each effect that cannot do anything."""
    return tuple(
        f"measure {effect.measure}: its effect on the {effect.quantity} of {effect.target} {effect.id} is not modelled"
        " and changes nothing"
        for effect in sorted(effects, key=_order)
        if (effect.target, effect.quantity) not in SUPPORTED
    )


def _order(effect: Effect) -> tuple[object, ...]:
    return (
        effect.measure, effect.target, effect.id, effect.quantity, effect.scale or "", effect.factor, effect.add,
    )  # fmt: skip
