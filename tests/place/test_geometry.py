"""Geometry that is not what it says: another reference system, axes exchanged, too few positions, several layers."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
import pytest
import shapely

from forestall.place.check import check
from forestall.place.geometry import read_geojson, read_geopackage
from forestall.place.report import Report

ROUTE = {
    "id": "r1", "name": "Mill Road", "mode": "road", "substance": "chlorine", "trips": 24, "load": 1000,
    "accident_rate": 4e-7, "jurisdiction": "town",
}  # fmt: skip


def collection(coordinates: list[list[float]], **more: Any) -> str:
    line = {"type": "LineString", "coordinates": coordinates}
    feature = {"type": "Feature", "properties": ROUTE, "geometry": line}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **more})


def test_another_reference_system_is_refused_not_converted() -> None:
    report = Report("routes.geojson")
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25833"}}
    assert read_geojson(collection([[0, 0], [1, 1]], crs=crs), "lines", report) is None
    assert "ogr2ogr -t_srs EPSG:4326" in report.remarks[0].hint


def test_exchanged_axes_are_told(town: Path) -> None:
    (town / "routes.geojson").write_text(collection([[53.9, 112.3], [53.91, 112.31]]), encoding="utf-8")
    assert [remark.hint for remark in check(town)] == ["lon and lat may be exchanged"]


def test_a_line_of_one_position_is_refused(town: Path) -> None:
    (town / "routes.geojson").write_text(collection([[12.3, 53.9]]), encoding="utf-8")
    assert [remark.found for remark in check(town)] == ["too few positions"]


@pytest.mark.parametrize(
    ("layers", "crs", "found"), [(2, "EPSG:4326", "2 layers: 0, 1"), (1, "EPSG:3857", "EPSG:3857")]
)
def test_a_geopackage_has_one_layer_in_wgs_84(layers: int, crs: str, found: str, tmp_path: Path) -> None:
    table = pa.table({"id": ["a"], "geom": [shapely.to_wkb(shapely.Point(1, 2))]})
    for layer in range(layers):
        pyogrio.write_arrow(
            table, tmp_path / "sites.gpkg", driver="GPKG", layer=str(layer), geometry_name="geom",
            geometry_type="Point", crs=crs, append=layer > 0,
        )  # fmt: skip
    report = Report("sites.gpkg")
    assert read_geopackage(tmp_path / "sites.gpkg", "points", report) is None
    assert [remark.found for remark in report.remarks] == [found]
