"""How a number of a site's individual and societal risk came about; the risk is worked out once for each pass."""

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from forestall.model.account import Action
from forestall.pipeline.derive_societal import societal
from forestall.web.pages.derivation import Opened, answer
from forestall.web.pages.page import Shown, page_router
from forestall.web.pages.sites import risk_of
from forestall.web.rights import require

router = page_router()


@router.get("/derivation/societal/{key}/{quantity}", dependencies=[require(Action.COUNT)])
def societal_page(
    page: Shown,
    key: Annotated[str, Path(max_length=128)],
    quantity: Annotated[str, Path(max_length=20)],
    opened: Opened = "",
) -> Response:
    """The tree of a number of a site's risk."""
    return answer(page, societal(risk_of(page, key), page.given.place, quantity), opened)
