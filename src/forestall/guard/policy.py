"""Who may do what: one table, read for a decision about one thing and for a condition on many.

What no line of the table allows is refused. Lines only allow; there is none that forbids, so their order means nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from forestall.guard.label import ORDER, Labelled, subtree, up_to
from forestall.guard.predicate import All, Among, AnyOf, Attribute, holds
from forestall.model.account import Action, Grant, Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field


@dataclass(frozen=True, slots=True)
class Standing:
    """A grant in force, with the authorities below its own written out."""

    role: Role
    """What they may do."""
    clearance: Label
    """The strictest label they may see."""
    fields: frozenset[Field] | None
    """Fields of security; None for all."""
    jurisdictions: frozenset[str] | None
    """Authorities; None for the whole place."""
    purposes: frozenset[Purpose]
    """For what."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks, as of now."""

    account: str | None
    """Their account; None for somebody who has not signed in."""
    organisation: str | None
    """Their office."""
    standings: frozenset[Standing] = frozenset()
    """What is granted to them."""
    purpose: Purpose | None = None
    """What they said they look for."""
    scopes: frozenset[Action] | None = None
    """What their token may be used for; None for a person."""
    fresh: bool = False
    """Whether they showed who they are within the last minutes."""
    source: str | None = None
    """The source that their token sends as; None for any."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: these roles may do these actions to things with these labels, under these limits."""

    roles: frozenset[Role] | None
    """Who; None for everybody, signed in or not."""
    actions: frozenset[Action]
    """What."""
    labels: frozenset[Label] = frozenset(ORDER)
    """To things with which labels."""
    within: frozenset[Attribute] = frozenset()
    """Which of the thing's attributes must lie within the grant's: clearance, field, jurisdiction, organisation."""
    purposes: frozenset[Purpose] | None = None
    """What they must have said they look for, within the grant; None for nothing."""
    fresh: bool = False
    """Whether they must have shown who they are within the last minutes."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the table says."""

    allowed: bool
    """Whether they may."""
    because: str
    """Why, for the record; names no content."""


_OPEN_LABELS = frozenset({Label.CLEAR})
_SHARED = frozenset({Label.GREEN, Label.AMBER})
_OWN_OFFICE = frozenset({Label.AMBER_STRICT})
_NAMED = frozenset({Label.RED})

_READ = frozenset(
    {Action.READ_SOURCES, Action.READ_FINDINGS, Action.READ_ALERTS, Action.READ_OUTLOOK, Action.COUNT, Action.NOTIFY}
)
_READ_WORK = frozenset({Action.READ_OBLIGATIONS, Action.READ_CASES})
_READ_RED = _READ - {Action.NOTIFY}
_READERS = frozenset({Role.LOCAL, Role.ANALYST, Role.OPERATOR, Role.DIRECTOR, Role.AUDITOR})
_STAFF = frozenset({Role.ANALYST, Role.OPERATOR, Role.DIRECTOR})
_COMMAND = frozenset({Role.OPERATOR, Role.DIRECTOR})
_GRANTED = frozenset({Attribute.LABEL, Attribute.FIELD, Attribute.JURISDICTION})
_OFFICE = _GRANTED | {Attribute.ORGANISATION}
_TAKING = frozenset({Purpose.OPERATIONS, Purpose.PLANNING, Purpose.SHARING})

TABLE: tuple[Line, ...] = (
    # Everybody
    Line(None, frozenset({Action.PROBE})),
    Line(frozenset(Role) - {Role.SOURCE}, frozenset({Action.OWN})),
    # Sending
    Line(frozenset({Role.SOURCE, Role.PARTNER, Role.LOCAL, Role.OPERATOR}), frozenset({Action.SEND_SIGNALS})),
    # Reading, by label: TLP 2.0 says CLEAR to all, GREEN to the community, AMBER to those who need to know in an office
    # and its clients, AMBER+STRICT within the office, RED to named recipients
    Line(_READERS | {Role.PARTNER}, _READ, _OPEN_LABELS),
    Line(_READERS, _READ, _SHARED, _GRANTED),
    Line(frozenset({Role.PARTNER}), _READ, frozenset({Label.GREEN}), _GRANTED),
    Line(frozenset({Role.PARTNER}), _READ, frozenset({Label.AMBER}), _OFFICE),
    Line(_READERS, _READ, _OWN_OFFICE, _OFFICE),
    Line(_STAFF, _READ_RED, _NAMED, _OFFICE, purposes=frozenset({Purpose.OPERATIONS})),
    Line(_READERS, _READ_WORK, _SHARED | _OPEN_LABELS, _GRANTED),
    Line(_READERS, _READ_WORK, _OWN_OFFICE, _OFFICE),
    Line(_STAFF | {Role.AUDITOR}, frozenset({Action.READ_PARTNERS})),
    Line(_STAFF | {Role.ADMINISTRATOR, Role.AUDITOR}, frozenset({Action.READ_PLACE})),
    # Taking away; RED never leaves
    Line(_READERS | {Role.PARTNER}, frozenset({Action.EXPORT}), _OPEN_LABELS),
    Line(_STAFF, frozenset({Action.EXPORT}), _SHARED, _GRANTED, purposes=_TAKING),
    Line(_STAFF, frozenset({Action.EXPORT}), _OWN_OFFICE, _OFFICE, purposes=frozenset({Purpose.OPERATIONS})),
    # Working
    Line(frozenset({Role.OPERATOR}), frozenset({Action.READ_QUARANTINE, Action.CHANGE_QUARANTINE}), within=_GRANTED),
    Line(frozenset({Role.DIRECTOR}), frozenset({Action.DECIDE}), within=_GRANTED, fresh=True),
    Line(_COMMAND, frozenset({Action.ACKNOWLEDGE, Action.WARN, Action.APPROVE}), within=_GRANTED),
    Line(_COMMAND, frozenset({Action.SHARE}), _OPEN_LABELS | _SHARED, _GRANTED, purposes=_TAKING),
    Line(_STAFF | {Role.LOCAL}, frozenset({Action.GIVE_EVIDENCE, Action.WORK_CASES}), within=_GRANTED),
    Line(_COMMAND | {Role.LOCAL}, frozenset({Action.JUDGE_EVIDENCE}), within=_GRANTED),
    Line(_STAFF | {Role.LOCAL, Role.PARTNER, Role.SOURCE}, frozenset({Action.REPORT_CASE}), within=_GRANTED),
    Line(_STAFF, frozenset({Action.RAISE_LABEL}), within=_GRANTED),
    Line(frozenset({Role.DIRECTOR}), frozenset({Action.LOWER_LABEL}), within=_OFFICE, fresh=True),
    Line(_STAFF, frozenset({Action.BREAK_GLASS}), fresh=True),
    # Keeping watch over the service itself
    Line(frozenset({Role.AUDITOR, Role.DIRECTOR}), frozenset({Action.READ_LEDGER, Action.READ_GRANTS})),
    Line(frozenset({Role.AUDITOR, Role.OPERATOR, Role.ADMINISTRATOR}), frozenset({Action.READ_METRICS})),
    Line(frozenset({Role.ADMINISTRATOR}), frozenset({Action.MANAGE_ACCOUNTS}), fresh=True),
    Line(frozenset({Role.ADMINISTRATOR}), frozenset({Action.READ_GRANTS})),
)

