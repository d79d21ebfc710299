"""What the tests of the store share: passes to publish, arrivals to take, and a real PostgreSQL server."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from forestall.model.alert import Alert
from forestall.model.duty import Obligation
from forestall.model.entry import Entry
from forestall.model.intake import Arrival
from forestall.model.label import Label
from forestall.model.words import ObligationState
from forestall.store.database import Database
from forestall.store.inbox import Inbox
from forestall.store.passes import Pass

START = datetime(2026, 3, 9, 6, tzinfo=UTC)

MakePass = Callable[[int], Pass]


def _alert(hour: int, subject: str = "risk:flood", msg_type: str = "Alert", life: float = 24) -> Alert:
    at = START + timedelta(hours=hour)
    return Alert(
        identifier=f"alert-{subject}-{hour}".replace(":", "-"),
        sender="office.example",
        sent=at,
        status="Actual",
        msg_type=msg_type,
        scope="Restricted",
        category="Met",
        event="Flood",
        urgency="Future",
        severity="Minor",
        certainty="Possible",
        headline="Flood is likelier than usual",
        description="It rains.",
        instruction="",
        effective=at,
        expires=at + timedelta(hours=life),
        areas=(),
        subject=subject,
        digest="d",
    )


def _obligation(state: ObligationState) -> Obligation:
    return Obligation("ob-1", "Inspect", "town", "duty:inspect", START, START + timedelta(days=9), state)


@pytest.fixture
def alert() -> Callable[..., Alert]:
    """Makes an alert sent at an hour on a subject."""
    return _alert


@pytest.fixture
def obligation() -> Obligation:
    """One that is open."""
    return _obligation(ObligationState.OPEN)


@pytest.fixture
def make_pass() -> MakePass:
    """The pass of an hour: it sends one alert, changes one obligation and finds three things."""

    def make(hour: int) -> Pass:
        at = START + timedelta(hours=hour)
        sent = _alert(hour, msg_type="Update" if hour else "Alert")
        return Pass(
            at=at,
            seed=1,
            place="place-digest",
            summary={"hour": hour},
            alerts=(sent,),
            obligations=(_obligation(ObligationState.OVERDUE if hour % 2 else ObligationState.OPEN),),
            entries=tuple(
                Entry("alert", f"{sent.subject}-{i}", at, {"identifier": sent.identifier, "part": i}) for i in range(3)
            ),
            tables={"findings": pa.table({"id": [f"f{hour}", "g", "h"], "value": [1.0, None, 3.0]})},
        )

    return make


MakeArrival = Callable[..., Arrival]


@pytest.fixture
def arrival() -> MakeArrival:
    """Makes the arrival of a number: one a minute."""

    def make(
        number: int, source: str = "gate", label: Label = Label.GREEN, body: dict[str, object] | None = None
    ) -> Arrival:
        at = START + timedelta(minutes=number)
        content = {"n": number} if body is None else body
        digest = hashlib.sha256(repr(content).encode()).hexdigest()
        received = at + timedelta(seconds=5)
        return Arrival(source, f"id-{number}", received, at, "reading", label, "town", None, content, digest)

    return make


@pytest.fixture(scope="session")
def migrated_server(server: str) -> str:
    """A server with a database `migrated` of the present schema, to copy."""
    import psycopg

    with psycopg.connect(f"postgresql://forestall@{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated")
    with Inbox.open(f"postgresql://forestall@{server}/migrated?lake=none"):
        return server


@pytest.fixture(scope="session")
def migrated_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty state of the present schema, to copy."""
    folder = tmp_path_factory.mktemp("migrated") / "state"
    with Inbox.open(folder):
        return folder


def _database(server: str, tmp_path: Path, template: str) -> Iterator[str]:
    import psycopg

    name = "t" + hashlib.sha256(str(tmp_path).encode()).hexdigest()[:12]
    with psycopg.connect(f"postgresql://forestall@{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        yield f"postgresql://forestall@{server}/{name}?lake={tmp_path}/lake"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_database(server: str, tmp_path: Path) -> Iterator[str]:
    """URL of an empty database of its own, with a lake in a folder."""
    yield from _database(server, tmp_path, "template1")


@pytest.fixture
def postgresql(migrated_server: str, tmp_path: Path) -> Iterator[str]:
    """URL of an empty state of its own, with a lake in a folder."""
    yield from _database(migrated_server, tmp_path, "migrated")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty state lives: each test runs on both databases."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("migrated_folder"), tmp_path / "state")
        return str(tmp_path / "state")
    return str(request.getfixturevalue("postgresql"))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a state is to be made: each test runs on both databases."""
    return str(tmp_path / "new") if request.param == "sqlite" else str(request.getfixturevalue("empty_database"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A new one on SQLite."""
    with closing(Database(tmp_path, writable=True)) as found:
        found.prepare()
        yield found


@pytest.fixture
def either(place: str) -> Iterator[Database]:
    """A new one on SQLite and on PostgreSQL."""
    if "://" not in place:
        Path(place).mkdir(exist_ok=True)
    with closing(Database(place, writable=True)) as found:
        found.prepare()
        yield found
