"""Master keys change under a deployment, and everything that is sealed goes with them."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from forestall.cli.keys import keys as command
from forestall.core.errors import InputError, StateError
from forestall.guard.keys import KeyRing
from forestall.guard.seal import Sealer
from forestall.model.intake import Rejected
from forestall.pipeline.keyring import retire, rotate, shred, uses
from forestall.pipeline.master_keys import NAME, master_keys
from forestall.pipeline.sign_in import totp_about
from forestall.store.account_tables import AccountRow
from forestall.store.book import Book
from forestall.store.database import Database
from forestall.store.inbox import Inbox
from forestall.store.sealed import SealedLake

NOW = datetime(2026, 3, 9, 6, tzinfo=UTC)
TABLE = pa.table({"value": [1.0, 2.0]})


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A deployment with sealed things of every kind; its lake has a file on disk."""
    sealer = Sealer(master_keys(tmp_path, {}))
    with Inbox.open(tmp_path, sealer) as inbox:
        inbox.take([], [Rejected("a", NOW, "no JSON", f"/{n}", "text/plain", b"raw %d" % n) for n in range(3)])
    database = Database(tmp_path, writable=True)
    (tmp_path / "file").write_bytes(SealedLake(master_keys(tmp_path, {}), database).encode(TABLE, "unit", "file"))
    with database.session() as session:
        session.add(account := an_account())
        account.totp = sealer.protect(b"secret of codes", totp_about(account.id))
    database.close()
    return tmp_path


def an_account() -> AccountRow:
    values = {
        column.name: "x" if not column.nullable and column.type.python_type is str else None
        for column in AccountRow.__table__.columns
    }
    return AccountRow(**{name: NOW if name in {"created", "made"} else value for name, value in values.items()})


def opens(state: Path, ring: KeyRing) -> None:
    """Everything that is sealed opens with a ring."""
    with Inbox.open(state, Sealer(ring)) as inbox:
        assert [held.rejected.raw for held in inbox.held(9)] == [b"raw 0", b"raw 1", b"raw 2"]
    database = Database(state, writable=True)
    assert SealedLake(ring, database).decode((state / "file").read_bytes(), "unit", "file").equals(TABLE)
    with database.session() as session:
        account = session.query(AccountRow).one()
        assert account.totp is not None
        assert Sealer(ring).open(account.totp, totp_about(account.id)) == b"secret of codes"
    database.close()


def test_a_rotation_takes_everything_along_and_writes_no_file_anew(state: Path) -> None:
    old, file = master_keys(state, {}), (state / "file").read_bytes()
    turned = rotate(state, state / NAME, NOW)
    assert (turned.names, turned.resealed) == ((old.current.name, turned.current), 5)
    assert uses(state, state / NAME) == {old.current.name: 0, turned.current: 5}
    assert (state / "file").read_bytes() == file
    left = retire(state, state / NAME, old.current.name, NOW)
    opens(state, left)
    with pytest.raises(StateError):
        opens(state, old)


def test_a_rotation_and_a_retirement_are_in_the_ledger(state: Path) -> None:
    old = master_keys(state, {}).current.name
    new = rotate(state, state / NAME, NOW).current
    retire(state, state / NAME, old, NOW)
    database = Database(state, writable=False)
    with database.session() as session:
        book = Book(session)
        assert [book.payload(index) for index in (0, 1)] == [
            {"new": new, "old": old, "resealed": 5},
            {"retired": old},
        ]
        assert book.verify().size == 2
    database.close()


def test_a_key_that_is_needed_or_current_is_not_retired(state: Path) -> None:
    first = master_keys(state, {}).current.name
    with pytest.raises(InputError, match="expected one of the old ones"):
        retire(state, state / NAME, first, NOW)
    second = rotate(state, state / NAME, NOW).current
    with Inbox.open(state, Sealer(KeyRing([master_keys(state, {}).named(first)]))) as inbox:
        inbox.take([], [Rejected("a", NOW, "late", "", "text/plain", b"under the old key")])
    with pytest.raises(InputError, match="1 envelopes need it"):
        retire(state, state / NAME, first, NOW)
    assert master_keys(state, {}).names == (first, second)


def test_a_shredded_unit_is_gone_and_the_ledger_says_why(state: Path) -> None:
    shred(state, state / NAME, "unit", "its time is over", NOW)
    with pytest.raises(StateError, match="destroyed"):
        opens(state, master_keys(state, {}))
    with pytest.raises(InputError, match="nothing was destroyed"):
        shred(state, state / NAME, "unit", "again", NOW)
    with pytest.raises(InputError, match="expected a reason"):
        shred(state, state / NAME, "unit", " ", NOW)


def test_the_command_names_keys_and_never_shows_them(state: Path) -> None:
    from typer.testing import CliRunner

    secret, runner = master_keys(state, {}).current.key.hex(), CliRunner()
    said = ""
    for words in (["list"], ["rotate"], ["list", "--json"], ["shred", "unit", "--reason", "over"]):
        done = runner.invoke(command, [*words, "--state", str(state)])
        assert done.exit_code == 0, done.output
        said += done.output
    assert "5 envelopes" in said
    assert secret not in said
