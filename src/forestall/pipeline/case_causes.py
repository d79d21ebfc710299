"""Causes: naming them, how they were found, what is to be done about them, their ranking, and proposals to decide on.

What a cause's measure makes owed is `obligations_due`; `follow` carries it like any other obligation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from forestall.core.errors import ConflictError, InputError
from forestall.core.ids import digest_id
from forestall.follow.cases import proposals as clusters
from forestall.follow.cases.ranking import Standing, ranking
from forestall.follow.cases.structure import check
from forestall.model.case import Case, CaseState, Cause, CauseMeasure, Decision, Proposal
from forestall.model.cause_analysis import STRUCTURES, Analysis, Method, Structure
from forestall.model.duty import Obligation
from forestall.model.entry import Entry
from forestall.model.words import Field, ObligationState
from forestall.pipeline.case_desk import CaseDesk
from forestall.pipeline.cases import give_cause
from forestall.store.book import Book
from forestall.store.cases import Cases
from forestall.store.causes import Causes
from forestall.store.document import text_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done about a cause."""

    title: str
    """What."""
    bearer: str
    """The authority that owes it."""
    due: datetime
    """By when, UTC."""
    evidence: str = "report"
    """What will show that it was done."""
    measure: str | None = None
    """The measure of `measures.csv` that it is."""
    site: str | None = None
    """The site it concerns."""


def add_cause(desk: CaseDesk, by: str, title: str, field: Field, description: str = "") -> Cause:
    """Name a cause; one of the same title is the same.

    Raises:
        InputError: there is no title.
    """
    if not title.strip():
        raise InputError("cause: title: found nothing")
    with desk.office.changing() as session:
        return _named(session, desk, by, title, field, description)


def causes(desk: CaseDesk) -> tuple[Cause, ...]:
    """Every cause, by id."""
    with desk.office.looking() as session:
        return Causes(session).all()


def analyse(desk: CaseDesk, by: str, cause: str, structure: Structure) -> Analysis:
    """Keep how a cause was found; earlier analyses stay.

    Raises:
        InputError: there is no such cause, or the analysis is not sound.
    """
    check(structure)
    method = next(name for name, kind in STRUCTURES.items() if isinstance(structure, kind))
    text = desk.door.text(text_of(type(structure), structure))
    if text != text_of(type(structure), structure):
        raise InputError("analysis: found a person's address or number in it, expected none")
    at = desk.office.now()
    made = Analysis(digest_id("analysis", cause, method, text), cause, method, structure, at, by)
    with desk.office.changing() as session:
        Causes(session).get(cause)
        Causes(session).keep_analysis(made)
        _enter(
            session, f"cause/{cause}", at, {"by": by, "did": "analysed", "method": method.value, "analysis": made.id}
        )
    return made


def analyses(desk: CaseDesk, cause: str) -> tuple[Analysis, ...]:
    """How a cause was found, the last first.

    Raises:
        InputError: there is no such cause.
    """
    with desk.office.looking() as session:
        Causes(session).get(cause)
        return Causes(session).analyses(cause)


def add_measure(desk: CaseDesk, by: str, cause: str, wanted: Wanted) -> CauseMeasure:
    """Decide what is to be done about a cause: an obligation of an authority.

    Raises:
        InputError: there is no such cause, authority, measure or site, or the due time is past.
    """
    at = desk.office.now()
    _check(desk, wanted, at)
    made = CauseMeasure(
        id=digest_id("remedy", cause, wanted.title.strip(), wanted.bearer),
        cause=cause,
        title=desk.clean(wanted.title),
        bearer=wanted.bearer,
        created=at,
        due=wanted.due,
        evidence=wanted.evidence,
        by=by,
        measure=wanted.measure,
        site=wanted.site,
    )
    with desk.office.changing() as session:
        Causes(session).get(cause)
        if any(each.id == made.id and each.withdrawn is None for each in Causes(session).measures(cause)):
            raise ConflictError(f"cause {cause}: {wanted.bearer} owes {wanted.title!r} already")
        Causes(session).keep_measure(made)
        said = {
            "by": by,
            "did": "measure decided",
            "measure": made.id,
            "bearer": made.bearer,
            "due": made.due.isoformat(),
        }
        _enter(session, f"cause/{cause}", at, said)
    return made


def withdraw_measure(desk: CaseDesk, by: str, measure: str, reason: str) -> CauseMeasure:
    """Take back what was to be done about a cause.

    Raises:
        InputError: there is none, it was taken back before, or there is no reason.
    """
    if not reason.strip():
        raise InputError("measure: reason: found nothing, expected why it is no longer owed")
    at = desk.office.now()
    with desk.office.changing() as session:
        found = {each.id: each for each in Causes(session).measures() if each.withdrawn is None}
        if measure not in found:
            raise InputError(f"measure {measure[:80]!r}: there is none that is owed", http_status=404)
        gone = replace(found[measure], withdrawn=at)
        Causes(session).keep_measure(gone)
        said = {"by": by, "did": f"measure withdrawn: {desk.clean(reason)}", "measure": gone.id}
        _enter(session, f"cause/{gone.cause}", at, said)
    return gone


def measures(desk: CaseDesk, cause: str | None = None) -> tuple[CauseMeasure, ...]:
    """What is or was to be done about a cause, or about all, by id."""
    with desk.office.looking() as session:
        return Causes(session).measures(cause)


