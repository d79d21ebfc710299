"""A table with a geometry as a file. Not here: several geometries, other coordinates than WGS 84."""

import io
import json
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely import Geometry


def write(columns: Mapping[str, pa.Array], geometries: Sequence[Geometry | None], kind: str) -> bytes:
    """The file; geometries are a column `geometry` of well-known binary.

    Args:
        columns: the other columns, in their order
        geometries: one a row, longitude and latitude in WGS 84 [deg]; None where it is not known
        kind: type of every geometry, such as `MultiPolygon`: said even where no row has one
    """
    binary = [None if each is None else shapely.to_wkb(each, output_dimension=2, byte_order=1) for each in geometries]
    table = pa.table({**columns, "geometry": pa.array(binary, pa.binary())})
    there = [each for each in geometries if each is not None]
    about: dict[str, object] = {"encoding": "WKB", "geometry_types": [kind]}
    if there:
        about["bbox"] = [float(each) for each in shapely.total_bounds(there)]
    known = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": about}}
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(known, sort_keys=True)}), out, compression="zstd")
    return out.getvalue()
