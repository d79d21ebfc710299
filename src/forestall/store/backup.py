"""A backup of a state while it is used, and a state from a backup.

A backup is a folder in the form of an embedded state: `state.sqlite`, `lake/`, and `backup.json` with the digests. It
is one moment of the database, and of the lake what that moment's manifest names. Sealing it is in `pipeline/store.py`.
"""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from forestall.core.errors import InputError, StateError, TamperError
from forestall.store import day_files
from forestall.store.database import SCHEMA, Database
from forestall.store.lake import LakeFile, lake_at, whole
from forestall.store.lake_folder import FolderLake
from forestall.store.passes import Passes
from forestall.store.state import State
from forestall.store.transfer import counts, refuse_content, transfer
from forestall.store.where import FILE, PRIVATE, Where, make, own, where

LIST = "backup.json"
_TRIES = 3  # a file that upkeep took away meanwhile is in the next snapshot under another name
_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds."""

    schema: str
    """Revision of the schema."""
    rows: dict[str, int]
    """Rows by table."""
    size: int
    """Size of the ledger."""
    root: str
    """Root of the ledger, hexadecimal; empty when it is."""
    database: str
    """SHA-256 of the database, hexadecimal."""
    files: dict[str, str]
    """SHA-256 of each file of the lake, hexadecimal, by path."""


def backup(place: Path | str, target: Path) -> Saved:
    """Write a backup; a pass and the service may go on meanwhile.

    Args:
        place: the state
        target: the folder to be made

    Raises:
        InputError: the target is there already.
        StateError: the state cannot be used, or the target not be written; the target is not there then.
    """
    if target.exists():
        raise InputError(f"{target}: is there already, and a backup is never overwritten; name another")
    with State.read(place) as state:
        source = state.database.where
    part = target.with_name(f"{target.name}.part")
    for attempt in range(1, _TRIES + 1):
        shutil.rmtree(part, ignore_errors=True)
        make(part)
        _copy_database(source, part)
        try:
            saved = _describe(part, _copy_lake(source, part))
            break
        except StateError:
            if attempt == _TRIES:
                shutil.rmtree(part, ignore_errors=True)
                raise
    own(part / LIST)
    (part / LIST).write_text(json.dumps(asdict(saved), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    _sync(part / LIST, part)
    part.rename(target)
    _sync(target.parent)
    return saved


def check_backup(folder: Path) -> Saved:
    """What a backup says that it holds, after every digest in it was computed anew.

    Raises:
        InputError: it is no backup.
        StateError: a file is missing or is not what was written.
        TamperError: its ledger does not agree.
    """
    try:
        saved = Saved(**json.loads((folder / LIST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"{folder}: is no backup: {LIST} cannot be read ({error})") from error
    if _digest(folder / FILE) != saved.database:
        raise StateError(f"{folder / FILE}: is not what was written; use another backup")
    lake = FolderLake(folder / "lake")
    for path in sorted(saved.files):
        whole(lake, path, saved.files[path])
    if saved.schema == SCHEMA:
        _check_head(folder, saved)
    return saved


def restore(folder: Path, place: Path | str) -> Saved:
    """A state from a backup, in a folder or on PostgreSQL; what is there already is never overwritten.

    Raises:
        InputError: it is no backup, or the URL cannot be read.
        StateError: the backup is not whole, or there is a state already.
        TamperError: its ledger does not agree.
    """
    saved = check_backup(folder)
    target = where(place)
    if target.folder is not None:
        _restore_folder(folder, target.folder)
        with State.open(target.folder):  # brings the schema of an older Forestall up
            pass
    elif saved.schema == SCHEMA:
        move(folder, target)
    else:
        raise StateError(f"{folder}: has an older schema ({saved.schema}); restore it to a folder, then migrate that")
    _check_head(place, saved)
    return saved


def move(folder: Path, target: Where) -> dict[str, int]:
    """An embedded state to PostgreSQL: the lake first, then all rows in one transaction. Returns rows by table.

    Raises:
        StateError: either cannot be used, the target holds a state, or did not receive all.
    """
    source, database = Database(where(folder), writable=False), Database(target, writable=True)
    try:
        source.prepare()
        database.prepare()
        lake, own, files = lake_at(target.lake), FolderLake(folder / "lake"), _manifest(source)
        with database.connection() as connection:
            refuse_content(database, connection)
        if not set(lake.paths()) <= set(files):  # those of a move that was broken off are written again
            raise StateError(f"{target.lake}: holds files of something else; name an empty lake")
        for path, digest in files.items():
            lake.put([LakeFile(path, path, 0, whole(own, path, digest))])
        return transfer(source, database)
    finally:
        source.close()
        database.close()


def _check_head(place: Path | str, saved: Saved) -> None:
    with State.read(place) as state:
        head = state.head()
        if head is not None:
            state.verify_ledger()
        if (head.size if head else 0, head.root if head else "") != (saved.size, saved.root):
            raise TamperError(f"{place}: its ledger is not the one of size {saved.size} that the backup lists")


def _restore_folder(folder: Path, target: Path) -> None:
    if target.exists() and any(target.iterdir()):
        raise StateError(f"{target}: is not empty, and nothing is overwritten; name a new folder")
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(folder, part, ignore=shutil.ignore_patterns(LIST))
    for path in sorted((part, *part.rglob("*")), reverse=True):
        path.chmod(0o700 if path.is_dir() else PRIVATE)
        _sync(path)
    if target.exists():
        target.rmdir()
    part.rename(target)
    _sync(target.parent)


def _copy_database(source: Where, part: Path) -> None:
    database = Database(source, writable=False)
    try:
        if source.folder is not None:
            with database.unbound() as connection:
                own(part / FILE)
                connection.exec_driver_sql("VACUUM INTO ?", (str(part / FILE),))
        else:
            _from_server(database, part)
    finally:
        database.close()
    _sync(part / FILE, part)


def _from_server(database: Database, part: Path) -> None:
    copied = Database(part, writable=True)
    try:
        copied.prepare()
        transfer(database, copied)
        with copied.unbound() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
    finally:
        copied.close()


def _copy_lake(source: Where, part: Path) -> dict[str, str]:
    copied = Database(part, writable=False)
    try:
        files = _manifest(copied)
    finally:
        copied.close()
    lake, own = lake_at(source.lake), FolderLake(part / "lake")
    for path, digest in files.items():
        own.put([LakeFile(path, path, 0, whole(lake, path, digest))])
    return files


def _manifest(database: Database) -> dict[str, str]:
    """Digest of every file that the manifest names, by path."""
    with database.session() as session:
        of_days = {file.path: file.sha256 for file in day_files.everything(session)}
        return dict(sorted({**of_days, **Passes(session).digests()}.items()))


def _describe(part: Path, files: dict[str, str]) -> Saved:
    with State.read(part) as state:
        head = state.head()
        with state.database.connection() as connection:
            rows = counts(connection)
    size, root = (0, "") if head is None else (head.size, head.root)
    return Saved(SCHEMA, rows, size, root, _digest(part / FILE), files)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise StateError(f"{path}: cannot be read ({error.strerror}); use another backup") from error
    return digest.hexdigest()


def _sync(*paths: Path) -> None:
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
