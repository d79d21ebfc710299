"""Feeds of our alerts, Atom and RSS: for everybody what is public, for accounts what they may see."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.model.account import Action
from forestall.model.alert import Alert
from forestall.pipeline.alert_feed import CAP, feed, is_public, recent, sent
from forestall.pipeline.cap_signing import cap_xml
from forestall.pipeline.service import Service
from forestall.standards.feeds import atom, rss
from forestall.web.answers import PROBLEMS
from forestall.web.needs import Rows, Served
from forestall.web.rights import require
from forestall.web.routes.alerts import may_see, signer

router = APIRouter(tags=["alerts"])
_TEXT = {"schema": {"type": "string"}}
_FORMS = {200: {"content": {atom.MEDIA_TYPE: _TEXT, rss.MEDIA_TYPE: _TEXT}, "description": "The feed"}, **PROBLEMS}
_Form = Annotated[str, Path(pattern="^(atom|rss)$")]
_Etag = Annotated[str, Header(alias="if-none-match", max_length=200)]


@router.get("/feeds/alerts.{form}", dependencies=[require(Action.PROBE)], response_class=Response, responses=_FORMS)
def public_feed(request: Request, service: Served, form: _Form, known: _Etag = "") -> Response:
    """What everybody may read: alerts of scope Public, in force or sent within a week."""
    found = [each for each in recent(service.office) if is_public(each)]
    return _feed(request, service, found, form, known, "feeds/alerts")


@router.get(
    "/feeds/alerts/{identifier}.xml",
    dependencies=[require(Action.PROBE)],
    response_class=Response,
    responses={200: {"content": {CAP: _TEXT}, "description": "The CAP message"}, **PROBLEMS},
)
def public_alert(service: Served, identifier: Annotated[str, Path(min_length=1, max_length=256)]) -> Response:
    """One public alert as CAP, also when it is over."""
    alert = sent(service.office, identifier)
    if alert is None or not is_public(alert):
        raise HTTPException(404, "there is no such public alert")
    return Response(cap_xml(alert, signer(service)), media_type=CAP)


@router.get(
    "/v1/feeds/alerts.{form}", dependencies=[require(Action.READ_ALERTS)], response_class=Response, responses=_FORMS
)
def own_feed(request: Request, service: Served, rows: Rows, form: _Form, known: _Etag = "") -> Response:
    """What who asks may read, in force or sent within a week."""
    found = [each for each in recent(service.office) if may_see(rows, each)]
    return _feed(request, service, found, form, known, "v1/alerts")


def _feed(request: Request, service: Service, alerts: list[Alert], form: str, known: str, folder: str) -> Response:
    base = str(request.base_url)
    ending = ".xml" if folder.startswith("feeds") else ""
    made = feed(service.place, alerts, str(request.url), lambda alert: f"{base}{folder}/{alert.identifier}{ending}")
    data = atom.write(made) if form == "atom" else rss.write(made, service.place.profile.warnings.web or base)
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Host"}
    if known == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=atom.MEDIA_TYPE if form == "atom" else rss.MEDIA_TYPE, headers=headers)
