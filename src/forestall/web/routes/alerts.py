"""Our alerts in force, and each as the CAP message that it is."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.model.account import Action
from forestall.model.alert import Alert
from forestall.model.label import Label
from forestall.pipeline.service import Service
from forestall.warn.channels.cap import to_xml
from forestall.web.answers import PROBLEMS, AlertOut, Alerts
from forestall.web.needs import Rows, Served
from forestall.web.rights import Reader, require
from forestall.web.shown import freshness

router = APIRouter(prefix="/v1/alerts", tags=["alerts"])
CAP = "application/cap+xml"
_LABELS = {"Public": Label.CLEAR, "Restricted": Label.AMBER, "Private": Label.RED}
"""A message is for whom its scope says (CAP 1.2, 3.2.1)."""


@router.get("", dependencies=[require(Action.READ_ALERTS)], responses=PROBLEMS)
def alerts(service: Served, rows: Rows) -> Alerts:
    """Our alerts in force at the last pass."""
    return Alerts(items=[told(one) for one in visible(service, rows)], freshness=freshness(service))


@router.get(
    "/{identifier}",
    dependencies=[require(Action.READ_ALERTS)],
    response_class=Response,
    responses={200: {"content": {CAP: {}}, "description": "The CAP message"}, **PROBLEMS},
)
def alert(
    service: Served,
    rows: Rows,
    identifier: Annotated[str, Path(min_length=1, max_length=256)],
) -> Response:
    """One alert as a CAP 1.2 message."""
    for one in visible(service, rows):
        if one.identifier == identifier:
            return Response(to_xml(one), media_type=CAP)
    raise HTTPException(404, "there is no such alert in force")


def visible(service: Service, rows: Reader) -> tuple[Alert, ...]:
    """Alerts in force that may be seen."""
    return tuple(
        one for one in service.picture.shown.alerts if rows.may(_LABELS.get(one.scope, Label.RED), None, one.field)
    )


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
