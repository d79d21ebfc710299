"""What is new, told to open pages as it happens: alerts and findings that the reader may see, and each new pass.

Nothing on a page moves by it: the browser counts, announces, and offers to show the page anew (`static/live.js`).
"""

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from fastapi import Header
from starlette.responses import StreamingResponse

from forestall.core.text import N_
from forestall.model.account import Action
from forestall.model.alert import Alert
from forestall.model.live_finding import LiveFinding
from forestall.pipeline.service import Service
from forestall.pipeline.sign_in import IDLE
from forestall.store.news import News
from forestall.web.aside import aside
from forestall.web.needs import message_label
from forestall.web.pages.page import Page, Shown, page_router
from forestall.web.rights import asker_of, changed, require
from forestall.web.shown import live

router = page_router()
_RETRY = 2000  # after how long a browser comes again when the stream breaks [ms]
_MOST = 50  # findings told at once
_COUNT = N_("%(n)s new")


@router.get("/live", dependencies=[require(Action.COUNT, stream=True)], response_class=StreamingResponse)
async def live_events(
    page: Shown, last_event_id: Annotated[str, Header(pattern=r"^(\d{1,15}\.\d{1,15})?$")] = ""
) -> StreamingResponse:
    """Server-sent events from now on; after a break from where it broke."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(page, last_event_id), media_type="text/event-stream", headers=headers)


async def _stream(page: Page, last: str) -> AsyncIterator[str]:
    service = page.service
    findings, entries = map(int, last.split(".")) if last else (service.changed, service.entries)
    at = service.picture.at
    yield f"retry: {_RETRY}\nid: {findings}.{entries}\ndata:\n\n{_session(page)}"
    while not service.condition.stopping:
        if became := await changed(page.request):
            yield f"event: {became}\ndata:\n\n"
            return
        known = max(findings, service.changed), max(entries, service.entries)  # a service that just began knows less
        told = await aside(partial(_news, page, findings, entries)) if known != (findings, entries) else []
        for kind, data in told:
            yield f"event: {kind}\ndata: {json.dumps(data)}\n\n"
        findings, entries = known
        if service.picture.at != at:
            at = service.picture.at
            yield f"event: pass\ndata: {json.dumps({'text': page.text(N_('There is a new pass: show it'))})}\n\n"
        yield f"id: {findings}.{entries}\nevent: here\ndata:\n\n"
        await service.news(findings, entries)


def _session(page: Page) -> str:
    """What a page needs to clear itself when its session ends, also where it hears of it no more; empty without one."""
    sitting = asker_of(page.request).sitting
    if sitting is None:
        return ""
    told = {
        "ends": max(0, int((sitting.expires - page.now).total_seconds())),
        "idle": int(IDLE.total_seconds()),
        "text": page.text(N_("Your session has ended. What stood here is no longer shown.")),
        "typed": page.text(N_("What you had typed and not sent")),
        "action": page.text(N_("Sign in")),
    }
    return f"event: session\ndata: {json.dumps(told)}\n\n"


def _news(page: Page, findings: int, entries: int) -> list[tuple[str, dict[str, str]]]:
    return [*_alerts(page, entries), *_findings(page, findings)]


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


def _findings(page: Page, after: int) -> list[tuple[str, dict[str, str]]]:
    service: Service = page.service
    if service.changed <= after:
        return []
    found = live(service.findings.after(after, _MOST), page.reader(Action.READ_FINDINGS))
    return [
        ("finding", _said(page, _key(one), page.text(N_("New finding: %(what)s"), what=one.finding.title)))
        for one in found
    ]


def _key(one: LiveFinding) -> str:
    return f"{one.finding.id}.{one.finding.count}"


def _said(page: Page, key: str, text: str) -> dict[str, str]:
    return {"key": key, "text": text, "count": page.text(_COUNT, n="%(n)s")}
