"""A hazard question answered and left as files: sheet, map, grids. Not here: the physics, the drawing."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from forestall.assess.chemical_release import release
from forestall.core.errors import InputError
from forestall.model.what_if import HarmZone, Outcome, WhatIf
from forestall.outlook.hazard import render
from forestall.outlook.hazard.release import TITLES, release_sheet
from forestall.outlook.hazard.sheet import Sheet
from forestall.standards import geojson, geotiff, kml

STYLES = (
    kml.Style("toxic", "ff28117d", "3328117d"),
    kml.Style("guideline", "ff006ab0", "22006ab0"),
    kml.Style("flammable", "ff785a0f", "33785a0f"),
    kml.Style("heat", "ff1a41c4", "331a41c4"),
    kml.Style("blast", "ff863a5b", "22863a5b"),
    kml.Style("risk", "ff28117d", "3328117d"),
)


def what_if(asked: WhatIf) -> Outcome:
    """What would come of a release."""
    return release(asked)


def as_json(outcome: Outcome) -> dict[str, object]:
    """The outcome as plain data; a distance that is not known is null."""
    found = {
        "title": outcome.title,
        "asked": asdict(outcome.asked),
        "steps": [{"title": step.title, "numbers": [asdict(one) for one in step.numbers]} for step in outcome.steps],
        "zones": [{name: value for name, value in asdict(zone).items() if name != "ring"} for zone in outcome.zones],
        "remarks": list(outcome.remarks),
    }
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def leave_release(outcome: Outcome, folder: Path) -> tuple[Path, ...]:
    """Write the outcome as GeoJSON, GeoTIFF, KML, PNG, HTML, PDF and JSON.

    Args:
        outcome: of a release
        folder: made if it is not there

    Returns:
        The files written; PNG and PDF only where their printers are installed.

    Raises:
        InputError: the folder cannot be written.
    """
    asked = outcome.asked
    here = geojson.Feature("Point", (((asked.lon, asked.lat),),), {"name": "source", "title": outcome.title})
    features = [here, *(_feature(zone) for zone in outcome.zones if zone.ring)]
    folders = [
        kml.Folder(title, tuple(_placemark(zone) for zone in outcome.zones if zone.kind == kind and zone.ring))
        for kind, title in TITLES.items()
    ]
    files: dict[str, bytes] = {
        "release.json": (json.dumps(as_json(outcome), indent=1, ensure_ascii=False) + "\n").encode(),
        "release.geojson": geojson.write(features),
        "release.kml": kml.write(outcome.title, STYLES, [one for one in folders if one.placemarks]),
    }
    for one in outcome.rasters:
        grid = geotiff.Grid(f"{one.name} [{one.unit}]", one.west, one.north, one.dlon, one.dlat, one.values)
        files["release.tif"] = geotiff.write(grid)
    return leave(files | sheet_files(release_sheet(outcome), "release"), folder)


def sheet_files(sheet: Sheet, stem: str) -> dict[str, bytes]:
    """The sheet in every form that can be made here."""
    files = {f"{stem}.html": render.html(sheet)}
    for ending, made in ((".png", render.png(sheet)), (".pdf", render.pdf(sheet))):
        if made is not None:
            files[stem + ending] = made
    return files


def leave(files: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write files into a folder.

    Raises:
        InputError: it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in sorted(files):
            (folder / name).write_bytes(files[name])
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from error
    return tuple(folder / name for name in sorted(files))


def _feature(zone: HarmZone) -> geojson.Feature:
    return geojson.Feature(
        "Polygon",
        (zone.ring,),
        {
            "name": zone.name,
            "kind": zone.kind,
            "level": zone.level,
            "unit": zone.unit,
            "reach_m": zone.reach,
            "width_m": zone.width,
            "equation": zone.basis.equation,
            "source": zone.basis.source,
            "remark": zone.basis.remark,
        },
    )


def _placemark(zone: HarmZone) -> kml.Placemark:
    far = "farther than the models reach" if math.isnan(zone.reach) else f"{zone.reach:.0f} m"
    text = (
        f"{zone.level:.4g} {zone.unit}, reaches {far}. {zone.basis.equation} [{zone.basis.source}]. {zone.basis.remark}"
    )
    return kml.Placemark(zone.name, text.strip(), zone.kind, zone.ring)
