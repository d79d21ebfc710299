"""The collections for geographic programs: one type of geometry each, whatever an alert's areas are made of."""

import math
from dataclasses import replace
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forestall.core.geo import EARTH_RADIUS
from forestall.model.alert import Alert, Area
from forestall.outlook.given import Given
from forestall.outlook.pages.collections import COLLECTIONS, alerts

Ring = tuple[tuple[float, float], ...]


def square(west: float, south: float, side: float = 0.1) -> Ring:
    east, north = west + side, south + side
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


def geometry(pass_: Given, alert: Alert) -> Any:
    """Where an alert is, in a pass with no other."""
    seen = replace(pass_, alerts_open=(), alerts_new=(), observation=replace(pass_.observation, alerts=(alert,)))
    [found] = alerts(seen).features
    return found.geometry


@pytest.fixture
def shape_of(make: Any, fixtures: Any) -> Any:
    """The geometry of an alert with such areas."""

    def shaped(*areas: Area) -> Any:
        return geometry(make().given, replace(fixtures.storm(), areas=areas))

    return shaped


def test_every_geometry_of_a_collection_is_of_the_type_that_the_collection_names(any_pass: Any) -> None:
    for collection, kept in COLLECTIONS.values():
        for each in kept(any_pass.given).features:
            assert each.geometry is None or each.geometry.geom_type == collection.geometry, collection.id
            assert each.geometry is None or each.geometry.is_valid, each.id


def test_one_area_is_a_multipolygon_of_one_part(shape_of: Any) -> None:
    found = shape_of(Area("one", polygons=(square(8.0, 53.0),)))
    assert found.geom_type == "MultiPolygon"
    assert len(found.geoms) == 1
    assert found.bounds == pytest.approx((8.0, 53.0, 8.1, 53.1))


def test_a_circle_is_a_polygon_as_wide_as_it(shape_of: Any) -> None:
    found = shape_of(Area("around", circles=((8.0, 53.0, 2.0),)))
    assert found.geom_type == "MultiPolygon"
    south, north = found.bounds[1], found.bounds[3]
    assert math.radians(north - south) * EARTH_RADIUS == pytest.approx(4000.0, rel=1e-9)
    assert found.contains(shapely.Point(8.0, 53.0))


def test_a_point_is_as_wide_as_positions_are_exact(shape_of: Any) -> None:
    found = shape_of(Area("at", circles=((8.0, 53.0, 0.0),)))
    assert found.geom_type == "MultiPolygon"
    assert math.radians(found.bounds[3] - found.bounds[1]) * EARTH_RADIUS == pytest.approx(2.0, rel=1e-6)


def test_polygons_and_circles_together_are_one_geometry(shape_of: Any) -> None:
    found = shape_of(
        Area("a", polygons=(square(8.0, 53.0),)), Area("b", circles=((9.0, 53.0, 1.0), (8.05, 53.05, 1.0)))
    )
    assert found.geom_type == "MultiPolygon"
    assert len(found.geoms) == 2  # the second circle lies within the square


@pytest.mark.parametrize(
    "areas",
    [
        (),
        (Area("in words only"),),
        (Area("a line", polygons=(((8.0, 53.0), (8.1, 53.0), (8.2, 53.0), (8.0, 53.0)),)),),
        (Area("too few corners", polygons=(((8.0, 53.0), (8.1, 53.0), (8.0, 53.0)),)),),
    ],
)
def test_an_alert_without_an_area_has_no_geometry(areas: tuple[Area, ...], shape_of: Any) -> None:
    assert shape_of(*areas) is None


def test_a_ring_that_crosses_itself_keeps_its_parts(shape_of: Any) -> None:
    found = shape_of(Area("bow", polygons=(((8.0, 53.0), (8.1, 53.1), (8.1, 53.0), (8.0, 53.1), (8.0, 53.0)),)))
    assert found.geom_type == "MultiPolygon"
    assert len(found.geoms) == 2


_CORNER = st.tuples(st.sampled_from((8.0, 8.1, 8.2, 8.3)), st.sampled_from((53.0, 53.1, 53.2)))
_RING = st.lists(_CORNER, min_size=0, max_size=7).map(lambda each: (*each, *each[:1]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rings=st.lists(_RING, max_size=3), radii=st.lists(st.sampled_from((0.0, 0.5, 20.0)), max_size=2))
def test_any_areas_give_one_sound_multipolygon_or_nothing(rings: list[Ring], radii: list[float], shape_of: Any) -> None:
    found = shape_of(Area("any", polygons=tuple(rings), circles=tuple((8.1, 53.1, each) for each in radii)))
    assert found is None or (found.geom_type == "MultiPolygon" and found.is_valid)
    assert found is not None or not radii
