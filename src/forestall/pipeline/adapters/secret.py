"""Read a secret that a place's file names but does not hold: from the environment or a file. Never logged."""

import os
from pathlib import Path

from forestall.core.errors import InputError

MOST = 4096


def secret(reference: str, root: Path) -> bytes:
    """The secret that `env:NAME` or `file:PATH` names; a file below `root` or an absolute one, its last newline cut.

    Raises:
        InputError: it names nothing, or what it names is empty or cannot be read.
    """
    kind, _, name = reference.partition(":")
    if kind == "env" and name:
        value = os.environ.get(name, "").encode()
    elif kind == "file" and name:
        value = _content(root / name)
    else:
        raise InputError("secret: expected env:NAME or file:PATH; the secret itself never stands in a place's files")
    if not value or len(value) > MOST or b"\n" in value or b"\r" in value:
        raise InputError(f"secret {kind}:{name}: expected one line of 1 to {MOST} bytes, found nothing or more")
    return value


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST + 2).removesuffix(b"\n").removesuffix(b"\r")
    except OSError as error:
        raise InputError(f"secret {path}: cannot be read ({error.strerror})") from error
