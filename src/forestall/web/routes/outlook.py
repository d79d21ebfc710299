"""The pages of the last pass, from the folder in which it left them; before the first one, a page that says so."""

import html
import mimetypes
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

from forestall.model.account import Action
from forestall.pipeline.folder import INDEX
from forestall.web.needs import Served
from forestall.web.rights import require
from forestall.web.shown import freshness

router = APIRouter(tags=["outlook"])
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


@router.get("/", dependencies=[require(Action.READ_OUTLOOK)], response_class=HTMLResponse, include_in_schema=False)
def first(service: Served) -> Response:
    """The first page."""
    page = service.outlook / INDEX
    return FileResponse(page, headers={"Cache-Control": "no-cache"}) if page.is_file() else _waiting(service)


@router.get("/{path:path}", dependencies=[require(Action.READ_OUTLOOK)], include_in_schema=False)
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


def _waiting(service: Served) -> Response:
    name = html.escape(service.place.profile.name)
    state = freshness(service)
    lines = [
        f"{service.changed:,} changes of findings by the live pipeline so far.",
        f"{state.waiting:,} signals wait.",
    ]
    lines += state.trouble
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">'
        f"<title>{name}</title></head><body><main><h1>{name}</h1><p>The first pass is running; this page then shows "
        f'its outlook.</p><ul>{items}</ul><p>Meanwhile: <a href="/v1/findings">findings</a>, '
        '<a href="/v1/sources">sources</a>, <a href="/readyz">condition</a>.</p></main></body></html>'
    )
    return HTMLResponse(text, headers={"Cache-Control": "no-store"})
