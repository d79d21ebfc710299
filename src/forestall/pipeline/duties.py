"""What people do about what is owed: send evidence, judge it. What a pass makes of it is in `owed_now.py`.

Every change is followed by an entry of the ledger, in the same transaction. Who may is checked where the request comes
in (`web/rights.py`); what evidence comes to is in `follow/proof.py`.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from forestall.core.clock import instant, iso
from forestall.core.errors import ConflictError, InputError, LimitError, RightsError
from forestall.core.ids import digest_id
from forestall.follow.owed import owed_again
from forestall.follow.standing import Moment, standing
from forestall.follow.tree import is_within, parents
from forestall.follow.worktime import WorkTime, at_time, end_of_day, work_time
from forestall.guard.patterns import PATTERNS
from forestall.model.duty import Obligation
from forestall.model.entry import Entry
from forestall.model.evidence import Evidence, Given, Verdict
from forestall.model.place import Place
from forestall.model.words import Need, ObligationState
from forestall.pipeline.entries import said
from forestall.pipeline.office import Office
from forestall.pipeline.people import CONSOLE
from forestall.store.accounts import Accounts
from forestall.store.book import Book
from forestall.store.evidence import EvidenceStore
from forestall.store.owed import Owed
from forestall.store.passes import Passes

MOST_BYTES = 8 * 2**20
"""Largest file of evidence [byte]."""
LONGEST = 400  # characters of a title or a reason
_AHEAD = timedelta(days=1)  # by how much another office's clock may be ahead


@dataclass(frozen=True, slots=True)
class Sent:
    """Evidence as somebody sends it."""

    obligation: str
    """What it is for."""
    title: str
    """What it is, in a line; no names."""
    effective: str
    """When that was done which it shows: a local day, or a time."""
    valid_until: str | None = None
    """The last local day, or the time, until which it holds."""
    file: bytes = b""
    """The file; empty for a statement."""
    media_type: str = ""
    """Its media type."""


def give_evidence(office: Office, by: str, sent: Sent) -> tuple[Evidence, Obligation]:
    """Keep evidence, and where the obligation stands by it. Sent again it is the same, and nothing is added.

    Args:
        office: the state
        by: the account that sends it
        sent: what is sent

    Raises:
        InputError: there is no such obligation, or what is sent cannot be used.
        ConflictError: nothing is owed any more.
        LimitError: the file is too large.
    """
    place = office.place()
    with office.changing() as session:
        at = _now(session, office)
        known = _open(session, sent.obligation)
        evidence = _evidence(by, sent, known, work_time(place.profile), at)
        kept = EvidenceStore(session)
        there = kept.find(evidence.id)
        if there is not None:
            return there, known
        kept.add(evidence, sent.file)
        return evidence, _settled(session, place, known, at, Entry("evidence", evidence.id, at, _told(evidence)))


def give_verdict(office: Office, by: str, name: str, reason: str, *, enough: bool) -> tuple[Verdict, Obligation]:
    """Keep what somebody says of evidence that somebody else sent; said again it is the same.

    Args:
        office: the state
        by: the account that judges
        name: the evidence
        reason: why
        enough: whether it shows what is owed

    Raises:
        InputError: there is no such evidence, or the reason says nothing.
        RightsError: they sent it themselves.
    """
    reason = _text("reason", reason)
    place = office.place()
    with office.changing() as session:
        kept, at = EvidenceStore(session), _now(session, office)
        evidence = kept.one(name)
        known = _open(session, evidence.obligation)
        if evidence.by == by:
            raise RightsError(f"evidence {name}: {by} sent it, and nobody judges their own evidence")
        verdict = Verdict(name, enough, reason, by, at)
        last = kept.verdict(name)
        if last is not None and (last.enough, last.reason, last.by) == (enough, reason, by):
            return last, known
        kept.judge(verdict, evidence.by)
        told: dict[str, object] = {"obligation": known.id, "enough": enough, "reason": reason, "by": by}
        return verdict, _settled(session, place, known, at, Entry("verdict", name, at, told))


def all_owed(session: Session, *, settled: bool = False) -> tuple[Obligation, ...]:
    """Obligations by due time and id; with those that were settled long since only when asked for."""
    found = Owed(session).all() if settled else Owed(session).standing()
    return tuple(sorted(found, key=lambda each: (each.due, each.id)))


def one_owed(session: Session, name: str) -> Obligation:
    """An obligation.

    Raises:
        InputError: there is none of that id.
    """
    return Owed(session).one(name)


def one_evidence(session: Session, name: str) -> Evidence:
    """A piece of evidence.

    Raises:
        InputError: there is none of that id.
    """
    return EvidenceStore(session).one(name)


def within(place: Place, obligations: Iterable[Obligation], bearer: str | None) -> tuple[Obligation, ...]:
    """Those that an authority and those below it owe; all of them when none is named.

    Raises:
        InputError: it is not of the place.
    """
    top, tree = known_authority(place, bearer), parents(place.profile)
    return tuple(each for each in obligations if top is None or is_within(tree, each.bearer, top))


def known_authority(place: Place, name: str | None) -> str | None:
    """An authority of the place, or None when none is named.

    Raises:
        InputError: it is not of the place.
    """
    known = sorted(each.id for each in place.profile.jurisdictions)
    if name is not None and name not in known:
        raise InputError(f"authority {name!r}: not of this place; expected one of {', '.join(known)}")
    return name


def known_account(office: Office, name: str | None) -> str:
    """An account in whose name something is done at the console; `console` when none is named.

    Raises:
        InputError: there is no such account, or it was disabled.
    """
    if name is None or name == CONSOLE:
        return CONSOLE
    with office.looking() as session:
        if Accounts(session).get(name).disabled is not None:
            raise InputError(f"account {name!r}: was disabled")
    return name


def given_for(session: Session, obligation: str) -> Given:
    """What was given for an obligation.

    Raises:
        InputError: there is none of that id.
    """
    Owed(session).one(obligation)
    return EvidenceStore(session).given([obligation]).get(obligation, Given())


def file_of(session: Session, name: str) -> tuple[Evidence, bytes]:
    """A piece of evidence with its file.

    Raises:
        InputError: there is no such evidence, or it is a statement without a file.
        StateError: the file is not what was sent.
    """
    kept = EvidenceStore(session)
    evidence = kept.one(name)
    if not evidence.sha256:
        raise InputError(f"evidence {name}: is a statement without a file", http_status=404)
    return evidence, kept.file(evidence.sha256)


def _evidence(by: str, sent: Sent, known: Obligation, work: WorkTime, at: datetime) -> Evidence:
    if len(sent.file) > MOST_BYTES:
        raise LimitError(f"file: {len(sent.file):,} bytes, expected at most {MOST_BYTES:,}")
    if known.need is not Need.STATEMENT and not sent.file:
        raise InputError("file: nothing, expected the file that shows it; this duty does not do with a statement")
    effective = _moment("effective", sent.effective, work, end=False)
    if effective > at + _AHEAD:
        raise InputError(f"effective: {iso(effective)}, expected a time that has come; it is {iso(at)}")
    until = None if sent.valid_until is None else _moment("valid_until", sent.valid_until, work, end=True)
    if until is not None and until <= effective:
        raise InputError(f"valid_until: {iso(until)}, expected after effective, which is {iso(effective)}")
    title = _text("title", sent.title)
    digest = hashlib.sha256(sent.file).hexdigest() if sent.file else ""
    return Evidence(
        id=digest_id("evidence", known.id, digest, iso(effective), "" if until is None else iso(until), title, by),
        obligation=known.id,
        title=title,
        effective=effective,
        received=at,
        by=by,
        valid_until=until,
        sha256=digest,
        size=len(sent.file),
        media_type=sent.media_type[:100] if sent.file else "",
        scope=known.scope,
        version=known.version,
    )


def _settled(session: Session, place: Place, known: Obligation, at: datetime, entry: Entry) -> Obligation:
    """Where an obligation stands by what was given, kept; with the entries that say so."""
    given = EvidenceStore(session).given([known.id]).get(known.id)
    moment = Moment(at, parents(place.profile), work_time(place.profile))
    now = standing(owed_again(known), known, given, moment)
    entries = [entry]
    if now != known:
        Owed(session).change(now)
    if said(now) != said(known):
        entries.append(Entry("obligation", now.id, at, said(now)))
    Book(session).append(entries)
    return now


def _open(session: Session, name: str) -> Obligation:
    known = Owed(session).one(name)
    if known.origin.startswith("emergency:"):
        raise ConflictError(f"obligation {name}: is justified by whoever took the access, not shown by evidence")
    if known.state is ObligationState.WITHDRAWN:
        raise ConflictError(f"obligation {name}: was withdrawn, and nothing is owed any more")
    return known


def _now(session: Session, office: Office) -> datetime:
    """The present; in a recorded place the time of its last pass, where that is later."""
    last = Passes(session).last()
    return office.now() if last is None else max(office.now(), last.at)


def _moment(name: str, text: str, work: WorkTime, *, end: bool) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        try:
            return instant(text)
        except InputError as error:
            raise InputError(f"{name}: {error}") from error
    return end_of_day(work, day) if end else at_time(work, day, time.min)


def _text(name: str, text: str) -> str:
    """A line that points at nobody.

    Raises:
        InputError: it is empty, too long, or holds an address or number of a person.
    """
    line = " ".join(text.split())
    if not line or len(line) > LONGEST:
        raise InputError(f"{name}: {len(line)} characters, expected 1 to {LONGEST}")
    for pattern in PATTERNS:
        if any(pattern.check(found.group()) for found in pattern.exact.finditer(line)):
            raise InputError(f"{name}: holds what looks like a person's {pattern.purpose}; leave it out")
    return line


def _told(evidence: Evidence) -> dict[str, object]:
    return {
        "obligation": evidence.obligation,
        "title": evidence.title,
        "effective": iso(evidence.effective),
        "valid_until": None if evidence.valid_until is None else iso(evidence.valid_until),
        "sha256": evidence.sha256 or None,
        "size": evidence.size,
        "by": evidence.by,
    }
