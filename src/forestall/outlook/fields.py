"""The state of the five fields: calm, raised, high or no data, by one stated rule."""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forestall.model.finding import Finding
from forestall.model.partner import SourceState
from forestall.model.risk import Interval, Risk
from forestall.model.words import Field, SourceStatus
from forestall.outlook import wording
from forestall.outlook.charts import Whisker, shared_axis, whisker
from forestall.outlook.earlier import Earlier
from forestall.outlook.given import Given
from forestall.outlook.notices import RANK
from forestall.outlook.wording import Direction, direction


class FieldLevel(StrEnum):
    """How a field stands."""

    HIGH = "high"
    RAISED = "raised"
    CALM = "calm"
    NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field at the time of the pass."""

    field: Field
    """The field."""
    level: FieldLevel
    """How it stands."""
    before: str
    """How it stood in the previous pass; empty when that is not known."""
    reason: str
    """The strongest reason, in a sentence."""
    blind: bool
    """None of its sources gives anything: what is not seen cannot be called calm."""
    weighted: Interval | None
    """Expected yearly loss by the place's weights [currency/year]; None when no risk was assessed."""
    whisker: Whisker | None
    """The same drawn, on one axis for all fields."""
    trend: Direction
    """Which way the expected loss went since the previous pass."""
    change: float | None
    """By what share."""
    sources: int
    """Sources that inform it."""
    fine: int
    """Those that are fine."""
    latest: datetime | None
    """Newest thing taken in."""
    age: float | None
    """Hours from that to the pass."""
    findings: int
    """Findings in it."""
    moved: Risk | None
    """The risk that its findings raise most, when that is what raises the field."""


def fields(given: Given, earlier: Earlier | None) -> tuple[FieldView, ...]:
    """The five fields in their fixed order."""
    sums = {field: together([each.weighted for each in _risks(given, field)]) for field in Field}
    axis = shared_axis([each for each in sums.values() if each is not None])
    return tuple(_field(given, field, sums[field], whisker(sums[field], axis), earlier) for field in Field)


def _field(
    given: Given, field: Field, weighted: Interval | None, drawn: Whisker | None, earlier: Earlier | None
) -> FieldView:
    sources = [each for each in given.observation.sources if each.field is field]
    found = [each for each in given.detection.findings if each.field is field]
    blind = all(each.status is SourceStatus.MISSING for each in sources)
    worst = max(found, key=lambda each: (RANK[each.level], each.time), default=None)
    moved = _most_moved(given, field)
    level = level_of(given, worst, moved, blind)
    by_risk = moved if moved is not None and level in (FieldLevel.HIGH, FieldLevel.RAISED) else None
    trend, change = direction(
        None if earlier is None else earlier.field_loss(field), None if weighted is None else weighted.mean
    )
    latest = max((each.latest for each in sources if each.latest is not None), default=None)
    return FieldView(
        field=field,
        level=level,
        before="" if earlier is None else earlier.field_level(field),
        reason=_reason(given, level, worst, by_risk, sources),
        blind=blind,
        weighted=weighted,
        whisker=drawn,
        trend=trend,
        change=change,
        sources=len(sources),
        fine=sum(each.status is SourceStatus.FINE for each in sources),
        latest=latest,
        age=None if latest is None else (given.at - latest).total_seconds() / 3600,
        findings=len(found),
        moved=by_risk,
    )


def level_of(given: Given, worst: Finding | None, moved: Risk | None, blind: bool) -> FieldLevel:
    """How a field stands, by the place's own steadiness settings.

    High: a finding at the level that opens a warning, or a risk at the ratio and probability that open one. Raised: the
    same for what keeps a warning open. Else no data when no source gives any, and calm only when one does. What
    alarms is shown even where sources are broken: breaking a source must not hide an alarm.
    """
    steady = given.place.profile.steadiness
    rank = -1 if worst is None else RANK[worst.level]
    ratio = 1.0 if moved is None else moved.ratio
    if rank >= RANK[steady.open_level] or ratio >= steady.open_ratio:
        return FieldLevel.HIGH
    if rank >= RANK[steady.close_level] or ratio >= steady.close_ratio:
        return FieldLevel.RAISED
    return FieldLevel.NO_DATA if blind else FieldLevel.CALM


def together(intervals: list[Interval]) -> Interval | None:
    """The sum of independent quantities given by mean and 90 % interval; None when one is missing or there is none.

    Means add; the distances from mean to each end add as squares, as the standard deviations of independent
    quantities do. Exact for one quantity and for normal ones, else an approximation.
    """
    parts = [value for each in intervals for value in (each.low, each.mean, each.high)]
    if not intervals or any(wording.missing(value) for value in parts):
        return None
    mean = math.fsum(each.mean for each in intervals)
    down = math.sqrt(math.fsum((each.mean - each.low) ** 2 for each in intervals))
    up = math.sqrt(math.fsum((each.high - each.mean) ** 2 for each in intervals))
    return Interval(mean, max(mean - down, math.fsum(each.low for each in intervals)), mean + up)


def _risks(given: Given, field: Field) -> list[Risk]:
    return [each for each in given.assessment.risks if each.field is field]


def _most_moved(given: Given, field: Field) -> Risk | None:
    """Of the risks that would open a warning, else of those that would keep one open, the one that gained most."""
    steady = given.place.profile.steadiness
    likely = [each for each in _risks(given, field) if each.probability.mean >= steady.open_probability]
    for least in (steady.open_ratio, steady.close_ratio):
        moved = [each for each in likely if each.ratio >= least]
        if moved:
            return max(moved, key=lambda each: (gain(given, each), each.ratio, each.scenario))
    return None


def gain(given: Given, risk: Risk) -> float:
    """How much its findings add to a risk's weighted expected loss while they last [currency/year]."""
    scales = given.place.profile.scales
    once = math.fsum(scales[scale].weight * loss.mean for scale, loss in risk.loss.items() if scale in scales)
    return (risk.rate.mean - risk.base_rate.mean) * once


def _reason(
    given: Given, level: FieldLevel, worst: Finding | None, moved: Risk | None, sources: list[SourceState]
) -> str:
    if level is FieldLevel.NO_DATA:
        return blind_reason(sources)
    if moved is not None:
        return f"{moved.title}: {wording.number(moved.ratio)} times as likely as usual{because(moved)}."
    if worst is not None and level is not FieldLevel.CALM:
        where = given.site(worst.site) or given.jurisdiction(worst.jurisdiction)
        return f"{worst.title}{f' at {where}' if where else ''} ({worst.level})."
    return "No finding at or above the level that keeps a warning open; no risk moved."


def because(risk: Risk) -> str:
    """` because of “…”` with the strongest finding that drives a risk; empty when none does."""
    driver = next((each for each in risk.drivers if each.kind == "finding"), None)
    return "" if driver is None else f" because of “{driver.what}”"


def blind_reason(sources: list[SourceState]) -> str:
    """Why nothing is seen."""
    if not sources:
        return "No source informs this field."
    said = "; ".join(f"{each.title} is {each.status}" for each in sources[:2])
    more = f" and {len(sources) - 2} more" if len(sources) > 2 else ""
    return f"{said}{more}."
