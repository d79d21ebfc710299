"""Open311 GeoReport v2 over cases: services, new requests, tokens, requests. The forms are in `standards/open311`.

`api_key` is the token of an account, in the body of a POST; `Authorization: Bearer` does as well, and is what the other
methods take: a key in an address would stand in logs. A new request is answered with a token (service type `batch`),
which is also the token of who reported; the id is there at once.
"""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Message

from forestall import __version__
from forestall.core.clock import instant
from forestall.core.errors import ForestallError, RightsError, SignInError
from forestall.model.account import Action
from forestall.model.case import Case, CaseState, CaseType, Channel
from forestall.pipeline import cases as work
from forestall.pipeline.case_csv import number
from forestall.pipeline.case_desk import desk_of, type_of, types_of
from forestall.pipeline.case_intake import Told
from forestall.pipeline.service import Service
from forestall.standards.open311 import georeport, write
from forestall.standards.open311.georeport import Datatype, Status
from forestall.standards.open311.post import PostRequest, read_post
from forestall.standards.open311.write import MEDIA_TYPES, Form
from forestall.web.needs import Rows, Served
from forestall.web.plain import check
from forestall.web.rights import require
from forestall.web.routes.cases import may, seen, take

SPAN = timedelta(days=90)
"""GeoReport v2, GET Service Requests: the longest span that is answered …"""
MOST = 1_000
"""… and the most requests."""
_FORM_TYPE = "application/x-www-form-urlencoded"
_NOTICE = "Keep this token: with it you can see how it goes on, and say whether it is settled."
_ATTRIBUTES = (
    georeport.Attribute("happened", Datatype.DATETIME, "When did it happen?", 1, datatype_description="ISO 8601"),
    georeport.Attribute("harm", Datatype.NUMBER, "How many people were hurt?", 2),
)
_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class GeoReportRoute(APIRoute):
    """A route that takes `api_key`, and tells what went wrong as the specification wants it told."""

    def get_route_handler(self) -> _Handler:
        """The handler."""
        inner = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await inner(await _with_key(request))
            except (ForestallError, HTTPException, RequestValidationError) as error:
                return _wrong(request, *_explained(error))

        return handled


router = APIRouter(prefix="/open311/v2", tags=["open311"], route_class=GeoReportRoute)
Named = Annotated[str, Path(min_length=5, max_length=128, description="An id and `.xml` or `.json`.")]
Jurisdiction = Annotated[str, Query(max_length=128)]
_TEXTS = {"text/xml": {"schema": {"type": "string"}}, "application/json": {"schema": {"type": ["array", "object"]}}}


