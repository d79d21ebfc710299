"""Exceedance curves, return periods and totals by field and jurisdiction."""

import math
from dataclasses import dataclass

from forestall.model.jurisdiction import Jurisdiction
from forestall.model.risk import Curve, Interval, Total
from forestall.model.words import Field, Scale
from forestall.outlook import wording
from forestall.outlook.charts import CurveChart, curve_chart
from forestall.outlook.given import Given
from forestall.outlook.risks import unit

PERIODS = (2, 10, 50, 100, 500, 1000)
_ByKey = dict[tuple[str, str, Scale], Total]
_LEAST_YEARS = 10  # simulated years beyond a level for it to be stated


@dataclass(frozen=True, slots=True)
class ScaleView:
    """One scale over the whole place."""

    scale: Scale
    """The scale."""
    unit: str
    """Its unit."""
    total: Total | None
    """Expected yearly loss; None when it was not worked out."""
    chart: CurveChart | None
    """Its curve; None when no simulated year has a loss."""
    returns: tuple[str, ...]
    """Loss reached once in each of `PERIODS` years, written."""
    criterion: str
    """Expected yearly loss against what the place tolerates, in words."""
    exceeded: bool
    """More than is tolerated."""
    drivers: tuple[tuple[str, float], ...]
    """Scenarios by title with their share."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A field or jurisdiction, with its expected yearly loss on each scale."""

    name: str
    """As people write it."""
    depth: int
    """Levels below the top jurisdiction."""
    cells: tuple[Interval | None, ...]
    """One a scale in use."""
    driver: str
    """What drives it most, on the first scale on which anything is expected, by the weights."""


@dataclass(frozen=True, slots=True)
class TotalsView:
    """What is expected in all."""

    scales: tuple[ScaleView, ...]
    """Scales in use."""
    fields: tuple[GroupRow, ...]
    """The five fields."""
    jurisdictions: tuple[GroupRow, ...]
    """The tree of authorities, each after the one above it."""


def totals(given: Given) -> TotalsView:
    """Curves, return periods and totals of a pass."""
    scales = tuple(each for each in Scale if each in given.place.profile.scales)
    by_key: _ByKey = {(each.group, each.name, each.scale): each for each in given.assessment.totals}
    curves = {each.scale: each for each in given.assessment.curves if each.group == "all"}
    return TotalsView(
        scales=tuple(_scale(given, each, by_key.get(("all", "all", each)), curves.get(each)) for each in scales),
        fields=tuple(_group(given, each.capitalize(), 0, _cells(by_key, "field", each, scales)) for each in Field),
        jurisdictions=tuple(
            _group(given, each.name, depth, _cells(by_key, "jurisdiction", each.id, scales))
            for each, depth in tree(given.place.profile.jurisdictions)
        ),
    )


def _cells(by_key: _ByKey, group: str, name: str, scales: tuple[Scale, ...]) -> list[Total | None]:
    return [by_key.get((group, name, scale)) for scale in scales]


def tree(all_of_them: tuple[Jurisdiction, ...]) -> list[tuple[Jurisdiction, int]]:
    """Jurisdictions with their depth, each followed by those below it."""
    below: dict[str | None, list[Jurisdiction]] = {}
    for each in all_of_them:
        below.setdefault(each.parent, []).append(each)
    ordered: list[tuple[Jurisdiction, int]] = []
    waiting = [(each, 0) for each in reversed(below.get(None, []))]
    while waiting:
        here, depth = waiting.pop()
        ordered.append((here, depth))
        waiting += [(each, depth + 1) for each in reversed(below.pop(here.id, []))]
    return ordered


def _scale(given: Given, scale: Scale, total: Total | None, curve: Curve | None) -> ScaleView:
    said, exceeded = _criterion(given, scale, total)
    return ScaleView(
        scale=scale,
        unit=unit(given, scale),
        total=total,
        chart=None if curve is None else curve_chart(curve),
        returns=tuple(_return(given, curve, period) for period in PERIODS),
        criterion=said,
        exceeded=exceeded,
        drivers=() if total is None else tuple((_title(given, name), share) for name, share in total.drivers),
    )


def _criterion(given: Given, scale: Scale, total: Total | None) -> tuple[str, bool]:
    tolerable = given.place.profile.scales[scale].tolerable
    if tolerable is None:
        return "No criterion set", False
    if total is None or wording.missing(total.expected.mean):
        return "No data to hold against the criterion", False
    said = given.words.amount(tolerable, unit(given, scale))
    if total.expected.low > tolerable:
        return f"Above the {said} a year that is tolerated", True
    if total.expected.mean > tolerable:
        return f"Above the {said} a year that is tolerated, but the interval reaches below", True
    if total.expected.high > tolerable:
        return f"Within the {said} a year that is tolerated, but the interval reaches above", False
    return f"Within the {said} a year that is tolerated", False


def _return(given: Given, curve: Curve | None, period: int) -> str:
    """The yearly loss reached with probability 1/period, read from the curve."""
    if curve is None or not curve.loss:
        return wording.NO_DATA
    if given.assessment.years < _LEAST_YEARS * period:
        return "too few years simulated"
    level = loss_at(curve, 1 / period)
    return wording.number(level) if level > 0 else "none"


def loss_at(curve: Curve, probability: float) -> float:
    """The loss that is exceeded with a probability, log-log between points; 0 when any loss is rarer."""
    points = list(zip(curve.loss, curve.probability, strict=True))
    if points[0][1] < probability:
        return 0.0
    before = points[0]
    for point in points[1:]:
        if point[1] < probability:
            return _between(before, point, probability)
        before = point
    return before[0]


def _between(a: tuple[float, float], b: tuple[float, float], probability: float) -> float:
    if a[0] <= 0 or b[1] <= 0:
        return a[0]
    share = math.log(a[1] / probability) / math.log(a[1] / b[1])
    return a[0] * math.exp(share * math.log(b[0] / a[0]))


def _group(given: Given, name: str, depth: int, cells: list[Total | None]) -> GroupRow:
    """A row; its driver is taken on the scale that weighs most in it."""
    scales = given.place.profile.scales
    known = [each for each in cells if each is not None and not wording.missing(each.expected.mean) and each.drivers]
    heaviest = max(known, key=lambda each: each.expected.mean * scales[each.scale].weight, default=None)
    driver = ""
    if heaviest is not None:
        scenario, share = heaviest.drivers[0]
        driver = f"{_title(given, scenario)} ({wording.percent(share)} of {wording.scale(heaviest.scale).lower()})"
    return GroupRow(name, depth, tuple(None if each is None else each.expected for each in cells), driver)


def _title(given: Given, scenario: str) -> str:
    return next((each.title for each in given.assessment.risks if each.scenario == scenario), scenario)
