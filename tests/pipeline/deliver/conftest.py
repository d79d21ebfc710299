"""A desk that delivers, without audiences yet."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "adapters"))

from delivery_desk import PROFILE, Desk, MakeDesk
from mail_server import MailServer
from real_broker import Broker, free_ports, self_signed

from forestall.model.audience import Audience
from forestall.model.place import Place
from forestall.store.inbox import Inbox


@pytest.fixture(scope="session")
def empty_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state of the present schema, to copy."""
    folder = tmp_path_factory.mktemp("empty") / "state"
    with Inbox.open(folder):
        return folder


@pytest.fixture
def make_desk(empty_state: Path, tmp_path: Path) -> MakeDesk:
    """Makes a desk with the audiences named."""

    def make(*audiences: Audience) -> Desk:
        folder, root = tmp_path / "state", tmp_path / "place"
        shutil.copytree(empty_state, folder)
        root.mkdir()
        return Desk(folder, Place(root, "place", PROFILE, audiences=audiences))

    return make


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A real Mosquitto, running."""
    folder = tmp_path / "broker"
    folder.mkdir()
    found = Broker(folder, free_ports()[0])
    found.start()
    yield found
    found.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `cert.pem` and `key.pem` of localhost."""
    folder = tmp_path_factory.mktemp("certificate")
    self_signed(folder)
    return folder


@pytest.fixture
def mail_server() -> Iterator[Callable[..., MailServer]]:
    """Starts real mail servers on free ports."""
    running: list[MailServer] = []

    def start(**options: object) -> MailServer:
        running.append(MailServer.start(**options))  # type: ignore[arg-type]
        return running[-1]

    yield start
    for each in running:
        each.stop()
