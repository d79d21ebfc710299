"""What the log says of signing in, of refusals and of faults; and what it never says."""

import io
import json
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.passkey import Site
from forestall.guard.seal import Sealer
from forestall.model.account import Account, Role
from forestall.model.label import Label
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.people import CONSOLE, People, people
from forestall.web import headers, problem, with_accounts
from forestall.web.log import Log, Logged
from forestall.web.rights import COOKIE
from forestall.web.sign_in import Desk

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
PASSWORD = "seven tall cranes at dawn"


class Told:
    """A log that is read back."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def events(self) -> list[dict[str, Any]]:
        """Its lines."""
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A service with one account."""
    sealer = Sealer(KeyRing([new_master_key()]))
    with people(tmp_path_factory.mktemp("state"), sealer, lambda: START, "office", dict) as found:
        yield found


@pytest.fixture(scope="module")
def ana(kept: People) -> None:
    """A local authority with a password."""
    accounts.add_account(kept, CONSOLE, Account("ana", "Ana", "office", START), Wanted(Role.LOCAL, Label.GREEN))
    accounts.set_password(kept, CONSOLE, "ana", PASSWORD)


@pytest.fixture
def told() -> Told:
    """The log."""
    return Told()


@pytest.fixture
def client(kept: People, told: Told) -> httpx.Client:
    """A browser at the app."""
    app = FastAPI()
    problem.install(app)
    with_accounts.install(app, kept, Desk(Site("office.example", "https://office.example")))

    @app.get("/breaks")
    def breaks() -> None:
        raise RuntimeError("Ana Silva, 1 Quay Street")

    headers.add(app, https=True, clock=lambda: 0.0)
    app.add_middleware(Logged, log=Log(told.stream))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starlette would rather have httpx2, which nothing else here needs
        from starlette.testclient import TestClient
    return TestClient(app, "https://office.example", headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)


def test_no_account_is_there_before_the_first_is_added(kept: People, client: httpx.Client) -> None:
    with kept.looking() as session:
        from forestall.store.accounts import Accounts

        assert Accounts(session).all() == ()
    for name in ("admin", "root", "console", "administrator", "forestall"):
        for password in ("", name, "password", "admin"):
            assert client.post("/v1/sign-in", json={"account": name, "password": password}).status_code in (401, 429)


def test_every_attempt_to_sign_in_is_told_with_how_and_what_came_of_it(
    ana: None, client: httpx.Client, told: Told
) -> None:
    assert client.post("/v1/sign-in", json={"account": "ana", "password": "wrong"}).status_code == 401
    assert client.post("/v1/sign-in", json={"account": "ana", "password": PASSWORD}).status_code == 200
    first, second = told.events()
    assert (first["route"], first["status"], first.get("account")) == ("/v1/sign-in", 401, None)
    assert (second["status"], second["account"], second["means"]) == (200, "ana", "password")
    assert datetime.fromisoformat(second["time"]).utcoffset() is not None


def test_a_refusal_is_told_with_the_route_and_the_account(ana: None, client: httpx.Client, told: Told) -> None:
    client.post("/v1/sign-in", json={"account": "ana", "password": PASSWORD})
    assert client.get("/v1/accounts").status_code == 403
    last = told.events()[-1]
    assert (last["route"], last["status"], last["account"]) == ("/v1/accounts", 403, "ana")


def test_too_many_attempts_are_told(client: httpx.Client, told: Told) -> None:
    for _ in range(12):
        client.post("/sign-in", data={"account": "x", "password": "y"})
    assert {each["status"] for each in told.events()} == {401, 429}


def test_what_broke_is_one_event_with_its_place_and_not_its_words(client: httpx.Client, told: Told) -> None:
    assert client.get("/breaks").status_code == 500
    failed, answered = told.events()
    assert (failed["event"], failed["error"], answered["status"]) == ("failed", "RuntimeError", 500)
    assert "test_security_log.py:" in failed["at"]
    assert "Silva" not in told.stream.getvalue()


def test_no_secret_stands_in_the_log(ana: None, client: httpx.Client, told: Told) -> None:
    answer = client.post("/v1/sign-in", json={"account": "ana", "password": PASSWORD})
    token = "fst_0123456789abcdef_secretsecretsecret"
    client.get("/v1/me?key=hidden", headers={"authorization": f"Bearer {token}"})
    said = told.stream.getvalue()
    assert [each for each in (PASSWORD, answer.cookies[COOKIE], token, "hidden") if each in said] == []


def test_what_somebody_sends_cannot_forge_a_line(client: httpx.Client, told: Told) -> None:
    Log(told.stream)("said", what='a"}\n{"event": "forged", "b": "\u2028')
    client.get("/v1/none%0a%7b%22event%22%3a%22forged%22%7d")
    assert [each["event"] for each in told.events()] == ["said", "request"]


def test_a_password_is_typed_unseen_and_may_be_pasted(client: httpx.Client) -> None:
    page = client.get("/sign-in").text
    assert 'name="password" type="password"' in page
    assert "onpaste" not in page
    assert 'autocomplete="current-password"' in page
    scripts = Path(__file__).resolve().parents[2] / "src" / "forestall" / "web" / "static"
    assert [path.name for path in scripts.glob("*.js") if '"paste"' in path.read_text("utf-8")] == []
