"""What is new, told to open pages as it happens: alerts and findings that the reader may see, and each new pass.

Nothing on a page moves by it: the browser counts, announces, and offers to show the page anew (`static/live.js`).
"""

import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Header
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.alert import Alert
from forestall.model.live_finding import LiveFinding
from forestall.pipeline.service import Service
from forestall.store.news import News
from forestall.web.needs import message_label
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import require
from forestall.web.shown import live

router = page_router()
_RETRY = 2000  # after how long a browser comes again when the stream breaks [ms]
_MOST = 50  # findings told at once
_COUNT = N_("%(n)s new")


@router.get("/live", dependencies=[require(Action.COUNT)], response_class=StreamingResponse)
async def live_events(
    page: Shown, last_event_id: Annotated[str, Header(pattern=r"^(\d{1,15}\.\d{1,15})?$")] = ""
) -> StreamingResponse:
    """Server-sent events from now on; after a break from where it broke."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(page, last_event_id), media_type="text/event-stream", headers=headers)


async def _stream(page: Page, last: str) -> AsyncIterator[str]:
    service = page.service
    changed, entries = map(int, last.split(".")) if last else (service.changed, service.entries)
    at = service.picture.at
    yield f"retry: {_RETRY}\nid: {changed}.{entries}\ndata:\n\n"
    while not service.condition.stopping:
        known = max(changed, service.changed), max(entries, service.entries)  # a service that just began knows less
        told = await run_in_threadpool(_news, page, changed, entries) if known != (changed, entries) else []
        for kind, data in told:
            yield f"event: {kind}\ndata: {json.dumps(data)}\n\n"
        changed, entries = known
        if service.picture.at != at:
            at = service.picture.at
            yield f"event: pass\ndata: {json.dumps({'text': page.text(N_('There is a new pass: show it'))})}\n\n"
        yield f"id: {changed}.{entries}\nevent: here\ndata:\n\n"
        await service.news(changed, entries)


def _news(page: Page, changed: int, entries: int) -> list[tuple[str, dict[str, str]]]:
    return [*_alerts(page, entries), *_findings(page, changed)]


def _alerts(page: Page, entries: int) -> list[tuple[str, dict[str, str]]]:
    service: Service = page.service
    if service.entries <= entries:
        return []
    with service.office.looking() as session:
        found = News(session).alerts(entries)
    reader = page.reader(Action.READ_ALERTS)
    return [
        ("alert", _said(page, each.identifier, _alert_text(page, each)))
        for each in found
        if each.msg_type in ("Alert", "Update") and reader.may(message_label(each.scope), None, each.field)
    ]


def _alert_text(page: Page, alert: Alert) -> str:
    return page.text(N_("New warning: %(what)s"), what=alert.headline or alert.event)


def _findings(page: Page, changed: int) -> list[tuple[str, dict[str, str]]]:
    service: Service = page.service
    if service.changed <= changed:
        return []
    found = live(service.findings.after(changed, _MOST), page.reader(Action.READ_FINDINGS))
    return [
        ("finding", _said(page, _key(one), page.text(N_("New finding: %(what)s"), what=one.finding.title)))
        for one in found
    ]


def _key(one: LiveFinding) -> str:
    return f"{one.finding.id}.{one.finding.count}"


def _said(page: Page, key: str, text: str) -> dict[str, str]:
    return {"key": key, "text": text, "count": page.text(_COUNT, n="%(n)s")}
