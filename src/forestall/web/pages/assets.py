"""Styles, scripts and what the build brought along for them: files of the package, named by their content."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Header, Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.model.account import Action
from forestall.web.rights import require

router = APIRouter(include_in_schema=False)
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)?", re.ASCII)
_KINDS = {".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".css": "text/css"}
_PACKED = frozenset({"text/javascript", "application/json", "text/css", "image/svg+xml"})
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent."""

    content: bytes
    """Its content."""
    packed: bytes | None
    """The same packed with gzip; None where that saves nothing."""
    kind: str
    """Its media type."""
    digest: str
    """Names its content."""


@cache
def asset(name: str) -> Asset | None:
    """A file below `static/`; None when there is none."""
    found = files("forestall.web").joinpath("static", *name.split("/"))
    if not _NAME.fullmatch(name) or not found.is_file():
        return None
    content = found.read_bytes()
    kind = _KINDS.get(f".{name.rpartition('.')[2]}") or mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = gzip.compress(content, 9, mtime=0) if kind in _PACKED else None
    return Asset(content, packed, kind, hashlib.sha256(content).hexdigest()[:16])


def address(name: str) -> str:
    """The address of a file: another one as soon as its content is another."""
    found = asset(name)
    return f"/static/{name}" if found is None else f"/static/{name}?v={found.digest}"


def brought(name: str) -> bool:
    """Whether the build brought a library along."""
    return asset(f"vendor/{name}") is not None


@router.get("/static/{name:path}", dependencies=[require(Action.PROBE)])
def static(
    name: Annotated[str, Path(max_length=120)],
    v: str = "",
    accept_encoding: Annotated[str, Header()] = "",
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """A style, script or library."""
    found = asset(name)
    if found is None:
        raise HTTPException(404, "there is no such file")
    tag = f'"{found.digest}"'
    headers = {"Cache-Control": _FOR_EVER if v == found.digest else "no-cache", "ETag": tag, "Vary": "Accept-Encoding"}
    if if_none_match == tag:
        return Response(status_code=304, headers=headers)
    if found.packed is not None and "gzip" in accept_encoding:
        return Response(found.packed, media_type=found.kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(found.content, media_type=found.kind, headers=headers)
