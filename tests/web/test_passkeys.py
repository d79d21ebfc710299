"""Passkeys over HTTP, with a key made in software: registering, signing in, signing an act, and what must fail."""

import json
import shutil
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI

from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.passkey import Site
from forestall.guard.seal import Sealer
from forestall.model.account import Account, Role
from forestall.model.intake import Arrival
from forestall.model.label import Label
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.people import CONSOLE, People, people
from forestall.store.inbox import Inbox
from forestall.store.labels import Labels
from forestall.web import problem, with_accounts
from forestall.web.sign_in import Desk

sys.path.insert(0, str(Path(__file__).parent))
from soft_key import ORIGIN, UP, UV, SoftKey, b64

START = datetime(2026, 3, 9, 6, tzinfo=UTC)


@pytest.fixture(scope="module")
def new_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state with nothing in it, made once: the migrations take longer than a test."""
    folder = tmp_path_factory.mktemp("new")
    with people(folder, Sealer(KeyRing([new_master_key()])), lambda: START, "office", dict):
        return folder


@pytest.fixture
def kept(new_state: Path, tmp_path: Path) -> Iterator[People]:
    """A service with a director."""
    shutil.copytree(new_state, tmp_path, dirs_exist_ok=True)
    with people(tmp_path, Sealer(KeyRing([new_master_key()])), lambda: START, "office", dict) as found:
        wanted = Wanted(Role.DIRECTOR, Label.AMBER)
        accounts.add_account(found, CONSOLE, Account("dora", "Dora", "office", START), wanted)
        yield found


@pytest.fixture
def browser(kept: People) -> httpx.Client:
    """A browser in which the director has signed in by a link."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starlette would rather have httpx2, which nothing else here needs
        from starlette.testclient import TestClient
    app = FastAPI()
    problem.install(app)
    with_accounts.install(app, kept, Desk(Site("office.example", ORIGIN)))
    client = TestClient(app, ORIGIN, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
    client.post("/sign-in/link", data={"secret": accounts.invite(kept, CONSOLE, "dora")})
    return client


def _post(browser: httpx.Client, path: str, body: object = None) -> dict[str, object]:
    answer = browser.post(path, json=body)
    assert answer.status_code < 300, answer.text
    found = answer.json()
    assert isinstance(found, dict)
    return found


def _registered(browser: httpx.Client, key: SoftKey) -> httpx.Response:
    asked = _post(browser, "/v1/me/passkeys/options")
    body = {"ticket": asked["ticket"], "name": "blue key", "answer": key.register(_options(asked))}
    return browser.post("/v1/me/passkeys", json=body)


def _options(asked: dict[str, object]) -> dict[str, object]:
    options = asked["options"]
    assert isinstance(options, dict)
    return options


def _signed_in(browser: httpx.Client, key: SoftKey, *, origin: str = ORIGIN) -> httpx.Response:
    asked = _post(browser, "/sign-in/passkey/options")
    key.origin = origin
    return browser.post("/sign-in/passkey", json={"ticket": asked["ticket"], "answer": key.use(_options(asked))})


def test_a_passkey_is_registered_and_signs_in(browser: httpx.Client) -> None:
    key = SoftKey()
    assert _registered(browser, key).status_code == 201
    browser.cookies.clear()
    answer = _signed_in(browser, key)
    assert (answer.status_code, answer.json()["means"]) == (200, "passkey")
    assert browser.get("/v1/me").json()["account"] == "dora"


def test_a_passkey_belongs_to_one_account_only(browser: httpx.Client) -> None:
    assert [_registered(browser, SoftKey()).status_code for _ in range(2)] == [201, 409]


@pytest.mark.parametrize(
    "key",
    [SoftKey(origin="https://evil.example"), SoftKey(host="evil.example"), SoftKey(flags=UP), SoftKey(flags=UV)],
    ids=["another origin", "another host", "without a check of the person", "without a touch"],
)
def test_a_key_that_answers_for_another_site_or_unasked_is_refused(browser: httpx.Client, key: SoftKey) -> None:
    assert _registered(browser, key).status_code == 401


def test_what_does_not_hold_does_not_sign_in(browser: httpx.Client) -> None:
    key = SoftKey()
    _registered(browser, key)
    browser.cookies.clear()
    assert _signed_in(browser, key, origin="https://evil.example").status_code == 401
    key.origin = ORIGIN
    stranger = SoftKey(id=b"another key 0000")
    assert _signed_in(browser, stranger).status_code == 401
    forged = SoftKey(secret=ec.derive_private_key(7, ec.SECP256R1()), count=10)
    assert _signed_in(browser, forged).status_code == 401
    assert _signed_in(browser, key).status_code == 200


def test_a_copied_key_shows_by_its_counter(browser: httpx.Client) -> None:
    key = SoftKey()
    _registered(browser, key)
    copy = SoftKey()
    assert _signed_in(browser, key).status_code == 200
    assert _signed_in(browser, key).status_code == 200
    assert _signed_in(browser, copy).status_code == 401


def test_a_challenge_is_answered_once(browser: httpx.Client) -> None:
    key = SoftKey()
    _registered(browser, key)
    asked = _post(browser, "/sign-in/passkey/options")
    body = {"ticket": asked["ticket"], "answer": key.use(_options(asked))}
    assert [browser.post("/sign-in/passkey", json=body).status_code for _ in range(2)] == [200, 401]


@pytest.mark.parametrize("answer", [{}, {"id": 1}, {"id": "x"}, {"id": b64(b"software key 000"), "response": []}])
def test_nonsense_is_refused_and_not_an_error_of_ours(browser: httpx.Client, answer: dict[str, object]) -> None:
    _registered(browser, SoftKey())
    asked = _post(browser, "/sign-in/passkey/options")
    assert browser.post("/sign-in/passkey", json={"ticket": asked["ticket"], "answer": answer}).status_code == 401


def test_lowering_a_label_is_signed_by_the_passkey_over_the_very_act(
    browser: httpx.Client, kept: People, tmp_path: Path
) -> None:
    key = SoftKey()
    _registered(browser, key)
    arrival = Arrival("feed", "id-1", START, START, "event", Label.AMBER, None, None, {"what": "x"}, "0" * 64)
    with Inbox.open(tmp_path) as inbox:
        path = f"/v1/signals/{inbox.take((arrival,))[0].number}/label"
    wanted = {"label": "GREEN", "reason": "published by the press"}
    assert browser.post(path, json=wanted).status_code == 403  # who has a passkey signs

    asked = _post(browser, f"{path}/challenge", wanted)
    signed = {"ticket": asked["ticket"], "answer": key.use(_options(asked))}
    other = browser.post(path, json={**wanted, "label": "CLEAR", **signed})
    assert other.status_code == 401  # signed for GREEN, sent for CLEAR
    assert browser.post(path, json={**wanted, **signed}).status_code == 401  # the ticket is used up

    asked = _post(browser, f"{path}/challenge", wanted)
    done = browser.post(path, json={**wanted, "ticket": asked["ticket"], "answer": key.use(_options(asked))})
    assert done.json() == {"signal": 1, "before": "AMBER", "after": "GREEN", "signed": True}
    with kept.looking() as session:
        change = Labels(session).changes("signal", "feed/id-1")[0]
    assert change.signature is not None
    assert set(json.loads(change.signature)) == {"answer", "nonce"}
