"""The ranked list of risks: likelihood now against base, expected loss, drivers."""

from dataclasses import dataclass
from datetime import datetime

from forestall.model.risk import Driver, Interval, Risk
from forestall.model.words import Scale
from forestall.outlook import wording
from forestall.outlook.charts import LogAxis, Tick, Whisker, shared_axis, whisker
from forestall.outlook.earlier import Earlier
from forestall.outlook.given import Given
from forestall.outlook.wording import Direction, direction

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class LossRow:
    """What a risk brings on one scale."""

    scale: Scale
    """The scale."""
    unit: str
    """Its unit."""
    once: Interval | None
    """One event."""
    yearly: Interval | None
    """Expected in a year."""


@dataclass(frozen=True, slots=True)
class DriverRow:
    """What moves a risk."""

    driver: Driver
    """The driver."""
    said: str
    """`×3.4` for a finding, `62 %` for a part of the loss."""
    fades: datetime | None
    """For a finding: when its effect has fallen to less than 10 %."""


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A risk in the list."""

    rank: int
    """From 1."""
    risk: Risk
    """The risk."""
    jurisdiction: str
    """Who answers for it."""
    raised: bool
    """Its ratio is at least what keeps a warning open."""
    probability: Whisker | None
    """Probability over the horizon, drawn."""
    weighted: Whisker | None
    """Expected yearly loss, drawn."""
    trend: Direction
    """Which way its expected loss went since the previous pass."""
    drivers: tuple[DriverRow, ...]
    """What moves it, strongest first."""
    losses: tuple[LossRow, ...]
    """What it brings on each scale."""


@dataclass(frozen=True, slots=True)
class RisksView:
    """All risks."""

    shown: tuple[RiskRow, ...]
    """The first ones."""
    rest: tuple[RiskRow, ...]
    """The others."""
    horizon: float
    """[day]"""
    probability_axis: tuple[Tick, ...]
    """Marks of the probability column."""
    weighted_axis: tuple[Tick, ...]
    """Marks of the expected loss column."""


def risks(given: Given, earlier: Earlier | None) -> RisksView:
    """The risks of a pass, by expected loss."""
    ranked = sorted(given.assessment.risks, key=_rank)
    chance = shared_axis([each.probability for each in ranked], 4)
    loss = shared_axis([each.weighted for each in ranked], 5)
    rows = tuple(_row(given, earlier, index + 1, risk, chance, loss) for index, risk in enumerate(ranked))
    return RisksView(
        shown=rows[:MOST_SHOWN],
        rest=rows[MOST_SHOWN:],
        horizon=given.assessment.horizon,
        probability_axis=_ticks(chance, percent=True),
        weighted_axis=_ticks(loss, percent=False),
    )


def _rank(risk: Risk) -> tuple[bool, float, str]:
    unknown = wording.missing(risk.weighted.mean)
    return unknown, 0.0 if unknown else -risk.weighted.mean, risk.scenario


def _ticks(axis: LogAxis | None, percent: bool) -> tuple[Tick, ...]:
    if axis is None:
        return ()
    marks = [axis.ticks(4)[0], axis.ticks(4)[-1]] if axis.high - axis.low < 2 else axis.ticks(4)
    return tuple(Tick(axis.place(mark), wording.percent(mark) if percent else wording.number(mark)) for mark in marks)


def _row(
    given: Given, earlier: Earlier | None, rank: int, risk: Risk, chance: LogAxis | None, loss: LogAxis | None
) -> RiskRow:
    before = None if earlier is None else earlier.risk(risk.scenario, "weighted")
    return RiskRow(
        rank=rank,
        risk=risk,
        jurisdiction=given.jurisdiction(risk.jurisdiction),
        raised=risk.ratio >= given.place.profile.steadiness.close_ratio,
        probability=whisker(risk.probability, chance),
        weighted=whisker(risk.weighted, loss),
        trend=direction(before, risk.weighted.mean)[0],
        drivers=tuple(_driver(each) for each in risk.drivers),
        losses=tuple(_loss(given, risk, scale) for scale in Scale if scale in risk.loss or scale in risk.expected),
    )


def _driver(driver: Driver) -> DriverRow:
    finding = driver.kind == "finding"
    said = wording.times(driver.factor) if finding else wording.percent(driver.factor)
    return DriverRow(driver, said, driver.fades if finding else None)


def _loss(given: Given, risk: Risk, scale: Scale) -> LossRow:
    return LossRow(scale, unit(given, scale), risk.loss.get(scale), risk.expected.get(scale))


def unit(given: Given, scale: Scale) -> str:
    """Unit of a scale as the place states it."""
    known = given.place.profile.scales.get(scale)
    return "" if known is None else known.unit
