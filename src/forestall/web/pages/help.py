"""Help: one page for each page, and one for all. The texts are templates in `templates/help/`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.model.account import Action
from forestall.web.pages.environment import environment
from forestall.web.pages.navigation import NAVIGATION, Entry
from forestall.web.pages.page import Shown, page_router
from forestall.web.rights import require

router = page_router()


@dataclass(frozen=True, slots=True)
class Help:
    """What the help shows."""

    of: Entry | None
    """The page that it is about; None for all."""
    part: str
    """Template of the text."""
    others: tuple[Entry, ...]
    """Pages with help of their own."""


@router.get("/help", dependencies=[require(Action.PROBE)])
def help_page(page: Shown) -> Response:
    """What the pages are for, words, keys."""
    return page.plain("help.html", Help(None, "help/all.html", _helped()))


@router.get("/help/{key}", dependencies=[require(Action.PROBE)])
def help_of_page(page: Shown, key: Annotated[str, Path(pattern=r"^[a-z-]{1,20}$")]) -> Response:
    """What one page is for and what can be done on it."""
    found = next((each for each in _helped() if each.key == key), None)
    if found is None:
        raise HTTPException(404, "there is no help of this name")
    return page.plain("help.html", Help(found, f"help/{key}.html", _helped()))


def _helped() -> tuple[Entry, ...]:
    known = frozenset(environment().list_templates())
    return tuple(each for each in NAVIGATION if f"help/{each.key}.html" in known)
