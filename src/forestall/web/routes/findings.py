"""What was found, and what changes as it happens."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import StreamingResponse

from forestall.detect.levels import order
from forestall.model.account import Action
from forestall.model.words import Field, Level
from forestall.pipeline.service import Service
from forestall.web.answers import PROBLEMS, Findings
from forestall.web.aside import aside
from forestall.web.listed import LISTED, Listed, Pages
from forestall.web.needs import Rows, Served
from forestall.web.rights import Reader, changed, require
from forestall.web.routes.alerts import told as told_alert
from forestall.web.routes.alerts import visible
from forestall.web.shown import findings as shown
from forestall.web.shown import freshness, live, of_live

router = APIRouter(prefix="/v1", tags=["findings"], route_class=Listed)
_PAGE = 200  # findings read at once
_RETRY = 3000  # after how long a client comes again when the stream breaks [ms]


@router.get("/findings", dependencies=[require(Action.READ_FINDINGS)], responses=LISTED)
def findings(
    service: Served,
    rows: Rows,
    pages: Pages,
    level: Annotated[Level | None, Query(description="Only of this level.")] = None,
    field: Annotated[Field | None, Query(description="Only of this field of security.")] = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="Leave out so many; `after` is the better way.")] = 0,
) -> Findings:
    """What the last pass and the live pipeline found, most serious first."""
    every = [
        one
        for one in shown(service, rows)
        if (level is None or one.finding.level is level) and (field is None or one.finding.field is field)
    ]
    items = pages.page(every, lambda one: order(one.finding), offset)
    return Findings(items=items, total=len(every), next=pages.next, freshness=freshness(service, now=True))


@router.get(
    "/events",
    dependencies=[require(Action.READ_FINDINGS, stream=True)],
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
            "description": "Findings and alerts as they come",
        },
        **PROBLEMS,
    },
)
async def events(
    request: Request,
    service: Served,
    rows: Rows,
    last_event_id: Annotated[str | None, Header(pattern=r"^\d{1,15}$")] = None,
) -> StreamingResponse:
    """Server-sent events: `finding` for each that is new or changed, `alert` for each of ours in force.

    After a break, `Last-Event-ID` goes on behind the last finding that was received; alerts are told again, by
    identifier.
    """
    after = service.changed if last_event_id is None else int(last_event_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _stream(service, rows, after, partial(changed, request)), media_type="text/event-stream", headers=headers
    )


async def _stream(
    service: Service, rows: Reader, after: int, became: Callable[[], Awaitable[str]]
) -> AsyncIterator[str]:
    yield f"retry: {_RETRY}\n\n"
    told: set[str] = set()
    while not service.condition.stopping and not await became():
        for alert in visible(service, rows):
            if alert.identifier not in told:
                told.add(alert.identifier)
                yield f"event: alert\ndata: {told_alert(alert).model_dump_json()}\n\n"
        found = await aside(partial(service.findings.after, after, _PAGE))
        for one in live(found, rows):
            yield f"id: {one.changed}\nevent: finding\ndata: {of_live(one).model_dump_json()}\n\n"
        after = found[-1].changed if found else after
        if len(found) < _PAGE and await service.changes(after) <= after:
            yield ": still here\n\n"
