"""No text of a request holds what no text is: a NUL, which PostgreSQL has no form for, or half a character.

Looked at once for all routes, so that a state on SQLite takes nothing that it could not take along to PostgreSQL.
Signals, evidence and letters are not looked at here: they are bytes, and who reads them says what is wrong.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from fastapi import Request

from forestall.core.errors import InputError

_ODD = re.compile("[\x00\ud800-\udfff]")
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def plain_texts(request: Request) -> None:
    """Look at the query, and at the body where the route takes a form or JSON.

    Raises:
        InputError: a text in it holds a NUL or half a character.
    """
    check(request.query_params.values(), "query")
    if getattr(request.scope.get("route"), "body_field", None) is None:
        return
    if request.headers.get("content-type", "").startswith(_FORMS):
        check((value for value in (await request.form()).values() if isinstance(value, str)), "form")
    elif b"\\u" in (body := await request.body()):  # JSON has no other way to write them
        check(_texts(_read(body)), "body")


def check(texts: Iterable[str], where: str) -> None:
    """Refuse a text that is none.

    Raises:
        InputError: one holds a NUL or half a character.
    """
    if any(_ODD.search(each) for each in texts):
        raise InputError(f"{where}: a text holds a NUL or half a character (U+0000, U+D800 to U+DFFF); leave it out")


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None  # the route says what is wrong


def _texts(value: Any) -> Iterable[str]:
    """Every text in a JSON value, names of members too."""
    open_values = [value]
    while open_values:
        each = open_values.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            open_values += [*each, *each.values()]
        elif isinstance(each, list):
            open_values += each
