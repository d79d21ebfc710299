"""Files of signing keys: made once, readable by their owner only, one key a line. What is signed is not known here."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from forestall.core.errors import InputError, StateError
from forestall.ledger.key import SEED_SIZE, Kind, SigningKey, has_ml_dsa, read_signing

LOG_KINDS = (Kind.ED25519, Kind.ML_DSA_44)
WITNESS_KINDS = (Kind.COSIGNATURE, Kind.ML_DSA_44)


def anchor_at(given: str | None) -> str:
    """Where the anchor is: as given, else by FORESTALL_ANCHOR, else in the user's own state folder."""
    home = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return given or os.environ.get("FORESTALL_ANCHOR") or str(Path(home) / "forestall" / "anchor.sqlite")


def new_keys(name: str, kinds: Sequence[Kind]) -> tuple[SigningKey, ...]:
    """New keys of one owner, one of each kind that this machine can sign with.

    Raises:
        InputError: the name cannot be that of a key.
    """
    usable = [kind for kind in kinds if kind is not Kind.ML_DSA_44 or has_ml_dsa()]
    return tuple(SigningKey(name, kind, secrets.token_bytes(SEED_SIZE)) for kind in usable)


def read_keys(file: Path) -> tuple[SigningKey, ...]:
    """The keys in a file; all have one name.

    Raises:
        InputError: it is not there, or holds something else.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"key file {file}: cannot be read ({error})") from error
    try:
        keys = tuple(read_signing(line) for line in lines if line.strip())
    except InputError as error:
        raise InputError(f"{file}: {error}") from error
    if len({key.name for key in keys}) != 1:
        raise InputError(f"{file}: found keys of {len({key.name for key in keys})} names, expected of one")
    return keys


def keep_keys(file: Path, keys: Sequence[SigningKey]) -> None:
    """Write a new file of keys; on disk when this returns.

    Raises:
        StateError: there is one already, or it cannot be written.
    """
    text = "".join(f"{key.secret_text()}\n" for key in keys)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        sync_folder(file.parent)
    except FileExistsError as error:
        raise StateError(f"{file}: is there already; keys are never written over") from error
    except OSError as error:
        raise StateError(f"{file}: cannot be written ({error.strerror})") from error


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
