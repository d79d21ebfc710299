"""How a number came about of what follows when sites are let fail; the question is that of the network's page."""

from typing import Annotated

from fastapi import Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.model.account import Action
from forestall.pipeline.derive_failure import failure
from forestall.web.pages.derivation import Opened, answer
from forestall.web.pages.network import Fails, Text, answered, asked_by
from forestall.web.pages.page import Shown, page_router
from forestall.web.rights import require

router = page_router()


@router.get("/derivation/failure/all/{quantity}", dependencies=[require(Action.COUNT)])
def failure_number_page(
    page: Shown,
    quantity: Annotated[str, Path(max_length=200)],
    fail: Fails = None,
    hours: Text = "",
    crews: Text = "",
    opened: Opened = "",
) -> Response:
    """The tree of a number of what follows when sites fail."""
    asked, found = answered(page, fail or (), hours, crews)
    if asked.errors:
        raise HTTPException(422, "; ".join(asked.errors.values()))
    query = asked_by(asked, asked.fail).removeprefix("?")
    return answer(
        page, None if found is None else failure(page.given.place, found, quantity, query, page.given.words), opened
    )
