"""Which features of a collection somebody asks for: box, time, properties, condition, and the page they are at."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shapely import Geometry
from shapely.prepared import prep

from forestall.core.errors import InputError, StandardError
from forestall.standards.cql2 import values
from forestall.standards.cql2.condition import condition
from forestall.standards.cql2.text import from_json, from_text
from forestall.standards.cql2.values import FIRST, LAST, Span, Value
from forestall.standards.ogc_features.feature import Collection, Feature, Plain

Test = Callable[[Feature], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for, as they wrote it; empty where they said nothing."""

    bbox: str = ""
    """West, south, east, north [deg]."""
    datetime: str = ""
    """A time, or two with `/` between them, `..` or nothing where it is open."""
    filter: str = ""
    """A condition."""
    json: bool = False
    """Whether the condition is written in JSON."""
    properties: tuple[tuple[str, str], ...] = ()
    """Properties with the value that they have to have."""


def chosen(features: Sequence[Feature], collection: Collection, asked: Asked) -> Sequence[Feature]:
    """The features that were asked for.

    Raises:
        InputError: what was asked cannot be understood (400).
    """
    tests = [
        *([_within(asked.bbox)] if asked.bbox else []),
        *([_during(asked.datetime)] if asked.datetime else []),
        *(_having(collection, name, value) for name, value in asked.properties),
        *([_fulfilling(collection, asked)] if asked.filter else []),
    ]
    return [each for each in features if all(test(each) for test in tests)] if tests else features


def _within(text: str) -> Test:
    try:
        area = prep(values.bounds([float(each) for each in text.split(",")]))
    except (ValueError, StandardError) as error:
        raise InputError(
            f"bbox: found {text[:60]!r}, expected west,south,east,north in degrees", http_status=400
        ) from error
    return lambda each: each.geometry is not None and area.intersects(each.geometry)


def _during(text: str) -> Test:
    parts = text.split("/")
    try:
        asked = values.either(text) if len(parts) == 1 else values.span([each or ".." for each in parts])
    except StandardError as error:
        raise InputError(
            f"datetime: found {text[:60]!r}, expected a time such as 2026-03-09T06:00:00Z, or two with / between them",
            http_status=400,
        ) from error
    return lambda each: each.start is None or _overlap(each, asked)


def _overlap(feature: Feature, asked: Span) -> bool:
    start, end = feature.start or FIRST, feature.end or LAST
    return start <= asked.end and end >= asked.start


def _having(collection: Collection, name: str, text: str) -> Test:
    known = {each.name: each for each in collection.properties}
    if name not in known:
        there = ", ".join(known)
        raise InputError(f"{name[:40]}: not known here; properties of {collection.id}: {there}", http_status=400)
    try:
        wanted = _value(known[name].type, text)
    except (ValueError, StandardError) as error:
        raise InputError(f"{name}: found {text[:40]!r}, expected a {known[name].type}", http_status=400) from error
    return lambda each: _plain(each.properties[name]) == wanted


def _value(kind: str, text: str) -> Value:
    if kind == "time":
        return values.moment(text)
    return text if kind == "string" else float(text)


def _fulfilling(collection: Collection, asked: Asked) -> Test:
    document = from_json(asked.filter) if asked.json else from_text(asked.filter)
    fulfils = condition(document, ("geometry", *(each.name for each in collection.properties)))
    return lambda each: fulfils(_Values(each))


class _Values(Mapping[str, Value]):
    """What a condition sees of a feature."""

    __slots__ = ("_feature",)

    def __init__(self, feature: Feature) -> None:
        self._feature = feature

    def __getitem__(self, name: str) -> Value:
        where: Geometry | None = self._feature.geometry
        return where if name == "geometry" else _plain(self._feature.properties[name])

    def __iter__(self) -> Iterator[str]:
        return iter(("geometry", *self._feature.properties))

    def __len__(self) -> int:
        return len(self._feature.properties) + 1


def _plain(value: Plain) -> Value:
    if isinstance(value, datetime):
        return Span(value, value)
    return float(value) if isinstance(value, int) else value
