"""Every role on every route of the app: what nothing grants is refused, and no route forgot to say what it asks."""

import re
import shutil
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.passkey import Site
from forestall.guard.policy import TABLE
from forestall.guard.seal import Sealer
from forestall.guard.throttle import Rate
from forestall.model.account import Account, Action, Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.people import CONSOLE, People, people
from forestall.pipeline.run import run_pass
from forestall.pipeline.service import Service
from forestall.pipeline.sign_in import with_link
from forestall.store.sign_ins import SignIns
from forestall.web import with_accounts
from forestall.web.app import make_app
from forestall.web.headers import Limits
from forestall.web.rights import COOKIE, LocalRights, declared
from forestall.web.sign_in import Desk

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
FILLED = {
    "{number}": "1",
    "{name}": "nobody",
    "{path:path}": "no-such-page.html",
    "{identifier}": "x",
    "{draft}": "x",
    "{form}": "atom",
    "{id}": "1",
    "{collection}": "x",
    "{identity}": "x",
    "{key}": "nothing",
    "{scenario}": "nothing",
    "{feature}": "nothing",
    "{method}": "five-whys",
    "{finding}": "nothing",
    "{evidence}": "nothing",
    "{said}": "accept",
    "{kind}": "risk",
    "{quantity}": "probability",
    "{account}": "nobody",
    "{budget}": "1",
    "{measure}": "nothing",
    "{act}": "1",
    "{view}": "1",
}
OPEN = {
    ("GET", "/briefing/style.css"),
    ("GET", "/feeds/alerts.{form}"),
    ("GET", "/feeds/alerts/{identifier}.xml"),
    ("GET", "/healthz"),
    ("GET", "/help"),
    ("GET", "/help/{key}"),
    ("GET", "/static/{name:path}"),
    ("POST", "/settings"),
    ("POST", "/toured"),
    ("GET", "/readyz"),
    ("GET", "/openapi.json"),
    ("GET", "/sign-in"),
    ("GET", "/sign-in/link"),
    ("GET", "/sign-in/service"),
    ("GET", "/sign-in/service/return"),
    ("GET", "/sign-in/style.css"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/link"),
    ("POST", "/sign-in/passkey"),
    ("POST", "/sign-in/passkey/options"),
    ("POST", "/v1/sign-in"),
}
"""Routes that ask for no account, said once more: a new one among them is a decision."""

LEFT_OUT = {"/v1/events", "/live", "/sign-out", "/account/purpose"}
"""They have no end, or change what the session may do."""
FREELY = Limits(credential=Rate(1e9, 1e9), address=Rate(1e9, 1e9), sign_in=Rate(1e9, 1e9))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, People, dict[Role, str]]]:
    """The whole app with one account of each role, and the secret of a session of each."""
    root = tmp_path_factory.mktemp("place") / "harbour"
    shutil.copytree(Path(__file__).resolve().parents[2] / "examples" / "harbour", root)
    described = root / "place.toml"
    described.write_text(re.sub(r"(?m)^years = [0-9_]+", "years = 1_000", described.read_text()), encoding="utf-8")
    state = root / ".forestall"
    run_pass(root, out=None, state=None, at=None, now=START, seed=1, progress=lambda _: None)
    sealer = Sealer(KeyRing([new_master_key()]))
    with (
        Service.open(root, str(state), state / "outlook", lambda *_args, **_said: None) as service,
        people(state, sealer, lambda: START, "office", dict) as kept,
    ):
        service.picture.refresh()
        desk = Desk(Site("office.example", "https://office.example"))
        install = partial(with_accounts.install, people=kept, desk=desk)
        app = make_app(service, https=True, limits=FREELY, accounts=install)
        yield app, kept, {role: _seated(kept, role) for role in Role}


def _seated(kept: People, role: Role) -> str:
    name = str(role)
    wanted = Wanted(role, Label.RED, purposes=frozenset(Purpose))
    accounts.add_account(kept, CONSOLE, Account(name, name, "office", START), wanted)
    found = with_link(kept, accounts.invite(kept, CONSOLE, name))
    with kept.changing() as session:
        SignIns(session).set_purpose(found.sitting.digest, Purpose.OPERATIONS)
    return found.secret


