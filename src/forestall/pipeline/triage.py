"""What people do to findings in the queue: see to them, merge them, close them, take that back, undo it.

A decision hides nothing from a pass: findings, levels and warnings stay as they are. What is decided about alerts is in
`attention.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forestall.core.clock import iso, utc
from forestall.core.errors import ConflictError, InputError
from forestall.core.ids import digest_id
from forestall.guard.door import Door
from forestall.model.entry import Entry
from forestall.model.finding import Finding
from forestall.model.profile import DoorRules
from forestall.model.triage import Act, SavedView, Triage, TriageState
from forestall.pipeline.attention import entry
from forestall.pipeline.office import Office
from forestall.store.book import Book
from forestall.store.steadiness import Attention
from forestall.store.triage import SavedViews, Triages

MOST = 1000
"""Findings of one act."""
LONGEST = timedelta(days=90)
"""The longest acknowledgement: what stands longer belongs into the place's suppressions, where it is reviewed."""
_LONGEST_REASON = 500  # characters
_LONGEST_NAME = 60
_MOST_VIEWS = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be decided."""

    state: TriageState
    """Where the findings are to stand; `new` takes back what was decided."""
    why: str
    """Why."""
    until: datetime | None = None
    """Until when at most."""
    into: str = ""
    """For `merged`: the finding of which the others are a part."""
    attention: tuple[str, ...] = ()
    """Acknowledgements and silences that were made with it, and end when it is undone."""


def decide(office: Office, by: str, findings: Sequence[Finding], wanted: Wanted) -> Act:
    """Decide about findings, one or many, in one act.

    Args:
        office: the office
        by: the account that does it, or `console`
        findings: the findings as they now stand
        wanted: what is decided

    Raises:
        InputError: it names none or too many, or the reason, time or target cannot be used.
    """
    at = office.now().replace(microsecond=0)
    _check(office, findings, wanted)
    some = sorted((each for each in findings if each.id != wanted.into), key=lambda each: each.id)
    names = tuple(each.id for each in some)
    with office.changing() as session:
        triages = Triages(session)
        known = triages.of(names)
        name = digest_id("act", by, iso(at), wanted.state, wanted.into, *names, *wanted.attention)
        before = tuple(known[each] for each in names if each in known)
        why, turn = wanted.why.strip(), triages.turn(by, at)
        act = Act(name, by, at, wanted.state, why, names, before, wanted.attention, turn=turn)
        triages.add(act)
        if wanted.state is TriageState.NEW:
            triages.drop(names)
        else:
            triages.put(_decided(each, act, wanted) for each in some)
        Book(session).append([_entry(each, act, wanted) for each in names])
    return act


def undo(office: Office, by: str, name: str) -> Act:
    """Undo an act: each finding stands again where it stood before, and the ledger says so.

    Args:
        office: the office
        by: the account that does it, or `console`
        name: id of the act

    Raises:
        InputError: there is no such act.
        ConflictError: it was undone before, or somebody decided anew about one of its findings.
    """
    at = office.now().replace(microsecond=0)
    with office.changing() as session:
        triages, attention = Triages(session), Attention(session)
        act = triages.act(name)
        if act.undone is not None:
            raise ConflictError(f"{name}: was undone at {iso(act.undone)}")
        _unchanged(act, triages.of(act.findings))
        earlier = {each.finding: each for each in act.before}
        triages.drop(each for each in act.findings if each not in earlier)
        triages.put(act.before)
        entries = [_undone(each, act, earlier.get(each), by, at) for each in act.findings]
        held = [each for each in act.attention if attention.find(each).holds(at)]
        entries += [entry(attention.end(each, by, at)) for each in held]
        over = triages.undone(act, by, at)
        Book(session).append(entries)
    return over


def decisions(office: Office) -> Mapping[str, Triage]:
    """The last decision about each finding."""
    with office.looking() as session:
        return Triages(session).all()


def stamp(office: Office) -> tuple[int, int]:
    """Changes whenever anything is decided or undone."""
    with office.looking() as session:
        return Triages(session).stamp()


def last_act(office: Office, by: str) -> Act | None:
    """What an account did last and has not undone."""
    with office.looking() as session:
        return Triages(session).last(by)


def act_of(office: Office, name: str) -> Act:
    """An act.

    Raises:
        InputError: there is none.
    """
    with office.looking() as session:
        return Triages(session).act(name)


def views(office: Office, account: str, page: str) -> tuple[SavedView, ...]:
    """The views of a page that an account named."""
    with office.looking() as session:
        return SavedViews(session).of(account, page)


def keep_view(office: Office, view: SavedView) -> None:
    """Keep a view; it takes the place of one of the same name. A mark of the account, so not in the ledger.

    Raises:
        InputError: it has no name, too long a name, or the account has too many.
    """
    if not view.name.strip() or len(view.name) > _LONGEST_NAME or not view.name.isprintable():
        raise InputError(f"name: expected 1 to {_LONGEST_NAME} characters")
    with office.changing() as session:
        known = SavedViews(session).of(view.account, view.page)
        if len(known) >= _MOST_VIEWS and view.name not in {each.name for each in known}:
            raise InputError(f"views: {_MOST_VIEWS} are kept already; forget one first")
        SavedViews(session).put(view)


def forget_view(office: Office, account: str, page: str, name: str) -> None:
    """Forget a view."""
    with office.changing() as session:
        SavedViews(session).drop(account, page, name)


def check_reason(why: str) -> None:
    """A reason can be kept: a sentence that names no person.

    Raises:
        InputError: it cannot.
    """
    if not why.strip() or len(why) > _LONGEST_REASON:
        raise InputError(f"why: {len(why)} characters, expected a sentence of at most {_LONGEST_REASON}")
    if Door(bytes(32), DoorRules()).text(why) != why:
        raise InputError("why: names an address, number or account of a person; name an office or a ticket instead")


def check_until(office: Office, until: datetime | None) -> None:
    """An acknowledgement may last until then.

    Raises:
        InputError: it may not.
    """
    at = office.now().replace(microsecond=0)
    if until is not None and not at < utc(until) <= at + LONGEST:
        raise InputError(f"until: {iso(until)}, expected a time after {iso(at)} and within {LONGEST.days} days")


def _check(office: Office, findings: Sequence[Finding], wanted: Wanted) -> None:
    check_reason(wanted.why)
    if not findings and not wanted.attention:
        raise InputError("findings: expected at least one")
    if len(findings) > MOST:
        raise InputError(f"findings: {len(findings):,}, expected at most {MOST:,} at once")
    check_until(office, wanted.until)
    if wanted.state is TriageState.MERGED:
        others = {each.id for each in findings} - {wanted.into}
        if not wanted.into or not others:
            raise InputError("merge: expected two findings or more, one of them the one that stays")


def _decided(finding: Finding, act: Act, wanted: Wanted) -> Triage:
    return Triage(
        finding=finding.id,
        state=act.state,
        by=act.by,
        why=act.why,
        at=act.at,
        act=act.id,
        level=finding.level,
        newest=finding.time,
        until=None if wanted.until is None else utc(wanted.until),
        into=wanted.into if act.state is TriageState.MERGED else "",
    )


def _unchanged(act: Act, now: Mapping[str, Triage]) -> None:
    """Nobody decided anew about a finding of an act since."""
    for finding in act.findings:
        decided = now.get(finding)
        stands = decided is None if act.state is TriageState.NEW else decided is not None and decided.act == act.id
        if not stands:
            by = "somebody" if decided is None else decided.by
            raise ConflictError(f"{finding}: {by} decided anew about it since; this can no longer be undone")


def _entry(finding: str, act: Act, wanted: Wanted) -> Entry:
    said: dict[str, object] = {
        "state": str(act.state),
        "act": act.id,
        "by": act.by,
        "why": act.why,
        "until": None if wanted.until is None else iso(wanted.until),
        "into": wanted.into or None,
    }
    return Entry("triage", finding, act.at, said)


def _undone(finding: str, act: Act, before: Triage | None, by: str, at: datetime) -> Entry:
    state = TriageState.NEW if before is None else before.state
    return Entry("triage", finding, at, {"state": str(state), "undoes": act.id, "by": by})
