"""The plan as its page shows it: measures with what they need, the front, capabilities that fall short.

Not here: other budgets and plans that are compared (`plan_change.py`), the drawing (`plan_drawing.py`), the plan of the
day in brief (`outlook/planning.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from forestall.core.text import N_
from forestall.model.plan import Choice, Closing, FrontPoint, Gap, Plan
from forestall.model.words import CapabilityKind
from forestall.outlook.given import Given
from forestall.outlook.pages.table import Column, Kind

EVERY, MOST = 0.95, 0.5
"""Shares of futures in whose own best plan a measure is, from which it is in every or in most of them."""


class Hold(StrEnum):
    """How a measure holds when the future differs."""

    EVERY = "in every future"
    MOST = "in most futures"
    SOME = "in some futures"
    NONE = "in no future"
    UNKNOWN = "no data"


HOLDS = (N_("in every future"), N_("in most futures"), N_("in some futures"), N_("in no future"), N_("no data"))


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure."""

    choice: Choice
    """What was worked out for it."""
    authority: str
    """Who carries it out."""
    field: str
    """Its field of security; empty when the place does not know the measure."""
    needs: tuple[str, ...]
    """What it needs, in words."""
    share: float | None
    """Share of futures in whose own best plan it is; None without futures."""
    lead: float | None
    """Months from decision to effect."""

    @property
    def hold(self) -> Hold:
        """How it holds."""
        return hold(self.share)


@dataclass(frozen=True, slots=True)
class FrontRow:
    """A plan of the front."""

    number: int
    """From 1, the cheapest first."""
    point: FrontPoint
    """It."""
    joins: tuple[str, ...]
    """Titles of measures that the one before has not."""
    leaves: tuple[str, ...]
    """Titles of measures that the one before has."""
    within: bool
    """Whether the budget pays for it."""


@dataclass(frozen=True, slots=True)
class GapRow:
    """A capability that falls short."""

    gap: Gap
    """It."""
    by: str
    """Title of what needs most."""


@dataclass(frozen=True, slots=True)
class KindRow:
    """One of the six kinds of capability."""

    kind: CapabilityKind
    """The kind."""
    short: int
    """How many of it fall short."""
    known: int
    """How many of it the place states."""
    buy: tuple[str, ...]
    """What to buy to close its gaps at least cost, in words."""
    cost: float | None
    """What that costs; None when nothing is to be bought."""
    beyond: tuple[str, ...]
    """Titles of what money cannot buy."""


def hold(share: float | None) -> Hold:
    """How a measure holds that is in the best plan of this share of futures."""
    if share is None:
        return Hold.UNKNOWN
    if share >= EVERY:
        return Hold.EVERY
    if share >= MOST:
        return Hold.MOST
    return Hold.SOME if share > 0 else Hold.NONE


def measures(given: Given) -> tuple[MeasureRow, ...]:
    """Every measure, chosen ones first, then by what they take away for their cost."""
    known = {each.id: each for each in given.place.measures}
    needs = _needs(given)
    shares = shares_of(given.plan)
    found = []
    for choice in given.plan.choices:
        measure = known.get(choice.measure)
        row = MeasureRow(
            choice=choice,
            authority=given.jurisdiction(choice.jurisdiction),
            field="" if measure is None else str(measure.field),
            needs=needs.get(choice.measure, ()),
            share=None if shares is None else shares.get(choice.measure, 0.0),
            lead=None if measure is None else measure.lead,
        )
        found.append(row)
    return tuple(found)


def shares_of(plan: Plan) -> Mapping[str, float] | None:
    """Measure -> share of futures in whose own best plan it is; None when no futures were looked at."""
    return None if plan.robust is None else plan.robust.shares


def front(given: Given) -> tuple[FrontRow, ...]:
    """The front, the cheapest plan first, each with what changes from the one before."""
    titles = titles_of(given.plan)
    found: list[FrontRow] = []
    before: frozenset[str] = frozenset()
    for number, point in enumerate(sorted(given.plan.front, key=lambda p: (p.cost, -p.left)), 1):
        here = frozenset(point.measures)
        joins, leaves = named(titles, here - before), named(titles, before - here)
        found.append(FrontRow(number, point, joins, leaves, point.cost <= given.plan.budget))
        before = here
    return tuple(found)


def ladder(given: Given) -> tuple[tuple[str, tuple[bool, ...]], ...]:
    """Titles of the measures of the front with whether each of its plans has them; those in most plans first."""
    titles = titles_of(given.plan)
    points = [frozenset(row.point.measures) for row in front(given)]
    every = sorted({name for point in points for name in point})
    rows = [(titles.get(name, name), tuple(name in point for point in points)) for name in every]
    return tuple(sorted(rows, key=lambda row: (-sum(row[1]), row[0])))


def gaps(given: Given) -> tuple[GapRow, ...]:
    """Capabilities that fall short, by kind."""
    known = {each.id: each.title for each in given.place.measures}
    known |= {each.id: each.title for each in given.place.scenarios}
    order = list(CapabilityKind)
    rows = (GapRow(each, known.get(each.by, each.by)) for each in given.plan.gaps)
    return tuple(sorted(rows, key=lambda row: (order.index(row.gap.kind), row.gap.title)))


