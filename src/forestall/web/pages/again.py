"""What was typed into a form that was refused because nobody is known to have sent it: to be copied or sent again.

Nothing is kept here: the answer carries it back to the browser that sent it. Never a secret, and nothing that another
site made the browser send: its form would come from us the second time.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from contextlib import suppress
from dataclasses import dataclass

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from forestall.core.errors import InputError
from forestall.web.pages.sent_form import sent_form
from forestall.web.rights import from_another_site

_SECRETS = frozenset({"password", "current", "code", "secret", "token"})
_OWN = ("/account", "/proof", "/sign-in")
"""Pages whose forms are about secrets."""
_FIELDS = 200
_LONGEST = 64 * 1024  # of all fields together [byte]


@dataclass(frozen=True, slots=True)
class Again:
    """A form that was refused."""

    action: str
    """Where it is sent."""
    fields: tuple[tuple[str, str], ...]
    """Names and values, in their order."""
    whole: bool
    """Whether that is all of it; without a file or a secret it is not."""

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """What is shown of it: not ticks of a list, nor what the form itself put in."""
        many = Counter(name for name, _ in self.fields)
        return tuple((name, value) for name, value in self.fields if value and many[name] == 1 and name[0] != "_")


async def again_of(request: Request) -> Again | None:
    """The form of a request that was refused; None when it has none that may be given back."""
    path = request.url.path
    if request.method != "POST" or path.startswith(_OWN) or from_another_site(request, needed=True):
        return None
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/x-www-form-urlencoded":
        found, whole = await _plain(request), True
    elif kind == "multipart/form-data":
        found, whole = await _before_files(request), False
    else:
        return None
    fields = tuple((name, value) for name, value in found if name and name not in _SECRETS)
    if not fields:
        return None
    return Again(
        path + (f"?{request.url.query}" if request.url.query else ""), fields, whole and len(fields) == len(found)
    )


async def _plain(request: Request) -> list[tuple[str, str]]:
    try:
        async with sent_form(request, fields=_FIELDS) as form:
            return _texts(form.multi_items())
    except (InputError, HTTPException):
        return []


async def _before_files(request: Request) -> list[tuple[str, str]]:
    """The fields before the first file, which is not read."""
    parser = MultiPartParser(request.headers, _first(request), max_files=0, max_fields=_FIELDS)
    with suppress(MultiPartException, UnicodeError, RuntimeError):  # a file, or somebody read it before us
        await parser.parse()
    return _texts(parser.items)


async def _first(request: Request) -> AsyncGenerator[bytes, None]:
    """The beginning of what was sent."""
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > _LONGEST:
            return
        yield part


def _texts(items: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in items if isinstance(value, str)]
