"""A service with accounts on PostgreSQL: sign in with the first link, see what one may see, send, prove."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from forestall.place.template import write_town

FORESTALL = [sys.executable, "-c", "from forestall.cli.main import main; main()"]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("place") / "town"
    write_town(folder)
    settings = folder / "place.toml"
    settings.write_text(re.sub(r"(?m)^years = [0-9_]+", "years = 1_000", settings.read_text()), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def state(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of an empty database."""
    with psycopg.connect(f"postgresql://forestall@{server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE story")
        yield f"postgresql://forestall@{server}/story?lake={tmp_path_factory.mktemp('lake')}"
        connection.execute("DROP DATABASE story WITH (FORCE)")


def run(*words: object) -> dict[str, object]:
    """What a command prints as JSON."""
    done = subprocess.run([*FORESTALL, *map(str, words), "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def address(town: Path, state: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Address of the service, and the first links and tokens of who works with it."""
    links = {
        role: str(
            run("account", "add", town, role, "--name", role, "--role", role, "--clearance", "AMBER", "--state", state)[
                "link"
            ]
        )
        for role in ("operator", "administrator")
    }
    run("account", "add", town, "gate", "--name", "Gate", "--role", "source", "--state", state)
    token = run("account", "token", town, "gate", "--scope", "send_signals", "--source", "pump-logs", "--state", state)
    process = subprocess.Popen(
        [*FORESTALL, "serve", str(town), "--port", "0", "--state", state], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    assert "Forestall serves" in line, line + process.stderr.read()
    drain = subprocess.Popen([sys.executable, "-c", "import sys; [None for _ in sys.stdin]"], stdin=process.stderr)
    try:
        yield line.split()[-1].rstrip("/"), {**links, "token": str(token["token"])}
    finally:
        process.terminate()
        process.wait(60)
        process.stderr.close()
        drain.wait()


class Browser:
    """Keeps cookies as a browser does; the service is asked on this machine, where `__Host-` cookies need no HTTPS."""

    def __init__(self, address: str) -> None:
        self.address, self.cookie = address, ""
        self._opener = urllib.request.build_opener(_Stay())

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        """Status and text of an answer."""
        data = None if form is None else urllib.parse.urlencode(form).encode()
        told = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin", **headers}
        request = urllib.request.Request(f"{self.address}{path}", data, told)
        try:
            answer = self._opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            given = answer.headers.get("Set-Cookie", "")
            if given.startswith("__Host-forestall="):
                self.cookie = given.partition(";")[0]
            return answer.status, answer.read().decode()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def test_who_has_not_signed_in_sees_nothing(address: tuple[str, dict[str, str]]) -> None:
    where, _ = address
    stranger = Browser(where)
    assert stranger.ask("/v1/findings")[0] == 401
    assert stranger.ask("/healthz")[0] == 200


def test_the_first_link_signs_an_operator_in_who_sees_the_findings(address: tuple[str, dict[str, str]]) -> None:
    where, links = address
    browser = Browser(where)
    secret = urllib.parse.urlsplit(links["operator"]).fragment
    assert browser.ask("/sign-in/link", {"secret": secret})[0] == 303
    assert browser.cookie
    status, text = browser.ask("/v1/findings")
    assert status == 200, text
    assert "items" in json.loads(text)
    assert browser.ask("/v1/accounts")[0] == 403


def test_a_token_of_a_source_sends_signals_and_reads_nothing(address: tuple[str, dict[str, str]]) -> None:
    where, links = address
    gate = Browser(where)
    bearer = {"Authorization": f"Bearer {links['token']}"}
    event = [{"EventID": 7036, "Hostname": "PUMP-02", "_host": "PUMP-02"}]
    request = urllib.request.Request(
        f"{where}/v1/signals?source=pump-logs",
        json.dumps(event).encode(),
        {**bearer, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert json.loads(answer.read())["accepted"] == 1
    assert gate.ask("/v1/findings", **bearer)[0] == 403


def test_the_ledger_on_the_server_agrees(address: tuple[str, dict[str, str]], state: str) -> None:
    assert address
    assert run("ledger", "verify", "--state", state)["consistent"] is True
