"""The documents of OGC API – Features as JSON values. Which features there are is the caller's."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import orjson
import shapely

from forestall.standards.ogc_features.feature import Collection, Extent, Feature, Plain, Property

CRS: Literal["http://www.opengis.net/def/crs/OGC/1.3/CRS84"] = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON, JSON, SCHEMA = "application/geo+json", "application/json", "application/schema+json"
_RELATIONS = "http://www.opengis.net/def/rel/ogc/1.0"
QUERYABLES, RETURNABLES = f"{_RELATIONS}/queryables", f"{_RELATIONS}/schema"
_PART1, _PART3, _PART5 = (f"http://www.opengis.net/spec/ogcapi-features-{part}/1.0" for part in (1, 3, 5))
_CQL2 = "http://www.opengis.net/spec/cql2/1.0"
CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    f"{_PART1}/conf/core",
    f"{_PART1}/conf/geojson",
    *(f"{_PART3}/conf/{each}" for each in ("queryables", "queryables-query-parameters", "filter", "features-filter")),
    *(f"{_PART5}/conf/{each}" for each in ("schemas", "returnables-and-receivables")),
    *(
        f"{_CQL2}/conf/{each}"
        for each in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
            "temporal-functions",
            "array-functions",
            "property-property",
            "arithmetic",
        )
    ),
)
"""What is kept. Not the class `oas30` of part 1: the interface is described in OpenAPI 3.1. No functions of our own."""


def link(href: str, rel: str, media_type: str, title: str = "") -> dict[str, object]:
    """A link (RFC 8288)."""
    found: dict[str, object] = {"href": href, "rel": rel, "type": media_type}
    return {**found, "title": title} if title else found


def landing(root: str, title: str, description: str) -> dict[str, object]:
    """The first document (part 1, 7.2).

    Args:
        root: address of the interface, without a slash at the end
        title, description: what is there
    """
    api = root.rpartition("/")[0] + "/openapi.json"
    return {
        "title": title,
        "description": description,
        "links": [
            link(f"{root}/", "self", JSON, "This document"),
            link(api, "service-desc", "application/vnd.oai.openapi+json;version=3.1", "The interface"),
            link(f"{root}/conformance", "conformance", JSON, "What the interface keeps to"),
            link(f"{root}/collections", "data", JSON, "The collections"),
        ],
    }


def conformance() -> dict[str, object]:
    """What the interface keeps to (part 1, 7.4)."""
    return {"conformsTo": list(CONFORMANCE)}


def collections(root: str, known: Sequence[tuple[Collection, Extent]]) -> dict[str, object]:
    """All collections (part 1, 7.13)."""
    return {
        "links": [link(f"{root}/collections", "self", JSON)],
        "collections": [collection(root, each, extent) for each, extent in known],
    }


def collection(root: str, one: Collection, extent: Extent) -> dict[str, object]:
    """A collection (part 1, 7.14)."""
    own = f"{root}/collections/{one.id}"
    found: dict[str, object] = {
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "itemType": "feature",
        "crs": [CRS],
        "links": [
            link(own, "self", JSON),
            link(f"{own}/items", "items", GEOJSON, one.title),
            link(f"{own}/items?f=csv", "items", "text/csv", f"{one.title} as CSV"),
            link(f"{own}/items?f=parquet", "items", "application/vnd.apache.parquet", f"{one.title} as GeoParquet"),
            link(f"{own}/queryables", QUERYABLES, SCHEMA, "Properties for filters"),
            link(f"{own}/schema", RETURNABLES, SCHEMA, "Properties and type of geometry"),
        ],
    }
    return {**found, "extent": _extent(extent)} if extent.box is not None or extent.start is not None else found


def _extent(extent: Extent) -> dict[str, object]:
    found: dict[str, object] = {}
    if extent.box is not None:
        found["spatial"] = {"bbox": [list(extent.box)], "crs": CRS}
    if extent.start is not None or extent.end is not None:
        found["temporal"] = {"interval": [[time(extent.start), time(extent.end)]]}
    return found


def queryables(root: str, one: Collection) -> dict[str, object]:
    """What can be filtered by, as JSON Schema (part 3, 6.2)."""
    own = {each.name: _schema(each) for each in one.properties}
    return _object(f"{root}/collections/{one.id}/queryables", one, {"geometry": _where(one), **own})


def schema(root: str, one: Collection) -> dict[str, object]:
    """What its features have, as JSON Schema (OGC 23-058r1, part 5): the type of their geometries stands here."""
    name = {"title": "Its name in the collection", "type": "string", "readOnly": True, "x-ogc-role": "id"}
    own = {each.name: {**_schema(each), "readOnly": True} for each in one.properties}
    where = {**_where(one), "readOnly": True}
    return _object(f"{root}/collections/{one.id}/schema", one, {"id": name, "geometry": where, **own})


def _object(address: str, one: Collection, properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "title": one.title,
        "description": one.description,
        "additionalProperties": False,
        "properties": dict(properties),
    }


def _where(one: Collection) -> dict[str, object]:
    """The geometry (part 3, 6.2 and part 5, 7.5)."""
    return {"title": "Where", "format": f"geometry-{one.geometry.lower()}", "x-ogc-role": "primary-geometry"}


def _schema(one: Property) -> dict[str, object]:
    kind = {"type": "string", "format": "date-time"} if one.type == "time" else {"type": one.type}
    found: dict[str, object] = {"title": one.title, **kind}
    return {**found, "enum": list(one.choices)} if one.choices else found


def feature(one: Feature) -> dict[str, object]:
    """A feature as GeoJSON (RFC 7946, 3.2)."""
    where = None if one.geometry is None else orjson.loads(shapely.to_geojson(one.geometry))
    properties = {name: plain(value) for name, value in one.properties.items()}
    return {"type": "Feature", "id": one.id, "geometry": where, "properties": properties}


def page(
    features: Sequence[Feature], matched: int, at: datetime, links: Sequence[Mapping[str, object]]
) -> dict[str, object]:
    """Features as a collection (part 1, 7.15).

    Args:
        features: those of this page
        matched: how many there are in all
        at: the time for which they hold
        links: to this page and to the next
    """
    return {
        "type": "FeatureCollection",
        "timeStamp": time(at),
        "numberMatched": matched,
        "numberReturned": len(features),
        "links": list(links),
        "features": [feature(each) for each in features],
    }


def plain(value: Plain) -> object:
    """A property as JSON; a number that is not finite is null."""
    if isinstance(value, datetime):
        return time(value)
    return None if isinstance(value, float) and not abs(value) < float("inf") else value


def time(when: datetime | None) -> str | None:
    """A time of RFC 3339 in UTC."""
    return None if when is None else when.astimezone(UTC).isoformat().replace("+00:00", "Z")
