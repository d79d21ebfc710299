"""Deciding on a plan: it is kept as it was, with what was known, and the ledger says so.

Who may is checked where the request comes in; what a plan is, is decided by the stage `prevent`.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from forestall.core.clock import iso
from forestall.core.errors import ConflictError, InputError
from forestall.model.adopted import Adopted
from forestall.model.entry import Entry
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.pipeline.office import Office
from forestall.store.adopted import AdoptedPlans
from forestall.store.book import Book
from forestall.store.database import Database
from forestall.store.document import text_of
from forestall.store.passes import Passes

KIND = "adoption"
"""Kind of the ledger's entries."""
LONGEST = 2_000
"""Signs that a reason may have."""


@dataclass(frozen=True, slots=True)
class Adopting:
    """What somebody decides on."""

    plan: Plan
    """The plan."""
    of: datetime
    """Time of the pass behind it."""
    reason: str
    """Why, without names of persons."""
    after: int
    """Number of the adopted plan that they saw in force; 0 for none."""


def adopt(office: Office, by: str, wanted: Adopting) -> Adopted:
    """Decide on a plan: from now on it is in force, and passes hold on to it.

    Args:
        office: the office
        by: account that decides
        wanted: what on

    Raises:
        InputError: there is no reason, or no pass behind it.
        ConflictError: somebody else adopted a plan meanwhile.
    """
    reason = wanted.reason.strip()
    if not reason:
        raise InputError("reason: found nothing, expected a sentence that says why this plan")
    if len(reason) > LONGEST:
        raise InputError(f"reason: found {len(reason)} signs, expected {LONGEST} at most")
    with office.changing() as session:
        last = AdoptedPlans(session).last()
        number = 0 if last is None else last.number
        if number != wanted.after:
            raise ConflictError("plan: somebody else adopted one meanwhile; look at theirs first")
        return _keep(session, _adopted(session, by, wanted, reason, number + 1, office.now()))


def in_force(office: Office) -> Adopted | None:
    """The plan that was adopted last; None when none was."""
    with office.looking() as session:
        return AdoptedPlans(session).last()


def adoptions(office: Office) -> tuple[Adopted, ...]:
    """Every plan that was adopted, the last first."""
    with office.looking() as session:
        return AdoptedPlans(session).all()


def held_to(database: Database, place: Place) -> tuple[str, ...] | None:
    """Measures of the plan in force that there still are, to which a pass holds; None when none was adopted."""
    with database.session() as session:
        last = AdoptedPlans(session).last()
    return None if last is None else tuple(each.id for each in place.measures if each.id in last.measures)


def digest(plan: Plan) -> str:
    """SHA-256 of a plan with all that stands around it, hexadecimal."""
    return hashlib.sha256(text_of(Plan, plan).encode()).hexdigest()


def _adopted(session: Session, by: str, wanted: Adopting, reason: str, number: int, at: datetime) -> Adopted:
    plan, behind = wanted.plan, Passes(session).at(wanted.of)
    if behind is None:
        raise InputError(f"plan: there is no pass of {iso(wanted.of)} behind it")
    return Adopted(
        number=number,
        at=at,
        by=by,
        reason=reason,
        budget=plan.budget,
        cost=plan.cost,
        before=plan.before,
        after=plan.after,
        measures={each.measure: each.title for each in sorted(plan.choices, key=lambda c: c.measure) if each.chosen},
        plan=digest(plan),
        evidence=behind.digest,
        of=behind.at,
        entry=0,
    )


def _keep(session: Session, one: Adopted) -> Adopted:
    """The entry first: the row names its number."""
    head = Book(session).append([Entry(KIND, "plan", one.at, _said(one))])
    assert head is not None
    kept = replace(one, entry=head.size - 1)
    AdoptedPlans(session).add(kept)
    return kept


def _said(one: Adopted) -> dict[str, object]:
    """What the ledger says of it."""
    return {
        "by": one.by,
        "number": one.number,
        "reason": one.reason,
        "budget": one.budget,
        "cost": one.cost,
        "before": one.before,
        "after": one.after,
        "measures": sorted(one.measures),
        "plan": one.plan,
        "evidence": one.evidence,
        "pass": iso(one.of),
    }
