"""The stage: all that is owed at a moment, by whom, by when. Not here: what gives rise to it (the files beside)."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from forestall.follow.alerts import from_alerts
from forestall.follow.bound import Bound, bound
from forestall.follow.calendar import from_calendar
from forestall.follow.carry import Present, carry
from forestall.follow.findings import from_findings
from forestall.follow.occasions import from_occasions
from forestall.follow.owed import Owed, owed_again
from forestall.follow.plan import from_plan
from forestall.follow.standing import Moment, standing
from forestall.follow.steps import in_steps
from forestall.follow.tree import parents
from forestall.follow.worktime import local_day, work_time
from forestall.model.alert import Alert
from forestall.model.duty import Obligation, Occasion
from forestall.model.evidence import Given
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.words import ObligationState, Proof

ORDER = (
    ObligationState.OVERDUE,
    ObligationState.DUE_SOON,
    ObligationState.OPEN,
    ObligationState.DONE,
    ObligationState.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class Work:
    """What people and the service know beside findings, alerts and the plan."""

    given: Mapping[str, Given] = field(default_factory=dict)
    """Evidence and verdicts by obligation."""
    occasions: tuple[Occasion, ...] = ()
    """Open cases, and emergency accesses."""
    stated: tuple[Obligation, ...] = ()
    """What the measures of causes make owed; where it stands follows from evidence and verdicts as for all else."""
    apart: tuple[Obligation, ...] = ()
    """Obligations whose state is kept elsewhere (`emergency:NUMBER`); shown as they are."""


NO_WORK = Work()


def follow(
    place: Place,
    plan: Plan,
    alerts_open: tuple[Alert, ...],
    findings: tuple[Finding, ...],
    known: tuple[Obligation, ...],
    at: datetime,
    more: Work = NO_WORK,
) -> tuple[Obligation, ...]:
    """All obligations that exist at the time of a pass.

    Args:
        place: the place with its duties, norms, calendar and tree of authorities
        plan: the plan of this pass
        alerts_open: alerts in force; only our own make anything owed
        findings: what was concluded in this pass
        known: obligations of the pass before, with those since marked done
        at: time of the pass
        more: evidence, cases, emergency accesses

    Returns:
        Obligations, overdue ones first, then by due time and id; the same thing has the same id in every pass.

    Raises:
        InputError: a duty's interval, rule or steps, the time zone or the calendar cannot be used.
    """
    work, tree = work_time(place.profile), parents(place.profile)
    moment = Moment(at, tree, work)
    duties = {each.duty.id: each for each in bound(place, tree, local_day(work, at))}
    bearing = dataclasses.replace(place, duties=tuple(each.duty for each in duties.values()))
    apart = {each.id for each in more.apart}
    before = {each.id: each for each in sorted(known, key=lambda o: o.id) if each.id not in apart}
    owed = list(_stepped(_all(bearing, plan, alerts_open, findings, before, moment, more), duties, before, moment))
    now = _standing(owed, before, more.given, moment)
    present = _present(owed, before)
    gone = (carry(before[name], present, more.given.get(name), moment) for name in sorted(before.keys() - now.keys()))
    found = [*_shown(now, before), *(each for each in gone if each is not None), *more.apart]
    return tuple(sorted(found, key=lambda o: (ORDER.index(o.state), o.due, o.id)))


def _all(
    place: Place,
    plan: Plan,
    alerts_open: tuple[Alert, ...],
    findings: tuple[Finding, ...],
    before: Mapping[str, Obligation],
    moment: Moment,
    more: Work,
) -> Iterator[Owed]:
    known: dict[str, list[Obligation]] = {}
    for obligation in before.values():
        known.setdefault(obligation.origin, []).append(obligation)
    work, tree, at = moment.work, moment.tree, moment.at
    yield from from_calendar(place.duties, work, known, at)
    yield from from_plan(place, plan, work, before, at)
    yield from from_alerts(place, alerts_open, work, tree, known)
    yield from from_findings(place, findings, work, tree, known, at)
    yield from from_occasions(place.duties, more.occasions, work, tree)
    yield from map(owed_again, more.stated)


def _stepped(
    owed: Iterable[Owed], duties: Mapping[str, Bound], before: Mapping[str, Obligation], moment: Moment
) -> Iterator[Owed]:
    """What is owed with the scope and version of its duty; in steps where that has some."""
    for each in owed:
        of = duties.get(each.duty)
        if of is None:
            yield each
            continue
        whole = dataclasses.replace(each, scope=of.scope, version=of.version)
        yield from in_steps(whole, of.duty, moment.work, before) if of.duty.steps else (whole,)


def _standing(
    owed: Iterable[Owed], before: Mapping[str, Obligation], given: Mapping[str, Given], moment: Moment
) -> dict[str, Obligation]:
    """Each thing owed as it stands. Once a later occurrence of a duty is done, an earlier done one stays so."""
    found: dict[str, Obligation] = {}
    done: set[str] = set()
    for each in sorted(owed, key=lambda one: (one.due, one.id), reverse=True):
        known = before.get(each.id)
        repeated = each.origin.startswith("duty:")
        if repeated and each.origin in done and known is not None and known.state is ObligationState.DONE:
            found[each.id] = known
            continue
        found[each.id] = standing(each, known, given.get(each.id), moment)
        if repeated and found[each.id].state is ObligationState.DONE:
            done.add(each.origin)
    return found


def _shown(now: Mapping[str, Obligation], before: Mapping[str, Obligation]) -> Iterator[Obligation]:
    """What is owed now, without occurrences that were done long since: of each duty the newest done one is shown."""
    newest: dict[str, Obligation] = {}
    for each in now.values():
        if each.state is ObligationState.DONE and each.origin.startswith("duty:"):
            newest[each.origin] = max(newest.get(each.origin, each), each, key=lambda o: (o.due, o.id))
    for name, each in now.items():
        old = each.state is ObligationState.DONE and newest.get(each.origin, each).id != name
        if not (old and name in before and before[name].state is ObligationState.DONE):
            yield each


def _present(owed: Iterable[Owed], before: Mapping[str, Obligation]) -> Present:
    listed = list(owed)
    return Present(
        origins={each.origin for each in listed},
        covered={each.origin: each.due for each in listed if each.declared is not None},
        begun={
            each.origin
            for each in before.values()
            if each.state is ObligationState.DONE or each.proof not in (Proof.NONE, Proof.DECLARED)
        },
    )
