"""The secret behind the pseudonyms: named by the place, or made once and kept beside its state."""

import os
import secrets
from pathlib import Path

from forestall.core.errors import InputError, StateError
from forestall.model.place import Place

NAME = "pseudonym.key"
LENGTH = 32


def pseudonym_key(place: Place, state: Path) -> bytes:
    """The place's own key file; else the one made earlier; else a new one, readable by its owner only.

    Raises:
        InputError: the key file is not there or not 32 bytes in hexadecimal.
        StateError: no key can be written.
    """
    named = place.profile.door.key_file
    if named is not None:
        return _read(place.root / named)
    for folder in (place.root / ".forestall", state):
        if (folder / NAME).is_file():
            return _read(folder / NAME)
    return _make(place.root / ".forestall", state)


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: expected a file with 32 bytes in hexadecimal: {error}") from error
    if len(key) != LENGTH:
        raise InputError(f"{path}: found {len(key)} bytes, expected {LENGTH}, in hexadecimal")
    return key


def _make(*folders: Path) -> bytes:
    key = secrets.token_bytes(LENGTH)
    for folder in folders:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _read(folder / NAME)
        except OSError:
            continue
        with os.fdopen(handle, "w") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        return key
    raise StateError(f"{folders[-1]}: cannot be written; name another state folder with --state")
