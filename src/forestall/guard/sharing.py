"""What may go to a partner, and why not: the one decision that previews, sending, reading and roll-ups ask. Pure.

The Traffic Light Protocol 2.0 (FIRST, 2022) says how far something may go; the place's `partners.toml` says what an
office has agreed with another. Both must allow it. What an account may read is decided in `guard/policy.py`.
"""

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

from forestall.guard.label import ORDER, strictest, subtree
from forestall.model.alert import Alert
from forestall.model.label import Label
from forestall.model.partner import Partner, Source
from forestall.model.sharing import Format, Reason, Thing, ThingKind
from forestall.model.words import FindingKind

FURTHEST = Label.GREEN
"""What a partner shared with us goes on to others up to this label: AMBER is for us and our clients (TLP 2.0)."""
CARRIES: Mapping[ThingKind, tuple[Format, ...]] = {
    ThingKind.ALERT: (Format.CAP,),
    ThingKind.FINDING: (Format.FORESTALL, Format.STIX),
}
"""Formats that hold a thing, the one that says most first."""
_BY_KIND = {
    FindingKind.THRESHOLD: Label.CLEAR,
    FindingKind.SEASONAL: Label.CLEAR,
    FindingKind.SILENCE: Label.AMBER_STRICT,
}
_OWED = {"duty": Label.GREEN, "measure": Label.AMBER, "plan": Label.AMBER}
_BY_SCOPE = {"Public": Label.CLEAR, "Restricted": Label.AMBER}
_SENTENCES: Mapping[Reason, Callable[[Partner, Thing], str]] = {
    Reason.DIRECTION: lambda partner, _: f"we only take from {partner.id}",
    Reason.OWN: lambda partner, _: f"it comes from {partner.id} itself",
    Reason.RED: lambda _, __: "TLP:RED is for named recipients, never for an office",
    Reason.STRICT: lambda _, __: "TLP:AMBER+STRICT stays in our office",
    Reason.ORIGIN: lambda _, thing: f"{thing.origin} shared it with us at TLP:{thing.label}, which goes no further",
    Reason.CLEARANCE: lambda partner, thing: f"TLP:{thing.label} is above its clearance, {partner.clearance}",
    Reason.FIELD: lambda _, thing: f"nothing of the field {thing.field or 'that cannot be told'} is shared with it",
    Reason.AREA: lambda _, thing: f"it is not concerned with {', '.join(thing.jurisdictions) or 'an unknown area'}",
    Reason.FORMAT: lambda partner, thing: f"it takes {', '.join(partner.formats)}; none of these holds a {thing.kind}",
    Reason.NEVER_SENT: lambda _, __: "it ends something that was never sent",
    Reason.SIZE: lambda _, __: "it is too large for a parcel",
}


def refusals(partner: Partner, thing: Thing, parents: Mapping[str, str | None]) -> tuple[Reason, ...]:
    """All reasons for which a thing may not go to a partner; none: it may.

    Args:
        partner: the other office
        thing: what might go
        parents: the authority above each authority; None for the top one
    """
    label = Label(partner.clearance.removeprefix("TLP:"))
    found = {
        Reason.DIRECTION: partner.direction == "in",
        Reason.OWN: thing.origin == partner.id,
        Reason.RED: thing.label is Label.RED,
        Reason.STRICT: thing.label is Label.AMBER_STRICT,
        Reason.ORIGIN: thing.origin is not None and ORDER.index(thing.label) > ORDER.index(FURTHEST),
        Reason.CLEARANCE: ORDER.index(thing.label) > ORDER.index(label),
        Reason.FIELD: thing.field not in partner.fields,
        Reason.AREA: not concerns(partner, thing.jurisdictions, parents),
        Reason.FORMAT: written(partner, thing.kind) is None,
    }
    return tuple(reason for reason in Reason if found.get(reason))


def concerns(partner: Partner, jurisdictions: tuple[str, ...], parents: Mapping[str, str | None]) -> bool:
    """Whether a partner is concerned with one of some authorities: with it, one below it, or one above it."""
    if not partner.areas:
        return True
    return any(
        area in subtree(each, parents) or each in subtree(area, parents)
        for each in jurisdictions
        for area in partner.areas
    )


def written(partner: Partner, kind: ThingKind) -> Format | None:
    """The format in which a partner gets a kind of thing; None when it takes none that holds it."""
    return next((each for each in CARRIES[kind] if each in partner.formats), None)


def sentence(reason: Reason, partner: Partner, thing: Thing) -> str:
    """A reason in words."""
    return _SENTENCES[reason](partner, thing)


def alert_label(alert: Alert) -> Label:
    """The label of an alert: its own, never less strict than its scope; Private is for those it names."""
    by_scope = scope_label(alert.scope)
    return by_scope if alert.label is None else strictest((by_scope, alert.label))


def scope_label(scope: str) -> Label:
    """The least strict label that fits a message's scope (CAP 1.2, 3.2.1)."""
    return _BY_SCOPE.get(scope, Label.RED)


def source_label(source: str, sources: Mapping[str, Source]) -> Label:
    """The label of what a source says; of one that is gone, RED."""
    known = sources.get(source)
    return Label.RED if known is None else Label(known.label.removeprefix("TLP:"))


def finding_label(kind: FindingKind, source: Label) -> Label:
    """The label of a finding: its source's, at least AMBER where it tells of our sites, their products or our logs.

    That one of our sources is silent tells where we are blind: AMBER+STRICT.

    Args:
        kind: what concluded it
        source: label of the source it rests on
    """
    return strictest((source, _BY_KIND.get(kind, Label.AMBER)))


def owed_label(origin: str, alerts: Mapping[str, Label], findings: Mapping[str, Label]) -> Label:
    """The label of an obligation, from what it comes from.

    Args:
        origin: `duty:ID`, `measure:ID`, `plan:DUTY`, `alert:SUBJECT`, `finding:ID`, …
        alerts: labels of our alerts by subject
        findings: labels of findings by id

    Returns:
        GREEN for what the calendar brings; AMBER for the plan's; that of the alert or finding, of one that is gone RED;
        AMBER+STRICT for the rest, which is the office's own: cases, accesses in an emergency.
    """
    kind, _, name = origin.partition(":")
    if kind in _OWED:
        return _OWED[kind]
    known = {"alert": alerts, "finding": findings}.get(kind)
    return Label.AMBER_STRICT if known is None else known.get(name, Label.RED)


def is_ours(sender: str, own: str) -> bool:
    """Whether a message that comes back to us was sent in our own name."""
    return sender.casefold() == own.casefold()


def may_send_as(partner: Partner, sender: str) -> bool:
    """Whether a partner may hand over messages in a sender's name; its `senders` say, none: any."""
    return not partner.senders or any(fnmatchcase(sender, pattern) for pattern in partner.senders)