NOBODY = Subject(None, None)
"""Somebody who has not signed in."""


def standing(grant: Grant, parents: Mapping[str, str | None]) -> Standing:
    """A grant with the authorities below its own written out.

    Args:
        grant: the grant
        parents: the authority above each authority
    """
    below = None if grant.jurisdiction is None else subtree(grant.jurisdiction, parents)
    return Standing(grant.role, grant.clearance, grant.fields, below, grant.purposes)


def standings(grants: tuple[Grant, ...], parents: Mapping[str, str | None], at: datetime) -> frozenset[Standing]:
    """The grants that are in force at a time."""
    return frozenset(standing(each, parents) for each in grants if each.holds(at))


@lru_cache(maxsize=4096)
def condition(subject: Subject, action: Action) -> AnyOf:
    """What must hold of a thing so that somebody may do something to it.

    Args:
        subject: who asks
        action: what they want to do

    Returns:
        The condition; without parts when they may do it to nothing.
    """
    if subject.scopes is not None and action not in subject.scopes | {Action.PROBE}:
        return AnyOf(())
    found = {part for line in TABLE if action in line.actions for part in _parts(line, subject)}
    return AnyOf(tuple(sorted(found, key=_spelled)))


def decide(subject: Subject, action: Action, thing: Labelled) -> Decision:
    """Whether somebody may do something to a thing.

    Args:
        subject: who asks
        action: what they want to do
        thing: to what
    """
    if holds(condition(subject, action), thing):
        return Decision(True, f"{action} of {thing.label} is granted")
    return Decision(False, f"nothing grants {action} of {thing.label} to {subject.account or 'a visitor'}")


def may(subject: Subject, action: Action) -> bool:
    """Whether there is anything to which somebody may do something: what a route asks before it looks at rows."""
    return bool(condition(subject, action).parts)


def needs_proof(subject: Subject, action: Action) -> bool:
    """Whether somebody may not, but could once they have shown again who they are."""
    again = Subject(subject.account, subject.organisation, subject.standings, subject.purpose, subject.scopes, True)
    return not may(subject, action) and may(again, action)


def _parts(line: Line, subject: Subject) -> list[All]:
    """What a line asks of a thing, once for each grant that it speaks of."""
    if line.fresh and not subject.fresh:
        return []
    if line.roles is None:
        return [All((Among(Attribute.LABEL, line.labels),))]
    found = [
        All(_limits(line, each, subject.organisation))
        for each in subject.standings
        if each.role in line.roles and _has_purpose(line, each, subject.purpose)
    ]
    return [each for each in found if all(limit.values for limit in each.parts)]


def _has_purpose(line: Line, granted: Standing, purpose: Purpose | None) -> bool:
    return line.purposes is None or (purpose in line.purposes and purpose in granted.purposes)


def _limits(line: Line, granted: Standing, organisation: str | None) -> tuple[Among, ...]:
    """The line's limits, filled in from a grant."""
    labels = line.labels & up_to(granted.clearance) if Attribute.LABEL in line.within else line.labels
    limits = [Among(Attribute.LABEL, labels)]
    if Attribute.FIELD in line.within and granted.fields is not None:
        limits.append(Among(Attribute.FIELD, frozenset(granted.fields)))
    if Attribute.JURISDICTION in line.within and granted.jurisdictions is not None:
        limits.append(Among(Attribute.JURISDICTION, granted.jurisdictions))
    if Attribute.ORGANISATION in line.within:
        limits.append(Among(Attribute.ORGANISATION, frozenset() if organisation is None else frozenset({organisation})))
    return tuple(limits)


def _spelled(part: All) -> list[tuple[str, list[str]]]:
    return [(each.attribute, sorted(each.values)) for each in part.parts]
