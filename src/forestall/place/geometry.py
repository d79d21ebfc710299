"""GeoJSON and GeoPackage to a grid: attributes as cells, a point as `lon` and `lat`, a line as the row's course.

Positions are WGS 84; another reference system is refused, not converted.
"""

import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import shapely

from forestall.place.csv_table import Grid, Row
from forestall.place.node import shown
from forestall.place.report import Report

Wanted = Literal["points", "lines"]

_KIND = {"points": "Point", "lines": "LineString"}
_WGS84 = ("4326", "CRS84")
_BETWEEN = re.compile(r"[\s,]*")
_REPROJECT = "convert it first, for example with `ogr2ogr -t_srs EPSG:4326`"


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature, however it was stored; `line` is its line in GeoJSON and its number in a GeoPackage."""

    line: int
    properties: Mapping[str, object]
    geometry: str
    positions: tuple[tuple[float, float], ...]


def read_geojson(text: str, wanted: Wanted, report: Report) -> Grid | None:
    """The features of a GeoJSON FeatureCollection (RFC 7946).

    Returns:
        None, with a remark, when it cannot be used.
    """
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        report.error(error.lineno, None, f"JSON that ends or breaks at letter {error.colno}: {error.msg}", "GeoJSON")
        return None
    except (RecursionError, ValueError) as error:
        report.error(None, None, f"JSON nested too deep or with numbers too long ({type(error).__name__})", "GeoJSON")
        return None
    if not isinstance(whole, dict) or not isinstance(whole.get("features"), list):
        report.error(1, None, "no list of features", "a GeoJSON FeatureCollection (RFC 7946)")
        return None
    system = json.dumps(whole.get("crs"))
    if whole.get("crs") and not any(name in system for name in _WGS84):
        report.error(1, "crs", shown(system), "WGS 84 longitude and latitude (RFC 7946, section 4)", _REPROJECT)
        return None
    lines = _feature_lines(text, len(whole["features"]))
    found = (_feature(feature, line, report) for feature, line in zip(whole["features"], lines, strict=True))
    return _grid([feature for feature in found if feature], wanted, report)


def read_geopackage(path: Path, wanted: Wanted, report: Report) -> Grid | None:
    """The features of a GeoPackage's only layer.

    Returns:
        None, with a remark, when it cannot be used.
    """
    import pyogrio  # noqa: PLC0415 - brings GDAL and Pandas along, which few places need
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            if file.read(16) != b"SQLite format 3\x00":
                report.error(None, None, "a file that is no SQLite database", "a GeoPackage")
                return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # what GDAL warns of, it then refuses or mends
            layers = [str(layer[0]) for layer in pyogrio.list_layers(path)]
            if len(layers) != 1:
                report.error(None, None, f"{len(layers)} layers: {shown(', '.join(layers))}", "one layer")
                return None
            meta, table = pyogrio.read_arrow(path)
            rows = table.to_pylist()
    except (DataSourceError, DataLayerError, RuntimeError, ValueError, OSError) as error:
        report.error(None, None, f"cannot be read ({shown(str(error))})", "a GeoPackage")
        return None
    if meta["crs"] and not any(name in meta["crs"] for name in _WGS84):
        report.error(None, "crs", shown(meta["crs"]), "WGS 84 (EPSG:4326)", _REPROJECT)
        return None
    name = meta["geometry_name"] or "wkb_geometry"
    features = [_from_wkb(number, row, name, report) for number, row in enumerate(rows, 1)]
    return _grid([feature for feature in features if feature], wanted, report)


def _feature_lines(text: str, count: int) -> list[int]:
    """The line on which each feature starts."""
    start = re.search(r'"features"\s*:\s*\[', text)
    decoder, lines = json.JSONDecoder(), list[int]()
    at, line, counted = (start.end() if start else len(text)), 1, 0
    for _ in range(count):
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # matches the empty text too
        line, counted = line + text.count("\n", counted, at), at
        try:
            _, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            break
        lines.append(line)
    return lines + [1] * (count - len(lines))


def _feature(feature: object, line: int, report: Report) -> Feature | None:
    if not isinstance(feature, dict) or not isinstance(feature.get("geometry"), dict):
        report.error(line, "geometry", "no geometry", "a feature with a geometry")
        return None
    properties = feature.get("properties")
    kind, coordinates = str(feature["geometry"].get("type")), feature["geometry"].get("coordinates")
    positions = tuple(_positions([coordinates] if kind == "Point" else coordinates))
    return Feature(line, properties if isinstance(properties, dict) else {}, kind, positions)


def _positions(coordinates: object) -> Iterator[tuple[float, float]]:
    for position in coordinates if isinstance(coordinates, list) else ():
        match position:
            case [int() | float() as lon, int() | float() as lat, *_]:
                yield float(lon), float(lat)


def _from_wkb(number: int, row: dict[str, Any], name: str, report: Report) -> Feature | None:
    shape = shapely.from_wkb(row.pop(name, None), on_invalid="ignore")
    if shape is None or shape.is_empty:
        report.error(number, "geometry", "no geometry", "a feature with a geometry")
        return None
    positions = shapely.get_coordinates(shape).tolist()
    return Feature(number, row, shape.geom_type, tuple((lon, lat) for lon, lat in positions))


def _grid(features: list[Feature], wanted: Wanted, report: Report) -> Grid:
    names = tuple(dict.fromkeys(name for feature in features for name in feature.properties))
    header = (*names, "lon", "lat") if wanted == "points" else names
    fitting = [feature for feature in features if _fits(feature, wanted, report)]
    return Grid(header, 1, tuple(_row(feature, names, wanted) for feature in fitting))


def _fits(feature: Feature, wanted: Wanted, report: Report) -> bool:
    least = 1 if wanted == "points" else 2
    if feature.geometry != _KIND[wanted]:
        report.error(feature.line, "geometry", feature.geometry, f"a {_KIND[wanted]}")
        return False
    if len(feature.positions) < least:
        report.error(feature.line, "geometry", "too few positions", f"at least {least} of [lon, lat]")
        return False
    for lon, lat in feature.positions if wanted == "lines" else ():
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            hint = "lon and lat may be exchanged" if abs(lon) <= 90 and abs(lat) <= 180 else ""
            report.error(feature.line, "geometry", f"[{lon:g}, {lat:g}]", "lon -180 to 180, lat -90 to 90 [deg]", hint)
            return False
    return True


def _row(feature: Feature, names: tuple[str, ...], wanted: Wanted) -> Row:
    cells = tuple(_cell(feature.properties.get(name)) for name in names)
    if wanted == "lines":
        return Row(feature.line, cells, feature.positions)
    lon, lat = feature.positions[0]
    return Row(feature.line, (*cells, _cell(lon), _cell(lat)))


def _cell(value: object) -> str:
    """An attribute as it would stand in a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list):
        return ";".join(_cell(item) for item in value)
    return str(value).strip()
