"""Breaking the glass: wider rights at once, for some hours, in the ledger, to be justified within a day."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from forestall.core.clock import iso
from forestall.core.errors import InputError
from forestall.model.account import Account, Emergency, Grant, Purpose, Role
from forestall.model.duty import Obligation
from forestall.model.entry import Entry
from forestall.model.label import Label
from forestall.model.words import ObligationState
from forestall.pipeline.entries import said
from forestall.pipeline.people import People
from forestall.store.accounts import Accounts
from forestall.store.book import Book
from forestall.store.emergencies import Emergencies

LIFE = timedelta(hours=4)
JUSTIFY = timedelta(hours=24)
SHORTEST_REASON = 20  # characters
_SOON = timedelta(hours=6)


def break_glass(people: People, account: str, reason: str) -> tuple[Emergency, Grant]:
    """Give somebody the rights of an operator over the whole place, with every label, for some hours.

    Args:
        people: the accounts
        account: who takes them
        reason: why, in a sentence

    Returns:
        What is to be justified, and the grant.

    Raises:
        InputError: the reason says nothing.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise InputError(f"reason: expected a sentence of at least {SHORTEST_REASON} characters")
    at = people.now()
    with people.changing() as session:
        grant = Accounts(session).grant(_wide(account, reason, at))
        emergency = Emergencies(session).add(Emergency(0, account, grant.id, at, reason, at + JUSTIFY))
        told = {"by": account, "grant": grant.id, "reason": reason, "until": iso(at + LIFE)}
        who = Accounts(session).get(account)
        Book(session).append(
            [
                Entry("break-glass", f"emergency/{emergency.id}", at, told, sensitive=True),
                _entered(owed(emergency, who, at), at),
            ]
        )
    return emergency, grant


def justify(people: People, account: str, number: int, justification: str) -> Emergency:
    """Say why it had to be.

    Raises:
        InputError: it says nothing, or the account took nothing of that number.
        ConflictError: it has been justified.
    """
    if len(justification.strip()) < SHORTEST_REASON:
        raise InputError(f"justification: expected a sentence of at least {SHORTEST_REASON} characters")
    at = people.now()
    with people.changing() as session:
        emergency = Emergencies(session).justify(number, account, justification, at)
        told: dict[str, object] = {"by": account, "justification": justification}
        who = Accounts(session).get(account)
        Book(session).append(
            [
                Entry("justification", f"emergency/{number}", at, told, sensitive=True),
                _entered(owed(emergency, who, at), at),
            ]
        )
    return emergency


def owed_justifications(people: People) -> tuple[Obligation, ...]:
    """What is owed for glass that was broken, as obligations, the first one first."""
    with people.looking() as session:
        return owed_at(session, people.now())


def owed_at(session: Session, at: datetime) -> tuple[Obligation, ...]:
    """What is owed for glass that was broken, as it stands at a time, the first one first."""
    accounts = {each.id: each for each in Accounts(session).all()}
    return tuple(owed(each, accounts[each.account], at) for each in Emergencies(session).all())


def owed(emergency: Emergency, account: Account, at: datetime) -> Obligation:
    """The obligation to justify an emergency, as it stands at a time.

    It is owed by the office of whoever took the rights; the account stands in the sealed payload of the ledger only.
    """
    return Obligation(
        id=f"justify-{emergency.id}",
        title=f"Justify emergency access {emergency.id}",
        bearer=account.organisation,
        origin=f"emergency:{emergency.id}",
        created=emergency.at,
        due=emergency.due,
        state=_state(emergency, at),
        clause="access policy: break-glass is justified within 24 h",
        evidence="" if emergency.justified is None else "justification in the ledger",
    )


def _state(emergency: Emergency, at: datetime) -> ObligationState:
    if emergency.justified is not None:
        return ObligationState.DONE
    if at >= emergency.due:
        return ObligationState.OVERDUE
    return ObligationState.DUE_SOON if at >= emergency.due - _SOON else ObligationState.OPEN


def _entered(obligation: Obligation, at: datetime) -> Entry:
    return Entry("obligation", obligation.id, at, said(obligation))


def _wide(account: str, reason: str, at: datetime) -> Grant:
    return Grant(
        id=0,
        account=account,
        role=Role.OPERATOR,
        clearance=Label.RED,
        fields=None,
        jurisdiction=None,
        purposes=frozenset({Purpose.OPERATIONS}),
        since=at,
        until=at + LIFE,
        given_by=account,
        reason=f"break-glass: {reason}",
    )
