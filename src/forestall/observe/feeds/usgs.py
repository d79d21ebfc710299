"""Earthquakes of the United States Geological Survey, from its GeoJSON summary feed.

https://earthquake.usgs.gov/earthquakes/feed/v1.0/geojson.php
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from forestall.core.clock import iso
from forestall.observe.feeds.json_value import parsed

TEXTS = ("place", "status", "alert", "magType", "type", "net", "code", "title")
NUMBERS = ("mag", "felt", "cdi", "mmi", "tsunami", "sig", "nst", "dmin", "rms", "gap")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = dict[str, object]


def events(data: bytes) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The earthquakes of a feed, and why some features are none.

    A row: `id`, `time` (of the earthquake), `updated`, USGS's own members, `lon`, `lat` [deg], `depth` [km]. What a
    feature lacks is left out; a magnitude that is not yet known is not zero.

    Raises:
        InputError: it is no GeoJSON feature collection.
    """
    document = parsed(data, "feed")
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        return (), ("features: missing, expected a GeoJSON feature collection",)
    rows: list[Row] = []
    refused: list[str] = []
    for number, feature in enumerate(features):
        row = _row(feature) if isinstance(feature, dict) else {}
        missing = [name for name in ("id", "time") if name not in row]
        if missing:
            refused.append(f"/features/{number}: no {', '.join(missing)}")
        else:
            rows.append(row)
    return tuple(rows), tuple(refused)


def _row(feature: dict[str, Any]) -> Row:
    told = feature.get("properties")
    properties: dict[str, Any] = told if isinstance(told, dict) else {}
    row: Row = {"id": feature["id"]} if isinstance(feature.get("id"), str) else {}
    row |= {name: found for name in ("time", "updated") if (found := _moment(properties.get(name)))}
    row |= {name: properties[name] for name in TEXTS if isinstance(properties.get(name), str)}
    row |= {name: properties[name] for name in NUMBERS if _is_number(properties.get(name))}
    geometry = feature.get("geometry")
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    values = place if isinstance(place, list) else []
    return row | {name: v for name, v in zip(("lon", "lat", "depth"), values, strict=False) if _is_number(v)}


def _moment(value: object) -> str | None:
    """Milliseconds since 1970 as ISO 8601 text; before 1970 they are negative."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 7e12:
        return None
    return iso(_EPOCH + timedelta(milliseconds=value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12
