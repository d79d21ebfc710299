"""Where the master keys are: a file or the environment names them, else they are made once beside the state.

A key beside the data protects copies of the data (object storage, a stolen table), not the machine itself: name a file
on another medium, or hand the keys over in the environment, for more. Nothing here is logged.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from forestall.core.errors import InputError, StateError
from forestall.guard.keys import KeyRing, new_master_key, read_ring, write_ring

NAME = "master.keys"
FILE_VARIABLE = "FORESTALL_KEY_FILE"
TEXT_VARIABLE = "FORESTALL_KEYS"


def master_keys(folder: Path, environment: Mapping[str, str]) -> KeyRing:
    """The master keys of a deployment.

    Args:
        folder: where they are kept when nothing else names them: the state folder
        environment: FORESTALL_KEY_FILE names a file; FORESTALL_KEYS holds the lines of one, separated by commas

    Raises:
        InputError: both are set, or what they name is no list of keys.
        StateError: there are none and none can be made.
    """
    named, given = environment.get(FILE_VARIABLE), environment.get(TEXT_VARIABLE)
    if named and given:
        raise InputError(f"{FILE_VARIABLE} and {TEXT_VARIABLE} are both set; expected one of them")
    if given:
        return read_ring(given.replace(",", "\n"), TEXT_VARIABLE)
    path = Path(named) if named else folder / NAME
    if not named and not path.exists():
        return _made(path)
    return read_master_keys(path)


def master_key_file(folder: Path, environment: Mapping[str, str]) -> Path:
    """The file of master keys, to change them.

    Raises:
        InputError: they are in the environment itself, where only whoever sets it can change them.
    """
    if environment.get(TEXT_VARIABLE):
        raise InputError(f"{TEXT_VARIABLE} holds the master keys; to change them name a file in {FILE_VARIABLE}")
    return Path(environment.get(FILE_VARIABLE) or folder / NAME)


def add_master_key(path: Path) -> KeyRing:
    """Put a new current key at the end of a key file; the old ones stay until nothing needs them.

    Raises:
        InputError: the file cannot be read.
        StateError: it cannot be written.
    """
    return _written(path, read_master_keys(path).with_new())


def remove_master_key(path: Path, name: str) -> KeyRing:
    """Take a key out of a key file: what only it opens is lost for ever.

    Raises:
        InputError: the file cannot be read, or it is the only key.
        StateError: it cannot be written.
    """
    return _written(path, read_master_keys(path).without(name))


def read_master_keys(path: Path) -> KeyRing:
    """The keys in a file.

    Raises:
        InputError: it is not there, or is no list of keys.
    """
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: expected a file of master keys: {type(error).__name__}") from error
    return read_ring(text, str(path))


def _made(path: Path) -> KeyRing:
    ring = KeyRing([new_master_key()])
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, ring)
    except FileExistsError:
        return read_master_keys(path)
    except OSError as error:
        raise StateError(f"{path}: cannot be written ({error.strerror}); set {FILE_VARIABLE}") from error
    return ring


def _written(path: Path, ring: KeyRing) -> KeyRing:
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.unlink(missing_ok=True)
        _write(beside, ring)
        beside.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise StateError(f"{path}: cannot be written ({error.strerror}); the old keys stand") from error
    return ring


def _write(path: Path, ring: KeyRing) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(write_ring(ring))
        file.flush()
        os.fsync(file.fileno())
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
