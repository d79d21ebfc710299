"""The roll-up that an office tells a partner: risk, what is owed and what is late, how fresh it all is.

It moves figures, not rows: a row that the partner may not have is only counted, and a small count of such rows, or a
figure made of few of them, is left out. What the partner may have is asked of `guard/sharing.py`, as everywhere.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from forestall.core.clock import FAR_PAST, iso
from forestall.core.errors import InputError, StateError
from forestall.guard.label import strictest
from forestall.guard.sharing import alert_label, owed_label, refusals
from forestall.model.duty import Obligation
from forestall.model.finding import Finding
from forestall.model.label import Label
from forestall.model.partner import Partner
from forestall.model.place import Place
from forestall.model.risk import Interval, Risk
from forestall.model.sharing import Format, Thing, ThingKind
from forestall.model.words import Field, ObligationState, Scale, SourceStatus
from forestall.pipeline.office import Office
from forestall.pipeline.people import parents_of
from forestall.pipeline.sharing_things import findings
from forestall.store.owed import Owed
from forestall.store.sharing_sources import last_messages
from forestall.store.state import State

FEWEST = 3
"""A count below this, of rows that the partner may not have, is left out; so is a figure made of fewer such rows."""
INNER = Label.AMBER
"""A risk names our sites and scenarios: it says more than its sources did."""
_SETTLED = frozenset({"done", "withdrawn"})
_RISKS = TypeAdapter(list[Risk])
_HOW = (
    "low and high are the sums of the scenarios' 5 % and 95 % quantiles: the interval if all rates erred the same way"
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row, and whether the partner may have it."""

    obligation: Obligation
    open: bool


def rollup(office: Office, partner: Partner) -> dict[str, object]:
    """What a partner is told of this office now; JSON values only, the same state and time give the same.

    Args:
        office: the place and its state
        partner: whom it is told

    Raises:
        InputError: nothing is told to this partner.
    """
    if partner.direction == "in" or not partner.rollup:
        raise InputError(f"partner {partner.id}: is told no roll-up (`rollup` and `direction` in partners.toml)")
    place, state = office.place(), State(office.reading)
    found, last = findings(office), state.last_pass()
    now = office.now() if last is None else max(office.now(), last)  # a recorded place looks from its own time
    may = _decision(place, partner)
    return {
        "made": iso(now),
        "from": place.profile.sender,
        "place": place.profile.name,
        "to": partner.id,
        "currency": place.profile.currency,
        "scales": {str(scale): each.unit for scale, each in sorted(place.profile.scales.items())},
        "fields": sorted(map(str, partner.fields)),
        "risk": _risk(_risks(state), found, may, partner),
        "risk_interval": _HOW,
        "findings": _findings([one for one in found if one[0].field in partner.fields], may),
        **_owed(office, found, may, now),
        "freshness": {
            "last_pass": None if last is None else iso(last),
            "sources": _sources(state, partner),
        },
        "small_counts": f"a count below {FEWEST} of rows that may not be shared is null",
    }


_May = Callable[[Label, Field | None, str | None], bool]


def _decision(place: Place, partner: Partner) -> _May:
    """Whether the partner may have a row; the roll-up is read by Forestall, so no format stands against it."""
    parents = parents_of(place.profile.jurisdictions)
    reader = replace(partner, formats=(Format.FORESTALL.value,))

    def may(label: Label, field: Field | None, jurisdiction: str | None) -> bool:
        where = () if jurisdiction is None else (jurisdiction,)
        thing = Thing(ThingKind.FINDING, "", "", "", FAR_PAST, label, field or partner.fields[0], where)
        return bool(partner.fields) and not refusals(reader, thing, parents)

    return may


def _risks(state: State) -> tuple[Risk, ...]:
    try:
        rows = state.table("risks").to_pylist()
    except StateError:
        return ()
    for row in rows:
        row["loss"], row["expected"] = dict(row["loss"]), dict(row["expected"])
    return tuple(_RISKS.validate_python(rows))


