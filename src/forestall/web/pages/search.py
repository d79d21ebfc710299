"""Search over everything that the reader may see."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from forestall.model.account import Action
from forestall.outlook.pages.search import Group, entries, found
from forestall.web.pages.page import Shown, page_router
from forestall.web.rights import require

router = page_router()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What the page shows."""

    words: str
    """What was looked for."""
    groups: tuple[Group, ...]
    """What was found."""


@router.get("/search", dependencies=[require(Action.COUNT)])
def search_page(page: Shown, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """What was found."""
    return page.plain("search.html", SearchPage(q.strip(), found(page.once(entries), q)))
