"""Deciding on a plan: it is kept as it was, with what was known, and the ledger says so.

Who may is checked where the request comes in; what a plan is, is decided by the stage `prevent`.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

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


class Figures(Protocol):
    """What a set of measures costs and leaves."""

    @property
    def cost(self) -> float:
        """Present value of its cost [currency]."""

    @property
    def before(self) -> float:
        """Weighted expected yearly loss without it [currency/year]."""

    @property
    def after(self) -> float:
        """The same with it [currency/year]."""


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


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """What somebody takes out of the plan in force."""

    measures: tuple[str, ...]
    """Measures: the one that is meant, and those that cannot be without it."""
    left: Figures
    """What the plan comes to without them."""
    of: datetime
    """Time of the pass with whose numbers that was worked out."""
    reason: str
    """Why, without names of persons."""
    after: int
    """Number of the adopted plan that they saw in force."""


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
    reason = _reason(wanted.reason, "a sentence that says why this plan")
    with office.changing() as session:
        last = _unchanged(session, wanted.after)
        number = 0 if last is None else last.number
        return _keep(session, _adopted(session, by, wanted, reason, number + 1, office.now()))


def withdraw(office: Office, by: str, wanted: Withdrawing) -> Adopted:
    """Take measures out of the plan in force: what is left of it is adopted anew, and the ledger says what went.

    Args:
        office: the office
        by: account that decides
        wanted: what is taken out

    Raises:
        InputError: there is no reason, no pass behind the numbers, or the plan in force has no such measure.
        ConflictError: somebody else adopted a plan meanwhile.
    """
    reason = _reason(wanted.reason, "a sentence that says why it is taken out")
    with office.changing() as session:
        last = _unchanged(session, wanted.after)
        known = {} if last is None else last.measures
        if last is None or not wanted.measures or not set(wanted.measures) <= known.keys():
            raise InputError("measure: the plan in force has none of that name")
        evidence, of = _behind(session, wanted.of)
        left = replace(
            last,
            number=last.number + 1,
            at=office.now(),
            by=by,
            reason=reason,
            cost=wanted.left.cost,
            before=wanted.left.before,
            after=wanted.left.after,
            measures={name: title for name, title in known.items() if name not in wanted.measures},
            withdrawn={name: known[name] for name in sorted(wanted.measures)},
            evidence=evidence,
            of=of,
        )
        return _keep(session, left)


def _reason(given: str, expected: str) -> str:
    reason = given.strip()
    if not reason:
        raise InputError(f"reason: found nothing, expected {expected}")
    if len(reason) > LONGEST:
        raise InputError(f"reason: found {len(reason)} signs, expected {LONGEST} at most")
    return reason


def _unchanged(session: Session, after: int) -> Adopted | None:
    """The plan in force, when it is the one that was seen."""
    last = AdoptedPlans(session).last()
    if (0 if last is None else last.number) != after:
        raise ConflictError("plan: somebody else adopted one meanwhile; look at theirs first")
    return last


def _behind(session: Session, of: datetime) -> tuple[str, datetime]:
    """Digest of the evidence, and time of the pass behind a plan."""
    behind = Passes(session).at(of)
    if behind is None:
        raise InputError(f"plan: there is no pass of {iso(of)} behind it")
    return behind.digest, behind.at


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
    with database.reading() as session:
        last = AdoptedPlans(session).last()
    return None if last is None else tuple(each.id for each in place.measures if each.id in last.measures)


def digest(plan: Plan) -> str:
    """SHA-256 of a plan with all that stands around it, hexadecimal."""
    return hashlib.sha256(text_of(Plan, plan).encode()).hexdigest()


def _adopted(session: Session, by: str, wanted: Adopting, reason: str, number: int, at: datetime) -> Adopted:
    plan, (evidence, of) = wanted.plan, _behind(session, wanted.of)
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
        evidence=evidence,
        of=of,
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
        **({"withdrawn": sorted(one.withdrawn)} if one.withdrawn else {}),
        "plan": one.plan,
        "evidence": one.evidence,
        "pass": iso(one.of),
    }
