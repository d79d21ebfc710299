"""A real store with its intake, and a place with the sources that a test names."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from forestall.guard.door import Door
from forestall.model.place import Place
from forestall.model.words import SourceKind
from forestall.pipeline.adapters.handing import Handing
from forestall.pipeline.arrive import Desk
from forestall.pipeline.intake import Intake
from forestall.place.load import load
from forestall.store.inbox import Inbox

sys.path.insert(0, str(Path(__file__).parent))

from adapter_service import NOW, Open, Service, source
from real_broker import Broker, free_ports, self_signed


@pytest.fixture(scope="session")
def place(harbour: Path) -> Place:
    sources = (
        source("sensors", SourceKind.JSON_LINES),
        source("lines", SourceKind.SYSLOG),
        source("table", SourceKind.CSV),
        source("warnings", SourceKind.CAP),
        source("vulnerabilities", SourceKind.KEV),
    )
    found = load(harbour)
    return replace(found, sources=sources, profile=replace(found.profile, replay_at=None))


@pytest.fixture(scope="session")
def desk(place: Place) -> Desk:
    return Desk(place, Door(b"k" * 32, place.profile.door))


@pytest.fixture
def opened(desk: Desk, tmp_path: Path) -> Iterator[Open]:
    """Opens the service of this test; when it was open it is closed first: a restart."""
    with ExitStack() as last:
        stack = last.enter_context(ExitStack())

        def make() -> Service:
            stack.close()
            inbox = stack.enter_context(Inbox.open(tmp_path / "state"))
            intake = Intake(inbox)
            stack.callback(intake.close)
            return Service(inbox, intake, Handing(desk, intake, inbox, lambda: NOW))

        yield make


@pytest.fixture
def service(opened: Open) -> Service:
    return opened()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    folder = tmp_path / "broker"
    folder.mkdir()
    self_signed(folder)
    port, tls_port = free_ports()
    one = Broker(folder, port, tls_port)
    one.start()
    yield one
    one.stop()