def _risk(
    risks: Sequence[Risk], found: Iterable[tuple[Finding, Label]], may: _May, partner: Partner
) -> list[dict[str, object]]:
    """Expected yearly loss by field and scale; left out where it would tell of fewer than three closed scenarios."""
    titles: dict[str, list[Label]] = {}
    for finding, label in found:
        titles.setdefault(finding.title, []).append(label)
    rows: list[dict[str, object]] = []
    for field in (each for each in Field if each in partner.fields):
        of_field = [each for each in risks if each.field is field]
        closed = [each for each in of_field if not may(_risk_label(each, titles), field, each.jurisdiction)]
        shown = not 0 < len(closed) < FEWEST
        for scale in (each for each in Scale if any(each in one.expected for one in of_field)):
            expected = _sum(each.expected[scale] for each in of_field if scale in each.expected)
            known = {"mean": expected.mean, "low": expected.low, "high": expected.high} if shown else {}
            rows.append({"field": str(field), "scale": str(scale), **_of(len(of_field), len(closed)), **known})
    return rows


def _of(count: int, closed: int) -> dict[str, object]:
    return {"shared": count - closed, "withheld": _small(closed)}


def _small(count: int) -> int | None:
    """A count of rows that may not be shared; None when it is small."""
    return None if 0 < count < FEWEST else count


def _risk_label(risk: Risk, titles: Mapping[str, list[Label]]) -> Label:
    """The strictest of the findings that move it, at least AMBER."""
    moving = (label for each in risk.drivers if each.kind == "finding" for label in titles.get(each.what, []))
    return strictest((INNER, *moving))


def _sum(parts: Iterable[Interval]) -> Interval:
    each = tuple(parts)
    return Interval(sum(one.mean for one in each), sum(one.low for one in each), sum(one.high for one in each))


def _findings(found: Iterable[tuple[Finding, Label]], may: _May) -> list[dict[str, object]]:
    """How many findings there are by field and level."""
    every: Counter[tuple[str, str]] = Counter()
    closed: Counter[tuple[str, str]] = Counter()
    for finding, label in found:
        key = (str(finding.field), str(finding.level))
        every[key] += 1
        closed[key] += not may(label, finding.field, finding.jurisdiction)
    return [{"field": key[0], "level": key[1], **_of(every[key], closed[key])} for key in sorted(every)]


def _owed(
    office: Office, found: Iterable[tuple[Finding, Label]], may: _May, now: datetime
) -> dict[str, list[dict[str, object]]]:
    """What is owed by jurisdiction and state, and what of it is late and why."""
    with office.looking() as session:
        alerts = {each.subject: alert_label(each) for each in last_messages(session, FAR_PAST)}
        obligations = Owed(session).all()
    labels = {finding.id: label for finding, label in found}
    rows = [_Row(each, may(owed_label(each.origin, alerts, labels), None, each.bearer)) for each in obligations]
    every = Counter((each.obligation.bearer, str(each.obligation.state)) for each in rows)
    closed = Counter((each.obligation.bearer, str(each.obligation.state)) for each in rows if not each.open)
    counts: list[dict[str, object]] = [
        {"jurisdiction": bearer, "state": state, **_of(every[bearer, state], closed[bearer, state])}
        for bearer, state in sorted(every)
    ]
    late = [each.obligation for each in rows if each.open and _is_late(each.obligation, now)]
    ranked = sorted(late, key=lambda each: (each.due, each.id))
    return {"obligations": counts, "late": [_late(each, now) for each in ranked]}


def _is_late(owed: Obligation, now: datetime) -> bool:
    return str(owed.state) not in _SETTLED and (owed.state is ObligationState.OVERDUE or owed.due < now)


def _late(owed: Obligation, now: datetime) -> dict[str, object]:
    """What is late, and why as far as the record says: what makes it owed, under which clause, and who has it now."""
    kind, _, _name = owed.origin.partition(":")
    return {
        "jurisdiction": owed.bearer,
        "title": owed.title,
        "due": iso(owed.due),
        "days": (now - owed.due) // timedelta(days=1),
        "owed_for": kind,
        "clause": owed.clause,
        "evidence_awaited": owed.evidence,
        "escalated_to": owed.escalated_to,
        "reason": owed.reason,
    }


def _sources(state: State, partner: Partner) -> list[dict[str, object]]:
    """How many sources of each field deliver as they should."""
    try:
        rows = state.table("sources").to_pylist()
    except StateError:
        return []
    wanted = [row for row in rows if row["field"] in partner.fields]
    counts = Counter((row["field"], row["status"]) for row in wanted)
    return [
        {"field": str(field), "status": str(status), "sources": counts[field, status]}
        for field in Field
        for status in SourceStatus
        if counts[field, status]
    ]
