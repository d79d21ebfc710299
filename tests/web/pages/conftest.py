"""The pages of two places whose pass has run: the small town and the harbour; asked by anybody, without a network."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from lxml import html
from lxml.etree import _Element as Element

from forestall.guard.label import subtree
from forestall.guard.policy import Standing, Subject
from forestall.model.account import Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline.run import run_pass
from forestall.pipeline.service import Service
from forestall.place.template import write_town
from forestall.web.app import make_app
from forestall.web.rights import Asker

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: httpx.Headers
    text: str

    @property
    def html(self) -> Element:
        """The page."""
        return html.fromstring(self.text)

    @property
    def json(self) -> Any:
        """The data."""
        return json.loads(self.text)

    @property
    def said(self) -> str:
        """What a reader reads of the main part."""
        return " ".join(self.html.get_element_by_id("content").text_content().split())


class Pages:
    """The app of one place as one reader sees it."""

    def __init__(self, app: FastAPI, service: Service) -> None:
        self.app, self.service = app, service
        self.cookies: dict[str, str] = {}
        self.headers: dict[str, str] = {}

    def get(self, path: str, **query: str) -> Answer:
        """Open a page."""
        return self._sent("GET", path, params=query or None)

    def post(self, path: str, **form: str) -> Answer:
        """Send a form, as a browser does; what comes after is not followed."""
        return self._sent("POST", path, data=form)

    def _sent(self, method: str, path: str, **more: Any) -> Answer:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            headers = {"accept": "text/html", "sec-fetch-site": "same-origin", **self.headers}
            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1", headers=headers, cookies=self.cookies
            ) as client:
                return await client.request(method, path, **more)

        found = asyncio.run(once())
        for line in found.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            self.cookies.pop(name, None)
            if "Max-Age=0" not in rest:
                self.cookies[name] = rest.partition(";")[0].strip('"')
        return Answer(found.status_code, found.headers, found.text)

    def as_role(
        self,
        *roles: Role,
        jurisdiction: str | None = None,
        fields: frozenset[Field] | None = None,
        clearance: Label = Label.RED,
        account: str = "somebody",
        fresh: bool = True,
    ) -> "Pages":
        """The same pages as somebody with grants sees them; without a role a visitor."""
        parents = {each.id: each.parent for each in self.service.place.profile.jurisdictions}
        below = None if jurisdiction is None else subtree(jurisdiction, parents)
        purposes = frozenset(Purpose)
        found = frozenset(Standing(role, clearance, fields, below, purposes) for role in roles)
        office = self.service.place.profile.sender
        subject = Subject(account if roles else None, office, found, Purpose.OPERATIONS, fresh=fresh)
        return Pages(make_app(self.service, _Given(office, subject)), self.service)


class _Given:
    """Rights of one person, whatever they send along."""

    def __init__(self, organisation: str, subject: Subject) -> None:
        self.organisation, self._subject = organisation, subject

    def asker(self, _request: Request) -> Asker:
        """That person."""
        return Asker(self._subject)


@contextmanager
def opened(place: Path, folder: Path) -> Iterator[Pages]:
    """The pages of a place after one pass."""
    state, out = folder / "state", folder / "out"
    run_pass(place, out=out, state=state, at=None, now=NOW, seed=1, progress=lambda _: None)
    with Service.open(place, str(state), out, lambda *_args, **_said: None) as service:
        service.condition.live_trouble = None
        service.picture.refresh()
        yield Pages(make_app(service), service)


@pytest.fixture(scope="session")
def opened_pages() -> Any:
    """Opens the pages of a place of one's own: `with opened_pages(place, folder) as pages`."""
    return opened


@pytest.fixture(scope="session")
def town_of_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The small town, once."""
    folder = tmp_path_factory.mktemp("town-pages")
    write_town(folder / "town")
    with opened(folder / "town", folder) as found:
        yield found


@pytest.fixture
def town_pages(town_of_pages: Pages) -> Pages:
    """The pages of the small town, as whoever is at the machine sees them; without cookies of another test."""
    return Pages(town_of_pages.app, town_of_pages.service)


@pytest.fixture(scope="session")
def harbour_of_pages(harbour: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The harbour, once."""
    with opened(harbour, tmp_path_factory.mktemp("harbour-pages")) as found:
        yield found


@pytest.fixture
def harbour_pages(harbour_of_pages: Pages) -> Pages:
    """The pages of the harbour, as whoever is at the machine sees them; without cookies of another test."""
    return Pages(harbour_of_pages.app, harbour_of_pages.service)
