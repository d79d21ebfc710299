"""What a page says once after something was done: it travels in a cookie from the answer to the next page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "forestall-told"
_LONGEST = 400  # of what is said [characters]
_KINDS = ("done", "failed")


@dataclass(frozen=True, slots=True)
class Told:
    """A message."""

    kind: str
    """`done` or `failed`."""
    text: str
    """What is said, in words."""


def tell(response: Response, kind: str, text: str) -> None:
    """Have the next page say something."""
    value = urlsafe_b64encode(json.dumps([kind, text[:_LONGEST]]).encode()).decode()
    response.set_cookie(COOKIE, value, max_age=60, path="/", httponly=True, samesite="lax")


def told(request: Request) -> Told | None:
    """What is to be said on this page; anything that we did not write is nothing."""
    try:
        kind, text = json.loads(urlsafe_b64decode(request.cookies.get(COOKIE, "")))
    except (ValueError, TypeError):
        return None
    return Told(kind, text) if kind in _KINDS and isinstance(text, str) else None


def forget(request: Request, response: Response) -> None:
    """It has been said."""
    if COOKIE in request.cookies:
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
