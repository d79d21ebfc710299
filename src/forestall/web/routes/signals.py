"""Signals in: one delivery of one source a request, answered when it is on disk."""

import asyncio
from typing import Annotated

import orjson
from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from forestall.core.errors import ConflictError, LimitError, RightsError
from forestall.model.account import Action
from forestall.model.intake import Delivery, Receipt, Rejected
from forestall.pipeline.arrive import LONGEST_KEY, MEDIA_TYPES, MOST_BYTES
from forestall.web.answers import PROBLEMS, Receipts
from forestall.web.needs import Rows, Served, may_see_source
from forestall.web.problem import problem
from forestall.web.rights import require

router = APIRouter(prefix="/v1", tags=["signals"])
_TEXT = {"type": "string", "format": "binary"}
_IN_A_THREAD = 256 * 1024  # from this size on reading would hold up other requests [byte]
_BODY = {each: {"schema": {} if each.endswith(("/json", "+json")) else _TEXT} for each in MEDIA_TYPES}
_MOST_TOLD = 100  # rejected parts of which the reasons are told


@router.post(
    "/signals",
    status_code=201,
    dependencies=[require(Action.SEND_SIGNALS)],
    response_model=Receipts,
    responses={200: {"model": Receipts, "description": "Nothing of it was new"}, **PROBLEMS},
    openapi_extra={"requestBody": {"required": True, "content": _BODY}},
)
async def send(
    request: Request,
    service: Served,
    rows: Rows,
    source: Annotated[
        str, Query(min_length=1, max_length=128, description="The source that sends, as the place names it.")
    ],
    content_type: Annotated[str, Header(max_length=256)] = "",
    idempotency_key: Annotated[
        str | None, Header(min_length=1, max_length=LONGEST_KEY, description="The same key and body is taken once.")
    ] = None,
) -> Response:
    """Hand in what a source observed; 201 when something was new, with a receipt for each signal."""
    _check(rows, service, source)
    data = await _body(request)
    arguments = (source, content_type, data, service.now(), idempotency_key)
    if len(data) > _IN_A_THREAD:
        delivery = await asyncio.to_thread(service.desk.read, *arguments)
    else:
        delivery = service.desk.read(*arguments)
    try:
        receipts = await service.intake.put(delivery)
    except ConflictError as error:  # the store knows only what stands for the key; the sender is told their own
        raise ConflictError(f"Idempotency-Key {idempotency_key!r}: was used for a request with another body") from error
    return _answer(delivery, receipts)


def _check(rows: Rows, service: Served, source: str) -> None:
    """That who asks may send as this source; of one that is not there the desk says which ones are."""
    if service.desk.source(source) is not None and not may_see_source(rows, service, source):
        raise RightsError(f"nothing grants sending as {source}")


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise LimitError(f"more than {MOST_BYTES:,} bytes; send it in several parts")
        parts.append(part)
    return b"".join(parts)


def _answer(delivery: Delivery, receipts: tuple[Receipt, ...]) -> Response:
    errors = [_told(one) for one in delivery.rejected[:_MOST_TOLD]]
    if errors and not receipts:
        count = len(delivery.rejected)
        first = errors[0]
        where = f"{first['pointer']}: " if first["pointer"] else ""
        more = f" (and {count - 1:,} more)" if count > 1 else ""
        return problem(422, f"{where}{first['detail']}{more}; it is kept in quarantine", errors=errors)
    new = sum(not receipt.duplicate for receipt in receipts)
    body = {
        "accepted": new,
        "duplicates": len(receipts) - new,
        "rejected": len(delivery.rejected),
        "receipts": [{"identity": r.identity, "number": r.number, "duplicate": r.duplicate} for r in receipts],
        "errors": errors,
        "remarks": list(delivery.remarks),
    }
    return Response(orjson.dumps(body), 201 if new else 200, media_type="application/json")


def _told(one: Rejected) -> dict[str, object]:
    return {"pointer": one.pointer, "detail": one.reason}
