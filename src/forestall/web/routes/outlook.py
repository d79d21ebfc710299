"""The outlook as the last pass left it in a folder: pages that also open from disk, without the service."""

import mimetypes
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from forestall.model.account import Action
from forestall.pipeline.folder import INDEX
from forestall.web.needs import Served
from forestall.web.pages.page import WaitingError
from forestall.web.rights import require

router = APIRouter(prefix="/disk", tags=["outlook"], include_in_schema=False)
_ENDINGS = (
    ".html",
    ".css",
    ".js",
    ".svg",
    ".png",
    ".xml",
    ".json",
    ".csv",
    ".geojson",
    ".webmanifest",
    ".ico",
    ".woff2",
    ".txt",
)


@router.get("/", dependencies=[require(Action.READ_OUTLOOK)])
def first(service: Served) -> Response:
    """The first page."""
    page = service.outlook / INDEX
    if not page.is_file():
        raise WaitingError
    return FileResponse(page, headers={"Cache-Control": "no-cache"})


@router.get("/{path:path}", dependencies=[require(Action.READ_OUTLOOK)])
def page(service: Served, path: str) -> Response:
    """A page, style, script or message of the outlook."""
    found = _inside(service.outlook, path)
    if found is None:
        raise HTTPException(404, "there is no such page")
    kind, _ = mimetypes.guess_type(found.name)
    return FileResponse(found, media_type=kind or "application/octet-stream", headers={"Cache-Control": "no-cache"})


def _inside(folder: Path, path: str) -> Path | None:
    """A file of the outlook; None for anything outside of it, hidden, or of a form that it has not."""
    if "\0" in path or "\\" in path or any(part.startswith(".") for part in path.split("/")):
        return None
    try:
        found = (folder / path).resolve()
    except (OSError, ValueError):
        return None
    inside = found.is_relative_to(folder.resolve()) and found.suffix.lower() in _ENDINGS
    return found if inside and found.is_file() else None
