"""Our alerts in force, and each as the CAP message that it is."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.guard.label import strictest
from forestall.model.account import Action
from forestall.model.alert import Alert
from forestall.pipeline.alert_feed import CAP, sent
from forestall.pipeline.cap_signing import Signing, cap_xml, signing, state_folder
from forestall.pipeline.service import Service
from forestall.web.answers import PROBLEMS, AlertOut, Alerts
from forestall.web.listed import LISTED, Listed, Pages
from forestall.web.needs import Rows, Served, message_label
from forestall.web.rights import Reader, require
from forestall.web.shown import freshness

router = APIRouter(prefix="/v1/alerts", tags=["alerts"], route_class=Listed)


@router.get("", dependencies=[require(Action.READ_ALERTS)], responses=LISTED)
def alerts(service: Served, rows: Rows, pages: Pages) -> Alerts:
    """Our alerts in force at the last pass."""
    every = sorted(visible(service, rows), key=_order)
    items = [told(one) for one in pages.page(every, _order)]
    return Alerts(items=items, total=len(every), next=pages.next, freshness=freshness(service, now=True))


@router.get(
    "/{identifier}",
    dependencies=[require(Action.READ_ALERTS)],
    response_class=Response,
    responses={200: {"content": {CAP: {"schema": {"type": "string"}}}, "description": "The CAP message"}, **PROBLEMS},
)
def alert(
    service: Served,
    rows: Rows,
    identifier: Annotated[str, Path(min_length=1, max_length=256)],
) -> Response:
    """One alert as a CAP 1.2 message, signed where the office has a key; also when it is over."""
    one = sent(service.office, identifier)
    if one is None or not may_see(rows, one):
        raise HTTPException(404, "there is no such alert")
    return Response(cap_xml(one, signer(service)), media_type=CAP)


def visible(service: Service, rows: Reader) -> tuple[Alert, ...]:
    """Alerts in force that may be seen."""
    return tuple(one for one in service.picture.shown.alerts if may_see(rows, one))


def may_see(rows: Reader, alert: Alert) -> bool:
    """Whether an alert may be seen: one that names authorities, by whoever may see what concerns one of them."""
    label = strictest((message_label(alert.scope), *(() if alert.label is None else (alert.label,))))
    return any(rows.may(label, each, alert.field) for each in authorities(alert) or (None,))


def authorities(alert: Alert) -> tuple[str, ...]:
    """The authorities that an alert names in its areas."""
    return tuple(sorted({value for area in alert.areas for name, value in area.geocodes if name == "jurisdiction"}))


def _order(alert: Alert) -> tuple[str, str]:
    return alert.subject, alert.identifier


def signer(service: Service) -> Signing | None:
    """Who signs the alerts of a service."""
    return signing(service.place, state_folder(service.root, service.state))


def told(one: Alert) -> AlertOut:
    """An alert in brief."""
    return AlertOut(
        identifier=one.identifier,
        subject=one.subject,
        sent=one.sent,
        expires=one.expires,
        severity=one.severity,
        urgency=one.urgency,
        certainty=one.certainty,
        headline=one.headline,
        field=one.field,
    )
