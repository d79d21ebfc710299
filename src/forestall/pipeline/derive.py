"""How a number of a page came about: kinds of things, their numbers, and who builds the tree of each."""

from collections.abc import Callable, Mapping

from forestall.outlook.pages.derivation import DerivationView
from forestall.pipeline import (
    derive_alert,
    derive_evidence,
    derive_field,
    derive_futures,
    derive_gap,
    derive_owed,
    derive_plan,
    derive_risk,
    derive_tail,
    derive_total,
)
from forestall.pipeline.derive_ground import Ground, ground

__all__ = ["KINDS", "Ground", "derive", "ground"]


Build = Callable[[Ground, str, str], DerivationView | None]
"""Builds the tree of a number of a thing; None when there is no such thing or number."""
KINDS: Mapping[str, Build] = {
    "risk": derive_risk.derive,
    "total": derive_total.total,
    "tail": derive_tail.tail,
    "curve": derive_tail.curve,
    "field": derive_field.field,
    "day": derive_field.sentence,
    "alert": derive_alert.alert,
    "obligation": derive_owed.obligation,
    "front": derive_futures.front,
    "worth": derive_futures.worth,
    "turn": derive_futures.turn,
    "gap": derive_gap.gap,
    "kind": derive_gap.kind,
    "site": derive_total.outage,
    "finding": derive_evidence.finding,
    "signal": derive_evidence.signal,
    "measure": derive_plan.measure,
    "plan": derive_plan.plan,
}
"""By their name in addresses."""


def derive(on: Ground, kind: str, key: str, quantity: str) -> DerivationView | None:
    """How a number came about.

    Args:
        on: the pass, as the reader may see it
        kind: what has the number, a key of `KINDS`
        key: its id
        quantity: which of its numbers

    Returns:
        The tree; None when there is no such number, or the reader may not see it.
    """
    found = KINDS.get(kind)
    return None if found is None else found(on, key, quantity)
