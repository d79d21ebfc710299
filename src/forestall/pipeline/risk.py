"""The register on its own: observe, detect and assess, leaving nothing behind; and what earlier passes said."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter, ValidationError

from forestall.assess.calibration import calibration, with_outcomes
from forestall.assess.events import event_table
from forestall.assess.moved import moved
from forestall.assess.stage import Simulation, assess
from forestall.core.clock import iso, utc
from forestall.core.errors import InputError, StateError
from forestall.detect.stage import detect
from forestall.guard.door import Door
from forestall.model.forecast import Calibration
from forestall.model.place import Place
from forestall.model.register import Moved
from forestall.model.risk import Assessment, Risk
from forestall.observe.stage import observe
from forestall.outlook.files import to_json
from forestall.outlook.register import table
from forestall.outlook.register.sheet import sheets
from forestall.outlook.register.workbook import workbook
from forestall.pipeline.key import pseudonym_key
from forestall.pipeline.risk_spark import on_spark
from forestall.place.load import load
from forestall.store.state import State

Say = Callable[[str], None]
EVENT_YEARS = 10_000


@dataclass(frozen=True, slots=True)
class RiskResult:
    """The register of a place at a time."""

    place: Place
    """The place."""
    assessment: Assessment
    """What could happen, with the calibration of earlier forecasts where there are any."""
    simulation: Simulation
    """What is behind it."""
    seed: int
    """Seed of the simulation."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two dates held against each other."""

    since: datetime
    """Time of the earlier pass."""
    moved: tuple[Moved, ...]
    """What became of each risk."""


def assess_now(
    root: Path,
    *,
    state: Path | None,
    at: datetime | None,
    now: datetime,
    seed: int,
    progress: Say,
    horizon: float | None = None,
    error: float | None = None,
    master: str | None = None,
) -> RiskResult:
    """Assess a place without running a pass: no warning is sent and no state is written.

    Args:
        root: folder of the place
        state: folder of the state; None: `.forestall` in the place
        at: time of the assessment; None: the place's `replay_at`, else `now`
        now: the present moment
        seed: seed of the simulation
        progress: told each step as it begins
        horizon: horizon of the probabilities; None: the place's [day]
        error: simulate until the standard error of the mean yearly loss is this share of it; None: the place's
        master: Spark cluster that simulates the years; None: this process. The numbers are the same

    Raises:
        PlaceError: the place has mistakes.
        InputError: the cluster cannot be used.
    """
    progress("reading the place")
    place = _with(load(root), horizon, error)
    moment = at or (utc(place.profile.replay_at) if place.profile.replay_at else now)
    folder = state or root / ".forestall"
    progress("observing")
    observation = observe(place, moment, Door(pseudonym_key(place, folder), place.profile.door))
    progress("detecting")
    findings = detect(place, observation, moment).findings
    work = on_spark(master, progress) if master else None
    assessment, simulation = assess(place, findings, moment, seed, progress, work)
    scored = replace(assessment, calibration=_calibration(place, folder, moment))
    return RiskResult(place, scored, simulation, seed)


def _with(place: Place, horizon: float | None, error: float | None) -> Place:
    appraisal = place.profile.appraisal
    appraisal = replace(appraisal, horizon=horizon or appraisal.horizon, error=error or appraisal.error)
    return replace(place, profile=replace(place.profile, appraisal=appraisal))


def _calibration(place: Place, folder: Path, at: datetime) -> Calibration | None:
    """How the forecasts of earlier passes fared; None when there is no state."""
    try:
        with State.read(folder) as kept:
            earlier = [one for one in kept.forecasts() if one.made < at]
    except StateError:
        return None
    return calibration(with_outcomes(earlier, place.occurrences, at), at)


def compare(result: RiskResult, root: Path, state: Path | None, since: datetime) -> Comparison:
    """Hold a register against that of the last pass at or before a time.

    Raises:
        StateError: there is no such pass, or its tables are no longer kept.
    """
    with State.read(state or root / ".forestall") as kept:
        when, found = kept.table_at("risks", since)
    return Comparison(when, moved(risks_of(found, when), result.assessment.risks))


def risks_of(found: pa.Table, when: datetime) -> tuple[Risk, ...]:
    """Risks as a pass left them; what later versions added to the record has its default."""
    rows = [{name: _plain(value) for name, value in row.items() if value is not None} for row in found.to_pylist()]
    try:
        return tuple(TypeAdapter(list[Risk]).validate_python(rows))
    except ValidationError as error:
        raise StateError(f"the risks of the pass of {iso(when)} cannot be read: {error.errors()[0]['msg']}") from error


def _plain(value: Any) -> Any:
    """Arrow's map entries as a dictionary."""
    if isinstance(value, list) and value and all(isinstance(one, tuple) and len(one) == 2 for one in value):
        return dict(value)
    return value


def as_json(result: RiskResult, since: Comparison | None) -> bytes:
    """The register with everything behind it as JSON."""
    return to_json(
        {
            "place": result.place.profile.name,
            "place_digest": result.place.digest,
            "seed": result.seed,
            "currency": result.place.profile.currency,
            "assessment": result.assessment,
            "comparison": since,
        }
    )


def write_register(result: RiskResult, since: Comparison | None, path: Path) -> None:
    """Write the register in the form that the file's ending says: CSV, workbook, JSON or sheets to print.

    Raises:
        InputError: the file cannot be written.
    """
    match path.suffix:
        case ".csv":
            content = table.csv(result.assessment)
        case ".xlsx":
            content = workbook(result.assessment)
        case ".html":
            content = sheets(result.place, result.assessment, since.moved if since else ())
        case _:
            content = as_json(result, since)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error


def write_events(result: RiskResult, path: Path) -> None:
    """Write the events of 10,000 simulated years as Parquet.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        pq.write_table(event_table(result.simulation, EVENT_YEARS), path, compression="zstd")
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from error
