"""Which closed cases something shows not to be settled: the same place, kind and cause, within the window."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from forestall.follow.cases.where import Spot, same_place
from forestall.model.case import Case, CaseState, CaseType


def spot_of(case: Case) -> Spot:
    """Where a case is."""
    return Spot(case.jurisdiction, case.lon, case.lat, case.site)


def shows_unsettled(new: Case, old: Case, case_type: CaseType) -> bool:
    """Whether a case is the recurrence of another that was closed.

    Args:
        new: the later case
        old: the earlier one
        case_type: radius and window of the earlier one
    """
    if new.id == old.id or old.state is not CaseState.CLOSED or old.closed is None or new.state is CaseState.MERGED:
        return False
    if new.cause is None or (new.cause, new.kind) != (old.cause, old.kind):
        return False
    if not old.closed < new.happened <= old.closed + timedelta(days=case_type.window):
        return False
    return same_place(spot_of(new), spot_of(old), case_type.radius)


def recurrences(new: Case, cases: Iterable[Case], type_of: Callable[[Case], CaseType]) -> tuple[Case, ...]:
    """The closed cases that a case shows not to be settled, the one closed last first."""
    found = [old for old in cases if shows_unsettled(new, old, type_of(old))]
    return tuple(sorted(found, key=lambda old: (old.closed or old.changed, old.id), reverse=True))
