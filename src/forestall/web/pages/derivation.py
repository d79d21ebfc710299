"""How a number came about, on a page of its own: from any number of any page, down to signals and equations."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Path, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.clock import iso
from forestall.model.account import Action
from forestall.outlook.pages.day import day
from forestall.outlook.pages.derivation import BASIS, Basis, DerivationView, Node
from forestall.pipeline.derive import Ground, derive, ground
from forestall.web.pages.export import Form
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require

router = page_router()
_Word = Annotated[str, Path(max_length=64)]
_Key = Annotated[str, Path(max_length=200)]
Opened = Annotated[str, Query(alias="open", max_length=10)]
"""Whether all of the tree is to stand open."""


@dataclass(frozen=True, slots=True)
class DerivationPage:
    """What the page shows."""

    view: DerivationView
    """The tree."""
    basis: dict[Basis, str]
    """What a number can rest on, in words."""
    open: bool
    """Whether all of it stands open."""


@router.get("/derivation/{kind}/{key}/{quantity}", dependencies=[require(Action.COUNT)])
def derivation_page(
    page: Shown,
    kind: _Word,
    key: _Key,
    quantity: _Word,
    opened: Opened = "",
) -> Response:
    """The tree of a number; with `form=json` as data."""
    return answer(page, opened_of(page, kind, key, quantity), opened)


def opened_of(page: Page, kind: str, key: str, quantity: str) -> DerivationView | None:
    """The tree of a number of the pass as it is."""
    on = ground_of(page)
    return page.once_by(("derivation", kind, key, quantity), lambda: derive(on, kind, key, quantity))


def ground_of(page: Page) -> Ground:
    """The pass to derive from, as the reader may see it."""
    seen, whole = page.given, page.service.picture.shown.given
    on = page.once_by(("derivations",), lambda: ground(seen, seen if whole is None else whole, page.previous))
    return replace(on, make_day=lambda _seen, _previous: page.once_since(day))


def answer(page: Page, view: DerivationView | None, opened: str) -> Response:
    """The page of a tree, or the tree as data when the address asks for it.

    Raises:
        HTTPException: there is no such number, or it is not the reader's to see or to take away.
    """
    if view is None and page.taken:
        raise HTTPException(403, "this number may be looked at, but you may not take it away; or there is none")
    if view is None:
        raise HTTPException(404, "there is no such number in the last pass, or it is not yours to see")
    if page.export is Form.JSON:
        asked = {"supposed": [{"what": what, "value": value} for what, value in view.asked]} if view.asked else {}
        return page.json({"of": view.title, "pass": iso(page.given.at), **asked, "derivation": _tree(view.root)})
    return page.plain("derivation.html", DerivationPage(view, BASIS, opened == "all"))


def _tree(node: Node) -> dict[str, object]:
    """A node as data, with all below it."""
    says = node.says
    return {
        "quantity": says.quantity.replace("%%", "%"),
        "value": says.value,
        "unit": says.unit,
        "equation": says.equation.replace("%%", "%"),
        "source": says.source,
        "remark": says.remark.replace("%%", "%"),
        "basis": str(node.basis),
        "time": None if node.time is None else iso(node.time),
        "id": node.ident or None,
        "where": node.where or None,
        "inputs": [_tree(each) for each in node.inputs],
    }
