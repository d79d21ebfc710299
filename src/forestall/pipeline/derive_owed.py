"""Derivations of what is owed: why it is due then, why it stands as it does, and how late it is."""

from collections.abc import Callable
from datetime import datetime

from forestall.core.clock import iso
from forestall.core.text import N_
from forestall.follow.owed import SOON_SHARE
from forestall.model.derivation import Derivation
from forestall.model.duty import Duty, Norm, Obligation
from forestall.model.finding import Finding
from forestall.model.words import FindingKind, ObligationState, Trigger
from forestall.outlook.pages.derivation import Basis, DerivationView, Node, hidden, stated
from forestall.outlook.wording import age, number, percent, words
from forestall.pipeline.derive_evidence import finding_node
from forestall.pipeline.derive_ground import Ground

_QUANTITIES = ("due", "state", "late")
_MOST = 5  # findings that are named behind one thing owed
_ICALENDAR = N_("RFC 5545, 3.3.10 (recurrence rules) and 3.3.5 (local times)")
_DAY_END = N_("end of the last day of that time, in the place's own zone")
_HOW: dict[str, tuple[str, str]] = {
    "calendar": (N_("the next day by its interval or rule, at its time, else at the end of that day"), _ICALENDAR),
    "steps": (N_("start of the clock + length of each step up to this one"), "docs/do/duties.md"),
    "clock": (N_("start of the clock + time to do it"), "docs/do/duties.md"),
    "measure": (N_("start of the clock + months from decision to effect, end of that day"), "docs/understand/plan.md"),
    "stated": (N_("as given"), N_("whoever decided on it")),
    "again": (N_("opened again + time to do it, and not before the due time by its rule"), "docs/do/duties.md"),
}


def obligation(on: Ground, key: str, quantity: str) -> DerivationView | None:
    """How a number of something owed came about: its due time, its state, how late it is."""
    one = next((each for each in on.seen.obligations if each.id == key), None)
    if one is None or quantity not in _QUANTITIES:
        return None
    build: dict[str, Callable[[Ground, Obligation], Node]] = {"due": _due, "state": _state, "late": _late}
    others = tuple((f"/derivation/obligation/{key}/{each}", each) for each in _QUANTITIES if each != quantity)
    return DerivationView(one.title, f"/obligations/{key}", build[quantity](on, one), others)


def _due(on: Ground, one: Obligation) -> Node:
    duty = _duty(on, one)
    how, source = _HOW["again" if one.reopened else _kind(one, duty)]
    gives = Derivation(N_("due"), iso(one.due), "", how, one.clause or source, "" if one.clause == source else source)
    inputs = (*_norm(on, one, duty), _start(on, one), *_clock(on, one, duty), *_calendar(on, duty), *_shown(on, one))
    return Node(gives, on.words.moment(one.due), Basis.WORKED, inputs, href=f"/derivation/obligation/{one.id}/due")


def _duty(on: Ground, one: Obligation) -> Duty | None:
    """The rule; of one that binds many, `DUTY@WHOM` is its occurrence for one of them."""
    name = one.duty.partition("@")[0]
    return next((each for each in on.whole.place.duties if each.id == name), None)


def _kind(one: Obligation, duty: Duty | None) -> str:
    if duty is None:
        return "measure" if one.origin.startswith("measure:") else "stated"
    if duty.trigger is Trigger.CALENDAR:
        return "calendar"
    return "steps" if duty.steps else "clock"


def _norm(on: Ground, one: Obligation, duty: Duty | None) -> tuple[Node, ...]:
    """The clause in the version under which it is owed."""
    if duty is None:
        return ()
    norms = [each for each in on.whole.place.norms if each.id == duty.norm and each.version == one.version]
    return tuple(_clause(each) for each in norms)


def _clause(one: Norm) -> Node:
    said = f"{one.source}, {one.clause} ({one.version})"
    return stated(N_("norm"), said, said, f"norms.csv, {one.id}", one.title)


def _start(on: Ground, one: Obligation) -> Node:
    """What started the clock, and when."""
    kind, _, key = one.origin.partition(":")
    because: tuple[Node, ...] = ()
    if kind == "finding":
        found = sorted(
            (each for each in on.seen.detection.findings if _gives(each, key)),
            key=lambda each: (each.title not in one.title, each.id),
        )
        because = tuple(finding_node(on, each) for each in found[:_MOST]) or (hidden(N_("a finding")),)
    elif kind == "measure":
        because = (_linked(N_("measure of the plan"), one.title, f"/derivation/measure/{key}/benefit"),)
    elif kind == "case":
        because = (_linked(N_("case"), key, f"/cases/{key}"),)
    elif kind == "alert":
        sent = next((each for each in on.seen.alerts_open if each.subject == key), None)
        if sent is not None:
            because = (_linked(N_("warning"), sent.headline, f"/derivation/alert/{sent.identifier}/severity"),)
    gives = Derivation(N_("the clock began"), iso(one.created), "", N_("when it came to be owed"), "")
    return Node(gives, on.words.moment(one.created), Basis.WORKED, because, time=one.created, where=one.origin)


