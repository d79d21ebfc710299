"""Tables taken away as files: the page is made twice, once of what may be seen and once of what may be taken away.

What may be seen decides whether there is such a page and such a table. The rows come from the second page alone, which
knows nothing of what may not leave, so that no row and no number in a file rests on it. How many rows stayed behind is
said to whoever asks, in a header, and never in the file: the number would rest on them too.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from forestall.core.errors import InputError, RightsError
from forestall.outlook.pages.table import TableView
from forestall.web.pages.export import Form, exported

LEFT = "Forestall-Left-Out"
"""Header: how many rows of the table stayed behind."""
_GONE = (403, 404, 422)
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class Seen:
    """The table that is asked for, as the reader sees it."""

    table: TableView[object]
    """The table."""
    form: Form
    """Of the file."""
    without: tuple[str, ...]
    """Labels of what the reader sees and may not take away."""

    def file(self, table: TableView[object] | None) -> Response:
        """The file with the rows of a table that may leave; None: no row may."""
        rows = replace(self.table, every=tuple) if table is None else table
        left = max(0, self.table.total - (0 if table is None else table.total))
        answer = exported(rows, self.form, self.without)
        if left:
            answer.headers[LEFT] = str(left)
        return answer


class TableRoute(APIRoute):
    """A route of a page whose tables can be taken away."""

    def get_route_handler(self) -> _Handler:
        """The page; or, when the address asks for a form, one of its tables."""
        make = super().get_route_handler()

        async def handled(request: Request) -> Response:
            if request.method != "GET" or "form" not in request.query_params:
                return await make(request)
            return await _taken(request, make)

        return handled


def is_look(request: Request) -> bool:
    """Whether the page is made of what may be seen, to learn which table is asked for."""
    return getattr(request.state, "look", False)


def answer(request: Request, context: object, form: Form, without: tuple[str, ...]) -> Response:
    """The table of a page that is asked for, as a file; nothing yet when only the page was looked at.

    Args:
        request: asks for it
        context: what the page shows
        form: of the file
        without: labels of what the reader sees and may not take away

    Raises:
        InputError: the page has no such table.
    """
    if is_look(request):
        request.state.table_seen = Seen(asked_table(request, context), form, without)
        return Response()
    seen = getattr(request.state, "table_seen", None)
    if isinstance(seen, Seen):
        return seen.file(tables(context).get(seen.table.key))
    return exported(asked_table(request, context), form, without)


def tables(context: object) -> dict[str, TableView[object]]:
    """The tables of a context, by their keys."""
    if not is_dataclass(context):
        return {}
    values = [getattr(context, each.name) for each in fields(context)]
    return {each.key: each for each in values if isinstance(each, TableView)}


def asked_table(request: Request, context: object) -> TableView[object]:
    """The table that the address asks for; the first when it names none.

    Raises:
        InputError: the page has no such table.
    """
    known = tables(context)
    name = request.query_params.get("table") or next(iter(known), "")
    if name not in known:
        raise InputError(f"table: found {name[:40]!r}, the page has: {', '.join(sorted(known)) or 'none'}")
    return known[name]


async def _taken(request: Request, make: _Handler) -> Response:
    request.state.look = True
    await make(request)
    request.state.look = False
    seen = getattr(request.state, "table_seen", None)
    try:
        return await make(request)
    except (HTTPException, InputError, RightsError) as problem:
        status = problem.status_code if isinstance(problem, HTTPException) else problem.http_status
        if isinstance(seen, Seen) and status in _GONE:
            return seen.file(None)
        raise
