"""A printable sheet for each risk: one HTML file that asks nothing of any network, a page a risk."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from forestall.model.place import Place
from forestall.model.register import Moved
from forestall.model.risk import Assessment, Chance, Driver, Interval, Risk
from forestall.model.words import Scale
from forestall.outlook import wording
from forestall.outlook.wording import Wording


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity with its interval."""

    name: str
    """What it is."""
    values: tuple[str, ...]
    """Figures, worded."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the page of one risk."""

    rank: int
    """From 1."""
    risk: Risk
    """The risk."""
    jurisdiction: str
    """Who answers for it."""
    now: str
    """How often now, and why: `×3.2 because …, fades by Friday`."""
    chances: tuple[Line, ...]
    """Probability over each horizon."""
    losses: tuple[Line, ...]
    """What it brings on each scale."""
    parts: tuple[Line, ...]
    """Parts of the consequence with their share."""
    cells: tuple[tuple[bool, ...], ...]
    """The matrix from the top row down; True where the risk stands."""
    standing: tuple[str, ...]
    """The matrix and the band in words, with the thresholds used."""
    trend: tuple[str, ...]
    """What moved it since the earlier date; () when no date was given."""
    why: str
    """How the numbers were come by."""


def sheets(place: Place, assessment: Assessment, moved: Sequence[Moved] = ()) -> bytes:
    """All sheets as one HTML file, in the order of the register.

    Args:
        place: the place, for names, units and words
        assessment: the risks
        moved: what became of them since an earlier date; () when none was given
    """
    words = Wording(place.profile.currency, ZoneInfo(place.profile.time_zone), assessment.at)
    since = {one.scenario: one for one in moved}
    pages = [
        _sheet(place, words, rank, risk, since.get(risk.scenario)) for rank, risk in enumerate(assessment.risks, 1)
    ]
    environment = Environment(
        loader=PackageLoader("forestall.outlook.register", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("sheets.html").render(
        place=place.profile.name, at=words.full(assessment.at), sheets=pages, years=wording.count(assessment.years)
    )
    return page.encode()


def _sheet(place: Place, words: Wording, rank: int, risk: Risk, moved: Moved | None) -> Sheet:
    names = {each.id: each.name for each in place.profile.jurisdictions}
    scenario = next((one for one in place.scenarios if one.id == risk.scenario), None)
    parts = [one for one in risk.drivers if one.kind == "consequence"]
    return Sheet(
        rank=rank,
        risk=risk,
        jurisdiction=names.get(risk.jurisdiction, risk.jurisdiction),
        now=explained(risk, words),
        chances=tuple(_chance(one) for one in risk.chances),
        losses=tuple(_loss(place, risk, scale) for scale in Scale if scale in risk.loss),
        parts=tuple(Line(one.what, (wording.percent(one.factor),)) for one in parts),
        cells=_cells(risk),
        standing=_standing(risk, words),
        trend=() if moved is None else (f"{moved.trend} since then", *moved.because),
        why="" if scenario is None else " ".join(part for part in (scenario.why, scenario.frequency.source) if part),
    )


def explained(risk: Risk, words: Wording) -> str:
    """Rate now against the base rate, and why: `once in 40 years; ×3.2 because …, fades by Friday 14 March, 06:00`."""
    often = f"{wording.rate(risk.base_rate.mean)} ({wording.span(risk.base_rate, wording.rate)})"
    findings = [one for one in risk.drivers if one.kind == "finding"]
    season = "" if risk.season == 1 else f"; {wording.times(risk.season)} for the time of the year"
    if not findings:
        return f"{often}; no finding moves it now{season}"
    because = ", ".join(_finding(one, words) for one in findings)
    return f"{often}; now {wording.times(risk.ratio)} because {because}{season}"


def _finding(driver: Driver, words: Wording) -> str:
    fades = f", fades by {words.moment(driver.fades)}" if driver.fades else ""
    return f"{driver.what} ({wording.times(driver.factor)}{fades})"


def _chance(one: Chance) -> Line:
    return Line(wording.age(one.horizon * 24), (*_with_span(one.probability, True), *_with_span(one.base, True)))


def _with_span(interval: Interval, share: bool) -> tuple[str, str]:
    write = wording.percent if share else wording.number
    return write(interval.mean), wording.span(interval, write)


def _loss(place: Place, risk: Risk, scale: Scale) -> Line:
    unit = place.profile.scales[scale].unit if scale in place.profile.scales else ""
    once, yearly = risk.loss[scale], risk.expected.get(scale)
    return Line(
        f"{wording.scale(scale)} ({unit})",
        (*_with_span(once, False), *(_with_span(yearly, False) if yearly else (wording.NO_DATA, wording.NO_DATA))),
    )


def _cells(risk: Risk) -> tuple[tuple[bool, ...], ...]:
    stands = risk.standing
    if stands is None:
        return ()
    columns = range(1, len(stands.impact_thresholds) + 2)
    lines = range(len(stands.likelihood_thresholds) + 1, 0, -1)
    return tuple(tuple((row, column) == (stands.likelihood, stands.impact) for column in columns) for row in lines)


def _standing(risk: Risk, words: Wording) -> tuple[str, ...]:
    stands = risk.standing
    if stands is None:
        return ()
    chance = ", ".join(wording.percent(one) for one in stands.likelihood_thresholds)
    impact = ", ".join(words.money(one) for one in stands.impact_thresholds)
    found = [
        f"Likelihood {stands.likelihood}: rows end at {chance} in {wording.age(stands.likelihood_horizon * 24)}.",
        f"Impact {stands.impact}: columns end at {impact}.",
        f"Held against them: {words.money(stands.impact_loss)}, the weighted loss that one event in twenty exceeds.",
        f"Band: {stands.band}.",
    ]
    if stands.societal is not None:
        found.append(f"Deaths reach {wording.number(stands.societal)} times the societal criterion line.")
    return tuple(found)
