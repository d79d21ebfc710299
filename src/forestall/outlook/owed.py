"""Obligations as the page shows them: overdue first, with their owner; and by jurisdiction."""

from dataclasses import dataclass

from forestall.model.duty import Obligation
from forestall.model.words import ObligationState
from forestall.outlook.given import Given
from forestall.outlook.totals import tree

_ORDER = (ObligationState.OVERDUE, ObligationState.DUE_SOON, ObligationState.OPEN, ObligationState.DONE)


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One thing owed."""

    obligation: Obligation
    """The obligation."""
    bearer: str
    """Who owes it."""
    escalated: str
    """To whom it was passed; empty when it was not."""
    site: str
    """The site it concerns; empty when it is none."""
    late: float
    """Hours after the due time; negative before it."""


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """What one jurisdiction owes."""

    name: str
    """As people write it."""
    depth: int
    """Levels below the top one."""
    counts: tuple[int, ...]
    """Overdue, due soon, open, done."""


@dataclass(frozen=True, slots=True)
class OwedView:
    """All obligations."""

    overdue: tuple[OwedRow, ...]
    """Longest overdue first."""
    soon: tuple[OwedRow, ...]
    """Due soon."""
    open: tuple[OwedRow, ...]
    """Due later."""
    withdrawn: tuple[OwedRow, ...]
    """No longer owed, because what gave rise to them has gone; said once."""
    done: int
    """How many are done."""
    owners: tuple[OwnerRow, ...]
    """By jurisdiction."""


def owed(given: Given) -> OwedView:
    """The obligations of a pass."""
    rows = [_row(given, each) for each in sorted(given.obligations, key=lambda each: (each.due, each.id))]
    by_state = {state: tuple(each for each in rows if each.obligation.state is state) for state in ObligationState}
    return OwedView(
        overdue=by_state[ObligationState.OVERDUE],
        soon=by_state[ObligationState.DUE_SOON],
        open=by_state[ObligationState.OPEN],
        withdrawn=by_state[ObligationState.WITHDRAWN],
        done=len(by_state[ObligationState.DONE]),
        owners=tuple(
            OwnerRow(each.name, depth, _counts(rows, each.id))
            for each, depth in tree(given.place.profile.jurisdictions)
        ),
    )


def _row(given: Given, obligation: Obligation) -> OwedRow:
    return OwedRow(
        obligation,
        given.jurisdiction(obligation.bearer),
        given.jurisdiction(obligation.escalated_to),
        given.site(obligation.site),
        (given.at - obligation.due).total_seconds() / 3600,
    )


def _counts(rows: list[OwedRow], bearer: str) -> tuple[int, ...]:
    own = [each.obligation.state for each in rows if each.obligation.bearer == bearer]
    return tuple(own.count(state) for state in _ORDER)
