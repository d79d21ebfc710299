"""What went to whom and what waits; confirming, and trying again what was given up. Messages are not shown here."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from forestall.guard.policy import Subject
from forestall.model.account import Action
from forestall.model.delivery import Cause, Delivery, DeliveryState, Lane
from forestall.pipeline import deliver
from forestall.pipeline.people import CONSOLE
from forestall.pipeline.service import Service
from forestall.store.deliveries import Deliveries
from forestall.web.answers import PROBLEMS
from forestall.web.listed import Listed
from forestall.web.needs import Rows, Served
from forestall.web.rights import Reader, require

router = APIRouter(prefix="/v1/deliveries", tags=["deliveries"], route_class=Listed)
_Number = Annotated[int, Path(ge=1, le=2**53)]


class DeliveryOut(BaseModel):
    """One alert for one channel of one audience."""

    number: int
    audience: str
    channel: str
    alert: str
    cause: Cause
    subject: str
    severity: str
    state: DeliveryState
    queued: datetime
    due: datetime
    ended: datetime | None
    attempts: int
    parcel: str | None
    note: str


class LaneOut(BaseModel):
    """How one channel of an audience is doing."""

    audience: str
    channel: str
    waiting: int
    failures: int
    until: datetime | None
    trouble: str
    succeeded: datetime | None


class DeliveriesOut(BaseModel):
    """Deliveries, newest first, and the number to go on before."""

    items: list[DeliveryOut]
    before: int | None


class LanesOut(BaseModel):
    """Every channel of every audience."""

    items: list[LaneOut]


@router.get("", dependencies=[require(Action.READ_ALERTS)], responses=PROBLEMS)
def deliveries(
    service: Served,
    rows: Rows,
    state: DeliveryState | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> DeliveriesOut:
    """What was queued, sent, given up: the newest first."""
    with service.office.looking() as session:
        found = Deliveries(session).latest(limit, state, before)
    seen = [_told(one) for one in found if _may(rows, one)]
    return DeliveriesOut(items=seen, before=found[-1].number if len(found) == limit else None)


@router.get("/channels", dependencies=[require(Action.READ_METRICS)], responses=PROBLEMS)
def channels(service: Served) -> LanesOut:
    """How each channel is doing: what waits, since when it works or does not."""
    with service.office.looking() as session:
        return LanesOut(items=[_lane(one) for one in deliver.lanes(service.office, session)])


@router.post("/{number}/confirm", responses=PROBLEMS)
def confirm(
    service: Served, by: Annotated[Subject, require(Action.ACKNOWLEDGE)], rows: Rows, number: _Number
) -> DeliveryOut:
    """The audience has what was sent to it."""
    _one(service, rows, number)
    return _told(deliver.confirm(service.office, by.account or CONSOLE, number))


@router.post("/{number}/again", responses=PROBLEMS)
def again(service: Served, by: Annotated[Subject, require(Action.WARN)], rows: Rows, number: _Number) -> DeliveryOut:
    """Try once more what was given up."""
    _one(service, rows, number)
    return _told(deliver.again(service.office, by.account or CONSOLE, number))


def _one(service: Service, rows: Reader, number: int) -> Delivery:
    with service.office.looking() as session:
        one = Deliveries(session).one(number)
    if not _may(rows, one):
        raise HTTPException(404, f"delivery {number}: there is none")
    return one


def _may(rows: Reader, one: Delivery) -> bool:
    return rows.may(one.label, None, one.field)


def _told(one: Delivery) -> DeliveryOut:
    return DeliveryOut(
        number=one.number,
        audience=one.audience,
        channel=one.channel,
        alert=one.alert,
        cause=one.cause,
        subject=one.subject,
        severity=one.severity,
        state=one.state,
        queued=one.queued,
        due=one.due,
        ended=one.ended,
        attempts=one.attempts,
        parcel=one.parcel,
        note=one.note,
    )


def _lane(one: Lane) -> LaneOut:
    return LaneOut(
        audience=one.audience,
        channel=one.channel,
        waiting=one.waiting,
        failures=one.failures,
        until=one.until,
        trouble=one.trouble,
        succeeded=one.succeeded,
    )
