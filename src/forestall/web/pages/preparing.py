"""A new pass is prepared before it is shown: for the sets of rights that looked last, nobody waits for the first page.

What is worked out hangs on the pass and on a set of rights, and is kept beside the pass (`Page.once`); here it is asked
for once in the place of a reader. No page is drawn by it, and nothing is sent.
"""

import gc
from collections.abc import Callable

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.errors import ForestallError
from forestall.model.account import Action
from forestall.outlook.pages.map import FIRST_SHOWN
from forestall.outlook.pages.queue import Filter
from forestall.pipeline.picture import Shown
from forestall.web.pages import looked
from forestall.web.pages.map import layer_data, map_page, start
from forestall.web.pages.network import graph, network_page
from forestall.web.pages.obligations import obligations_page
from forestall.web.pages.outlook import outlook_page
from forestall.web.pages.page import Page, WaitingError
from forestall.web.pages.plan import plan_page
from forestall.web.pages.queue import queue_page
from forestall.web.pages.register import first_risks, register_page
from forestall.web.pages.search import search_page
from forestall.web.pages.sites import sites_page
from forestall.web.rights import Asker


class _Unseen(Page):
    """A page that nobody gets to see."""

    def plain(self, template: str, context: object, status: int = 200) -> Response:
        """Nothing is drawn."""
        return Response(status_code=status)


def prepare(app: FastAPI, shown: Shown) -> None:
    """Work out what pages need of a pass, for whoever looked last; a page that cannot be shown to them is left out.

    Args:
        app: the app
        shown: the pass, which is not shown yet
    """
    if shown.given is None:
        return
    for asker in looked.last(app):
        for make, action in _pages():
            try:
                make(_page(app, shown, asker, action))
            except (ForestallError, HTTPException, WaitingError):
                continue  # who asks for it is told why
            except Exception as error:  # noqa: BLE001 - a page that breaks must not hold up the pass
                app.state.service.tell("page not prepared", page=str(getattr(make, "__name__", "")), reason=repr(error))


def settle(_shown: Shown) -> None:
    """What is shown stays until the next pass: the collector, which holds everything up, need not go through it."""
    gc.collect(1)
    gc.freeze()


def _pages() -> tuple[tuple[Callable[[Page], object], Action], ...]:
    """Pages whose first answer takes long, each with the action of its route."""
    layers = (lambda page, key=key: layer_data(page, key) for key in FIRST_SHOWN)
    of_place = (outlook_page, map_page, start, *layers, sites_page, network_page, graph)
    of_risk = (register_page, first_risks, plan_page, search_page)
    return (
        *((each, Action.COUNT) for each in (*of_place, *of_risk)),
        (lambda page: queue_page(page, Filter()), Action.READ_FINDINGS),
        (obligations_page, Action.READ_OBLIGATIONS),
    )


def _page(app: FastAPI, shown: Shown, asker: Asker, action: Action) -> Page:
    scope = {"type": "http", "app": app, "method": "GET", "path": "/", "query_string": b"", "headers": []}
    request = Request(scope)
    request.state.asker, request.state.action = asker, action
    return _Unseen(request, app.state.service, shown)
