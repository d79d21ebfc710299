"""What is new is told to open pages as it is committed, to whom may see it, once."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import Request

from forestall.core.errors import SignInError
from forestall.guard.policy import NOBODY, Subject
from forestall.model.account import Action, Purpose, Role, Sitting
from forestall.model.alert import Alert
from forestall.model.entry import Entry
from forestall.store.book import Book
from forestall.store.messages import Messages
from forestall.web.pages.live import _stream
from forestall.web.pages.page import Page
from forestall.web.rights import Asker


def _page(pages: Any) -> Page:
    """A request for the stream, as the reader of these pages sends it."""
    scope = {"type": "http", "method": "GET", "path": "/live", "query_string": b"", "app": pages.app, "state": {}}
    request = Request({**scope, "headers": [(b"host", b"127.0.0.1")]})
    request.state.asker, request.state.action = pages.app.state.rights.asker(request), Action.COUNT
    return Page(request, pages.service)


def _commit(pages: Any, identifier: str, scope: str) -> Alert:
    """Another process sends an alert: rows and ledger in one transaction."""
    known = pages.service.picture.shown.alerts[0]
    sent = replace(known, identifier=identifier, subject=identifier, scope=scope, headline=f"news of {identifier}")
    with pages.service.office.changing() as session:
        Messages(session).add([sent], 1)
        Book(session).append([Entry("alert", identifier, pages.service.now(), {"headline": sent.headline})])
    return sent


def _heard(pages: Any, after: str, until: str) -> list[tuple[str, dict[str, str]]]:
    """Events of a stream until one holds a word."""
    events: list[tuple[str, dict[str, str]]] = []

    async def listen() -> None:
        async with asyncio.timeout(20.0):
            async for text in _stream(_page(pages), after):
                if text.startswith(("event: alert", "event: finding", "event: pass")):
                    kind, data = text.strip().split("\n")
                    events.append((kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
                    if until in text:
                        return

    async def both() -> None:
        pages.service._changed = asyncio.Condition()  # of this loop
        looking = asyncio.create_task(pages.service._look_at_ledger())
        try:
            await listen()
        finally:
            looking.cancel()

    asyncio.run(both())
    return events


def test_an_alert_is_told_once_it_is_committed_and_after_a_break_from_where_it_broke(harbour_pages: Any) -> None:
    with harbour_pages.service.office.looking() as session:
        head = Book(session).head()
    assert head is not None
    _commit(harbour_pages, "live-1", "Public")
    _commit(harbour_pages, "live-2", "Public")
    every = _heard(harbour_pages, f"{harbour_pages.service.changed}.{head.size}", "live-2")
    assert [data["key"] for kind, data in every if kind == "alert"] == ["live-1", "live-2"]
    assert every[0][1]["text"] == "New warning: news of live-1"
    later = _heard(harbour_pages, f"{harbour_pages.service.changed}.{head.size + 1}", "live-2")
    assert [data["key"] for kind, data in later if kind == "alert"] == ["live-2"]


def test_a_service_that_just_began_does_not_send_a_stream_back(harbour_pages: Any) -> None:
    service = harbour_pages.service
    last = f"{service.changed + 3}.{service.entries + 7}"

    async def first_place() -> str:
        async for text in _stream(_page(harbour_pages), last):
            if "event: here" in text:
                return text.split("\n")[0]
        return ""

    assert asyncio.run(first_place()) == f"id: {last}"


def test_an_alert_is_told_only_to_who_may_see_it(harbour_pages: Any) -> None:
    with harbour_pages.service.office.looking() as session:
        head = Book(session).head()
    assert head is not None
    _commit(harbour_pages, "live-private", "Private")
    _commit(harbour_pages, "live-public", "Public")
    partner = harbour_pages.as_role(Role.PARTNER)
    heard = _heard(partner, f"{partner.service.changed}.{head.size}", "live-public")
    assert [data["key"] for _, data in heard] == ["live-public"]


class _Leaving:
    """Rights of somebody whose session ends, or whose rights change, while their page stands open."""

    def __init__(self, then: Asker | None) -> None:
        self.organisation, self._then, self.asked = "office", then, 0

    def asker(self, request: Request) -> Asker:
        """That person; after a while what becomes of them."""
        self.asked += 1
        assert request.url.path == "/live"
        if self.asked > 2:
            if self._then is None:
                raise SignInError("it has ended")
            return self._then
        return Asker(_SOMEBODY, _SITTING)


_SOMEBODY = Subject("somebody", "office", fresh=True)
_NIGHT = datetime(2026, 3, 9, 20, tzinfo=UTC)
_SITTING = Sitting("0" * 64, "somebody", "password", _NIGHT, _NIGHT, _NIGHT, _NIGHT + timedelta(hours=12))


@pytest.mark.parametrize(
    ("then", "told"),
    [
        (None, "ended"),
        (Asker(NOBODY), "ended"),
        (Asker(replace(_SOMEBODY, purpose=Purpose.PLANNING)), "other"),
    ],
    ids=["signed out", "no longer known", "other rights"],
)
def test_a_stream_ends_with_the_session_or_the_rights_it_was_opened_with(
    harbour_pages: Any, then: Asker | None, told: str
) -> None:
    rights, before = _Leaving(then), harbour_pages.app.state.rights
    harbour_pages.app.state.rights = rights

    async def whole() -> str:
        harbour_pages.service._changed = asyncio.Condition()  # of this loop
        page, found = _page(harbour_pages), []
        async for text in _stream(page, ""):
            found.append(text)
            async with harbour_pages.service._changed:
                harbour_pages.service._changed.notify_all()
            harbour_pages.service.changed += 1
        return "".join(found)

    try:
        said = asyncio.run(whole())
    finally:
        harbour_pages.app.state.rights = before
    assert said.endswith(f"event: {told}\ndata:\n\n")
    session = json.loads(said.partition("event: session\ndata: ")[2].partition("\n")[0])
    assert session["idle"] == 3600
    assert rights.asked == 3


def test_pages_show_an_alert_that_was_sent_between_two_passes(harbour_pages: Any) -> None:
    sent = _commit(harbour_pages, "live-between", "Public")
    harbour_pages.service.picture.refresh()
    assert sent.headline in harbour_pages.get("/").said
