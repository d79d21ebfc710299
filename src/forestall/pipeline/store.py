"""What is done with a whole state: backups, restoring, checks, the move to PostgreSQL, and keeping it small."""

import tarfile
import tempfile
import tomllib
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from forestall.core.errors import InputError, StateError
from forestall.guard.keys import KeyRing
from forestall.guard.stream import Secret, open_stream, seal_stream
from forestall.model.retention import Keep, Retention
from forestall.store.audit import audit
from forestall.store.backup import Saved, backup, move, restore
from forestall.store.days import Days
from forestall.store.lock import at_rest
from forestall.store.state import State
from forestall.store.transfer import counts
from forestall.store.upkeep import Tidied, tidy
from forestall.store.where import own, where

__all__ = ["audit", "back_up", "bring_back", "keep_small", "retention", "to_server"]

RETENTION = "retention.toml"
_ABOUT = "forestall backup"


def back_up(place: Path | str, target: Path, secret: Secret | None) -> Saved:
    """Write a backup, whole or not at all; the state may be in use.

    Args:
        place: the state
        target: a folder to be made; with a secret a sealed file
        secret: seals it

    Raises:
        InputError: the target is there already.
        StateError: the state cannot be used, or the target not be written.
    """
    if secret is None:
        return backup(place, target)
    if target.exists():
        raise InputError(f"{target}: is there already, and a backup is never overwritten; name another")
    with tempfile.TemporaryDirectory(dir=_parent(target), prefix=".backup-") as folder:
        saved = backup(place, Path(folder) / "state")
        packed, part = Path(folder) / "packed", Path(folder) / "sealed"
        with tarfile.open(packed, "w") as archive:
            for path in sorted((Path(folder) / "state").rglob("*")):
                archive.add(path, str(path.relative_to(Path(folder) / "state")), recursive=False)
        own(part)
        with packed.open("rb") as plain, part.open("wb") as sealed:
            seal_stream(plain, sealed, secret, _ABOUT)
        part.rename(target)
    return saved


def bring_back(source: Path, place: Path | str, secret: Secret | None) -> Saved:
    """A state from a backup; what is there already is never overwritten.

    Raises:
        InputError: it is no backup, or it is sealed and no secret was given.
        StateError: the secret is wrong, or the file was changed.
        StateError: the backup is not whole, or there is a state already.
        TamperError: its ledger does not agree.
    """
    if source.is_dir():
        return restore(source, place)
    if not source.is_file():
        raise InputError(f"{source}: there is no backup")
    if secret is None:
        raise InputError(f"{source}: is sealed; name its passphrase or keys")
    with tempfile.TemporaryDirectory(dir=_parent(_near(place, source)), prefix=".restore-") as folder:
        packed, plain = Path(folder) / "packed", Path(folder) / "state"
        with source.open("rb") as sealed, packed.open("wb") as sink:
            open_stream(sealed, sink, secret, _ABOUT)
        with tarfile.open(packed) as archive:
            archive.extractall(plain, filter="data")
        packed.unlink()
        return restore(plain, place)


def to_server(folder: Path, url: str) -> dict[str, int]:
    """Move an embedded state that is at rest to PostgreSQL and check what arrived; the folder is left as it is.

    Returns:
        Rows by table.

    Raises:
        InputError: the URL cannot be read.
        StateError: a service or a pass is at work on the folder, either cannot be used, the server holds a state, or
            did not receive all.
        TamperError: the ledger does not agree.
    """
    target = where(url)
    if target.url is None:
        raise InputError(f"{url}: expected the URL of PostgreSQL")
    with State.read(folder) as state, at_rest(folder):
        with tempfile.TemporaryDirectory(dir=_parent(folder), prefix=".move-") as scratch:
            saved = backup(folder, Path(scratch) / "state")
            rows = move(Path(scratch) / "state", target)
        wrong = audit(url)
        with state.database.connection() as connection:
            came = counts(connection) != saved.rows  # a service that started meanwhile takes in without a lock
    if came:
        raise StateError(
            f"{folder}: was written to meanwhile, so {target} lacks rows; stop what writes, empty it, move again"
        )
    if rows != saved.rows or wrong:
        raise StateError(f"{target}: did not arrive whole: {'; '.join(wrong) or 'rows differ'}; do not use it")
    return rows


def retention(place: Path) -> Retention:
    """How long a place keeps what: its `retention.toml`, else what `Retention` says.

    Raises:
        InputError: the file cannot be read.
    """
    path = place / RETENTION
    if not path.is_file():
        return Retention()
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        found = TypeAdapter(Retention).validate_python(said)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
    _check_names(path, said, Retention)
    for rule in said.get("rules", []):
        _check_names(path, rule, Keep)
    return found


def _check_names(path: Path, said: dict[str, object], noun: type[Retention | Keep]) -> None:
    known = [field.name for field in fields(noun)]
    for name, value in said.items():
        if name not in known:
            raise InputError(f"{path}: {name}: is not known; expected one of {', '.join(known)}")
        if isinstance(value, int) and value < 0:
            raise InputError(f"{path}: {name}: found {value}, expected 0 or more")


def keep_small(place: Path | str, how_long: Retention, at: datetime, ring: KeyRing) -> Tidied:
    """Move what was worked through to the lake, sealed, join small files, remove what is past its time.

    Raises:
        StateError: something else keeps the lake, or it cannot be written; what was done before stands.
    """
    with Days.open(place, ring) as days:
        return tidy(days, how_long, at)


def _near(place: Path | str, source: Path) -> Path:
    return where(place).folder or source


def _parent(path: Path) -> Path:
    parent = path.resolve().parent
    if not parent.is_dir():
        raise InputError(f"{parent}: there is no such folder")
    return parent
