"""Risk of a site or route of a place, and its files: sheet, contours, grid. Not here: the physics, the drawing."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from forestall.assess.chemical_route import compare_routes, route_risk
from forestall.assess.chemical_site import site_risk
from forestall.model.chemical_risk import RiskContour, RiskGrid, RouteRisk, SiteRisk
from forestall.model.place import Place
from forestall.outlook.hazard.risk import route_sheet, site_sheet
from forestall.outlook.hazard.sheet import Sheet
from forestall.pipeline.hazard import STYLES, leave, sheet_files
from forestall.place.load import load
from forestall.standards import geojson, geotiff, kml


def place_of(folder: Path) -> Place:
    """The place in a folder.

    Raises:
        PlaceError: it has mistakes.
    """
    return load(folder)


def of_site(place: Place, site: str, *, samples: int, seed: int, criteria: str) -> SiteRisk:
    """Risk of a site; arguments as `site_risk`."""
    return site_risk(place, site, samples=samples, seed=seed, criteria=criteria)


def of_route(place: Place, route: str, *, criteria: str) -> RouteRisk:
    """Risk of a route; arguments as `route_risk`."""
    return route_risk(place, route, criteria=criteria)


def alternatives(place: Place, routes: Sequence[str], *, criteria: str) -> tuple[RouteRisk, ...]:
    """Several routes, the lowest risk first."""
    return compare_routes(place, routes, criteria=criteria)


def as_json(found: SiteRisk | RouteRisk) -> dict[str, object]:
    """All but the grid and the lines as plain data; what is not known is null."""
    rows = asdict(found)
    del rows["grid"]
    rows["contours"] = [{"level": one.level, "lines": len(one.rings)} for one in found.contours]
    return {name: _plain(value) for name, value in rows.items()}


def _plain(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def leave_site(found: SiteRisk, place: Place, folder: Path) -> tuple[Path, ...]:
    """Write a site's sheet, contours and grid into a folder; the files written.

    Raises:
        InputError: the folder cannot be written.
    """
    return _leave(found, site_sheet(found, place), "site", folder)


def leave_route(found: RouteRisk, place: Place, others: Sequence[RouteRisk], folder: Path) -> tuple[Path, ...]:
    """Write a route's sheet, contours and grid into a folder; the files written.

    Raises:
        InputError: the folder cannot be written.
    """
    return _leave(found, route_sheet(found, place, others), "route", folder)


def _leave(found: SiteRisk | RouteRisk, sheet: Sheet, stem: str, folder: Path) -> tuple[Path, ...]:
    text = json.dumps(as_json(found), indent=1, ensure_ascii=False) + "\n"
    files: Mapping[str, bytes] = {
        f"{stem}.json": text.encode(),
        f"{stem}.geojson": geojson.write(_features(found.contours)),
        f"{stem}.kml": kml.write(found.name, STYLES, [_folder(one) for one in found.contours if _closed(one)]),
        f"{stem}.tif": geotiff.write(_grid(found.grid)),
    }
    return leave({**files, **sheet_files(sheet, stem)}, folder)


def _closed(contour: RiskContour) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Rings; a line that leaves the grid is closed by a straight one."""
    closed = (ring if ring[0] == ring[-1] else (*ring, ring[0]) for ring in contour.rings if ring)
    return tuple(ring for ring in closed if len(ring) >= 4)


def _features(contours: Sequence[RiskContour]) -> list[geojson.Feature]:
    """A polygon for each line of each level."""
    return [
        geojson.Feature(
            "Polygon", (ring,), {"name": f"individual risk {one.level:g} 1/year", "level_per_year": one.level}
        )
        for one in contours
        for ring in _closed(one)
    ]


def _folder(contour: RiskContour) -> kml.Folder:
    name = f"individual risk {contour.level:g} 1/year"
    text = "Yearly probability of death of someone who is there outdoors all year."
    return kml.Folder(name, tuple(kml.Placemark(name, text, "risk", ring) for ring in _closed(contour)))


def _grid(grid: RiskGrid) -> geotiff.Grid:
    """Nodes as the middles of cells, the north first."""
    dlon, dlat = (grid.lon[-1] - grid.lon[0]) / (len(grid.lon) - 1), (grid.lat[-1] - grid.lat[0]) / (len(grid.lat) - 1)
    values = np.array(grid.risk, dtype=np.float32)[::-1]
    return geotiff.Grid("individual risk [1/year]", grid.lon[0] - dlon / 2, grid.lat[-1] + dlat / 2, dlon, dlat, values)
