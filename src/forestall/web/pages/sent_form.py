"""A form that a browser sent: read after the rights were looked at, and refused when it cannot be read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.datastructures import FormData

from forestall.core.errors import InputError
from forestall.web.plain import check

_MOST = 1000  # fields
_LONGEST = 64 * 1024  # of a field that is not a file [byte]


@asynccontextmanager
async def sent_form(request: Request, *, fields: int = _MOST, files: int = 0) -> AsyncIterator[FormData]:
    """The form in a request; its files are closed afterwards.

    Args:
        request: what was sent
        fields: how many fields that are no files it may have
        files: how many files

    Raises:
        InputError: it says to be written in a character set that cannot be read, or holds what no text is.
    """
    try:
        form = await request.form(max_files=files, max_fields=fields, max_part_size=_LONGEST)
    except UnicodeError as error:  # what the library does not expect of a character set that Python knows
        raise InputError("form: its character set cannot be read; expected UTF-8", http_status=400) from error
    try:
        check((value for value in form.values() if isinstance(value, str)), "form")
        yield form
    finally:
        await form.close()
