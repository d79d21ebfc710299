"""What is owed, before it is asked where it stands; and where it stands at a moment.

Not here: what gives rise to it (`calendar`, `plan`, `alerts`, `findings`), what becomes of it later (`carry`).
"""

from dataclasses import dataclass
from datetime import datetime

from forestall.follow.escalation import passed_to
from forestall.follow.tree import Parents
from forestall.model.duty import Obligation
from forestall.model.words import ObligationState

SOON_SHARE = 0.25
"""Last share of the time from `created` to `due` in which what no calendar duty states is due soon."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Something owed by one authority by a date."""

    id: str
    """Follows from what is owed."""
    title: str
    """What must be done."""
    bearer: str
    """The authority that owes it."""
    origin: str
    """What it comes from."""
    created: datetime
    """When it came to be owed."""
    due: datetime
    """By when."""
    soon: datetime
    """From when on it is due soon."""
    clause: str
    """The law or rule, with its clause."""
    evidence: str
    """What shows that it was done."""
    site: str | None = None
    """The site it concerns."""
    done: bool = False
    """It is known to be done."""


def soon_from(created: datetime, due: datetime) -> datetime:
    """From when on something is due soon where its duty does not say."""
    return due - (due - created) * SOON_SHARE


def owed_again(known: Obligation) -> Owed:
    """A known obligation that is still owed although nothing gives rise to it any more."""
    return Owed(
        id=known.id,
        title=known.title,
        bearer=known.bearer,
        origin=known.origin,
        created=known.created,
        due=known.due,
        soon=soon_from(known.created, known.due),
        clause=known.clause,
        evidence=known.evidence,
        site=known.site,
    )


def standing(owed: Owed, tree: Parents, at: datetime) -> Obligation:
    """Something owed with its state and the authority it is passed to at a moment."""
    state = _state(owed, at)
    overdue = state is ObligationState.OVERDUE
    return Obligation(
        id=owed.id,
        title=owed.title,
        bearer=owed.bearer,
        origin=owed.origin,
        created=owed.created,
        due=owed.due,
        state=state,
        escalated_to=passed_to(tree, owed.bearer, owed.created, owed.due, at) if overdue else None,
        clause=owed.clause,
        evidence=owed.evidence,
        site=owed.site,
    )


def _state(owed: Owed, at: datetime) -> ObligationState:
    if owed.done:
        return ObligationState.DONE
    if at > owed.due:
        return ObligationState.OVERDUE
    return ObligationState.DUE_SOON if at >= owed.soon else ObligationState.OPEN
