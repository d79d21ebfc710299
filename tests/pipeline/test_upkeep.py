"""What a service does for its own sake: it signs where there are keys, and moves what is old to a sealed lake."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forestall.ledger import note
from forestall.ledger.key import Kind, SigningKey
from forestall.ledger.policy import Policy
from forestall.model.entry import Entry
from forestall.model.intake import Arrival
from forestall.model.label import Label
from forestall.pipeline.ledger_keys import keep_keys
from forestall.pipeline.upkeep import KEYS, kept_small, signed
from forestall.store.anchor import Anchor
from forestall.store.book import Book
from forestall.store.database import Database
from forestall.store.inbox import Inbox

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)
KEY = SigningKey("town.example/ledger", Kind.ED25519, bytes(32))


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state with one entry, and an anchor apart from it."""
    monkeypatch.setenv("FORESTALL_ANCHOR", str(tmp_path / "elsewhere" / "anchor.sqlite"))
    folder = tmp_path / "state"
    folder.mkdir()
    with closing(Database(folder, writable=True)) as database:
        database.prepare()
        with database.session() as session:
            Book(session).append([Entry("label", "a", AT, {"to": "GREEN"})])
    return folder


def test_without_keys_nothing_is_signed(state: Path) -> None:
    assert signed(state, state, AT) is None


def test_with_keys_the_head_is_signed_and_anchored(state: Path, tmp_path: Path) -> None:
    keep_keys(state / KEYS, [KEY])
    assert signed(state, state, AT) == 1
    with closing(Anchor(str(tmp_path / "elsewhere" / "anchor.sqlite"))) as anchor:
        kept = anchor.last(KEY.name)
    assert kept is not None
    Policy.of([KEY.public()]).check(note.read(kept))


def test_old_signals_move_to_a_lake_that_shows_none_of_them(state: Path, tmp_path: Path) -> None:
    body = {"_host": "PUMP-09", "said": "canary-in-the-lake"}
    arrival = Arrival("logs", "one", AT, AT, "event", Label.AMBER, None, None, body, "0" * 64)
    with Inbox.open(state) as inbox:
        inbox.take([arrival])
        inbox.finish(0, 1, {}, AT)
    assert kept_small(tmp_path, state, state, AT + timedelta(days=3)).moved == 1
    files = [path for path in (state / "lake").rglob("*.parquet") if path.is_file()]
    assert files
    assert not any(b"canary-in-the-lake" in path.read_bytes() for path in files)
