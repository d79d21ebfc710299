"""Answers packed where they are made: not on the one thread that serves all, and large data only once."""

import gzip

from starlette.requests import Request
from starlette.responses import Response

_LEVEL = 5
_LEAST = 1024  # shorter content is sent as it is [byte]
_VARY = {"Vary": "Accept-Encoding"}
_PACKED = {**_VARY, "Content-Encoding": "gzip"}


def packed(content: bytes) -> bytes:
    """Content packed with gzip; the same content always gives the same bytes."""
    return gzip.compress(content, _LEVEL, mtime=0)


def fresh(request: Request, content: bytes, kind: str | None, status: int = 200) -> Response:
    """An answer with content that is made anew each time."""
    if len(content) < _LEAST or not _unpacks(request):
        return Response(content, status, _VARY, kind)
    return Response(packed(content), status, _PACKED, kind)


def kept(request: Request, small: bytes, kind: str | None) -> Response:
    """An answer with content that is kept packed."""
    if _unpacks(request):
        return Response(small, headers=_PACKED, media_type=kind)
    return Response(gzip.decompress(small), headers=_VARY, media_type=kind)


def _unpacks(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")
