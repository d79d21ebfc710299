"""Where a state lives: a folder, or a PostgreSQL database and a lake beside it. Opening them is not here."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from forestall.core.errors import InputError, StateError

FILE = "state.sqlite"
PRIVATE = 0o600  # mode of every file that is made
_EXPECTED = "expected a folder, or postgresql://USER@HOST/DATABASE?lake=FOLDER or s3://BUCKET/PREFIX"


@dataclass(frozen=True, slots=True)
class Where:
    """A state's database and its lake."""

    folder: Path | None
    """Folder of an embedded state; None for a server."""
    url: URL | None
    """The server's database; None for an embedded state."""
    lake: str
    """A folder or `s3://BUCKET/PREFIX`."""

    def __str__(self) -> str:
        """As in a message: never with a password."""
        if self.url is not None:
            return self.url.set(drivername="postgresql").render_as_string(hide_password=True)
        return str(self.file)

    @property
    def file(self) -> Path:
        """The SQLite file of an embedded state."""
        return (self.folder or Path()) / FILE


def make(folder: Path) -> None:
    """The folder of an embedded state, when it is not there: nobody but its owner may look into it.

    Raises:
        StateError: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StateError(f"{folder}: cannot be made ({error.strerror}); choose another with --state") from error


def own(file: Path) -> None:
    """An empty file that only its owner may read, when it is not there: SQLite makes one that everybody may.

    Raises:
        sqlite3.OperationalError: it cannot be made, as SQLite says that.
    """
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE))
    except FileExistsError:
        return
    except OSError as error:
        raise sqlite3.OperationalError(f"unable to open database file ({error.strerror})") from error


def where(text: Path | str) -> Where:
    """Where a state lives, from what a person wrote after `--state`.

    Raises:
        InputError: it is neither a folder nor a URL that we know.
    """
    if isinstance(text, Path) or "://" not in text:
        return Where(Path(text), None, str(Path(text) / "lake"))
    return _server(text)


def _server(text: str) -> Where:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise InputError(f"--state: this URL cannot be read; {_EXPECTED}") from error
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise InputError(f"--state: a URL of {url.get_backend_name()!r}; {_EXPECTED}")
    lake = url.query.get("lake")
    if not url.database or not isinstance(lake, str) or not lake:
        missing = "the lake (?lake=…)" if url.database else "the name of a database"
        raise InputError(f"--state: {url.render_as_string(hide_password=True)} lacks {missing}; {_EXPECTED}")
    return Where(None, url.set(drivername="postgresql+psycopg").difference_update_query(["lake"]), lake)
