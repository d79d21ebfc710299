"""The app: routes, what is put around them, and how long it lives. What a route does is in `web/routes/`."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse

from forestall import __version__
from forestall.guard.proxies import proxies_from
from forestall.guard.throttle import Rate
from forestall.model.account import Action
from forestall.pipeline.picture import Shown
from forestall.pipeline.service import Service
from forestall.web import examples, headers, problem
from forestall.web.log import Logged
from forestall.web.pages import preparing, trouble
from forestall.web.pages.routers import PAGES
from forestall.web.plain import plain_texts
from forestall.web.rights import LocalRights, Rights, require
from forestall.web.routes import (
    alerts,
    attention,
    authoring,
    cases,
    causes,
    conformance,
    deliveries,
    exchange,
    feeds,
    findings,
    health,
    obligations,
    ogc,
    open311,
    outlook,
    partners,
    quarantine,
    signals,
    sources,
    taxii,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    signals.router,
    sources.router,
    quarantine.router,
    findings.router,
    alerts.router,
    authoring.router,
    feeds.router,
    attention.router,
    taxii.router,
    exchange.router,
    partners.router,
    deliveries.router,
    obligations.router,
    cases.router,
    causes.router,
    open311.router,
    conformance.router,
    ogc.router,
)
"""The interfaces that every service has; its pages are in `web/pages/routers.py`."""
_THREADS = 6  # that answer at once: more only wait for one another's turn with the interpreter
_WORTH_PACKING = 1024  # answers shorter than this are sent as they are [byte]
_AT_HOME = headers.Limits(address=Rate(2000.0, 4000.0))
"""Of a service without accounts, which only this machine can reach: senders on it bring no credential."""


def make_app(
    service: Service,
    rights: Rights | None = None,
    *,
    https: bool = False,
    limits: headers.Limits | None = None,
    accounts: Callable[[FastAPI], None] | None = None,
) -> FastAPI:
    """The app of a service; the service runs while the app does.

    Args:
        service: what is served
        rights: tells who asks; None: whoever is at this machine may do all
        https: whether people reach it by HTTPS only
        limits: how much and how often
        accounts: puts accounts into the app, which then tell who asks
    """
    app = FastAPI(
        title="Forestall",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        dependencies=[Depends(plain_texts)],
    )
    app.state.service = service
    app.state.rights = rights or LocalRights()
    problem.install(app)
    trouble.install(app)
    for router in (*ROUTERS, _description(app), *PAGES, outlook.router):
        app.include_router(router)
    if accounts is not None:
        accounts(app)
    allowed = limits or (_AT_HOME if accounts is None else None)
    headers.add(app, https=https, limits=allowed, proxies=proxies_from(os.environ))
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_PACKING, compresslevel=5)
    app.add_middleware(Logged, log=service.tell)
    return app


def described(app: FastAPI) -> dict[str, Any]:
    """The description of an app's interface, OpenAPI 3.1, with examples; made when it is first asked for."""
    if app.openapi_schema is None:
        told = get_openapi(title=app.title, version=app.version, openapi_version="3.1.0", routes=app.routes)
        examples.add(told)
        app.openapi_schema = told
    return app.openapi_schema


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = _THREADS
    stop = asyncio.Event()
    ready: list[Callable[[Shown], object]] = [partial(preparing.prepare, app), preparing.settle]
    app.state.service.picture.prepare.extend(ready)
    running = asyncio.create_task(app.state.service.run(stop))
    try:
        yield
    finally:
        stop.set()
        for each in ready:
            app.state.service.picture.prepare.remove(each)
        await running


def _description(app: FastAPI) -> APIRouter:
    """Where the description of the interface is asked for."""
    router = APIRouter()

    @router.get("/openapi.json", dependencies=[require(Action.PROBE)], include_in_schema=False)
    def openapi() -> JSONResponse:
        """OpenAPI 3.1."""
        return JSONResponse(described(app))

    return router
