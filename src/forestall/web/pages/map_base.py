"""What lies below the map: shapes of the place sent whole, or its archive of tiles of which a browser asks for parts.

That the file can be drawn was seen when the place was read (`place/base_map.py`).
"""

import os
from typing import Annotated

from fastapi import Header
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from forestall.core.text import N_
from forestall.model.account import Action
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

router = page_router()
_SEE = [require(Action.COUNT)]
SHAPES, TILES = "/map/base.json", "/map/base.pmtiles"
"""Where each kind is."""
_KINDS = {SHAPES: (".geojson", "application/geo+json"), TILES: (".pmtiles", "application/vnd.pmtiles")}
_ASK = "private, no-cache"  # kept, but asked for each time: whoever has signed out sees it no more


def begun(page: Page) -> dict[str, object]:
    """What every map begins with: the address of the base map, None for lands of the world, and words of its parts."""
    words = {
        "Map.Title": page.text(N_("Map")),
        "Marker.Title": page.text(N_("Where it gets out")),
        "NavigationControl.ZoomIn": page.text(N_("Zoom in")),
        "NavigationControl.ZoomOut": page.text(N_("Zoom out")),
        "Popup.Close": page.text(N_("Close")),
    }
    return {"base": _base(page), "words": words}


@router.get(SHAPES, dependencies=_SEE)
def shapes(page: Shown, if_none_match: Annotated[str, Header()] = "") -> Response:
    """The base map as GeoJSON."""
    return _sent(page, SHAPES, if_none_match)


@router.get(TILES, dependencies=_SEE)
def tiles(page: Shown, if_none_match: Annotated[str, Header()] = "") -> Response:
    """The base map as an archive of tiles, or the part of it that is asked for (RFC 9110, section 14)."""
    return _sent(page, TILES, if_none_match)


def _sent(page: Page, address: str, known: str) -> Response:
    ending, kind = _KINDS[address]
    file = page.place.base
    if file is None or file.suffix != ending or not file.is_file():
        raise HTTPException(404, f"the place has no base map that is a {ending} file")
    status = file.stat()
    headers = {"ETag": f'"{_version(status)}"', "Cache-Control": _ASK}
    if known == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return FileResponse(file, headers=headers, media_type=kind, stat_result=status)


def _base(page: Page) -> str | None:
    """Another address as soon as the file is another."""
    file = page.place.base
    if file is None or not file.is_file():
        return None
    return f"{TILES if file.suffix == '.pmtiles' else SHAPES}?v={_version(file.stat())}"


def _version(status: os.stat_result) -> str:
    """Names what a file holds, without reading it."""
    return f"{status.st_mtime_ns:x}-{status.st_size:x}"
