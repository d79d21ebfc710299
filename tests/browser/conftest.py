"""The pages in a real browser: the service of the harbour, started once, and Debian's Chromium.

A tab fails its test by itself on an error in the console, an error of a script, or a request that leaves the machine.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from forestall.pipeline.ledger_keys import LOG_KINDS, keep_keys, new_keys
from forestall.pipeline.upkeep import KEYS

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "vendor" / "axe-core.js"
_LONGEST = 300.0  # that the first pass, an answer and the end may take on a busy machine [s]
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RUNNING = os.environ.get("FORESTALL_SITE")
"""A service that runs already; without it one is started."""
SHOTS = os.environ.get("FORESTALL_SHOTS")
"""A folder for screen shots; none are kept without it."""

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def site(harbour: Path) -> Iterator[str]:
    """The address of the running service, after its first pass."""
    if not CHROMIUM.is_file():
        pytest.skip("there is no Chromium on this machine")
    if RUNNING:
        yield RUNNING.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="forestall-browser-") as folder:
        command = [
            sys.executable,
            "-m",
            "forestall",
            "serve",
            str(harbour),
            "--state",
            f"{folder}/state",
            "--port",
            "0",
        ]
        log = Path(folder) / "log"
        keep_keys(Path(folder) / "state" / KEYS, new_keys("harbour.example/ledger", LOG_KINDS))
        env = {**os.environ, "FORESTALL_ANCHOR": f"{folder}/anchor.sqlite"}
        with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=env) as running:
            try:
                yield _ready(running, log)
            finally:
                running.terminate()
                running.wait(_LONGEST)


def _ready(running: subprocess.Popen[bytes], log: Path) -> str:
    """The address, once the first page shows a pass."""
    until, address = time.monotonic() + _LONGEST, ""
    while time.monotonic() < until:
        assert running.poll() is None, f"the service ended:\n{_words(log.read_text())}"
        told = log.read_text()
        if not address and " at http" in told:
            address = told.partition(" at ")[2].split()[0].rstrip("/")
        assert "pass failed" not in told, f"the first pass failed:\n{_words(told)}"
        if address and 'class="day"' in httpx.get(address, headers={"accept": "text/html"}, timeout=_LONGEST).text:
            return address
        time.sleep(0.2)  # a process of its own: nothing tells us but looking
    raise AssertionError(f"no pass within {_LONGEST} s:\n{_words(log.read_text())}")


def _words(told: str) -> str:
    """What the service said besides answering requests."""
    return "\n".join(line for line in told.splitlines() if '"request"' not in line)[-3000:]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, ended with its module: its event loop is in the way of tests of other modules."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


Opened = Callable[..., Page]


@pytest.fixture
def open_tab(site: str, chromium: Browser) -> Iterator[Opened]:
    """Opens tabs: `open_tab(width=360, dark=True, language="ar", scripts=False)`."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def opened(
        width: int = 1280, height: int = 900, *, dark: bool = False, language: str = "en", scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale="en-GB",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if language != "en":
            context.add_cookies([{"name": "forestall-language", "value": language, "url": site}])
        tab = context.new_page()
        tab.on("console", lambda told: wrong.append(f"console: {told.text}") if _is_wrong(told) else None)
        tab.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        tab.on("request", lambda asked: wrong.append(f"outside: {asked.url}") if _outside(asked.url, site) else None)
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert not wrong, wrong


@pytest.fixture
def tab(open_tab: Opened) -> Page:
    """A tab of 1280 by 900, light, English, with scripts."""
    return open_tab()


@pytest.fixture
def still(open_tab: Opened) -> Page:
    """A tab without scripts."""
    return open_tab(scripts=False)


def _is_wrong(told: ConsoleMessage) -> bool:
    """Whether the console tells of an error; a form that is sent back with a sentence is none of ours."""
    sent_back = any(f"responded with a status of {status} " in told.text for status in (409, 422))
    return told.type == "error" and not sent_back


def _outside(url: str, site: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(site).netloc


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Checks that axe-core finds nothing serious or critical on a page; `python hatch_build.py` brings it."""
    if not AXE.is_file():
        pytest.skip("axe-core is not here: python hatch_build.py brings it")
    source = AXE.read_text(encoding="utf-8")

    def checked(tab: Page) -> None:
        tab.evaluate(source)
        found = tab.evaluate("rules => axe.run(document, rules)", _RULES)
        bad = [
            f"{each['id']}: {each['help']}: {json.dumps([node['html'][:160] for node in each['nodes'][:3]])}"
            for each in found["violations"]
            if each["impact"] in ("serious", "critical")
        ]
        assert not bad, "\n".join(bad)

    return checked


@pytest.fixture(scope="session")
def shot() -> Callable[[Page, str], None]:
    """Keeps a screen shot where `FORESTALL_SHOTS` names a folder for them."""

    def kept(tab: Page, name: str) -> None:
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            tab.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)

    return kept