def _gives(one: Finding, origin: str) -> bool:
    """Whether a finding is of those that `DUTY:KIND:WHAT` is owed for: of a site for log rules, else of a rule."""
    _, kind, what = [*origin.split(":", 2), "", ""][:3]
    mine = one.site or one.jurisdiction if one.kind is FindingKind.SIGMA else one.rule
    return one.kind == kind and mine == what


def _linked(what: str, said: str, href: str) -> Node:
    return Node(Derivation(what, said, "", "", ""), said, Basis.CONCLUDED, href=href)


def _clock(on: Ground, one: Obligation, duty: Duty | None) -> tuple[Node, ...]:
    """How long there is, as the rule says it."""
    if duty is None:
        return _lead(on, one)
    file = f"duties.csv, {duty.id}"
    texts = (
        (N_("what makes it due"), words(duty.trigger)),
        (N_("first due day"), "" if duty.start is None else duty.start.isoformat()),
        (N_("interval"), duty.every or ""),
        (N_("recurrence rule"), duty.rule or ""),
        (N_("local time on the due day"), duty.by or ""),
        (N_("steps of its clock"), "; ".join(duty.steps)),
        (N_("this step"), one.step),
    )
    found = [stated(name, said, said, file, duty.clause) for name, said in texts if said]
    if duty.trigger is not Trigger.CALENDAR and not duty.steps:
        found.append(stated(N_("time to do it"), duty.within, age(duty.within), file, duty.clause, "h"))
    if duty.working_time:
        found.append(stated(N_("only working time counts"), "yes", words("yes"), file, duty.clause))
    return tuple(found)


def _lead(on: Ground, one: Obligation) -> tuple[Node, ...]:
    key = one.origin.partition(":")[2]
    measure = next((each for each in on.seen.place.measures if each.id == key), None)
    if measure is None or not one.origin.startswith("measure:"):
        return ()
    said = f"{number(measure.lead)} months"
    return (
        stated(N_("time from decision to effect"), measure.lead, said, f"measures.csv, {key}", measure.source, "month"),
    )


def _calendar(on: Ground, duty: Duty | None) -> tuple[Node, ...]:
    """Zone and, where they count, the days on which offices work."""
    profile = on.whole.place.profile
    zone = stated(N_("time zone"), profile.time_zone, profile.time_zone, "place.toml, time_zone")
    if duty is None or not duty.working_time:
        return (zone,)
    days = profile.calendar
    closed = ", ".join((*(day.isoformat() for day in days.holidays), *days.yearly))
    texts = (
        (N_("days of the week on which offices are closed, 1 is Monday"), ", ".join(map(str, days.weekend))),
        (N_("days on which offices are closed"), closed),
        (N_("days from Easter Sunday on which offices are closed"), ", ".join(map(str, days.easter))),
        (N_("hours in which offices are open"), f"{days.opens}–{days.closes}" if days.opens and days.closes else ""),
    )
    return (zone, *(stated(name, said, said, "place.toml, [calendar]") for name, said in texts if said))


def _shown(on: Ground, one: Obligation) -> tuple[Node, ...]:
    """What shows that it was done, and what became of that."""
    said = words(one.proof)
    gives = Derivation(N_("how far it is shown"), said, "", N_("evidence, and the verdict of somebody else"), "")
    need = stated(N_("what shows it"), one.evidence, f"{one.evidence} ({words(one.need)})", "duties.csv", one.clause)
    times = ((N_("done"), one.shown), (N_("opened again"), one.reopened))
    known = [_time(on, name, when) for name, when in times if when is not None]
    if one.reason:
        known.append(Node(Derivation(N_("reason"), one.reason, "", "", ""), one.reason, Basis.CONCLUDED))
    return (Node(gives, said, Basis.CONCLUDED, (need, *known), href=f"/obligations/{one.id}"),)


def _time(on: Ground, what: str, when: datetime) -> Node:
    return Node(Derivation(what, iso(when), "", "", ""), on.words.moment(when), Basis.CONCLUDED, time=when)


def _state(on: Ground, one: Obligation) -> Node:
    """Done by what shows it, else by its times."""
    if one.state in (ObligationState.DONE, ObligationState.WITHDRAWN):
        how = {
            ObligationState.DONE: N_("evidence is enough, or the place's own files say so"),
            ObligationState.WITHDRAWN: N_("what made it owed has gone, and nothing was begun"),
        }[one.state]
    else:
        how = N_("overdue after its due time; due soon in the last part of its time; else open")
    gives = Derivation(N_("state"), str(one.state), "", how, "docs/do/duties.md")
    share = stated(N_("last part of its time"), SOON_SHARE, percent(SOON_SHARE), "follow/owed.py")
    now = _time(on, N_("time of the pass"), on.whole.at)
    return Node(gives, words(one.state), Basis.WORKED, (_due(on, one), now, share, *_shown(on, one)))


def _late(on: Ground, one: Obligation) -> Node:
    hours = (on.whole.at - one.due).total_seconds() / 3600.0
    gives = Derivation(N_("late"), max(hours, 0.0), "h", N_("time of the pass − due"), "docs/do/duties.md")
    now = _time(on, N_("time of the pass"), on.whole.at)
    return Node(gives, age(max(hours, 0.0)), Basis.WORKED, (now, _due(on, one)))
