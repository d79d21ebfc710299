"""What the interface for geographic programs says of itself: first document, what it keeps to, its collections."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from forestall.core.errors import InputError
from forestall.model.account import Action
from forestall.model.alert import Alert
from forestall.outlook.given import Given
from forestall.outlook.pages.collections import COLLECTIONS, Kept
from forestall.pipeline.service import Service
from forestall.standards.ogc_features import documents
from forestall.standards.ogc_features.feature import Collection
from forestall.web.answers import PROBLEMS
from forestall.web.needs import service_of
from forestall.web.pages.export import Form
from forestall.web.pages.page import Page, WaitingError
from forestall.web.rights import require
from forestall.web.routes.alerts import may_see

ROOT = "/ogc"
_SOON = 5  # after how long to come again before the first pass [s]
NAMES = tuple(COLLECTIONS)
Name = Annotated[str, Path(description="A collection.", json_schema_extra={"enum": list(NAMES)})]


class Strict(APIRoute):
    """A route that answers a wrong parameter with 400, as OGC API – Features (part 1, 7.5.4) asks."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route, with wrong parameters told as such."""
        inner = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await inner(request)
            except RequestValidationError as error:
                first = error.errors()[0]
                where = str(first["loc"][-1])
                raise InputError(f"{where}: {first['msg']}", http_status=400) from error

        return handled


class FeaturePage(Page):
    """The last pass as whoever asks may see it, or take it away as a file."""

    def __init__(self, request: Request, service: Service) -> None:
        super().__init__(request, service)
        self._taken = request.query_params.get("f") in ("csv", "parquet")

    @property
    def export(self) -> Form | None:
        """Whether a file is asked for, which needs the right to take rows away."""
        return Form.CSV if self._taken else None

    def kept(self, name: str) -> tuple[Collection, Kept]:
        """A collection.

        Raises:
            HTTPException: there is no such collection (404), or no pass yet (503).
        """
        found = COLLECTIONS.get(name)
        if found is None:
            raise HTTPException(404, f"there is no such collection; there are: {', '.join(NAMES)}")
        collection, make = found
        try:
            return collection, make(self._with_alerts()) if name == "alerts" else self.once(make)
        except WaitingError as error:
            raise HTTPException(503, "the first pass is running", {"Retry-After": str(_SOON)}) from error

    def _with_alerts(self) -> Given:
        """The pass with the alerts that may be seen by their own labels and authorities too."""
        readers = [self.reader(each) for each in (Action.READ_ALERTS, *([Action.EXPORT] if self._taken else []))]

        def seen(alerts: tuple[Alert, ...]) -> tuple[Alert, ...]:
            return tuple(each for each in alerts if all(may_see(reader, each) for reader in readers))

        given = self.given
        observation = replace(given.observation, alerts=seen(given.observation.alerts))
        ours = seen(given.alerts_open), seen(given.alerts_new)
        return replace(given, observation=observation, alerts_open=ours[0], alerts_new=ours[1])


def feature_page(request: Request) -> FeaturePage:
    """Who asks, and for what."""
    return FeaturePage(request, service_of(request))


Asking = Annotated[FeaturePage, Depends(feature_page)]
"""The same as an argument of a route."""
router = APIRouter(prefix=ROOT, tags=["features"], route_class=Strict)


def told(content: Mapping[str, Any], description: str = "The document") -> dict[int | str, dict[str, Any]]:
    """The answers of a route, the good one by media type."""
    wrong: dict[int | str, dict[str, Any]] = {400: {**PROBLEMS[422], "description": "A parameter is wrong"}}
    for status in (401, 403, 404, 503):
        wrong[status] = PROBLEMS[status]
    return {200: {"content": dict(content), "description": description}, **wrong}


_DOCUMENT = told({documents.JSON: {}})


def known(request: Request, *names: str) -> None:
    """See that a request has no parameters but these (part 1, 7.5.4).

    Raises:
        InputError: it has another (400).
    """
    others = sorted(set(request.query_params) - {*names, "f"})
    if others:
        raise InputError(f"{others[0][:40]}: not known here; there are: {', '.join((*names, 'f'))}", http_status=400)


def root(request: Request) -> str:
    """Address of this interface."""
    return f"{str(request.base_url).rstrip('/')}{ROOT}"


@router.get("/", dependencies=[require(Action.COUNT)], responses=_DOCUMENT)
def landing(request: Request, page: Asking) -> dict[str, Any]:
    """The first document of the interface (OGC API - Features): give its address to QGIS."""
    known(request)
    profile = page.place.profile
    text = f"Sites, alerts, findings and areas of harm of {profile.name}, as far as you may see them."
    return documents.landing(root(request), profile.name, text)


@router.get("/conformance", dependencies=[require(Action.COUNT)], responses=_DOCUMENT)
def conformance(request: Request) -> dict[str, Any]:
    """What the interface keeps to."""
    known(request)
    return documents.conformance()


@router.get("/collections", dependencies=[require(Action.COUNT)], responses=_DOCUMENT)
def collections(request: Request, page: Asking) -> dict[str, Any]:
    """All collections, with where their features are."""
    known(request)
    every = [(page.kept(name)) for name in NAMES]
    return documents.collections(root(request), [(collection, kept.extent) for collection, kept in every])


@router.get("/collections/{name}", dependencies=[require(Action.COUNT)], responses=_DOCUMENT)
def collection(request: Request, page: Asking, name: Name) -> dict[str, Any]:
    """A collection."""
    known(request)
    found, kept = page.kept(name)
    return documents.collection(root(request), found, kept.extent)


@router.get(
    "/collections/{name}/queryables",
    dependencies=[require(Action.COUNT)],
    response_class=Response,
    responses=told({documents.SCHEMA: {"schema": {"type": "object"}}}, "The JSON Schema"),
)
def queryables(request: Request, page: Asking, name: Name) -> Response:
    """The properties by which features can be filtered, as JSON Schema."""
    known(request)
    found, _ = page.kept(name)
    return JSONResponse(documents.queryables(root(request), found), media_type=documents.SCHEMA)


@router.get(
    "/collections/{name}/schema",
    dependencies=[require(Action.COUNT)],
    response_class=Response,
    responses=told({documents.SCHEMA: {"schema": {"type": "object"}}}, "The JSON Schema"),
)
def schema(request: Request, page: Asking, name: Name) -> Response:
    """The properties of features and the type of their geometry, as JSON Schema."""
    known(request)
    found, _ = page.kept(name)
    return JSONResponse(documents.schema(root(request), found), media_type=documents.SCHEMA)
