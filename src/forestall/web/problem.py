"""What went wrong, as RFC 9457 problem details: always the same form, never a traceback, never what somebody sent."""

import math
from collections.abc import Mapping, Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.errors import ForestallError, PlaceError
from forestall.pipeline.intake import BusyError

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: "The request cannot be understood",
    401: "Who asks is not known",
    403: "Not allowed",
    404: "There is no such thing",
    405: "Not with this method",
    409: "Contradicts an earlier request",
    413: "Too large",
    415: "This form of content is not taken",
    422: "The content cannot be used",
    429: "Too many requests",
    500: "The service failed",
    502: "Another service failed",
    503: "Not at present",
    507: "No room",
}
_LONGEST = 500  # of a detail [characters]


def problem(
    status: int,
    detail: str,
    *,
    errors: Sequence[Mapping[str, object]] = (),
    retry_after: float | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response that says what went wrong.

    Args:
        status: HTTP status
        detail: what was found, what was expected
        errors: the single things that are wrong, each with `pointer` and `detail`
        retry_after: after how long to come again [s]
        headers: further headers
    """
    body: dict[str, object] = {
        "type": "about:blank",
        "title": _TITLES.get(status, "Problem"),
        "status": status,
        "detail": detail[:_LONGEST],
    }
    if errors:
        body["errors"] = list(errors)
    told = dict(headers or {})
    if retry_after is not None:
        told["Retry-After"] = str(max(1, math.ceil(retry_after)))
    if status == 401:
        told.setdefault("WWW-Authenticate", "Bearer")
    return JSONResponse(body, status, told, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make every error of an app a problem."""
    app.add_exception_handler(ForestallError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unknown)


async def _ours(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ForestallError)
    retry_after = error.retry_after if isinstance(error, BusyError) else getattr(error, "retry_after", None)
    remarks = error.remarks[:20] if isinstance(error, PlaceError) else ()
    errors = [{"pointer": "", "detail": str(remark)} for remark in remarks]
    return problem(error.http_status, str(error), errors=errors, retry_after=retry_after)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        {"pointer": "/".join(map(str, one["loc"])), "detail": str(one["msg"])}
        for one in error.errors()[:20]  # never `input`: what somebody sent is not repeated
    ]
    first = f"{errors[0]['pointer']}: {errors[0]['detail']}" if errors else "a parameter is wrong"
    return problem(422, first, errors=errors)


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, str(error.detail), headers=error.headers)


async def _unknown(_request: Request, _error: Exception) -> Response:
    return problem(500, "the cause is in the service's log")
