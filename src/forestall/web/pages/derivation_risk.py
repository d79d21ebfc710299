"""How a number of a risk came about, as it is or as it is supposed to be: the question is that of the risk's page."""

from typing import Annotated

from fastapi import Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.model.account import Action
from forestall.outlook.pages.derivation import DerivationView
from forestall.pipeline import derive_risk
from forestall.pipeline.derive_swing import swing
from forestall.web.pages.derivation import Opened, answer, ground_of, opened_of
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.pages.register import swings
from forestall.web.pages.register_asked import Asked, answered
from forestall.web.pages.register_view import Typed
from forestall.web.rights import require

router = page_router()


@router.get("/derivation/risk/{key}/{quantity}", dependencies=[require(Action.COUNT)])
def risk_number_page(
    page: Shown,
    key: Annotated[str, Path(max_length=128)],
    quantity: Annotated[str, Path(max_length=64)],
    asked: Asked,
    opened: Opened = "",
) -> Response:
    """The tree of a number of a risk; with a question, of what was answered to it."""
    if not asked.asked:
        return answer(page, opened_of(page, "risk", key, quantity), opened)
    return answer(page, _supposed(page, key, quantity, asked), opened)


@router.get("/derivation/swing/{key}/{quantity}", dependencies=[require(Action.COUNT)])
def swing_page(
    page: Shown,
    key: Annotated[str, Path(max_length=128)],
    quantity: Annotated[str, Path(pattern=r"^\d{1,3}\.(low|high)$")],
    opened: Opened = "",
) -> Response:
    """The tree of an end of a bar of what moves a risk; bars are numbered as they are shown, from 1."""
    number, _, end = quantity.partition(".")
    bars = swings(page, key) if key in ground_of(page).risks else ()
    one = bars[int(number) - 1] if 1 <= int(number) <= len(bars) else None
    return answer(page, None if one is None else swing(ground_of(page), key, one, end), opened)


def _supposed(page: Page, key: str, quantity: str, typed: Typed) -> DerivationView | None:
    """Of a risk supposed to be otherwise; None when the question names a finding that is not the reader's."""
    on = ground_of(page)
    if key not in on.risks or not set(typed.without) <= set(on.findings):
        return None
    typed, found = answered(page, key, typed)
    if found is None:
        raise HTTPException(422, "; ".join(typed.errors.values()))
    return derive_risk.supposed(on, key, quantity, found, typed.query)
