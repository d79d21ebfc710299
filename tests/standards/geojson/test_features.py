"""GeoJSON there and back, and what RFC 7946 asks for."""

import json

import pytest

from forestall.core.errors import StandardError
from forestall.standards.geojson import Feature, read, write

RING = ((4.0, 51.0), (4.1, 51.0), (4.1, 51.1), (4.0, 51.0))


def test_features_come_back_as_they_were():
    features = (
        Feature("Polygon", (RING,), {"name": "a", "level": 1.5, "none": None}),
        Feature("LineString", (RING[:3],), {}),
        Feature("Point", (((4.0, 51.0),),), {"name": "Ünïcode"}),
    )
    assert read(write(features)) == features


def test_outer_rings_are_written_counter_clockwise():
    found = read(write([Feature("Polygon", (RING[::-1],))]))
    assert found[0].rings[0] == RING


def test_a_number_that_is_not_finite_is_written_as_null():
    document = json.loads(write([Feature("Polygon", (RING,), {"reach": float("nan")})]))
    assert document["features"][0]["properties"]["reach"] is None


@pytest.mark.parametrize("ring", [RING[:3], (*RING[:-1], (4.0, 51.2))])
def test_open_or_short_rings_are_refused(ring):
    with pytest.raises(StandardError, match=r"3\.1\.6"):
        write([Feature("Polygon", (ring,))])


@pytest.mark.parametrize(
    "document",
    [b"", b"[]", b'{"type": "FeatureCollection"}', b'{"type": "FeatureCollection", "features": [1]}',
     b'{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[[["a",1]]]}}]}',
     b'{"type":"FeatureCollection","features":[{"geometry":{"type":"Curve","coordinates":[]}}]}', b"\xff"],
)  # fmt: skip
def test_broken_documents_name_their_clause(document):
    with pytest.raises(StandardError, match="RFC 7946"):
        read(document)
