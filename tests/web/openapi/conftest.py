"""The whole app on the harbour, with accounts, a partner's office and an audience, at a time that stands still."""

import asyncio
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI

from forestall.guard.keys import KeyRing, new_master_key
from forestall.guard.passkey import Site
from forestall.guard.seal import Sealer
from forestall.guard.throttle import Rate
from forestall.ledger.key import SigningKey
from forestall.model.account import Account, Purpose, Role
from forestall.model.label import Label
from forestall.pipeline import accounts
from forestall.pipeline.accounts import Wanted
from forestall.pipeline.deliver import deliver, delivering
from forestall.pipeline.exchange_form import exchange_key
from forestall.pipeline.people import CONSOLE, People, people
from forestall.pipeline.run import run_pass
from forestall.pipeline.service import Service
from forestall.pipeline.sign_in import with_link
from forestall.store.sign_ins import SignIns
from forestall.web import with_accounts
from forestall.web.app import make_app
from forestall.web.headers import Limits
from forestall.web.sign_in import Desk

sys.path.insert(0, str(Path(__file__).parent))

HARBOUR = Path(__file__).resolve().parents[3] / "examples" / "harbour"
START = datetime(2031, 3, 10, 6, tzinfo=UTC)  # the morning of the harbour
NOW = START + timedelta(hours=2)
PARTNER = "ossary-cert"
FREELY = Limits(credential=Rate(1e9, 1e9), address=Rate(1e9, 1e9), sign_in=Rate(1e9, 1e9))
_AUDIENCES = """
[[audiences]]
id = "{id}"
title = "{title}"
kind = "authority"
clearance = "TLP:AMBER"
keep = 1
[[audiences.channels]]
by = "file"
folder = "{folder}"
"""
_SWITCHES = """
[[sources]]
id = "port-switches"
title = "Network switches of the port"
kind = "syslog"
path = "logs/none/*.log"
field = "cyber"
label = "TLP:AMBER"
"""


class Still(Service):
    """A service for which it is always the same time."""

    at = START

    def now(self) -> datetime:
        """That time."""
        return self.at


@dataclass(frozen=True)
class World:
    """What the tests of the description ask."""

    app: FastAPI
    service: Service
    kept: People
    secrets: dict[str, str]
    """Secret of a session, by account."""
    partner_key: SigningKey
    """With which the partner's office signs."""

    def somebody(self) -> str:
        """The secret of a session of somebody new with every role."""
        name = f"ana-{len(self.secrets)}"
        self.secrets[name] = _seated(self.kept, name, tuple(Role), Label.RED)
        return self.secrets[name]


@contextmanager
def world_of(folder: Path, server: str | None) -> Iterator[World]:
    """The whole app, sessions of two people with every role, of one with hardly any, and of the partner's Forestall.

    Args:
        folder: an empty one
        server: URL of an empty database and of its lake; None: SQLite in the folder
    """
    root, keys = folder / "harbour", folder / "harbour" / ".forestall"
    state = server or str(keys)
    shutil.copytree(HARBOUR, root, ignore=shutil.ignore_patterns(".forestall"))
    partner_key = exchange_key(_made(folder / "partner"), "cert@portofossary.invalid")
    _prepare(root, folder, partner_key)
    run_pass(root, out=keys / "outlook", state=state, at=None, now=START, seed=1, progress=lambda _: None)
    sealer = Sealer(KeyRing([new_master_key()]))
    with (
        Still.open(root, state, keys / "outlook", lambda *_args, **_said: None) as service,
        people(state, sealer, lambda: NOW, "office", dict) as kept,
    ):
        service.picture.refresh()
        service.condition.live_trouble = None
        for service.at in (START, NOW):
            with delivering(service.office):
                asyncio.run(deliver(service.office))
        desk = Desk(Site("office.example", "https://office.example"))
        install = partial(with_accounts.install, people=kept, desk=desk)
        app = make_app(service, https=True, limits=FREELY, accounts=install)
        secrets = {name: _seated(kept, name, tuple(Role), Label.RED) for name in ("ana", "ben", "cert")}
        secrets["vale"] = _seated(kept, "vale", (Role.LOCAL,), Label.CLEAR)
        yield World(app, service, kept, secrets, partner_key)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The whole app on SQLite."""
    with world_of(tmp_path_factory.mktemp("place"), None) as found:
        yield found


@pytest.fixture(scope="session")
def world_on_postgresql(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The whole app on a database of its own on a real server."""
    import psycopg

    folder = tmp_path_factory.mktemp("place")
    with psycopg.connect(f"postgresql://forestall@{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE world")
    with world_of(folder, f"postgresql://forestall@{server}/world?lake={folder}/lake") as found:
        yield found


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _prepare(root: Path, folder: Path, partner_key: SigningKey) -> None:
    """Fewer years, an account and a key of the partner, one audience that is reached and one that is not."""
    told = root / "place.toml"
    told.write_text(re.sub(r"(?m)^years = [0-9_]+", "years = 1_000", told.read_text()), encoding="utf-8")
    told = root / "partners.toml"
    more = f'id = "{PARTNER}"\naccounts = ["cert"]\nkey = "{partner_key.public()}"\nrollup = true\n'
    told.write_text(told.read_text().replace(f'id = "{PARTNER}"\n', more), encoding="utf-8")
    (folder / "in-the-way").write_text("a file where a folder should be")
    desks = (("duty-desk", "Duty desk", "desk"), ("night-desk", "Night desk", "in-the-way"))
    text = "".join(_AUDIENCES.format(id=name, title=title, folder=folder / at) for name, title, at in desks)
    with (root / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(_SWITCHES)
    (root / "audiences.toml").write_text(text, encoding="utf-8")


def _seated(kept: People, name: str, roles: tuple[Role, ...], clearance: Label) -> str:
    """The secret of a session of a new account."""
    first, *more = [Wanted(role, clearance, purposes=frozenset(Purpose)) for role in roles]
    accounts.add_account(kept, CONSOLE, Account(name, name.title(), "office", NOW), first)
    for wanted in more:
        accounts.grant(kept, CONSOLE, name, wanted)
    found = with_link(kept, accounts.invite(kept, CONSOLE, name))
    with kept.changing() as session:
        SignIns(session).set_purpose(found.sitting.digest, Purpose.OPERATIONS)
    return found.secret