def _told(*kinds: str, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """The good answer of a route, in the forms that may be asked for."""
    content = {kind: _TEXTS[kind] for kind in kinds or _TEXTS}
    return {status: {"content": content, "description": "In the form that was asked for"}}


_REPORTS = [require(Action.REPORT_CASE)]
_READS = [require(Action.READ_CASES)]


@router.get("/discovery.xml", dependencies=_REPORTS, response_class=Response, responses=_told("text/xml"))
@router.get("/discovery.json", dependencies=_REPORTS, response_class=Response, responses=_told("application/json"))
def discovery(request: Request, service: Served) -> Response:
    """Service discovery."""
    url = f"{str(request.base_url).rstrip('/')}/open311/v2"
    formats = ("text/xml", "application/json")
    here = georeport.Endpoint("http://wiki.open311.org/GeoReport_v2", url, __version__, "production", formats)
    contact = service.place.profile.sender
    found = georeport.Discovery(__version__, contact, "an account of this office with a token", (here,))
    return _answer(request, write.discovery(found, _form(request)))


@router.get("/services.xml", dependencies=_REPORTS, response_class=Response, responses=_told("text/xml"))
@router.get("/services.json", dependencies=_REPORTS, response_class=Response, responses=_told("application/json"))
def services(request: Request, service: Served, jurisdiction_id: Jurisdiction = "") -> Response:
    """The types of case that the place takes in."""
    _check_jurisdiction(service, jurisdiction_id)
    found = [_service(each) for each in types_of(service.place)]
    return _answer(request, write.services(found, _form(request)))


@router.get("/services/{identifier}", dependencies=_REPORTS, response_class=Response, responses=_told())
def service_definition(
    request: Request, service: Served, identifier: Named, jurisdiction_id: Jurisdiction = ""
) -> Response:
    """What is asked beside the description."""
    _check_jurisdiction(service, jurisdiction_id)
    code = _bare(identifier)
    if code not in {each.code for each in types_of(service.place)}:
        raise HTTPException(404, "service_code provided was not found")
    return _answer(request, write.definition(georeport.ServiceDefinition(code, _ATTRIBUTES), _form(request)))


_BODY = {"requestBody": {"required": True, "content": {_FORM_TYPE: {"schema": {"type": "object"}}}}}


@router.post(
    "/requests.xml",
    status_code=201,
    dependencies=_REPORTS,
    response_class=Response,
    responses=_told("text/xml", status=201),
    openapi_extra=_BODY,
)
@router.post(
    "/requests.json",
    status_code=201,
    dependencies=_REPORTS,
    response_class=Response,
    responses=_told("application/json", status=201),
    openapi_extra=_BODY,
)
async def post_request(request: Request, service: Served, rows: Rows) -> Response:
    """A new request, from a form; names are dropped, an e-mail address or telephone number is sealed apart."""
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != _FORM_TYPE:
        raise HTTPException(400, f"Content-Type: expected {_FORM_TYPE}")
    given = read_post(_fields(await request.body()))
    told = _report(service, given)
    taken = await run_in_threadpool(take, desk_of(service), rows, told, Channel.OPEN311)
    posted = georeport.Posted(token=taken.token, service_request_id=taken.case.id, service_notice=_NOTICE)
    return _answer(request, write.posted(posted, _form(request)), 201)


@router.get("/tokens/{identifier}", dependencies=_REPORTS, response_class=Response, responses=_told())
def request_of_token(request: Request, service: Served, identifier: Named) -> Response:
    """The id of the request that a token belongs to."""
    token = _bare(identifier)
    try:
        case = work.case_of_token(desk_of(service), token)
    except SignInError as error:
        raise HTTPException(404, "token was not found") from error
    return _answer(request, write.token(georeport.TokenAnswer(case.id, token), _form(request)))


@router.get("/requests.xml", dependencies=_READS, response_class=Response, responses=_told("text/xml"))
@router.get("/requests.json", dependencies=_READS, response_class=Response, responses=_told("application/json"))
def requests(
    request: Request,
    service: Served,
    rows: Rows,
    service_request_id: Annotated[str, Query(max_length=1000)] = "",
    service_code: Annotated[str, Query(max_length=1000)] = "",
    start_date: Annotated[str, Query(max_length=40)] = "",
    end_date: Annotated[str, Query(max_length=40)] = "",
    status: Annotated[str, Query(max_length=20)] = "",
    jurisdiction_id: Jurisdiction = "",
) -> Response:
    """Requests that may be seen: those of some ids, else of at most 90 days, the latest 1,000."""
    _check_jurisdiction(service, jurisdiction_id)
    found = [case for case in work.all_cases(desk_of(service)) if may(rows, case)]
    if service_request_id:
        wanted = set(_parts(service_request_id))
        found = [case for case in found if case.id in wanted]
    else:
        since, until = _span(start_date, end_date, service.now())
        codes, states = set(_parts(service_code)), {_status(each) for each in _parts(status)}
        found = [
            case
            for case in found
            if since <= case.received <= until
            and case.state is not CaseState.MERGED
            and (not codes or case.case_type in codes)
            and (not states or _stands(case) in states)
        ]
    found.sort(key=lambda case: (case.received, case.id), reverse=True)
    shown = [_request(service, case) for case in found[:MOST]]
    return _answer(request, write.requests(shown, _form(request)))


@router.get("/requests/{identifier}", dependencies=_READS, response_class=Response, responses=_told())
def one_request(request: Request, service: Served, rows: Rows, identifier: Named) -> Response:
    """One request."""
    case = seen(desk_of(service), rows, _bare(identifier)).case
    return _answer(request, write.requests([_request(service, case)], _form(request)))


def _report(service: Service, given: PostRequest) -> Told:
    _check_jurisdiction(service, given.jurisdiction_id)
    place = service.place
    if given.service_code not in {each.code for each in types_of(place)}:
        raise HTTPException(404, "service_code provided was not found")
    known = {each.id for each in place.profile.jurisdictions}
    top = next(each.id for each in place.profile.jurisdictions if each.parent is None)
    site = given.address_id if given.address_id in {each.id for each in place.sites} else None
    only_words = given.lat is None and site is None
    happened = given.attributes.get("happened", ("",))[-1]
    return Told(
        given.service_code,
        given.description,
        instant(happened) if happened else None,
        given.long,
        given.lat,
        site,
        (given.jurisdiction_id if given.jurisdiction_id in known else top) if only_words else None,
        given.address_string or ("" if site else given.address_id),
        number(given.attributes.get("harm", ("",))[-1], "attribute[harm]") or 0.0,
        given.media_url,
        names=given.names,
        contact=given.contact,
    )


def _check_jurisdiction(service: Service, name: str) -> None:
    profile = service.place.profile
    if name and name != profile.sender and name not in {each.id for each in profile.jurisdictions}:
        raise HTTPException(404, "jurisdiction_id provided was not found")


def _service(each: CaseType) -> georeport.Service:
    return georeport.Service(
        each.code, each.name, each.description, True, georeport.Type.BATCH, each.keywords, each.group
    )


def _request(service: Service, case: Case) -> georeport.Request:
    names = {each.id: each.name for each in service.place.profile.jurisdictions}
    return georeport.Request(
        service_request_id=case.id,
        status=_stands(case),
        service_code=case.case_type,
        service_name=type_of(service.place, case).name,
        description=case.text,
        agency_responsible=names.get(case.jurisdiction, case.jurisdiction),
        requested_datetime=case.received,
        updated_datetime=case.changed,
        status_notes=_notes(case),
        address=case.address,
        address_id=case.site or "",
        lat=case.lat,
        long=case.lon,
    )


def _stands(case: Case) -> Status:
    return Status.CLOSED if case.state is CaseState.CLOSED else Status.OPEN


def _notes(case: Case) -> str:
    match case.state:
        case CaseState.MERGED:
            return f"the same as {case.merged_into}"
        case CaseState.ANSWERED:
            return f"waits for confirmation: {case.outcome}"
        case CaseState.CLOSED:
            return case.outcome
        case CaseState.OPEN:
            return "opened again: it came back" if case.returns else ""


def _status(text: str) -> Status:
    try:
        return Status(text)
    except ValueError as error:
        raise HTTPException(400, f"status: found {text[:20]!r}, expected open or closed") from error


def _span(start: str, end: str, now: datetime) -> tuple[datetime, datetime]:
    until = instant(end) if end else min(instant(start) + SPAN, now) if start else now
    since = instant(start) if start else until - SPAN
    if since > until:
        raise HTTPException(400, "start_date: expected a time before end_date")
    return max(since, until - SPAN), until


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _bare(identifier: str) -> str:
    name, dot, ending = identifier.rpartition(".")
    if not dot or ending not in MEDIA_TYPES:
        raise HTTPException(404, "expected an id with .xml or .json behind it")
    return name


def _form(request: Request) -> Form:
    return "json" if request.url.path.endswith(".json") else "xml"


def _answer(request: Request, body: bytes, status: int = 200) -> Response:
    return Response(body, status, media_type=MEDIA_TYPES[_form(request)])


def _explained(error: Exception) -> tuple[int, str]:
    """Status and words for what went wrong: 400 for bad arguments, 403 for a missing or wrong key."""
    match error:
        case SignInError() | RightsError():
            return 403, str(error)
        case ForestallError():
            return 400 if error.http_status == 422 else error.http_status, str(error)
        case HTTPException():
            return error.status_code, str(error.detail)
        case RequestValidationError():
            first = error.errors()[0]
            return 400, f"{'/'.join(map(str, first['loc']))}: {first['msg']}"
    raise error


def _wrong(request: Request, status: int, description: str) -> Response:
    return _answer(request, write.errors(status, description[:500], _form(request)), status)


def _fields(body: bytes) -> dict[str, list[str]]:
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200)
    except ValueError as error:
        raise HTTPException(400, "expected a form in UTF-8 with at most 200 fields") from error
    check((value for values in fields.values() for value in values), "form")
    return fields


async def _with_key(request: Request) -> Request:
    """The request, with `api_key` of its body where tokens stand."""
    if request.method != "POST" or "authorization" in request.headers:
        return request
    body = await request.body()
    key = _fields(body).get("api_key", [""])[-1].strip() if b"api_key" in body else ""

    async def again() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = list(request.scope["headers"])
    if key:
        headers.append((b"authorization", b"Bearer " + key.encode("utf-8", "replace")))
    return Request({**request.scope, "headers": headers}, again)
