"""Features for geographic programs: pages of a collection, one feature, and whole collections as files."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
import pyarrow as pa
from fastapi import APIRouter, Path, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.errors import InputError
from forestall.model.account import Action
from forestall.outlook.pages.chosen import Asked, chosen
from forestall.standards import csv_cells
from forestall.standards.geoparquet import file as geoparquet
from forestall.standards.ogc_features import documents
from forestall.standards.ogc_features.feature import Collection, Feature
from forestall.web.listed import tagged
from forestall.web.rights import require
from forestall.web.routes.conformance import ROOT, Asking, Name, Strict, root, told

router = APIRouter(prefix=f"{ROOT}/collections", tags=["features"], route_class=Strict)
MOST = 10_000
_OWN = ("f", "limit", "after", "bbox", "bbox-crs", "datetime", "filter", "filter-lang", "filter-crs", "crs")
_TYPES = {"string": pa.string(), "number": pa.float64(), "integer": pa.int64(), "time": pa.timestamp("us", tz="UTC")}
_OBJECT = {"schema": {"type": "object"}}
_PARQUET = "application/vnd.apache.parquet"
_FILE = {"examples": {"sites": {"externalValue": f"{ROOT}/collections/sites/items?f=parquet"}}}
_CRS = Literal["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]


@router.get(
    "/{name}/items",
    dependencies=[require(Action.COUNT)],
    response_class=Response,
    responses=told(
        {documents.GEOJSON: _OBJECT, "text/csv": {"schema": {"type": "string"}}, _PARQUET: _FILE}, "Features"
    )
    | {304: {"description": "As when it was asked for last"}},
)
def items(
    request: Request,
    page: Asking,
    name: Name,
    f: Annotated[
        Literal["json", "csv", "parquet"], Query(description="GeoJSON, or all that fit as CSV or GeoParquet.")
    ] = "json",
    limit: Annotated[int, Query(ge=1, le=MOST, description="Most features of a page.")] = 100,
    after: Annotated[str, Query(max_length=400, description="Where the page begins: from the link `next`.")] = "",
    bbox: Annotated[
        str, Query(description="West,south,east,north in degrees.", examples=["-8.70,41.10,-8.50,41.20"])
    ] = "",
    datetime: Annotated[
        str, Query(description="A time, or two with / between them.", examples=["2026-03-01T00:00:00Z/.."])
    ] = "",
    filter: Annotated[  # noqa: A002 - the name that the standard gives it
        str, Query(description="A condition in CQL2.", examples=["kind = 'hospital' AND people_served > 10000"])
    ] = "",
    filter_lang: Annotated[Literal["cql2-text", "cql2-json"], Query(alias="filter-lang")] = "cql2-text",
    bbox_crs: Annotated[_CRS, Query(alias="bbox-crs")] = documents.CRS,
    filter_crs: Annotated[_CRS, Query(alias="filter-crs")] = documents.CRS,
    crs: Annotated[_CRS, Query()] = documents.CRS,
) -> Response:
    """Features of a collection; any other parameter is a property with the value that it has to have."""
    collection, kept = page.kept(name)
    others = tuple((key, value) for key, value in request.query_params.multi_items() if key not in _OWN)
    asked = Asked(bbox, datetime, filter, filter_lang == "cql2-json", others)
    found = chosen(kept.features, collection, asked)
    if f != "json":
        return tagged(request, _file(collection, found, f))
    first = _place(found, after)
    shown = found[first : first + limit]
    links = [documents.link(str(request.url), "self", documents.GEOJSON)]
    if first + limit < len(found):
        more = request.url.include_query_params(after=_cursor(shown[-1].id))
        links.append(documents.link(str(more), "next", documents.GEOJSON))
    links.append(documents.link(f"{root(request)}/collections/{name}", "collection", documents.JSON))
    return _tagged(request, documents.page(shown, len(found), page.given.at, links), links)


@router.get(
    "/{name}/items/{feature}",
    dependencies=[require(Action.COUNT)],
    response_class=Response,
    responses=told({documents.GEOJSON: _OBJECT}, "A feature"),
)
def item(
    request: Request,
    page: Asking,
    name: Name,
    feature: Annotated[str, Path(max_length=300, description="Its id.")],
) -> Response:
    """One feature."""
    _, kept = page.kept(name)
    found = kept.by_id.get(feature)
    if found is None:
        raise HTTPException(404, "there is no such feature in this collection")
    own = f"{root(request)}/collections/{name}"
    links = [
        documents.link(str(request.url), "self", documents.GEOJSON),
        documents.link(own, "collection", documents.JSON),
    ]
    return _tagged(request, {**documents.feature(found), "links": links}, links)


def _tagged(request: Request, document: dict[str, Any], links: Sequence[dict[str, Any]]) -> Response:
    """A document under its digest, with its links."""
    headers = {"Link": ", ".join(f'<{each["href"]}>; rel="{each["rel"]}"' for each in links)}
    return tagged(request, Response(orjson.dumps(document), media_type=documents.GEOJSON, headers=headers))


def _cursor(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _place(features: Sequence[Feature], cursor: str) -> int:
    """How many features come before a page; those that went meanwhile change nothing."""
    if not cursor:
        return 0
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise InputError("after: expected what a link `next` has", http_status=400) from error
    return sum(1 for each in features if each.id <= key)


def _file(collection: Collection, features: Sequence[Feature], form: str) -> Response:
    names = [each.name for each in collection.properties]
    if form == "csv":
        head = ["id", *names, "geometry"]
        rows = ([each.id, *(_cell(each, name) for name in names), _text(each)] for each in features)
        body, kind = csv_cells.write(head, rows), "text/csv; charset=utf-8"
    else:
        columns = {"id": pa.array([each.id for each in features], pa.string())}
        for one in collection.properties:
            values = [_typed(each, one.name, one.type) for each in features]
            columns[one.name] = pa.array(values, _TYPES[one.type])
        body = geoparquet.write(columns, [each.geometry for each in features], collection.geometry)
        kind = _PARQUET
    told_as = {"Content-Disposition": f'attachment; filename="{collection.id}.{form}"'}
    return Response(body, media_type=kind, headers=told_as)


def _cell(feature: Feature, name: str) -> object:
    return documents.plain(feature.properties[name])


def _text(feature: Feature) -> str | None:
    return None if feature.geometry is None else str(feature.geometry.wkt)


def _typed(feature: Feature, name: str, kind: str) -> object:
    value = feature.properties[name]
    if value is None or isinstance(value, datetime):
        return value
    return float(value) if kind == "number" else value