def obligations_due(session: Session, at: datetime) -> tuple[Obligation, ...]:
    """What the causes of cases make owed, by due time: origin `cause:ID`, with the id of the cause's measure.

    Args:
        session: a transaction that reads
        at: the present; what was decided later is not owed yet
    """
    owed = (each for each in Causes(session).measures() if each.withdrawn is None and each.created <= at)
    found = [
        Obligation(
            id=digest_id("obligation", f"cause:{each.id}"),
            title=each.title,
            bearer=each.bearer,
            origin=f"cause:{each.id}",
            created=each.created,
            due=each.due,
            state=ObligationState.OVERDUE if at > each.due else ObligationState.OPEN,
            clause="",
            evidence=each.evidence,
            site=each.site,
        )
        for each in owed
    ]
    return tuple(sorted(found, key=lambda each: (each.due, each.id)))


def ranked(desk: CaseDesk, cases: Sequence[Case] | None = None) -> tuple[Standing, ...]:
    """Causes, the one that brings most first.

    Args:
        desk: whose causes
        cases: those that count; None for all
    """
    with desk.office.looking() as session:
        counted = Cases(session).all() if cases is None else cases
        return ranking(Causes(session).all(), counted)


def propose(desk: CaseDesk) -> tuple[Proposal, ...]:
    """Look for shared causes in what the cases say; proposals nobody decided on are replaced.

    Returns:
        Proposals that wait for a decision, the largest first.
    """
    at = desk.office.now()
    with desk.office.looking() as session:
        found = clusters.propose(Cases(session).all(), Causes(session).proposals(), at)
    with desk.office.changing() as session:
        kept = Causes(session)
        kept.forget_waiting()
        decided = {each.id for each in kept.proposals()}
        new = [each for each in found if each.id not in decided]
        for each in new:
            kept.keep_proposal(each)
        said: dict[str, object] = {"by": "forestall", "did": "proposed", "proposals": [each.id for each in new]}
        _enter(session, "proposals", at, said)
    return tuple(new)


def proposals(desk: CaseDesk, decision: Decision | None = None) -> tuple[Proposal, ...]:
    """Proposals, or those of one decision, the largest first."""
    with desk.office.looking() as session:
        found = Causes(session).proposals(decision)
    return tuple(sorted(found, key=lambda each: (-len(each.cases), each.id)))


def accept(desk: CaseDesk, by: str, proposal: str, title: str, *, without: frozenset[str] = frozenset()) -> Cause:
    """Say that the cases of a proposal have one cause.

    Args:
        desk: where it is worked on
        by: the account that decides
        proposal: which
        title: what the cause is; that of a known one joins the cases to it
        without: cases that do not belong to it

    Raises:
        InputError: there is no such proposal, or no title.
        ConflictError: it was decided before.
    """
    if not title.strip():
        raise InputError("cause: title: found nothing")
    with desk.office.changing() as session:
        found = _waiting(session, proposal)
        cases = [case for case in map(Cases(session).get, found.cases) if case.id not in without]
        if not cases:
            raise InputError(f"proposal {found.id}: no case is left; reject it instead")
        cause = _named(session, desk, by, title, cases[0].field, f"Shared words: {', '.join(found.terms)}.")
        for case in cases:
            if case.cause is None and case.state is not CaseState.MERGED:
                give_cause(session, desk, by, case.id, cause.id)
        _decided(session, desk, by, found, Decision.ACCEPTED)
        return cause


def reject(desk: CaseDesk, by: str, proposal: str) -> Proposal:
    """Say that the cases of a proposal have no common cause: they are not proposed together again.

    Raises:
        InputError: there is no such proposal.
        ConflictError: it was decided before.
    """
    with desk.office.changing() as session:
        return _decided(session, desk, by, _waiting(session, proposal), Decision.REJECTED)


def method_named(name: str) -> Method:
    """A method of analysis.

    Raises:
        InputError: there is none of that name.
    """
    try:
        return Method(name)
    except ValueError as error:
        raise InputError(f"method: found {name[:40]!r}, expected one of: {', '.join(Method)}") from error


def _named(session: Session, desk: CaseDesk, by: str, title: str, field: Field, description: str) -> Cause:
    at, told = desk.office.now(), desk.clean(title)
    name = digest_id("cause", told.casefold())
    known = Causes(session).find(name)
    if known is not None:
        return known
    made = Cause(name, told, field, at, by, desk.clean(description))
    Causes(session).keep(made)
    _enter(session, f"cause/{made.id}", at, {"by": by, "did": "named", "title": made.title})
    return made


def _check(desk: CaseDesk, wanted: Wanted, at: datetime) -> None:
    place = desk.office.place()
    known = {
        "bearer": (wanted.bearer, [each.id for each in place.profile.jurisdictions]),
        "measure": (wanted.measure, [each.id for each in place.measures]),
        "site": (wanted.site, [each.id for each in place.sites]),
    }
    if not wanted.title.strip():
        raise InputError("measure: title: found nothing, expected what is to be done")
    for name, (given, options) in known.items():
        if given is not None and given not in options:
            listed = ", ".join(sorted(options)[:20]) or "none"
            raise InputError(f"{name}: found {given[:80]!r}, expected one of: {listed}")
    if wanted.due <= at:
        raise InputError(f"due: found {wanted.due.isoformat()}, expected a time to come")


def _waiting(session: Session, proposal: str) -> Proposal:
    found = Causes(session).proposal(proposal)
    if found.decision is not Decision.WAITING:
        raise ConflictError(f"proposal {found.id}: was {found.decision} before")
    return found


def _decided(session: Session, desk: CaseDesk, by: str, proposal: Proposal, decision: Decision) -> Proposal:
    done = replace(proposal, decision=decision, by=by)
    Causes(session).keep_proposal(done)
    said: dict[str, object] = {"by": by, "did": decision.value, "cases": list(proposal.cases)}
    _enter(session, f"proposal/{proposal.id}", desk.office.now(), said)
    return done


def _enter(session: Session, subject: str, at: datetime, said: Mapping[str, object]) -> None:
    Book(session).append([Entry("cause", subject, at, dict(said), sensitive=True)])
