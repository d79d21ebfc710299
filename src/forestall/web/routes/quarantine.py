"""What could not be used: list it, hand it in again, or give it up. What came itself is never shown here."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from forestall.core.errors import InputError
from forestall.model.account import Action
from forestall.model.intake import Delivery, Held
from forestall.pipeline.service import Service
from forestall.web.answers import PROBLEMS, Decided, HeldOut, Quarantine, ReceiptOut
from forestall.web.listed import Listed
from forestall.web.needs import Rows, Served, held_sight, may_see_source
from forestall.web.rights import Reader, require

router = APIRouter(prefix="/v1/quarantine", tags=["quarantine"], route_class=Listed)
_Number = Annotated[int, Path(ge=1, le=2**53)]


@router.get("", dependencies=[require(Action.READ_QUARANTINE)], responses=PROBLEMS)
def held(
    service: Served,
    rows: Rows,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Quarantine:
    """What waits for a decision, the oldest first."""
    sight = held_sight(rows, service)
    waiting = service.inbox.held(limit, sight, offset)
    return Quarantine(items=[_told(one) for one in waiting], total=service.inbox.held_count(sight))


@router.post("/{number}/resubmit", dependencies=[require(Action.CHANGE_QUARANTINE)], responses=PROBLEMS)
def resubmit(service: Served, rows: Rows, number: _Number) -> Decided:
    """Give it another chance: read again what could not be read, or work again through what broke a stage."""
    one = _one(service, rows, number)
    receipts = service.inbox.resubmit(number, None if one.signal is not None else _again(service, one))
    told = [ReceiptOut(identity=r.identity, number=r.number, duplicate=r.duplicate) for r in receipts]
    return Decided(id=number, state="resubmitted", receipts=told)


@router.post("/{number}/drop", dependencies=[require(Action.CHANGE_QUARANTINE)], responses=PROBLEMS)
def drop(service: Served, rows: Rows, number: _Number) -> Decided:
    """Give it up."""
    _one(service, rows, number)
    service.inbox.drop(number)
    return Decided(id=number, state="dropped", receipts=[])


def _one(service: Service, rows: Reader, number: int) -> Held:
    one = service.inbox.held_one(number)
    if not may_see_source(rows, service, one.rejected.source):
        raise InputError(f"quarantine {number}: there is no such thing", http_status=404)  # as when there is none
    return one


def _again(service: Service, one: Held) -> Delivery:
    return service.desk.again(one.rejected)


def _told(one: Held) -> HeldOut:
    return HeldOut(
        id=one.id,
        source=one.rejected.source,
        received=one.rejected.received,
        reason=one.rejected.reason,
        pointer=one.rejected.pointer,
        media_type=one.rejected.media_type,
        size=len(one.rejected.raw),
        signal=one.signal,
    )
