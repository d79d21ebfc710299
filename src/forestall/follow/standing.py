"""Where something owed stands at a moment: by its times, by what shows that it was done, by what was known of it.

    open → due soon → overdue        by time, and passed up the tree of authorities while overdue
    done                             only when evidence is enough, or the place's own files say so (`last_done`)
    done → overdue                   when its evidence is no longer valid, or is judged anew as not enough
    done → open                      when the norm has a new version or the scope a new site: with time to do it again

Not here: what evidence comes to (`proof`), what becomes of what nothing gives rise to any more (`carry`).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from forestall.follow.escalation import passed_to
from forestall.follow.owed import Owed, soon_from
from forestall.follow.proof import Shown, Wanted, changed, shown
from forestall.follow.tree import Parents
from forestall.follow.worktime import WorkTime, in_hours, local_day
from forestall.model.duty import Obligation
from forestall.model.evidence import Given
from forestall.model.words import ObligationState, Proof

_NOTHING = Given()
_LAPSED = frozenset({Proof.REFUSED, Proof.STALE, Proof.OUTDATED})


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is asked, and what holds for all that is asked."""

    at: datetime
    """The time of the pass, or of what a person did."""
    tree: Parents
    """The authorities."""
    work: WorkTime
    """The place's own time."""


def standing(owed: Owed, known: Obligation | None, given: Given | None, moment: Moment) -> Obligation:
    """Something owed, as it stands.

    Args:
        owed: what is owed
        known: the same as it was known before
        given: evidence and verdicts on it
        moment: when it is asked
    """
    found = shown(Wanted(owed.need, owed.version, owed.scope), given or _NOTHING, moment.at)
    done, found, reopened, due = _done(owed, known, found, moment)
    if due != owed.due:
        owed = replace(owed, due=due, soon=soon_from(reopened or owed.created, due))
    state = ObligationState.DONE if done else by_time(owed, moment.at)
    overdue = state is ObligationState.OVERDUE
    return Obligation(
        id=owed.id,
        title=owed.title,
        bearer=owed.bearer,
        origin=owed.origin,
        created=owed.created,
        due=due,
        state=state,
        escalated_to=passed_to(moment.tree, owed.bearer, owed.created, due, moment.at) if overdue else None,
        clause=owed.clause,
        evidence=owed.evidence,
        site=owed.site,
        duty=owed.duty,
        step=owed.step,
        scope=owed.scope,
        version=owed.version,
        need=owed.need,
        proof=found.proof,
        reason=found.reason,
        shown=found.effective,
        reopened=reopened,
    )


def by_time(owed: Owed, at: datetime) -> ObligationState:
    """The state of something that is not done."""
    if at > owed.due:
        return ObligationState.OVERDUE
    return ObligationState.DUE_SOON if at >= owed.soon else ObligationState.OPEN


_Found = tuple[bool, Shown, datetime | None, datetime]
"""Whether it is done, what shows it, since when it is open again, by when it is due."""


def _done(owed: Owed, known: Obligation | None, found: Shown, moment: Moment) -> _Found:
    before = None if known is None else known.reopened
    due = owed.due if known is None or before is None else max(owed.due, known.due)
    if found.proof is Proof.ENOUGH:
        return True, found, before, due
    if found.proof is Proof.STALE and found.ended is not None:
        return False, found, found.ended, max(owed.due, found.ended)
    was_done = known is not None and known.state is ObligationState.DONE
    if found.proof is Proof.OUTDATED and owed.again is not None:
        return _opened(owed, found, moment) if was_done or before is None else (False, found, before, due)
    if found.proof in _LAPSED:
        return False, found, before, due
    return _unproved(owed, known, found, moment, due)


def _unproved(owed: Owed, known: Obligation | None, found: Shown, moment: Moment, due: datetime) -> _Found:
    """With no evidence, or some that waits: done if the files say so, or if it was known to be and nothing changed."""
    before = None if known is None else known.reopened
    declared = owed.declared is not None and (before is None or owed.declared >= local_day(moment.work, before))
    if known is not None and known.state is ObligationState.DONE and known.proof is not Proof.ENOUGH:
        why = changed(Wanted(owed.need, owed.version, owed.scope), known.version, known.scope)
        newly = owed.declared is not None and owed.declared >= local_day(moment.work, moment.at)
        if why and owed.again is not None and not newly:
            return _opened(owed, Shown(Proof.OUTDATED, why), moment)
        return True, Shown(Proof.DECLARED, effective=known.shown), before, due
    if declared:
        return True, Shown(Proof.DECLARED), before, due
    if known is not None and known.proof is Proof.OUTDATED and found.proof is Proof.NONE:
        return False, Shown(Proof.OUTDATED, known.reason), before, due
    return False, found, before, due


def _opened(owed: Owed, found: Shown, moment: Moment) -> _Found:
    """Open again, from now on, with as much time as its duty gives."""
    again = in_hours(moment.work, moment.at, owed.again or 0.0, working=False)
    return False, found, moment.at, max(owed.due, again)
