"""Columns of the smaller tables that stand beside the large ones, so that they too can be taken away."""

from dataclasses import dataclass

from forestall.core.text import N_
from forestall.model.derivation import Derivation
from forestall.model.plan import Condition
from forestall.model.risk import Chance, Interval, Risk, Tail
from forestall.model.suppose import Swing
from forestall.model.what_if import Outcome
from forestall.model.words import Scale
from forestall.outlook.hazard.sheet import Sheet
from forestall.outlook.pages.plan import KindRow
from forestall.outlook.pages.sites import SiteView
from forestall.outlook.pages.table import Column, Kind
from forestall.outlook.planning import TurnRow

_NO = Interval(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True, slots=True)
class Share:
    """A risk with its share of something."""

    scenario: str
    """The scenario."""
    title: str
    """As people call it."""
    share: float
    """Of one."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a risk brings on a scale."""

    scale: Scale
    """The scale."""
    unit: str
    """Its unit."""
    event: Interval
    """Of one event."""
    year: Interval
    """Expected a year; no number where there is none."""


@dataclass(frozen=True, slots=True)
class NeedRow:
    """That a site needs something, or gives it."""

    site: str
    """The other site, or those that can give it."""
    service: str
    """What."""
    required: int
    """How many of those that give it must be up."""
    suppliers: int
    """How many give it."""
    buffer: float | None
    """For how long it can do without [h]."""


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number of a release that was worked out."""

    step: str
    """The step of the chain."""
    number: Derivation
    """It, with what it rests on."""


TAILS: tuple[Column[Tail], ...] = (
    Column("period", N_("Once in"), lambda row: row.period, kind=Kind.NUMBER),
    Column("loss", N_("A year is worse than"), lambda row: row.loss, kind=Kind.NUMBER),
    Column("beyond", N_("and brings then on average"), lambda row: row.beyond, kind=Kind.NUMBER),
    Column("once", N_("One event is worse than"), lambda row: row.once, kind=Kind.NUMBER),
)
SHARES: tuple[Column[Share], ...] = (
    Column("scenario", N_("Id"), lambda row: row.scenario, hidden=True),
    Column("title", N_("Risk"), lambda row: row.title),
    Column("share", N_("Share"), lambda row: row.share, kind=Kind.SHARE),
)
SWINGS: tuple[Column[Swing], ...] = (
    Column("what", N_("One thing at a time"), lambda row: row.what),
    Column("kind", N_("Kind"), lambda row: row.kind),
    Column("low", N_("from"), lambda row: row.low, kind=Kind.MONEY),
    Column("high", N_("to"), lambda row: row.high, kind=Kind.MONEY),
    Column("low_is", N_("from"), lambda row: row.low_is, hidden=True),
    Column("high_is", N_("to"), lambda row: row.high_is, hidden=True),
)
LOSSES: tuple[Column[Loss], ...] = (
    Column("scale", N_("Scale"), lambda row: row.scale),
    Column("unit", N_("Unit"), lambda row: row.unit),
    Column("event", N_("One event"), lambda row: row.event.mean, kind=Kind.NUMBER),
    Column("event_low", N_("One event"), lambda row: row.event.low, kind=Kind.NUMBER, hidden=True),
    Column("event_high", N_("One event"), lambda row: row.event.high, kind=Kind.NUMBER, hidden=True),
    Column("year", N_("Expected a year"), lambda row: row.year.mean, kind=Kind.NUMBER),
    Column("year_low", N_("Expected a year"), lambda row: row.year.low, kind=Kind.NUMBER, hidden=True),
    Column("year_high", N_("Expected a year"), lambda row: row.year.high, kind=Kind.NUMBER, hidden=True),
)
CHANCES: tuple[Column[Chance], ...] = (
    Column("days", N_("Within"), lambda row: row.horizon, kind=Kind.NUMBER),
    Column("probability", N_("Probability now"), lambda row: row.probability.mean, kind=Kind.SHARE),
    Column("probability_low", N_("Probability now"), lambda row: row.probability.low, kind=Kind.SHARE, hidden=True),
    Column("probability_high", N_("Probability now"), lambda row: row.probability.high, kind=Kind.SHARE, hidden=True),
    Column("without_news", N_("without news"), lambda row: row.base.mean, kind=Kind.SHARE),
)
TURNS: tuple[Column[TurnRow], ...] = (
    Column("when", N_("Signpost"), lambda row: "; ".join(_condition(each) for each in row.conditions)),
    Column("watched_by", N_("Watched by"), lambda row: "; ".join(row.indicators)),
    Column("add", N_("Begin then"), lambda row: "; ".join(row.add)),
    Column("drop", N_("Give up then"), lambda row: "; ".join(row.drop)),
    Column("lead_months", N_("Works after"), lambda row: row.lead, kind=Kind.NUMBER),
    Column("by_years", N_("Pays if begun within"), lambda row: row.by, kind=Kind.NUMBER),
    Column("saves", N_("Saves if begun now"), lambda row: row.saves, kind=Kind.MONEY),
)
KINDS: tuple[Column[KindRow], ...] = (
    Column("kind", N_("Kind"), lambda row: row.kind),
    Column("known", N_("Known"), lambda row: row.known, kind=Kind.COUNT),
    Column("short", N_("Short"), lambda row: row.short if row.known else None, kind=Kind.COUNT),
    Column("buy", N_("Cheapest purchases"), lambda row: "; ".join(row.buy)),
    Column("cost", N_("They cost"), lambda row: row.cost, kind=Kind.MONEY),
    Column("beyond", N_("Money cannot buy"), lambda row: "; ".join(row.beyond)),
)
NEEDS: tuple[Column[NeedRow], ...] = (
    Column("service", N_("What"), lambda row: row.service),
    Column("site", N_("Site"), lambda row: row.site),
    Column("required", N_("Must be up"), lambda row: row.required, kind=Kind.COUNT),
    Column("suppliers", N_("Can give it"), lambda row: row.suppliers, kind=Kind.COUNT),
    Column("hours", N_("Lasts without it"), lambda row: row.buffer, kind=Kind.AGE),
)
HERE: tuple[Column[Risk], ...] = (
    Column("scenario", N_("Id"), lambda row: row.scenario, hidden=True),
    Column("title", N_("Risk"), lambda row: row.title),
    Column("probability", N_("Probability"), lambda row: row.probability.mean, kind=Kind.SHARE),
    Column("ratio", N_("Against usual"), lambda row: row.ratio, kind=Kind.NUMBER),
    Column("weighted", N_("Expected a year"), lambda row: row.weighted.mean, kind=Kind.MONEY),
)
SHEET: tuple[Column[tuple[str, str, str]], ...] = (
    Column("of", N_("What"), lambda row: row[0]),
    Column("what", N_("Figure"), lambda row: row[1]),
    Column("value", N_("Value"), lambda row: row[2]),
)
NUMBERS: tuple[Column[NumberRow], ...] = (
    Column("step", N_("Step"), lambda row: row.step),
    Column("what", N_("What"), lambda row: row.number.quantity),
    Column("value", N_("Value"), lambda row: row.number.value),
    Column("unit", N_("Unit"), lambda row: row.number.unit),
    Column("equation", N_("Equation"), lambda row: row.number.equation),
    Column("source", N_("Source"), lambda row: row.number.source),
    Column("remark", N_("Remark"), lambda row: row.number.remark),
)
FN: tuple[Column[tuple[float, float]], ...] = (
    Column("deaths", N_("Deaths"), lambda row: row[0], kind=Kind.NUMBER),
    Column("per_year", N_("So many or more, a year"), lambda row: row[1], kind=Kind.NUMBER),
)


def shares(rows: tuple[tuple[str, float], ...], titles: dict[str, str]) -> tuple[Share, ...]:
    """Risks with their shares."""
    return tuple(Share(key, titles.get(key, key), share) for key, share in rows)


def losses(risk: Risk, units: dict[Scale, str]) -> tuple[Loss, ...]:
    """What a risk brings on each scale."""
    return tuple(
        Loss(scale, units.get(scale, ""), each, risk.expected.get(scale, _NO)) for scale, each in risk.loss.items()
    )


def lines(sheet: Sheet) -> tuple[tuple[str, str, str], ...]:
    """The tables of a sheet as lines: which table, the first cell, the others."""
    return tuple(
        (
            table.title,
            " ".join(part for part in (row.letter, str(row.cells[0])) if part),
            "; ".join(map(str, row.cells[1:])),
        )
        for table in sheet.tables
        for row in table.rows
    )


def numbers(outcome: Outcome) -> tuple[NumberRow, ...]:
    """Every number of a release, in the order in which it was worked out."""
    return tuple(NumberRow(step.title, each) for step in outcome.steps for each in step.numbers)


def needs(view: SiteView) -> tuple[NeedRow, ...]:
    """What a site needs; of the sites that give it those that the reader may see are named."""
    return tuple(
        NeedRow(
            "; ".join(name for key, name in each.suppliers if key in view.names),
            each.dependency.service,
            each.dependency.required,
            len(each.suppliers),
            each.dependency.buffer,
        )
        for each in view.needs
    )


def needed_by(view: SiteView) -> tuple[NeedRow, ...]:
    """Who needs a site."""
    return tuple(
        NeedRow(name, each.service, each.required, len(each.suppliers), each.buffer) for each, name in view.needed_by
    )


def _condition(one: Condition) -> str:
    return f"{one.quantity} {one.side} {one.level:g} {one.unit}".strip()
