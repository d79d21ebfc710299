"""The map below everything that is drawn: which file of the place it is, and whether it can be drawn.

Without one, lands of the world are drawn (`web/static/map-base.js`). Nothing is worked out from it.
"""

import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from forestall.core.errors import StandardError
from forestall.model.profile import Profile
from forestall.model.site import Site
from forestall.place.draft import Draft, Entry
from forestall.place.files import FILES
from forestall.place.report import Report
from forestall.place.text import read_text
from forestall.standards.pmtiles.archive import Archive, read_archive

ENDINGS = (".pmtiles", ".geojson")
"""What it may be: tiles in one file, or shapes."""
USUAL = tuple(f"base{ending}" for ending in ENDINGS)
"""What it is called where `place.toml` names none."""
MOST_SHAPES = 20_000_000
"""Longest GeoJSON that is sent to a browser whole [byte]."""
_KINDS = ("FeatureCollection", "Feature")
_BACK = "without it, lands of the world are drawn"


def check_base(draft: Draft) -> None:
    """Find the base map of a place, report what is wrong with it, and keep it in the draft when nothing is."""
    entry, profile = next(draft.of(Profile), (None, None))
    if entry is None or profile is None:
        return
    name = _usual(draft) if profile.base is None else _named(profile.base, entry, draft)
    if name is None:
        return
    report, path = draft.report(name), draft.root / name
    usable = _shapes(path, report) if path.suffix == ".geojson" else _tiles(path, report, draft)
    draft.base = path if usable else None


def _usual(draft: Draft) -> str | None:
    """The file with a usual name."""
    there = [name for name in USUAL if (draft.root / name).exists()]
    if len(there) > 1:
        draft.report(there[1]).error(
            None, None, "two base maps", f"one of {', '.join(there)}", f'or `base = "{there[0]}"` in {FILES[0].name}'
        )
        return None
    return there[0] if there else None


def _named(name: str, entry: Entry, draft: Draft) -> str | None:
    """The file that `place.toml` names."""
    path, report = PurePosixPath(name), draft.report(entry.file)
    line, expected = entry.line_of("base"), f"a {' or '.join(ENDINGS)} file in the folder of the place"
    if path.is_absolute() or any(part.startswith(".") for part in path.parts) or path.suffix not in ENDINGS:
        report.error(line, "base", name, expected)
    elif not (draft.root / path).is_file():
        there = (found.name for ending in ENDINGS for found in draft.root.glob(f"*{ending}"))
        report.error(line, "base", f"{name}: no such file", expected, report.nearest.hint(name, there) or _BACK)
    else:
        return path.as_posix()
    return None


def _shapes(path: Path, report: Report) -> bool:
    text = read_text(path, report, MOST_SHAPES)
    if text is None:
        return False
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        report.error(error.lineno, None, f"JSON that ends or breaks at letter {error.colno}: {error.msg}", "GeoJSON")
        return False
    except (RecursionError, ValueError) as error:
        report.error(None, None, f"JSON nested too deep or with numbers too long ({type(error).__name__})", "GeoJSON")
        return False
    if isinstance(found, dict) and found.get("type") in _KINDS:
        return True
    report.error(1, "type", "JSON of another kind", f"a GeoJSON {' or '.join(_KINDS)} (RFC 7946)", _BACK)
    return False


def _tiles(path: Path, report: Report, draft: Draft) -> bool:
    expected = "a PMTiles archive of version 3 that a browser can draw"
    try:
        archive = read_archive(path)
    except StandardError as error:
        report.error(None, None, str(error.args[0]), expected, error.hint or _BACK)
        return False
    except OSError as error:
        report.error(None, None, f"cannot be read: {error.strerror}", expected, _BACK)
        return False
    _cover(archive, [site for _, site in draft.of(Site)], report)
    return True


def _cover(archive: Archive, sites: Iterable[Site], report: Report) -> None:
    """Tiles of somewhere else are likely not meant."""
    west, south, east, north = archive.bounds
    found = [west <= site.lon <= east and south <= site.lat <= north for site in sites]
    if outside := found.count(False):
        where = f"tiles from {west:g} to {east:g} east and {south:g} to {north:g} north"
        hint = f"{outside} of {len(found)} sites lie outside: nothing is drawn below them"
        report.warning(None, None, where, "tiles below all sites", hint)
