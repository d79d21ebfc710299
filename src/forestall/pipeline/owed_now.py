"""What is owed at a pass: the stage `follow` with all that the state knows for it."""

from dataclasses import replace
from datetime import datetime

from forestall.follow.carry import KEPT_DONE
from forestall.follow.stage import Work, follow
from forestall.model.alert import Alert
from forestall.model.duty import Obligation, Occasion
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.words import ObligationState, Trigger
from forestall.pipeline import emergency
from forestall.pipeline.case_causes import obligations_due
from forestall.pipeline.cases import occasions
from forestall.store.emergencies import Emergencies
from forestall.store.state import State


def owed_now(
    kept: State, place: Place, plan: Plan, alerts: tuple[Alert, ...], findings: tuple[Finding, ...], at: datetime
) -> tuple[tuple[Obligation, ...], int]:
    """All obligations at a pass, and the number of the last piece of evidence or verdict that it knew of.

    What was settled and is owed again, because its duty came back, goes on from where it stood.

    Args:
        kept: the state
        place: the place
        plan: the plan of this pass
        alerts: alerts in force
        findings: what was concluded in this pass
        at: its time
    """
    known = kept.obligations()
    beside = _beside(kept, place, at)
    given, last = kept.given(each.id for each in known)
    found = follow(place, plan, alerts, findings, known, at, replace(beside, given=given))
    settled = kept.settled({each.id for each in found} - {each.id for each in known})
    if not settled:
        return found, last
    known = (*known, *settled)
    given, last = kept.given(each.id for each in known)
    return follow(place, plan, alerts, findings, known, at, replace(beside, given=given)), last


def _beside(kept: State, place: Place, at: datetime) -> Work:
    """Cases, measures of their causes, emergency accesses, and what is owed for the latter."""
    with kept.database.reading() as session:
        apart = emergency.owed_at(session, at)
        taken = [one for one in Emergencies(session).all() if at <= one.at + KEPT_DONE]
        cases, stated = occasions(session, place), obligations_due(session, at)
    accesses = (Occasion(Trigger.BREAK_GLASS, str(one.id), f"emergency access {one.id}", one.at) for one in taken)
    recent = (one for one in apart if one.state is not ObligationState.DONE or at <= one.due + KEPT_DONE)
    return Work(occasions=(*cases, *accesses), stated=stated, apart=tuple(recent))