def kinds(given: Given) -> tuple[KindRow, ...]:
    """The six kinds, each with the cheapest way to close what falls short of it."""
    return tuple(_kind(given, kind) for kind in CapabilityKind)


def titles_of(plan: Plan) -> dict[str, str]:
    """Titles of measures by id."""
    return {each.measure: each.title for each in plan.choices}


def named(titles: Mapping[str, str], names: Iterable[str]) -> tuple[str, ...]:
    """Titles of measures, in their order; an id that is not known stays as it is."""
    return tuple(sorted(titles.get(name, name) for name in names))


def chosen(plan: Plan) -> tuple[str, ...]:
    """Ids of the measures of a plan, sorted."""
    return tuple(sorted(each.measure for each in plan.choices if each.chosen))


def _kind(given: Given, kind: CapabilityKind) -> KindRow:
    closing = next((each for each in given.plan.closing if each.kind is kind), None)
    stated = [each for each in given.place.capabilities if each.kind is kind]
    short = {each.capability for each in given.plan.gaps if each.kind is kind}
    buy, beyond = _bought(given, closing)
    return KindRow(kind, len(short), len(stated), buy, closing.cost if closing and closing.buy else None, beyond)


def _bought(given: Given, closing: Closing | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if closing is None:
        return (), ()
    known = {each.id: each for each in given.place.capabilities}
    buy = tuple(
        f"{known[name].title}: {given.words.amount(amount, known[name].unit)}"
        for name, amount in sorted(closing.buy.items())
        if name in known
    )
    return buy, named({each.id: each.title for each in known.values()}, closing.beyond)


def _needs(given: Given) -> dict[str, tuple[str, ...]]:
    """What each measure needs: capabilities with amounts, and other measures."""
    known = {each.id: each for each in given.place.capabilities}
    titles = {each.id: each.title for each in given.place.measures}
    found: dict[str, list[str]] = {
        each.id: [titles.get(other, other) for other in each.requires] for each in given.place.measures
    }
    for need in given.place.needs:
        if need.by in found and need.capability in known:
            capability = known[need.capability]
            found[need.by].append(f"{capability.title}: {given.words.amount(need.amount, capability.unit)}")
    return {name: tuple(sorted(each)) for name, each in found.items()}


MEASURE_COLUMNS: tuple[Column[MeasureRow], ...] = (
    Column("title", N_("Measure, and why"), lambda row: row.choice.title),
    Column("id", N_("Id"), lambda row: row.choice.measure, hidden=True),
    Column("authority", N_("Authority"), lambda row: row.authority),
    Column("field", N_("Field"), lambda row: row.field, hidden=True),
    Column("cost", N_("Cost"), lambda row: row.choice.cost, kind=Kind.MONEY, note=N_("Present value")),
    Column("benefit", N_("Loss taken away"), lambda row: row.choice.benefit, kind=Kind.MONEY, note=N_("Present value")),
    Column("ratio", N_("For each unit of cost"), lambda row: row.choice.ratio, kind=Kind.NUMBER),
    Column(
        "share",
        N_("Futures"),
        lambda row: row.share,
        kind=Kind.SHARE,
        note=N_("Share of futures in whose own best plan it is"),
    ),
    Column("lead", N_("Months to effect"), lambda row: row.lead, kind=Kind.NUMBER),
    Column("needs", N_("Needs"), lambda row: "; ".join(row.needs)),
    Column("why", N_("Why"), lambda row: row.choice.why, hidden=True),
)
FRONT_COLUMNS: tuple[Column[FrontRow], ...] = (
    Column("number", N_("Plan"), lambda row: row.number, kind=Kind.COUNT),
    Column("cost", N_("Cost"), lambda row: row.point.cost, kind=Kind.MONEY),
    Column("left", N_("Loss left over the period"), lambda row: row.point.left, kind=Kind.MONEY),
    Column("taken", N_("Loss taken away"), lambda row: row.point.taken, kind=Kind.MONEY),
    Column("low", N_("Low (5 %% of futures)"), lambda row: row.point.low, kind=Kind.MONEY, hidden=True),
    Column("high", N_("High (95 %% of futures)"), lambda row: row.point.high, kind=Kind.MONEY, hidden=True),
    Column("gap", N_("Could be better by"), lambda row: row.point.gap, kind=Kind.SHARE, note=N_("At most, proven")),
    Column("joins", N_("Joins"), lambda row: "; ".join(row.joins)),
    Column("leaves", N_("Leaves"), lambda row: "; ".join(row.leaves)),
)
GAP_COLUMNS: tuple[Column[GapRow], ...] = (
    Column("title", N_("Capability"), lambda row: row.gap.title),
    Column("id", N_("Id"), lambda row: row.gap.capability, hidden=True),
    Column("kind", N_("Kind"), lambda row: row.gap.kind),
    Column("available", N_("There is"), lambda row: row.gap.available, kind=Kind.NUMBER),
    Column("needed", N_("Needed"), lambda row: row.gap.needed, kind=Kind.NUMBER),
    Column("unit", N_("Unit"), lambda row: row.gap.unit),
    Column("by", N_("Most needed by"), lambda row: row.by),
    Column("cost", N_("Closing it costs"), lambda row: row.gap.cost, kind=Kind.MONEY),
)
