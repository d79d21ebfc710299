"""A briefing of the last pass: what the ledger has signed, and the way to paper."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from forestall.core.errors import InputError, StateError
from forestall.ledger import note
from forestall.outlook.briefing import pdf, render
from forestall.outlook.briefing.context import Briefing, Signed, briefing
from forestall.outlook.briefing.render import Paper, Tongue
from forestall.outlook.briefing.scope import Scope
from forestall.pipeline.ledger_keys import read_keys
from forestall.pipeline.picture import Picture
from forestall.pipeline.upkeep import KEYS
from forestall.store.book import Book
from forestall.store.database import Database

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_LONGEST = 120  # until a browser has to have printed [s]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants."""

    scope: Scope
    """What it is to be about."""
    tongue: Tongue = render.ENGLISH
    """Its language."""
    paper: Paper = Paper.A4
    """What it is to be printed on."""


def of_state(state: str, folder: Path, scope: Scope) -> Briefing:
    """The briefing of the last pass of a state.

    Args:
        state: folder or URL
        folder: of the place's state on this machine, where the keys are
        scope: what it is to be about

    Raises:
        StateError: there is no pass that can be shown.
        InputError: there is nothing of that scope.
    """
    picture = Picture(state)
    picture.refresh()
    given = picture.shown.given
    if given is None:
        raise StateError(f"{state}: {picture.trouble or 'no pass is kept here'}; `forestall run` makes one")
    database = Database(state if "://" in state else Path(state), writable=False)
    try:
        with database.reading() as session:
            head = signed(session, folder)
        return briefing(given, picture.shown.previous, scope, head)
    finally:
        database.close()


def signed(session: Session, folder: Path) -> Signed | None:
    """The last checkpoint that was signed; None when there is none.

    Args:
        session: of the database with the ledger
        folder: where the keys are
    """
    data = Book(session).checkpoint()
    if data is None:
        return None
    kept = note.read(data)
    keys = tuple(str(each.public()) for each in read_keys(folder / KEYS)) if (folder / KEYS).is_file() else ()
    return Signed(data.decode(), kept.head().size, keys)


def printed(shown: Briefing, wish: Wish) -> bytes:
    """A briefing as PDF.

    Raises:
        InputError: there is neither WeasyPrint nor a browser that prints.
    """
    html = render.html(shown, wish.tongue, wish.paper)
    if pdf.available():
        return pdf.printed(html)
    return by_browser(html, next((found for each in _BROWSERS if (found := shutil.which(each))), None))


def by_browser(html: str, browser: str | None) -> bytes:
    """A page as PDF by a Chromium; it gets no network.

    Raises:
        InputError: there is none, or it did not print.
    """
    if browser is None:
        raise InputError("PDF: install `forestall[pdf]` or Chromium, or ask for HTML and print it", http_status=503)
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder, "briefing.html"), Path(folder, "briefing.pdf")
        page.write_text(html, encoding="utf-8")
        flags = ["--headless=new", "--disable-gpu", "--no-pdf-header-footer", "--host-resolver-rules=MAP * ~NOTFOUND"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # the browser refuses to run for root with it; the page runs no script
        command = [browser, *flags, f"--user-data-dir={folder}/profile", f"--print-to-pdf={out}", page.as_uri()]
        try:
            subprocess.run(command, check=True, timeout=_LONGEST, capture_output=True)  # noqa: S603 - a fixed command
            return out.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise InputError(f"PDF: {browser} did not print", http_status=503) from error
