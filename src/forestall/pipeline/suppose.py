"""One risk asked about: what moves it, what would change it, how it went; nothing is kept and nothing is sent."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow.compute as pc

from forestall.assess import alone as assessed
from forestall.assess.alone import Grounds, grounds
from forestall.assess.moved import moved
from forestall.core.errors import InputError, StateError
from forestall.model.forecast import Forecast
from forestall.model.measure import Measure
from forestall.model.place import Place
from forestall.model.register import Moved
from forestall.model.risk import Risk
from forestall.model.suppose import Suppose, Supposed, Swing
from forestall.outlook.given import Given
from forestall.outlook.sight import without
from forestall.pipeline.office import Office
from forestall.pipeline.risk import risks_of
from forestall.prevent.problem import pose, with_requirements
from forestall.store.forecasts import Forecasts
from forestall.store.state import State

__all__ = ["Grounds", "common", "forecast", "grounds", "history", "suppose", "telling"]

LEAST, MOST = 0.01, 100.0
"""Between which the rate without news may be multiplied."""
STABILITIES = ("A", "B", "C", "D", "E", "F")
PERIODS = ("day", "night")
PASSES = 30
"""Passes looked back at most: tables of earlier ones are not kept."""
FORECASTS = 40
"""Forecasts of one risk that are shown, the newest."""


@dataclass(frozen=True, slots=True)
class Then:
    """A risk as a pass left it."""

    at: datetime
    """Time of the pass."""
    risk: Risk
    """The risk."""
    moved: Moved | None
    """What became of it since the pass before; None for the first."""
    hidden: int = 0
    """Reasons for that which whoever looks may not see."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a risk can be asked about."""

    swings: tuple[Swing, ...]
    """What moves it, the widest first."""
    measures: tuple[Measure, ...]
    """Measures that bear on it, by id."""
    weather: bool
    """Whether weather decides what it brings."""


def common(given: Given) -> assessed.Common:
    """What all risks of a pass are worked out from, for `grounds`.

    Args:
        given: all records of the pass
    """
    return assessed.common(given.place, given.detection.findings, given.at, given.seed or 0)


def telling(known: Grounds) -> Telling:
    """What a risk of a pass can be asked about.

    Args:
        known: what the risk is worked out from
    """
    names = set(assessed.bearing(known))
    return Telling(
        swings=assessed.swings(known),
        measures=tuple(sorted((m for m in known.place.measures if m.id in names), key=lambda m: m.id)),
        weather=assessed.releases(known.scenario),
    )


def suppose(known: Grounds, asked: Suppose) -> Supposed:
    """A risk as it is, and as it would be, with the random numbers of the pass.

    Args:
        known: what the risk is worked out from
        asked: what is supposed; what its measures require comes with them

    Raises:
        InputError: something supposed is not there, or out of range.
    """
    _checked(known.place, asked)
    whole = with_requirements(pose(known.place), asked.measures)
    full = replace(asked, measures=tuple(sorted(whole)), without=tuple(sorted(set(asked.without))))
    before = assessed.alone(known, Suppose())
    return Supposed(full, before, before if full == Suppose() else assessed.alone(known, full))


def history(state: str, scenario: str, until: datetime, known: frozenset[str] | None = None) -> tuple[Then, ...]:
    """A risk in the passes whose tables are kept, the newest first.

    Args:
        state: folder or URL of the state
        scenario: the scenario
        until: the last pass that counts
        known: titles of findings that may be told; None: all
    """
    where: Path | str = state if "://" in state else Path(state)
    with State.read(where) as kept:
        found = _back(lambda moment: _at(kept, scenario, moment), until)
    before = [*(risk for _, risk in found[1:]), None]
    return tuple(_then(at, risk, was, known) for (at, risk), was in zip(found, before, strict=False))


def _then(at: datetime, risk: Risk, was: Risk | None, known: frozenset[str] | None) -> Then:
    """A risk in a pass against the one before; what may not be told is counted."""
    cut = risk if known is None else without(risk, known)
    if was is None:
        return Then(at, cut, None)
    full = moved([was], [risk])[0]
    told = full if known is None else moved([without(was, known)], [cut])[0]
    return Then(at, cut, told, len(full.because) - len(told.because))


def forecast(desk: Office, scenario: str) -> tuple[Forecast, ...]:
    """What passes said of a risk and what came of it, the newest first."""
    with desk.looking() as session:
        return Forecasts(session).of(scenario, FORECASTS)


def _checked(place: Place, asked: Suppose) -> None:
    if not LEAST <= asked.factor <= MOST:
        raise InputError(f"factor: found {asked.factor:g}, expected a number from {LEAST:g} to {MOST:g}")
    known = {each.id for each in place.measures}
    for each in asked.measures:
        if each not in known:
            raise InputError(f"measure: found {each[:40]!r}, expected one of measures.csv")
    if asked.period and asked.period not in PERIODS:
        raise InputError(f"period: found {asked.period[:20]!r}, expected day or night")
    if asked.stability and asked.stability not in STABILITIES:
        raise InputError(f"stability: found {asked.stability[:20]!r}, expected A to F")


def _back(
    look: Callable[[datetime], tuple[datetime, Risk | None] | None], until: datetime
) -> list[tuple[datetime, Risk]]:
    """From pass to pass into the past, until no table is kept any more."""
    found: list[tuple[datetime, Risk]] = []
    moment = until
    for _ in range(PASSES):
        one = look(moment)
        if one is None:
            break
        at, risk = one
        if risk is not None:
            found.append((at, risk))
        moment = at - timedelta(microseconds=1)
    return found


def _at(kept: State, scenario: str, moment: datetime) -> tuple[datetime, Risk | None] | None:
    """A risk in the last pass at or before a time; None when there is no such table."""
    try:
        at, table = kept.table_at("risks", moment)
    except StateError:
        return None
    rows = risks_of(table.filter(pc.equal(table["scenario"], scenario)), at)
    return at, next(iter(rows), None)
