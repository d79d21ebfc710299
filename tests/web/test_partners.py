"""What the office sees of its partners over HTTP, and who is let in where partners come to us."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from forestall.guard.policy import Standing, Subject
from forestall.model.account import Purpose, Role
from forestall.model.label import Label
from forestall.pipeline.service import Service
from forestall.web.app import make_app
from forestall.web.rights import Asker

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "pipeline" / "sharing"))
from made import START, alert, finding, partner, publish, town

Ask = Callable[..., httpx.Response]


class Somebody:
    """One who may do much, up to a label."""

    organisation = "outlook@province.example"

    def __init__(self, clearance: Label, account: str) -> None:
        roles = (Role.ANALYST, Role.OPERATOR, Role.PARTNER)
        granted = frozenset(Standing(role, clearance, None, None, frozenset(Purpose)) for role in roles)
        self._subject = Subject(account, self.organisation, granted, Purpose.OPERATIONS)

    def asker(self, _request: Request) -> Asker:
        """Always the same."""
        return Asker(self._subject)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service with a partner and a pass."""
    root = town(
        tmp_path / "place", "outlook@province.example", [partner("nation", accounts=["nation"], direction="out")]
    )
    with Service.open(root, str(tmp_path / "state"), tmp_path / "outlook", lambda *_a, **_k: None) as found:
        rows = [finding("weak"), finding("inner", "inner"), finding("red", "closed")]
        publish(tmp_path / "state", found.place, START, [alert("Storm", START)], rows)
        yield found


@pytest.fixture
def ask(service: Service) -> Ask:
    """Sends one request as somebody."""

    def asked(
        method: str, path: str, clearance: Label = Label.RED, account: str = "ana", **more: Any
    ) -> httpx.Response:
        app = make_app(service, Somebody(clearance, account))

        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, **more)

        return asyncio.run(once())

    return asked


def test_the_partners_are_listed_with_what_was_agreed(ask: Ask) -> None:
    (one,) = ask("GET", "/v1/partners").json()
    assert (one["id"], one["clearance"], one["reached"]) == ("nation", "TLP:AMBER", False)


def test_a_preview_holds_the_bytes_and_the_reasons(ask: Ask) -> None:
    found = ask("GET", "/v1/partners/nation/preview").json()
    assert [each["title"] for each in found["going"]] == ["inner", "weak"]
    assert all(each["text"] for each in found["going"])
    why = {each["title"]: each["reasons"] for each in found["withheld"]}
    assert why["red"][0].startswith("TLP:RED is for named recipients")
    assert found["hidden"] == 0


def test_a_preview_shows_nobody_what_they_may_not_read(ask: Ask) -> None:
    answer = ask("GET", "/v1/partners/nation/preview", Label.GREEN)
    found = answer.json()
    assert [each["title"] for each in found["going"]] == ["weak"]
    assert found["hidden"] == 2
    assert "inner" not in answer.text


def test_only_an_account_of_a_partner_takes_letters(ask: Ask) -> None:
    body = {"number": 0, "digest": ""}
    assert ask("POST", "/v1/exchange/take", account="ana", json=body).status_code == 404
    assert ask("POST", "/v1/exchange/take", account="nation", json=body).status_code == 200
    assert ask("POST", "/v1/exchange/take", account="nation", json={"number": 7, "digest": "0" * 64}).status_code == 409
    assert ask("POST", "/v1/exchange/take", account="nation", json={"number": -1}).status_code == 422
    (first, *_rest) = ask("GET", "/v1/partners/nation/receipts").json()
    assert (first["sent"] is not None, first["confirmed"]) == (True, None)


def test_what_is_no_signed_note_is_refused_and_says_why(ask: Ask) -> None:
    answer = ask("POST", "/v1/exchange/give", account="nation", content=b"nonsense")
    assert (answer.status_code, "has no `key`" in answer.json()["detail"]) == (422, True)


def test_a_roll_up_is_told_to_whom_it_was_agreed_with(ask: Ask) -> None:
    answer = ask("GET", "/v1/rollup", account="nation")
    assert (answer.status_code, "no roll-up" in answer.json()["detail"]) == (422, True)
    assert ask("GET", "/v1/partners/nation/rollup").status_code == 422
    assert ask("GET", "/v1/partners/rollups").json() == []


def test_a_partner_that_cannot_be_reached_is_said_to_be_so(ask: Ask) -> None:
    answer = ask("POST", "/v1/partners/nation/exchange")
    assert (answer.status_code, "letters go by file" in answer.json()["detail"]) == (422, True)
    assert ask("POST", "/v1/partners/stranger/exchange").status_code == 404
