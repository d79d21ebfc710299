"""Lists of the interface: pages with a cursor, digests that tell whether anything changed, no parameter read over.

What is in a list, its route says.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.responses import Response

from forestall.core.errors import InputError
from forestall.web.answers import PROBLEMS

T = TypeVar("T")
Key = tuple[str | int | float, ...]
LISTED: dict[int | str, dict[str, Any]] = {304: {"description": "As when it was asked for last"}, **PROBLEMS}
"""The answers of a list besides the list."""
_WRONG = "after: expected what `next` says"


class Listed(APIRoute):
    """A route that refuses parameters it does not know, and puts a digest on what it tells."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route with both."""
        inner = super().get_route_handler()
        names = sorted(set(_named(self.dependant)))

        async def handled(request: Request) -> Response:
            others = sorted(set(request.query_params) - set(names))
            if others:
                there = f"there are: {', '.join(names)}" if names else "there are none"
                raise InputError(f"{others[0][:40]}: no such parameter here; {there}", http_status=400)
            found = await inner(request)
            told = request.method == "GET" and found.status_code == 200
            told = told and found.headers.get("content-type", "").startswith("application/json")
            return tagged(request, found) if told else found

        return handled


def _named(dependant: Dependant) -> Iterator[str]:
    """The parameters of a route in the query, and of what it depends on."""
    yield from (each.alias for each in dependant.query_params)
    for each in dependant.dependencies:
        yield from _named(each)


def tagged(request: Request, answer: Response) -> Response:
    """An answer under its digest; 304 when the reader has it (RFC 9110, 13.1.2)."""
    tag = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Authorization, Cookie"
    held = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if tag not in held and "*" not in held:
        return answer
    kept = ("etag", "cache-control", "vary", "link")
    return Response(status_code=304, headers={name: answer.headers[name] for name in kept if name in answer.headers})


class Paging:
    """Which page of a list is asked for."""

    def __init__(
        self,
        request: Request,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=1000, description="Most of a page.")] = 200,
        after: Annotated[str, Query(max_length=1000, description="Where the page begins: from `next`.")] = "",
    ) -> None:
        """Take what the address asks for."""
        self._request, self._response, self._limit = request, response, limit
        self._after = _opened(after)
        self.next: str | None = None
        """Address of the page after this one, once the page was made; None when there is none."""

    def page(self, items: Sequence[T], key: Callable[[T], Key], skip: int = 0) -> list[T]:
        """The page; what came or went meanwhile before it changes nothing.

        Args:
            items: the list, in the order of `key`
            key: by which it is in order; no two are alike
            skip: leave out so many more
        """
        first = skip
        if self._after:
            try:
                first += sum(1 for each in items if key(each) <= self._after)
            except TypeError as error:
                raise InputError(_WRONG, http_status=400) from error
        shown = list(items[first : first + self._limit])
        if shown and first + self._limit < len(items):
            url = self._request.url.remove_query_params("offset").include_query_params(after=_closed(key(shown[-1])))
            self.next = f"{url.path}?{url.query}"
            self._response.headers["Link"] = f'<{self.next}>; rel="next"'
        return shown


Pages = Annotated[Paging, Depends(Paging)]
"""The same as an argument of a route."""


def _closed(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def _opened(cursor: str) -> Key:
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)) if cursor else []
    except (binascii.Error, ValueError, RecursionError) as error:
        raise InputError(_WRONG, http_status=400) from error
    if not isinstance(found, list) or not all(isinstance(each, str | int | float) for each in found):
        raise InputError(_WRONG, http_status=400)
    return tuple(found)
