"""A form that a browser sent, before anything is done with it."""

import asyncio
import encodings
import pkgutil

import pytest
from fastapi import Request
from starlette.types import Message

from forestall.core.errors import InputError
from forestall.web.pages.sent_form import sent_form

FORM = b'--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nIns\xffpected\r\n--b--\r\n'

KNOWN = sorted({each.name for each in pkgutil.iter_modules(encodings.__path__)} - {"undefined"})


def sent(charset: str) -> dict[str, object]:
    async def receive() -> Message:
        return {"type": "http.request", "body": FORM, "more_body": False}

    async def read() -> dict[str, object]:
        head = (b"content-type", f"multipart/form-data; boundary=b; charset={charset}".encode("latin-1"))
        async with sent_form(Request({"type": "http", "method": "POST", "headers": [head]}, receive)) as form:
            return dict(form.items())

    return asyncio.run(read())


@pytest.mark.parametrize(
    "charset", sorted({each.name for each in pkgutil.iter_modules(encodings.__path__)} - {"undefined"})
)
def test_a_form_in_any_character_set_is_read(charset: str) -> None:
    assert len(sent(charset)) == 1


def test_a_form_in_a_character_set_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InputError, match="its character set cannot be read") as refused:
        sent("undefined")
    assert refused.value.http_status == 400