def _client(app: FastAPI) -> httpx.Client:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # starlette would rather have httpx2, which nothing else here needs
        from starlette.testclient import TestClient
    same = {"sec-fetch-site": "same-origin"}
    return TestClient(
        app, "https://office.example", raise_server_exceptions=False, headers=same, follow_redirects=False
    )


def _url(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace(name, value)
    assert "{" not in path, f"give {path} a value in FILLED"
    return path


def _granted(role: Role, action: Action) -> bool:
    """Whether a fresh session of a role without limits may do it, from the table by eye."""
    if action is Action.READ_OUTLOOK:  # its pages show the whole place, and harbour has a source at RED
        return role in {Role.ANALYST, Role.OPERATOR, Role.DIRECTOR}
    return any(action in line.actions and (line.roles is None or role in line.roles) for line in TABLE)


def test_every_route_names_one_action(world: tuple[FastAPI, People, dict[Role, str]]) -> None:
    routes = declared(world[0])
    assert len(routes) > 30
    assert [f"{method} {path}" for method, path, action in routes if action is None] == []


def test_only_known_routes_ask_for_no_account(world: tuple[FastAPI, People, dict[Role, str]]) -> None:
    assert {(method, path) for method, path, action in declared(world[0]) if action is Action.PROBE} == OPEN


def test_a_visitor_is_refused_by_every_other_route(world: tuple[FastAPI, People, dict[Role, str]]) -> None:
    app = world[0]
    client = _client(app)
    let_in = [
        f"{method} {path}"
        for method, path, action in declared(app)
        if action is not Action.PROBE
        and client.request(method, _url(path)).status_code != (403 if path.startswith("/open311/") else 401)
    ]
    assert let_in == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_through_exactly_where_the_table_lets_it(
    world: tuple[FastAPI, People, dict[Role, str]], role: Role
) -> None:
    app, _kept, secrets = world
    client = _client(app)
    wrong: list[str] = []
    for method, path, action in declared(app):
        if action is None or action is Action.PROBE or path in LEFT_OUT:
            continue
        status = client.request(method, _url(path), headers={"cookie": f"{COOKIE}={secrets[role]}"}).status_code
        through = status not in {401, 403}
        if through != _granted(role, action) or status >= 500:
            wrong.append(f"{method} {path} ({action}): {status}")
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_refused_the_stream_of_events_unless_it_may_read(
    world: tuple[FastAPI, People, dict[Role, str]], role: Role
) -> None:
    app, _kept, secrets = world
    actions = {path: action for _method, path, action in declared(app)}
    action = actions.get("/v1/events")
    if action is None or _granted(role, action):
        pytest.skip("it may read; the stream has no end")
    answer = _client(app).get("/v1/events", headers={"cookie": f"{COOKIE}={secrets[role]}"})
    assert answer.status_code == 403


def test_a_local_authority_does_not_see_the_whole_outlook(world: tuple[FastAPI, People, dict[Role, str]]) -> None:
    app, kept, _secrets = world
    wanted = Wanted(Role.LOCAL, Label.RED, fields=frozenset({Field.CYBER}))
    accounts.add_account(kept, CONSOLE, Account("small", "s", "office", START), wanted)
    secret = with_link(kept, accounts.invite(kept, CONSOLE, "small")).secret
    assert _client(app).get("/disk/", headers={"cookie": f"{COOKIE}={secret}"}).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "", "127.0.0.1.evil.example"])
def test_a_service_without_accounts_answers_under_its_own_name_only(
    world: tuple[FastAPI, People, dict[Role, str]], host: str
) -> None:
    app = make_app(world[0].state.service)
    assert isinstance(app.state.rights, LocalRights)
    client = _client(app)
    assert client.get("/v1/sources", headers={"host": host}).status_code == 403
    assert client.get("/v1/sources", headers={"host": "127.0.0.1:8765"}).status_code == 200
    crossed = {"host": "127.0.0.1:8765", "sec-fetch-site": "cross-site"}
    assert client.post("/v1/quarantine/1/drop", headers=crossed).status_code == 403
