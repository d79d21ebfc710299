"""A service of a small place with accounts, listening on a loopback address, and its collections with known content."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx
import pytest
import uvicorn

from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.passkey import Site
from forestall.guard.seal import Sealer
from forestall.guard.throttle import Rate
from forestall.model.account import Account, Action, Purpose, Role
from forestall.model.label import Label
from forestall.model.words import Field
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.people import CONSOLE, People, people
from forestall.pipeline.service import Service
from forestall.place.template import write_town
from forestall.web import with_accounts
from forestall.web.app import make_app
from forestall.web.headers import Limits
from forestall.web.sign_in import Desk

START = datetime(2026, 3, 9, 6, tzinfo=UTC)
TAXII = "application/taxii+json;version=2.1"
FREELY = Limits(credential=Rate(1e9, 1e9), address=Rate(1e9, 1e9))
HOME = "outlook@millford.example"


@dataclass
class World:
    """What a test asks."""

    url: str
    """Where it listens."""
    service: Service
    """The service behind it."""
    people: People
    """The accounts."""
    tokens: dict[str, str]
    """A token of each account."""

    def ask(self, method: str, path: str, who: str | None = "operator", **more: Any) -> httpx.Response:
        """One request below the API root, with somebody's token."""
        headers = {"accept": TAXII, **more.pop("headers", {})}
        if who is not None:
            headers["authorization"] = f"Bearer {self.tokens[who]}"
        return httpx.request(method, f"{self.url}/taxii2/office/{path}", headers=headers, timeout=30, **more)

    def post(self, collection: str, things: list[Any], who: str = "operator") -> httpx.Response:
        """Hand objects in."""
        headers = {"content-type": TAXII}
        content = json.dumps({"objects": things})
        return self.ask("POST", f"collections/{collection}/objects/", who, content=content, headers=headers)

    def objects(self, collection: str, query: str = "", who: str = "operator") -> list[dict[str, Any]]:
        """Objects of one answer."""
        answer = self.ask("GET", f"collections/{collection}/objects/{query}", who)
        assert answer.status_code == 200, answer.text
        found = answer.json().get("objects", [])
        assert isinstance(found, list)
        return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The service, listening."""
    root = tmp_path_factory.mktemp("place") / "town"
    write_town(root)
    state = root / ".forestall"
    sealer = Sealer(KeyRing([new_master_key()]))
    with (
        Service.open(root, str(state), state / "outlook", lambda *_args, **_said: None) as service,
        people(state, sealer, service.now, HOME, dict) as kept,
    ):
        desk = Desk(Site("office.example", "https://office.example"))
        app = make_app(service, limits=FREELY, accounts=partial(with_accounts.install, people=kept, desk=desk))
        with _listening(app) as url:
            yield World(url, service, kept, _tokens(kept))


def _tokens(kept: People) -> dict[str, str]:
    every = frozenset({Action.READ_FINDINGS, Action.SEND_SIGNALS})
    cyber = frozenset({Field.CYBER})
    people_of = {
        "operator": (HOME, Wanted(Role.OPERATOR, Label.RED, purposes=frozenset(Purpose))),
        "cert": ("cert.example", Wanted(Role.PARTNER, Label.AMBER, cyber, purposes=frozenset({Purpose.SHARING}))),
        "other": ("other.example", Wanted(Role.PARTNER, Label.GREEN, cyber, purposes=frozenset({Purpose.SHARING}))),
        "auditor": (HOME, Wanted(Role.AUDITOR, Label.RED)),
    }
    found = {}
    for name, (office, wanted) in people_of.items():
        accounts.add_account(kept, CONSOLE, Account(name, name, office, START), wanted)
        found[name] = accounts.add_token(kept, CONSOLE, name, "test", every).text
    keeper = Account("keeper", "keeper", HOME, START)
    accounts.add_account(kept, CONSOLE, keeper, Wanted(Role.ADMINISTRATOR))
    found["keeper"] = accounts.add_token(kept, CONSOLE, "keeper", "test", every).text
    return found


class _listening:  # noqa: N801 - a context manager, used like a function
    """An app on a free port of this machine, without its workers."""

    def __init__(self, app: Any) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> str:
        self._socket.listen(64)
        self._thread.start()
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_error: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)


Make = Callable[..., dict[str, Any]]


@pytest.fixture
def coa() -> Make:
    """Makes a course of action of a number and version."""

    def made(number: int, modified: str = "2017-01-27T13:49:53.935Z", **more: Any) -> dict[str, Any]:
        return {
            "type": "course-of-action",
            "spec_version": "2.1",
            "id": f"course-of-action--68794cd5-28db-429d-ab1e-{number:012x}",
            "created": "2014-01-27T13:49:53.935Z",
            "modified": modified,
            "name": f"Measure {number}",
            **more,
        }

    return made


@pytest.fixture
def fresh(world: World) -> Iterator[str]:
    """A collection of others that is empty, and emptied again; as ROOT-relative name."""
    alias = "cyber-received"
    yield alias
    with world.service.office.changing() as session:
        from sqlalchemy import delete

        from forestall.store.exchange_tables import StixObjectRow

        session.execute(delete(StixObjectRow).where(StixObjectRow.collection == alias))
