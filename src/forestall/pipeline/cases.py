"""Working on cases: answering, confirming, opening again, merging, naming the cause. Every change is in the ledger.

Taking reports in is in `case_intake.py`, causes and what is to be done about them in `case_causes.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from forestall.core.errors import RightsError
from forestall.follow.cases import states
from forestall.follow.cases.recurrence import recurrences, shows_unsettled
from forestall.follow.cases.states import REPORTER
from forestall.model.case import Case, Report
from forestall.model.duty import Occasion
from forestall.model.entry import Entry
from forestall.model.place import Place
from forestall.model.words import Trigger
from forestall.pipeline.case_desk import CaseDesk, type_of
from forestall.store.book import Book
from forestall.store.case_contacts import Contacts, empty_log
from forestall.store.cases import Cases
from forestall.store.causes import Causes

Change = Callable[[Case, datetime], Case]


@dataclass(frozen=True, slots=True)
class Whole:
    """A case with all that was reported of it."""

    case: Case
    """The case."""
    reports: tuple[Report, ...]
    """Every report, those of merged cases too, the first first."""


def whole(desk: CaseDesk, case: str) -> Whole:
    """A case with its reports.

    Raises:
        InputError: there is none.
    """
    with desk.office.looking() as session:
        cases = Cases(session)
        return Whole(cases.get(case), cases.reports(case))


def all_cases(desk: CaseDesk) -> tuple[Case, ...]:
    """Every case there ever was, by id."""
    with desk.office.looking() as session:
        return Cases(session).all()


def answer(desk: CaseDesk, by: str, case: str, outcome: str, evidence: str) -> Case:
    """Say how a case was settled, and what shows it; somebody else confirms.

    Args:
        desk: where it is worked on
        by: the account that says so
        case: which
        outcome: how it was settled
        evidence: SHA-256 of what shows it, hexadecimal

    Raises:
        InputError: there is no such case, or outcome or evidence is missing.
        ConflictError: it is closed or merged.
    """
    told = desk.clean(outcome)
    return _changed(desk, by, case, "answered", lambda one, at: states.answer(one, told, evidence, by, at))


def confirm(desk: CaseDesk, by: str, case: str) -> Case:
    """Confirm what somebody else answered: the case is closed.

    Raises:
        InputError: there is no such case.
        ConflictError: nobody answered it, or the same account did.
    """
    return _changed(desk, by, case, "confirmed", lambda one, at: states.confirm(one, by, at))


def confirm_with_token(desk: CaseDesk, token: str) -> Case:
    """Confirm as who reported the case.

    Raises:
        SignInError: the token belongs to no report.
        ConflictError: nobody answered the case.
    """
    case = case_of_token(desk, token).id
    return _changed(desk, REPORTER, case, "confirmed", lambda one, at: states.confirm(one, REPORTER, at))


def refuse_with_token(desk: CaseDesk, token: str, reason: str) -> Case:
    """Say, as who reported the case, that it is not settled: it is open again.

    Raises:
        SignInError: the token belongs to no report.
        InputError: there is no reason.
        ConflictError: it is open, or merged.
    """
    case, why = case_of_token(desk, token).id, desk.clean(reason)
    return _changed(desk, REPORTER, case, f"refused: {why}", lambda one, at: states.reopen(one, why, at))


def reopen(desk: CaseDesk, by: str, case: str, reason: str) -> Case:
    """Open a case again.

    Raises:
        InputError: there is no such case, or no reason.
        ConflictError: it is open or merged.
    """
    why = desk.clean(reason)
    return _changed(desk, by, case, f"reopened: {why}", lambda one, at: states.reopen(one, why, at))


def merge(desk: CaseDesk, by: str, case: str, into: str) -> Case:
    """Make a case part of another, which has its reports from then on.

    Returns:
        The other.

    Raises:
        InputError: there is no such case.
        ConflictError: one is closed or merged, or they are of two kinds.
    """
    at = desk.office.now()
    with desk.office.changing() as session:
        cases = Cases(session)
        gone, kept = states.merge(cases.get(case), cases.get(into), at)
        cases.keep((kept, gone))
        enter(session, by, gone, "merged", at)
        enter(session, by, kept, f"took in {gone.id}", at)
        return recur(session, desk.office.place(), kept, at)


def set_cause(desk: CaseDesk, by: str, case: str, cause: str) -> Case:
    """Say what lies at the root of a case; a closed one of the same place, kind and cause may be opened by that.

    Raises:
        InputError: there is no such case or cause.
        ConflictError: it is merged.
    """
    with desk.office.changing() as session:
        return give_cause(session, desk, by, case, cause)


def give_cause(session: Session, desk: CaseDesk, by: str, case: str, cause: str) -> Case:
    """As `set_cause`, within a transaction."""
    at, known = desk.office.now(), Causes(session).get(cause)
    changed = states.caused(Cases(session).get(case), known.id, at)
    Cases(session).keep((changed,))
    enter(session, by, changed, "given a cause", at)
    return recur(session, desk.office.place(), changed, at)


def recur(session: Session, place: Place, changed: Case, at: datetime) -> Case:
    """Open again the closed cases that a case shows not to be settled, and the case itself if later ones show it.

    Returns:
        The case as it then is.
    """
    if changed.cause is None:
        return changed
    cases = Cases(session)
    others = cases.of_cause(changed.cause)
    earlier = recurrences(changed, others, lambda case: type_of(place, case))
    for old in earlier:
        _returned(session, old, changed, at)
    if earlier:
        changed = replace(changed, recurrence_of=earlier[0].id, changed=at)
        cases.keep((changed,))
    later = [case for case in others if shows_unsettled(case, changed, type_of(place, changed))]
    if later:
        cases.keep(replace(case, recurrence_of=changed.id, changed=at) for case in later)
        changed = _returned(session, changed, later[0], at)
    return changed


def case_of_token(desk: CaseDesk, token: str) -> Case:
    """The case that somebody reported, as it now stands.

    Raises:
        SignInError: the token belongs to no report.
    """
    with desk.office.looking() as session:
        cases = Cases(session)
        report = cases.report(Contacts(session, desk.ring()).report_of(token))
        assert report is not None  # the foreign key says so
        return cases.standing(report.case)


def forget_contact(desk: CaseDesk, token: str) -> bool:
    """Delete the contact that was left with a token, and its key. Returns whether there was one.

    Raises:
        SignInError: the token belongs to no report.
    """
    at = desk.office.now()
    with desk.office.changing() as session:
        contacts = Contacts(session, desk.ring())
        report = contacts.report_of(token)
        gone = contacts.forget(token)
        if gone:
            said: dict[str, object] = {"by": REPORTER, "did": "contact deleted", "report": report}
            Book(session).append([Entry("case", f"report/{report}", at, said, sensitive=True)])
    if gone:
        empty_log(desk.office.writing)
    return gone


def contacts_of(desk: CaseDesk, by: str, case: str, reason: str) -> tuple[str, ...]:
    """The contacts that were left with the reports of a case; that they were read, and why, is in the ledger.

    Raises:
        InputError: there is no such case.
        RightsError: there is no reason.
        StateError: a contact does not open.
    """
    if not reason.strip():
        raise RightsError("contacts: expected a reason, which the ledger keeps")
    at = desk.office.now()
    with desk.office.changing() as session:
        found = Cases(session).get(case)
        reports = tuple(each.id for each in Cases(session).reports(case))
        contacts = Contacts(session, desk.ring()).contacts(reports)
        enter(session, by, found, f"contacts read: {desk.clean(reason)}", at)
        return contacts


def standing(desk: CaseDesk, case: str) -> Case:
    """The case that a case is now: itself, or the one into which it was merged.

    Raises:
        InputError: there is none.
    """
    with desk.office.looking() as session:
        return Cases(session).standing(case)


def occasions(session: Session, place: Place) -> tuple[Occasion, ...]:
    """Cases for duties that a case makes due: the clock runs from when it came; no word of who reported."""
    found = (case for case in Cases(session).all() if case.merged_into is None)
    return tuple(
        Occasion(Trigger.CASE, case.id, type_of(place, case).name, case.received, case.jurisdiction, case.site)
        for case in found
    )


def enter(session: Session, by: str, case: Case, did: str, at: datetime) -> None:
    """Say in the ledger what was done to a case, and where it stands."""
    said: dict[str, object] = {
        "by": by,
        "did": did,
        "state": case.state.value,
        "cause": case.cause,
        "outcome": case.outcome,
        "evidence": case.evidence,
        "merged_into": case.merged_into,
        "recurrence_of": case.recurrence_of,
    }
    Book(session).append([Entry("case", f"case/{case.id}", at, said, sensitive=True)])


def _changed(desk: CaseDesk, by: str, case: str, did: str, change: Change) -> Case:
    at = desk.office.now()
    with desk.office.changing() as session:
        changed = change(Cases(session).get(case), at)
        Cases(session).keep((changed,))
        enter(session, by, changed, did, at)
        return recur(session, desk.office.place(), changed, at)


def _returned(session: Session, old: Case, new: Case, at: datetime) -> Case:
    opened = states.returned(old, at)
    Cases(session).keep((opened,))
    enter(session, "forestall", opened, f"reopened: {new.id} shows that it came back", at)
    return opened
