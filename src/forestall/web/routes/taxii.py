"""TAXII 2.1: the collections of STIX objects, under the same rights as everything else.

Paths, media types, parameters and answers are those of the standard (OASIS, 2021), which describes this interface
instead of our `/openapi.json`. An error is a TAXII error, whatever broke.

A client shows who it is with a token (`Authorization: Bearer`), or as the standard asks of every server with HTTP
Basic (TAXII 2.1, 1.6.9): name of the account and, as password, a token of it.
"""

import base64
import binascii
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.core.errors import ForestallError, InputError, LimitError, RightsError, SignInError
from forestall.guard.policy import Subject
from forestall.model.account import Action
from forestall.model.exchange import Collection, CollectionKind, Filters, Status
from forestall.model.label import Label
from forestall.pipeline import exchange
from forestall.pipeline.service import Service
from forestall.standards.stix import read
from forestall.standards.stix.versions import version_key
from forestall.standards.taxii import media, query, resources
from forestall.store.exchange import Exchange
from forestall.web.needs import Rows, Served, source_label
from forestall.web.rights import Reader, require

ROOT = "/taxii2/office/"
MOST_BYTES = 16 * 1024 * 1024
"""Longest body [byte]."""
_BASIC = "taxii.basic"
_TITLES = {
    400: "The request cannot be understood",
    401: "Who asks is not known",
    403: "Not allowed",
    404: "There is no such thing",
    405: "Not with this method",
    406: "Only TAXII 2.1 is given",
    413: "Too large",
    415: "Only TAXII 2.1 is taken",
    422: "The content cannot be used",
}
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class TaxiiRoute(APIRoute):
    """A route whose answers are TAXII, errors too, and which takes HTTP Basic."""

    def get_route_handler(self) -> _Handler:
        """The route, with what is around it."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await inner(_as_token(request))
            except ForestallError as error:  # TAXII 2.1 knows 422 of objects that are sent only
                asked = request.method == "GET" and error.http_status == 422
                return _error(400 if asked else error.http_status, str(error))
            except RequestValidationError as error:
                return _error(404 if _is_of_path(error) else 400, "a part of the path or a parameter is none")
            except HTTPException as error:
                return _error(error.status_code, str(error.detail))

        return handler


router = APIRouter(prefix="/taxii2", tags=["TAXII"], route_class=TaxiiRoute, include_in_schema=False)
READING = [require(Action.READ_FINDINGS)]
WRITING = [require(Action.SEND_SIGNALS)]


def _asker(request: Request, rows: Rows) -> Reader:
    """Who asks; with HTTP Basic the token has to be of the account that is named.

    Raises:
        SignInError: it is another's.
        InputError: they take no TAXII 2.1 (HTTP status 406).
    """
    named = request.scope.get(_BASIC)
    if named is not None and named != rows.subject.account:
        raise SignInError("sign in: name of an account, and a token of it")
    if not media.accepts(request.headers.get("accept")):
        raise InputError(f"Accept: expected {media.TAXII}", http_status=406)
    return rows


def _named(collection: Annotated[str, Path(max_length=100)]) -> Collection:
    """The collection of the path."""
    found = exchange.collection_of(collection)
    if found is None:
        raise InputError("there is no such collection", http_status=404)
    return found


Asker = Annotated[Reader, Depends(_asker)]
Named = Annotated[Collection, Depends(_named)]
ObjectId = Annotated[str, Path(max_length=300)]


@router.get("/", dependencies=READING)
def discovery(service: Served, asker: Asker) -> Response:
    """What this server offers (4.1)."""
    profile = service.place.profile
    about = "Findings, indicators, sites and measures of this office, and what others share with it."
    return _answer(resources.discovery(profile.name, about, ROOT))


@router.get("/office/", dependencies=READING)
def api_root(service: Served, asker: Asker) -> Response:
    """The one API root (4.2)."""
    about = "Each collection is of one field of security; what you see of it follows from what you were granted."
    return _answer(resources.api_root(service.place.profile.name, about, MOST_BYTES))


@router.get("/office/status/{identity}/", dependencies=WRITING)
def status(service: Served, asker: Asker, identity: Annotated[str, Path(max_length=100)]) -> Response:
    """What became of objects that were handed in (4.3); for a day, and for who handed them in."""
    with service.office.looking() as session:
        found = Exchange(session).status(identity, asker.subject.account or "")
    if found is None:
        raise InputError("there is no such request of yours", http_status=404)
    return _answer(resources.status(found))


@router.get("/office/collections/", dependencies=READING)
def collections(asker: Asker) -> Response:
    """The collections that may be read or written (5.1)."""
    told = [_told(each, asker.subject) for each in exchange.COLLECTIONS]
    return _answer(resources.collections([one for one in told if one["can_read"] or one["can_write"]]))


@router.get("/office/collections/{collection}/", dependencies=READING)
def one_collection(asker: Asker, collection: Named) -> Response:
    """One of them (5.2)."""
    return _answer(resources.one_collection(_told(collection, asker.subject)))


@router.get("/office/collections/{collection}/manifest/", dependencies=READING)
def manifest(request: Request, service: Served, asker: Asker, collection: Named) -> Response:
    """Which versions there are, without the objects (5.3)."""
    asked = _filters(request)
    exchange.check_readable(asker.subject, collection)
    with service.office.looking() as session:
        page = Exchange(session).page(
            collection.alias, asked, exchange.sight(asker.subject, asker.organisation), whole=False
        )
    token = query.token(asked, page.objects[-1].number) if page.more else ""
    return _answer(resources.manifest(page, token), resources.date_headers(page))


@router.get("/office/collections/{collection}/objects/", dependencies=READING)
def objects(request: Request, service: Served, asker: Asker, collection: Named) -> Response:
    """Objects, in the order in which they were added (5.4)."""
    return _objects(service, asker, collection, _filters(request))


@router.get("/office/collections/{collection}/objects/{identity}/", dependencies=READING)
def one_object(request: Request, service: Served, asker: Asker, collection: Named, identity: ObjectId) -> Response:
    """Versions of one object (5.6)."""
    asked = _filters(request, identity)
    _check_there(service, asker, collection, identity)
    return _objects(service, asker, collection, asked)


@router.get("/office/collections/{collection}/objects/{identity}/versions/", dependencies=READING)
def versions(request: Request, service: Served, asker: Asker, collection: Named, identity: ObjectId) -> Response:
    """Which versions of one object there are (5.8)."""
    asked = _filters(request, identity, default="all")
    _check_there(service, asker, collection, identity)
    with service.office.looking() as session:
        page = Exchange(session).page(
            collection.alias, asked, exchange.sight(asker.subject, asker.organisation), whole=False
        )
    token = query.token(asked, page.objects[-1].number) if page.more else ""
    return _answer(resources.versions(page, token), resources.date_headers(page))


@router.post("/office/collections/{collection}/objects/", dependencies=WRITING)
async def add_objects(request: Request, service: Served, asker: Asker, collection: Named) -> Response:
    """Hand objects in (5.5); what became of each is told at once, and at `status/` for a day."""
    if not media.is_taxii(request.headers.get("content-type")):
        raise InputError(f"Content-Type: expected {media.TAXII}", http_status=415)
    exchange.check_writable(asker.subject, collection)
    found = await run_in_threadpool(_taken, service, collection, _sender(service, asker), await request.body())
    return _answer(resources.status(found), status=202)


@router.delete("/office/collections/{collection}/objects/{identity}/", dependencies=WRITING)
def remove_object(request: Request, service: Served, asker: Asker, collection: Named, identity: ObjectId) -> Response:
    """Take back versions of an object that one handed in (5.7)."""
    if collection.kind is not CollectionKind.RECEIVED:
        raise RightsError("nothing is removed from this collection over TAXII")
    exchange.take_back(
        service.office, collection, asker.subject.account or "", _filters(request, identity, default="all")
    )
    return _answer(b"{}")


def _taken(service: Service, collection: Collection, sender: exchange.Sender, body: bytes) -> Status:
    if len(body) > MOST_BYTES:
        raise LimitError(f"body: {len(body):,} bytes, expected at most {MOST_BYTES:,}; send it in parts")
    return exchange.take_in(service.office, collection, sender, read.objects(body))


def _objects(service: Service, asker: Reader, collection: Collection, asked: Filters) -> Response:
    exchange.check_readable(asker.subject, collection)
    page = exchange.look(service.office, asker.subject, collection, asked, asker.organisation)
    token = query.token(asked, page.objects[-1].number) if page.more else ""
    return _answer(resources.envelope(page, token), resources.date_headers(page))


def _filters(request: Request, identity: str | None = None, default: str = "last") -> Filters:
    parameters = [(name, value) for name, value in request.query_params.multi_items() if name != "match[id]"]
    if identity is None:
        return query.filters(request.query_params.multi_items(), version_key, default)
    return query.filters([*parameters, ("match[id]", identity)], version_key, default)


def _check_there(service: Service, asker: Reader, collection: Collection, identity: str) -> None:
    """That there is anything of an object that may be seen (HTTP status 404)."""
    exchange.check_readable(asker.subject, collection)
    with service.office.looking() as session:
        if not Exchange(session).has(collection.alias, identity, exchange.sight(asker.subject, asker.organisation)):
            raise InputError("there is no such object", http_status=404)


def _told(collection: Collection, subject: Subject) -> dict[str, object]:
    match collection.kind:
        case CollectionKind.OWN:
            about = f"What this office shares on {collection.field} security."
        case CollectionKind.RECEIVED:
            about = f"What others share on {collection.field} security."
        case CollectionKind.LIBRARY:
            about = "Published works that everybody may read."
    return resources.collection(
        collection,
        about,
        can_read=exchange.can_read(subject, collection),
        can_write=exchange.can_write(subject, collection),
    )


def _sender(service: Service, asker: Reader) -> exchange.Sender:
    """Who hands in; what a token of a source sends carries at least that source's label."""
    subject = asker.subject
    label = Label.AMBER if subject.source is None else source_label(service, subject.source)
    office = None if subject.organisation == asker.organisation else subject.organisation
    return exchange.Sender(subject.account or "", office, label, subject.source or "")


def _as_token(request: Request) -> Request:
    """A request with HTTP Basic (RFC 7617) as one with the token that its password is; others as they are.

    Raises:
        SignInError: it is no name and password.
    """
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    if kind.casefold() != "basic":
        return request
    try:
        name, _, token = base64.b64decode(text.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise SignInError("Authorization: expected a name and a token") from error
    if not name or not token or not token.isascii() or not token.isprintable():
        raise SignInError("Authorization: expected a name and a token")
    others = [pair for pair in request.scope["headers"] if pair[0] != b"authorization"]
    headers = [*others, (b"authorization", b"Bearer " + token.encode())]
    return Request({**request.scope, "headers": headers, _BASIC: name}, request.receive)


def _is_of_path(error: RequestValidationError) -> bool:
    return any(one["loc"][:1] == ("path",) for one in error.errors())


def _answer(body: bytes, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    return Response(body, status, headers, media.TAXII)


def _error(status: int, detail: str) -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="TAXII", Bearer'} if status == 401 else None
    return _answer(resources.error(status, _TITLES.get(status, "Problem"), detail[:500]), headers, status)
