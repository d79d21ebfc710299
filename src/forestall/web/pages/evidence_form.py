"""A form with a file: read after the rights were looked at, so that nobody else can make us take it in."""

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile

from forestall.pipeline.duties import MOST_BYTES
from forestall.web.pages.sent_form import sent_form


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in."""

    typed: dict[str, str]
    """Its fields."""
    name: str
    """Name of the file; empty for none."""
    body: bytes
    """The file, up to one byte more than may be sent."""
    size: int
    """How large it is [byte]."""
    media_type: str
    """Its media type."""

    @property
    def too_large(self) -> bool:
        """Whether the file is larger than may be sent."""
        return self.size > MOST_BYTES


async def filled(request: Request) -> Filled:
    """Read a form with at most one file."""
    async with sent_form(request, fields=20, files=1) as form:
        typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        files = [value for value in form.values() if isinstance(value, UploadFile)]
        if not files or not files[0].filename:
            return Filled(typed, "", b"", 0, "")
        body = await files[0].read(MOST_BYTES + 1)
        return Filled(typed, files[0].filename, body, files[0].size or len(body), files[0].content_type or "")
