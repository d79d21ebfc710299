"""Whether a state is sound: its schema, its rows, every file of the lake, and the ledger, all computed anew."""

import shlex
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, text

from forestall.core.errors import ForestallError
from forestall.store import day_files
from forestall.store.database import FILE, SCHEMA, Database
from forestall.store.lake import lake_at, whole
from forestall.store.passes import Passes
from forestall.store.state import State

_NUMBERS = {
    "signals": text(
        "SELECT value - COALESCE((SELECT max(number) FROM signals), 0) FROM tallies WHERE name = 'signals'"
    ),
    "quarantine": text(
        "SELECT value - COALESCE((SELECT max(id) FROM quarantine), 0) FROM tallies WHERE name = 'quarantine'"
    ),
}
_READ, _ENTER = stat.S_IROTH, stat.S_IXOTH
_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def audit(place: Path | str) -> tuple[str, ...]:
    """What is wrong with a state, a line each; nothing is changed, and it may be in use.

    Raises:
        InputError: the URL cannot be read.
        StateError: there is no state, or it cannot be opened at all.
    """
    with State.read(place) as state:
        database = state.database
        with database.connection() as connection:
            found = [*_database(connection), *_rows(connection)]
        return (*_open_to_others(database), *found, *_lake(database), *_ledger(state))


def _open_to_others(database: Database) -> Iterator[str]:
    """A folder that others may enter, when there is something in it that they may read."""
    place = database.where
    if place.folder is None or not _mode(place.folder) & _ENTER:
        return
    files = [each for each in (place.file, Path(place.lake), *place.folder.glob(f"{FILE}-*")) if each.exists()]
    if any(_mode(each) & _READ for each in files):
        mend = f"chmod -R go-rwx {shlex.quote(str(place.folder))}"
        yield f"{place.folder}: every user of this machine may read it; {mend}"


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _database(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for said in connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars():
            if said != "ok":
                yield f"database: {said}"
        for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"database: {table}, row {row}: what it refers to in {parent} is not there"
        return
    for setting, unsafe in _UNSAFE.items():
        if connection.exec_driver_sql(f"SHOW {setting}").scalar_one() == unsafe:
            yield f"server: {setting} is {unsafe}, so a power cut loses what was acknowledged; turn it on"


def _rows(connection: Connection) -> Iterator[str]:
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    if revision != SCHEMA:
        yield f"schema: {revision}, this Forestall knows {SCHEMA}"
    for table, query in _NUMBERS.items():
        if connection.execute(query).scalar_one() < 0:
            yield f"{table}: a number is larger than the last that was given out, so it would be given out again"


def _lake(database: Database) -> Iterator[str]:
    lake = lake_at(database.where.lake)
    with database.session() as session:
        files = {**{file.path: file.sha256 for file in day_files.everything(session)}, **Passes(session).digests()}
    for path in sorted(files):
        try:
            whole(lake, path, files[path])
        except ForestallError as error:
            yield str(error)
    for path in lake.paths():
        if path not in files:
            yield f"lake file {path}: is not in the manifest; a killed writer left it, the next upkeep removes it"


def _ledger(state: State) -> Iterator[str]:
    try:
        if state.head() is not None:
            state.verify_ledger()
    except ForestallError as error:
        yield f"ledger: {error}"
