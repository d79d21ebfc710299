"""The stage: all that is owed at a moment, by whom, by when. Not here: what gives rise to it (the files beside)."""

import dataclasses
from datetime import datetime

from forestall.follow.alerts import from_alerts
from forestall.follow.calendar import from_calendar
from forestall.follow.carry import carry
from forestall.follow.findings import from_findings
from forestall.follow.owed import standing
from forestall.follow.plan import from_plan
from forestall.follow.tree import parents
from forestall.follow.worktime import work_time
from forestall.model.alert import Alert
from forestall.model.duty import Obligation
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.words import ObligationState

ORDER = (
    ObligationState.OVERDUE,
    ObligationState.DUE_SOON,
    ObligationState.OPEN,
    ObligationState.DONE,
    ObligationState.WITHDRAWN,
)


def follow(
    place: Place,
    plan: Plan,
    alerts_open: tuple[Alert, ...],
    findings: tuple[Finding, ...],
    known: tuple[Obligation, ...],
    at: datetime,
) -> tuple[Obligation, ...]:
    """All obligations that exist at the time of a pass.

    Args:
        place: the place with its duties, calendar and tree of authorities
        plan: the plan of this pass
        alerts_open: alerts in force; only our own make anything owed
        findings: what was concluded in this pass
        known: obligations of the pass before, with those since marked done
        at: time of the pass

    Returns:
        Obligations, overdue ones first, then by due time and id; the same thing has the same id in every pass.

    Raises:
        InputError: a duty's interval, the time zone or the calendar cannot be used.
    """
    work, tree = work_time(place.profile), parents(place.profile)
    before = {obligation.id: obligation for obligation in sorted(known, key=lambda o: o.id)}
    done = {name for name, obligation in before.items() if obligation.state is ObligationState.DONE}
    by_origin: dict[str, list[Obligation]] = {}
    for obligation in before.values():
        by_origin.setdefault(obligation.origin, []).append(obligation)
    owed = (
        *from_calendar(place, work, done, at),
        *from_plan(place, plan, work, before, at),
        *from_alerts(place, alerts_open, work, tree, by_origin),
        *from_findings(place, findings, work, tree, by_origin, at),
    )
    now = {each.id: standing(dataclasses.replace(each, done=each.done or each.id in done), tree, at) for each in owed}
    covered = {each.origin: each.due for each in owed if each.done}
    gone = (carry(before[name], now.values(), covered, tree, at) for name in sorted(before.keys() - now.keys()))
    found = [*now.values(), *(each for each in gone if each is not None)]
    return tuple(sorted(found, key=lambda o: (ORDER.index(o.state), o.due, o.id)))
