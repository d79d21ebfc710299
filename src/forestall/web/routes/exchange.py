"""Where a partner's Forestall comes to ours: takes what it may have, hands over what it shares.

Which partner asks follows from its account (`accounts` in `partners.toml`); what it may have is what its preview shows.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from forestall.model.account import Action
from forestall.model.partner import Partner
from forestall.model.sharing import Confirmation, Cursor
from forestall.pipeline.exchange_form import (
    MEDIA_TYPE,
    Form,
    confirmation_document,
    exchange_key,
    opened,
    parcel_document,
    parcel_of,
    sealed,
)
from forestall.pipeline.rollup import rollup
from forestall.pipeline.service import Service
from forestall.pipeline.sharing import hand_over, offer
from forestall.pipeline.sharing_in import Counter, take_in, take_rollup
from forestall.web.answers import PROBLEMS
from forestall.web.needs import Served
from forestall.web.rights import asker_of, require

router = APIRouter(prefix="/v1", tags=["partners"])
_NOTE = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "A signed note"}, **PROBLEMS}


class After(BaseModel):
    """The last letter that the partner has."""

    number: Annotated[int, Field(ge=0, le=2**53)] = 0
    """Its number; 0: none."""
    digest: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    """SHA-256 of its text."""


def counter_of(service: Service) -> Counter:
    """Where a service takes in what partners hand over."""
    return Counter(service.office, service.desk, service.door.text, service.intake.put_now)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who comes to us."""

    account: str
    """The account."""
    partner: Partner
    """The partner whose it is."""


def caller(request: Request, service: Served) -> Caller:
    """The partner whose account asks; the route must have named its action."""
    account = asker_of(request).subject.account or ""
    for each in service.office.place().partners:
        if account in each.accounts:
            return Caller(account, each)
    raise HTTPException(404, f"{account} is the account of no partner")


Asking = Annotated[Caller, Depends(caller)]


async def whole(request: Request) -> bytes:
    """The body as it came."""
    return await request.body()


@router.post("/exchange/take", dependencies=[require(Action.READ_ALERTS)], response_class=Response, responses=_NOTE)
def take(service: Served, asking: Asking, after: Annotated[After, Body()]) -> Response:
    """The next letters for the partner that asks, as a signed parcel; those up to `after` are confirmed by that."""
    partner = asking.partner
    if partner.direction == "in":
        raise HTTPException(404, f"nothing is shared with {partner.id}")
    key = exchange_key(service.folder, service.place.profile.sender)
    offer(service.office, partner)
    parcel = hand_over(service.office, partner, Cursor(after.number, after.digest), key.name, asking.account)
    return _sealed(sealed(Form.PARCEL, parcel_document(parcel), (key,), parcel.made))


@router.post(
    "/exchange/give",
    dependencies=[require(Action.SEND_SIGNALS)],
    response_class=Response,
    responses=_NOTE,
    openapi_extra={"requestBody": {"required": True, "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}},
)
def give(service: Served, asking: Asking, body: Annotated[bytes, Depends(whole)]) -> Response:
    """Hand over a signed parcel or roll-up; the answer says up to which letter all is on our disk."""
    partner, counter = asking.partner, counter_of(service)
    note = opened(body, partner)
    if note.form is Form.ROLLUP:
        take_rollup(counter, partner, note)
        answer = Confirmation(Cursor())
    else:
        answer = take_in(counter, partner, parcel_of(note))
    key = exchange_key(service.folder, service.place.profile.sender)
    return _sealed(sealed(Form.CONFIRMATION, confirmation_document(answer), (key,), service.office.now()))


@router.get("/rollup", dependencies=[require(Action.COUNT)], response_class=Response, responses=_NOTE)
def tell(service: Served, asking: Asking) -> Response:
    """Our roll-up for the partner that asks, signed: figures, and no row that it may not have."""
    key = exchange_key(service.folder, service.place.profile.sender)
    return _sealed(sealed(Form.ROLLUP, rollup(service.office, asking.partner), (key,), service.office.now()))


def _sealed(note: bytes) -> Response:
    return Response(note, media_type=MEDIA_TYPE)
