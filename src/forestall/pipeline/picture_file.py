"""The records of a pass as one compressed file, and back: what pages show after a restart is what the pass gave.

One record a line, so that reading it never holds up the service for long. Log events are not in it: they are looked
up where they lie.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pyarrow as pa
from pydantic import ConfigDict, TypeAdapter, ValidationError

from forestall.core.errors import StateError
from forestall.model.alert import Alert
from forestall.model.duty import Obligation
from forestall.model.exposure import PopulationCell
from forestall.model.finding import Finding
from forestall.model.observation import Detection, Observation
from forestall.model.partner import SourceState
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.risk import Assessment, Curve, Risk, Zone
from forestall.model.signal import Signal
from forestall.model.site import Dependency, Site
from forestall.outlook.given import Given
from forestall.outlook.wording import Wording

T = TypeVar("T")
NAME = "given"
"""Under which the file stands in the manifest of the lake."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """All that comes once, or is never long."""

    place: Place
    partners: tuple[Alert, ...]
    sources: tuple[SourceState, ...]
    detection: Detection
    assessment: Assessment
    plan: Plan
    alerts_open: tuple[Alert, ...]
    alerts_new: tuple[Alert, ...]
    at: datetime
    version: str
    seed: int | None


_LONG: Mapping[str, type] = {
    "signals": Signal,
    "findings": Finding,
    "obligations": Obligation,
    "sites": Site,
    "dependencies": Dependency,
    "population": PopulationCell,
    "risks": Risk,
    "curves": Curve,
    "zones": Zone,
}
"""What there can be many of, in lines of its own."""


def write(given: Given, previous: Mapping[str, object] | None) -> tuple[bytes, int]:
    """The file of a pass, and how many records it holds; the same records always give the same bytes.

    Args:
        given: the records
        previous: summary of the pass before; None for the first
    """
    sink = pa.BufferOutputStream()
    count = 0
    with pa.CompressedOutputStream(sink, "zstd") as out:
        for name, line in _lines(given, previous):
            out.write(name.encode() + b"\t" + line + b"\n")
            count += 1
    return bytes(sink.getvalue()), count


def read(data: bytes) -> tuple[Given, dict[str, object] | None]:
    """The records of a pass, and the summary of the pass before it.

    Raises:
        StateError: the file is not one of ours, or of another version.
    """
    with pa.CompressedInputStream(pa.BufferReader(data), "zstd") as opened:
        lines = opened.read().split(b"\n")
    found: dict[str, list[object]] = {name: [] for name in (*_LONG, "rest", "previous")}
    for number, line in enumerate(lines[:-1], 1):
        name, _, text = line.partition(b"\t")
        found.setdefault(name.decode(), []).append(_parsed(name.decode(), text, number))
    rest = found["rest"][0] if found["rest"] else None
    if not isinstance(rest, _Rest):
        raise StateError("what the last pass left for the pages is damaged; the next pass leaves it anew")
    previous = found["previous"][0] if found["previous"] else None
    return _given(rest, found), previous if isinstance(previous, dict) else None


def _lines(given: Given, previous: Mapping[str, object] | None) -> Iterator[tuple[str, bytes]]:
    place, detection, assessment = given.place, given.detection, given.assessment
    rest = _Rest(
        place=replace(place, sites=(), dependencies=(), population=()),
        partners=given.observation.alerts,
        sources=given.observation.sources,
        detection=replace(detection, findings=()),
        assessment=replace(assessment, risks=(), curves=(), zones=()),
        plan=given.plan,
        alerts_open=given.alerts_open,
        alerts_new=given.alerts_new,
        at=given.at,
        version=given.version,
        seed=given.seed,
    )
    yield "rest", _text(_Rest, rest)
    yield "previous", json.dumps(previous, sort_keys=True).encode()
    rows: dict[str, tuple[object, ...]] = {
        "signals": given.observation.signals,
        "findings": detection.findings,
        "obligations": given.obligations,
        "sites": place.sites,
        "dependencies": place.dependencies,
        "population": place.population,
        "risks": assessment.risks,
        "curves": assessment.curves,
        "zones": assessment.zones,
    }
    for name, noun in _LONG.items():
        yield from ((name, _text(noun, row)) for row in rows[name])


def _given(rest: _Rest, found: Mapping[str, list[object]]) -> Given:
    place = replace(
        rest.place,
        sites=_of(Site, found["sites"]),
        dependencies=_of(Dependency, found["dependencies"]),
        population=_of(PopulationCell, found["population"]),
    )
    return Given(
        place=place,
        observation=Observation(_of(Signal, found["signals"]), (), rest.partners, rest.sources),
        detection=replace(rest.detection, findings=_of(Finding, found["findings"])),
        assessment=replace(
            rest.assessment,
            risks=_of(Risk, found["risks"]),
            curves=_of(Curve, found["curves"]),
            zones=_of(Zone, found["zones"]),
        ),
        plan=rest.plan,
        alerts_open=rest.alerts_open,
        alerts_new=rest.alerts_new,
        obligations=_of(Obligation, found["obligations"]),
        checkpoint=None,
        at=rest.at,
        version=rest.version,
        seed=rest.seed,
        words=Wording(place.profile.currency, ZoneInfo(place.profile.time_zone), rest.at),
    )


def _of(noun: type[T], rows: list[object]) -> tuple[T, ...]:
    return tuple(row for row in rows if isinstance(row, noun))


def _text(noun: type, record: object) -> bytes:
    return _adapter(noun).dump_json((record,))


def _parsed(name: str, text: bytes, number: int) -> object:
    if name == "previous":
        return json.loads(text)
    try:
        return _adapter(_Rest if name == "rest" else _LONG[name]).validate_json(text)[0]
    except (ValidationError, KeyError) as error:
        raise StateError(
            f"what the last pass left for the pages, line {number}: is not a {name} of this version; "
            "the next pass leaves it anew"
        ) from error


@cache
def _adapter(noun: type) -> TypeAdapter[tuple[object]]:
    """Of a tuple of one, for a record's own class takes no settings: NaN and infinity stay what they are."""
    form: Any = tuple[noun]  # type: ignore[valid-type]
    return TypeAdapter(form, config=ConfigDict(ser_json_inf_nan="constants"))
