"""How a case goes from one state to the next. Each function gives the case as it then is, or says why not.

open ── answer ──> answered ── confirm ──> closed
 ^                    │                      │
 └── refuse, reopen ──┴───── recurrence ─────┘       open, answered ── merge ──> merged
"""

import re
from dataclasses import replace
from datetime import datetime

from forestall.core.errors import ConflictError, InputError
from forestall.model.case import Case, CaseState

REPORTER = "reporter"
"""Who confirms with the token that a report gave."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


def answer(case: Case, outcome: str, evidence: str, by: str, at: datetime) -> Case:
    """A case with an outcome and what shows it, to be confirmed by somebody else.

    Args:
        case: an open or answered case
        outcome: how it was settled
        evidence: SHA-256 of what shows it, hexadecimal
        by: the account that says so
        at: when

    Raises:
        InputError: outcome or evidence is missing.
        ConflictError: it is closed or merged.
    """
    _in(case, "answered", CaseState.OPEN, CaseState.ANSWERED)
    if not outcome.strip():
        raise InputError(f"{case.id}: outcome: found nothing, expected how it was settled")
    if not _DIGEST.fullmatch(evidence):
        raise InputError(f"{case.id}: evidence: found {evidence[:80]!r}, expected a SHA-256, 64 hexadecimal digits")
    return replace(
        case,
        state=CaseState.ANSWERED,
        outcome=outcome.strip(),
        evidence=evidence,
        answered_by=by,
        confirmed_by="",
        changed=at,
    )


def confirm(case: Case, by: str, at: datetime) -> Case:
    """A closed case.

    Args:
        case: an answered case
        by: an account other than the one that answered, or `reporter`
        at: when

    Raises:
        ConflictError: it has no outcome and evidence, or the same account gave them.
    """
    _in(case, "confirmed", CaseState.ANSWERED)
    if by == case.answered_by:
        raise ConflictError(f"{case.id}: answered by {by}; somebody else has to confirm it, or who reported it")
    return replace(case, state=CaseState.CLOSED, confirmed_by=by, closed=at, closings=case.closings + 1, changed=at)


def reopen(case: Case, reason: str, at: datetime) -> Case:
    """An open case again: what was answered did not hold. Outcome and evidence stay in the ledger only.

    Raises:
        InputError: there is no reason.
        ConflictError: it is open or merged.
    """
    _in(case, "reopened", CaseState.ANSWERED, CaseState.CLOSED)
    if not reason.strip():
        raise InputError(f"{case.id}: reason: found nothing, expected why it is opened again")
    return _opened(case, at)


def returned(case: Case, at: datetime) -> Case:
    """A closed case that is open again because the same thing came back.

    Raises:
        ConflictError: it is not closed.
    """
    _in(case, "reopened by a recurrence", CaseState.CLOSED)
    return replace(_opened(case, at), returns=case.returns + 1)


def merge(case: Case, into: Case, at: datetime) -> tuple[Case, Case]:
    """A case as part of another, and the other with the harm of both.

    Args:
        case: an open or answered case
        into: another open or answered case of the same kind
        at: when

    Raises:
        ConflictError: one of them is closed or merged, or they are of two kinds or one case.
    """
    if case.id == into.id:
        raise ConflictError(f"{case.id}: expected another case to merge it into")
    for each in (case, into):
        _in(each, "merged", CaseState.OPEN, CaseState.ANSWERED)
    if case.kind is not into.kind:
        raise ConflictError(f"{case.id} is a {case.kind}, {into.id} a {into.kind}; expected two of one kind")
    gone = replace(case, state=CaseState.MERGED, merged_into=into.id, changed=at)
    kept = replace(
        into,
        harm=max(case.harm, into.harm),
        happened=min(case.happened, into.happened),
        received=min(case.received, into.received),
        cause=into.cause or case.cause,
        recurrence_of=into.recurrence_of or case.recurrence_of,
        returns=into.returns + case.returns,
        closings=into.closings + case.closings,
        changed=at,
    )
    return gone, kept


def caused(case: Case, cause: str, at: datetime) -> Case:
    """A case with what lies at its root, which may be found after it was closed.

    Raises:
        ConflictError: it is merged.
    """
    _in(case, "given a cause", CaseState.OPEN, CaseState.ANSWERED, CaseState.CLOSED)
    return replace(case, cause=cause, changed=at)


def _opened(case: Case, at: datetime) -> Case:
    return replace(
        case, state=CaseState.OPEN, outcome="", evidence="", answered_by="", confirmed_by="", closed=None, changed=at
    )


def _in(case: Case, done: str, *states: CaseState) -> None:
    if case.state not in states:
        raise ConflictError(f"{case.id}: is {case.state}, only what is {' or '.join(states)} can be {done}")
