"""The service as a process: from start to first page to finding, killed and started again, and stopped cleanly."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from forestall.store.inbox import Inbox

CODE = "import typer; from forestall.cli.serve import serve; a = typer.Typer(); a.command()(serve); a()"


class Running:
    """A service that runs."""

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        self.process, self.address = process, address

    def ask(self, path: str, data: object = None, timeout: float = 20) -> Any:
        """The answer to a request, as JSON or text."""
        raw = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"{self.address}{path}", raw, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            text = answer.read().decode()
            return json.loads(text) if "json" in answer.headers["Content-Type"] else text

    def told(self) -> str:
        """The first finding that the stream of events tells, from the beginning."""
        request = urllib.request.Request(f"{self.address}v1/events", headers={"Last-Event-ID": "0"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            for line in answer:
                if line.strip() == b"event: finding":
                    return str(next(answer).decode())
        raise AssertionError("the stream ended")


@pytest.fixture
def start(town: Path, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """Starts the service on one state."""
    settings = town / "place.toml"
    settings.write_text(re.sub(r"(?m)^years = [0-9_]+", "years = 1_000", settings.read_text()), encoding="utf-8")
    running: list[subprocess.Popen[str]] = []

    @contextmanager
    def started() -> Iterator[Running]:
        arguments = [sys.executable, "-c", CODE, str(town), "--port", "0", "--state", str(tmp_path / "state")]
        process = subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stderr is not None
        line = process.stderr.readline()
        assert "Forestall serves" in line, line + process.stderr.read()
        log = subprocess.Popen([sys.executable, "-c", "import sys; [None for _ in sys.stdin]"], stdin=process.stderr)
        try:
            yield Running(process, line.split()[-1])
        finally:
            process.kill()
            process.wait()
            process.stderr.close()
            log.wait()

    yield started
    assert all(process.poll() is not None for process in running)


def test_from_first_page_to_finding_to_clean_stop(
    start: Callable[[], Any], stopped: dict[str, object], tmp_path: Path
) -> None:
    with start() as service:
        assert "<html" in service.ask("")
        assert service.ask("v1/signals?source=pump-logs", [stopped])["accepted"] == 1
        assert "Pump Control Service Stopped By Hand" in service.told()
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(timeout=60) in (0, -signal.SIGTERM)
    with Inbox.open(tmp_path / "state") as inbox:
        assert [one.number for one in inbox.after(0, 10)] == [1]


@pytest.mark.skipif("FORESTALL_LONG" not in os.environ, reason="starts two services; FORESTALL_LONG=1 runs it")
def test_what_was_acknowledged_before_a_kill_is_there_after_it_and_is_not_taken_twice(
    start: Callable[[], Any], stopped: dict[str, object], tmp_path: Path
) -> None:
    with start() as service:
        assert service.ask("v1/signals?source=pump-logs", [stopped])["accepted"] == 1
        service.process.send_signal(signal.SIGKILL)
        service.process.wait()
    with start() as service:
        again = service.ask("v1/signals?source=pump-logs", [stopped, {**stopped, "Hostname": "PUMP-02"}])
        assert (again["accepted"], again["duplicates"]) == (1, 1)
        assert "Pump Control Service Stopped By Hand" in service.told()
    with Inbox.open(tmp_path / "state") as inbox:
        assert [one.number for one in inbox.after(0, 10)] == [1, 2]


def test_another_address_needs_accounts(town: Path, tmp_path: Path) -> None:
    code = (
        "from forestall.core.errors import ForestallError\nimport sys\nfrom pathlib import Path\n"
        "from forestall.web.run import Listening, serve\n"
        "try:\n    serve(Path(sys.argv[1]), Listening('0.0.0.0', 0), state=sys.argv[2], out=None, say=print)\n"
        "except ForestallError as error:\n    print(error); sys.exit(error.exit_code)\n"
    )
    arguments = [sys.executable, "-c", code, str(town), str(tmp_path / "state")]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False, env=dict(os.environ))
    assert done.returncode == 2
    assert "a service without accounts listens on this machine only" in done.stdout
