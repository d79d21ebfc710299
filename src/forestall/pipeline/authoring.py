"""Alerts written by people: drafted, approved by a second person where the place says so, sent, updated, cancelled.

Each change is one transaction with its entry in the ledger. An author never approves their own alert where a second
person is asked for; the database holds that too. What an alert says and refers to is in `warn/authoring.py`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from forestall.core.clock import iso
from forestall.core.errors import ConflictError, InputError, RightsError
from forestall.core.ids import digest_id
from forestall.model.alert import Alert
from forestall.model.draft import Draft, DraftState
from forestall.model.entry import Entry
from forestall.model.place import Place
from forestall.pipeline.entries import message
from forestall.pipeline.office import Office
from forestall.store.book import Book
from forestall.store.drafts import Drafts
from forestall.store.messages import Messages
from forestall.warn.authoring import Written, cancellation, compose, following, needs_second, released, remarks


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a wish to send something."""

    draft: Draft
    """As it now stands."""
    alert: Alert | None
    """What was sent; None while it waits."""


def write(office: Office, by: str, written: Written, *, send: bool = False) -> Outcome:
    """Draft an alert on something of its own.

    Args:
        office: the place and its state
        by: the account that writes it, or `console`
        written: what it says
        send: send it at once, where the place asks for nobody else

    Raises:
        InputError, StandardError: it cannot be an alert.
    """
    at = office.now()
    return _drafted(office, by, compose(office.place(), written, at), at, send=send)


def update(office: Office, by: str, identifier: str, written: Written, *, send: bool = False) -> Outcome:
    """Draft an Update of an alert in force.

    Raises:
        InputError: we sent no such alert, or it cannot be one.
        ConflictError: it was cancelled, or is over.
    """
    at = office.now()
    with office.looking() as session:
        standing = _standing(session, identifier, at)
    alert = compose(office.place(), following(written, standing), at, standing.subject)
    return _drafted(office, by, replace(alert, msg_type="Update", label=standing.label), at, send=send)


def cancel(office: Office, by: str, identifier: str, reason: str, *, send: bool = False) -> Outcome:
    """Draft the Cancel of an alert in force.

    Raises:
        InputError: we sent no such alert, or no reason is given.
        ConflictError: it was cancelled, or is over.
    """
    if not reason.strip():
        raise InputError("reason: expected why the alert is withdrawn, for those who read it")
    at = office.now()
    with office.looking() as session:
        standing = _standing(session, identifier, at)
    return _drafted(office, by, cancellation(standing, reason.strip(), at), at, send=send)


def approve(office: Office, by: str, draft: str) -> Outcome:
    """Send a draft.

    Args:
        office: the place and its state
        by: the account that approves it, or `console`
        draft: id of the draft

    Raises:
        InputError: there is no such draft.
        RightsError: a second person is asked for, and it is its author who asks.
        ConflictError: it was decided already, or is out of time.
    """
    with office.changing() as session:
        return _sent(session, office.place(), _waiting(session, draft), by, office.now())


def refuse(office: Office, by: str, draft: str, reason: str) -> Draft:
    """Refuse a draft; its own author withdraws it so.

    Raises:
        InputError: there is no such draft, or no reason is given.
        ConflictError: it was decided already.
    """
    if not reason.strip():
        raise InputError("reason: expected why the alert is not sent")
    at = office.now()
    with office.changing() as session:
        found = _waiting(session, draft)
        state = DraftState.WITHDRAWN if by == found.author else DraftState.REFUSED
        decided = replace(found, state=state, decided_by=by, decided=at, reason=reason.strip())
        _keep(session, decided, at)
        return decided


def waiting(office: Office) -> tuple[Draft, ...]:
    """Drafts that wait, oldest first."""
    with office.looking() as session:
        return Drafts(session).waiting()


def drafted(office: Office, draft: str) -> Draft:
    """A draft, whatever became of it.

    Raises:
        InputError: there is none of that id.
    """
    with office.looking() as session:
        return Drafts(session).get(draft)


def entry(draft: Draft, at: datetime) -> Entry:
    """What the ledger says of a draft."""
    said: dict[str, object] = {
        "state": str(draft.state),
        "author": draft.author,
        "second": draft.second,
        "decided_by": draft.decided_by,
        "reason": draft.reason,
        "sent": draft.sent,
        "alert": message(draft.alert),
    }
    return Entry("draft", draft.id, at, said, sensitive=True)


def _drafted(office: Office, by: str, alert: Alert, at: datetime, *, send: bool) -> Outcome:
    """Keep a draft; it takes the place of one of the same author on the same subject."""
    place = office.place()
    with office.changing() as session:
        second = needs_second(alert, place.profile.warnings)
        # What it would be now: whoever reads the draft sees its references, and what cannot be sent is told at once.
        shown = released(place, alert, Messages(session).chain(alert.subject), at)
        name = digest_id("draft", shown.identifier, shown.msg_type, by, iso(at), shown.headline, shown.description)
        draft = Draft(name, shown, by, at, second, remarks=remarks(shown))
        if Drafts(session).find(name) is not None:
            raise ConflictError(f"draft {name}: the same was written in this second")
        for earlier in Drafts(session).waiting(alert.subject):
            if earlier.author == by and earlier.id != name:
                _keep(session, replace(earlier, state=DraftState.REPLACED, decided=at), at)
        if send and not second:
            return _sent(session, place, draft, by, at)
        _keep(session, draft, at)
        return Outcome(draft, None)


def _sent(session: Session, place: Place, draft: Draft, by: str, at: datetime) -> Outcome:
    if draft.second and by == draft.author:
        raise RightsError(f"draft {draft.id}: {by} wrote it; somebody else has to approve it")
    messages = Messages(session)
    alert = released(place, draft.alert, messages.chain(draft.alert.subject), at)
    if messages.get(alert.identifier) is not None:
        raise ConflictError(f"alert {alert.identifier}: the same was sent in this second")
    messages.add((alert,), None)
    decided = replace(draft, state=DraftState.SENT, decided_by=by, decided=at, sent=alert.identifier)
    Drafts(session).put((decided,))
    Book(session).append([entry(decided, at), Entry("alert", alert.identifier, at, message(alert))])
    return Outcome(decided, alert)


def _keep(session: Session, draft: Draft, at: datetime) -> None:
    Drafts(session).put((draft,))
    Book(session).append([entry(draft, at)])


def _waiting(session: Session, draft: str) -> Draft:
    found = Drafts(session).get(draft)
    if found.state is not DraftState.WAITING:
        raise ConflictError(f"draft {draft}: is {found.state} since {iso(found.decided or found.written)}")
    return found


def _standing(session: Session, identifier: str, at: datetime) -> Alert:
    """The last message on the subject of an alert, which must be in force."""
    messages = Messages(session)
    named = messages.get(identifier)
    if named is None:
        raise InputError(f"alert {identifier[:80]!r}: we sent none of that identifier", http_status=404)
    chain = messages.chain(named.subject)
    if not chain:
        raise ConflictError(f"alert {identifier}: was cancelled; write a new one")
    if chain[-1].expires is not None and chain[-1].expires <= at:
        raise ConflictError(f"alert {identifier}: is over since {iso(chain[-1].expires)}; write a new one")
    return chain[-1]
