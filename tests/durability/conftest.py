"""What the crash tests share: drivers in processes of their own, and whether the long suite is wanted."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
LONG = bool(os.environ.get("FORESTALL_LONG"))

Drive = Callable[..., dict[str, Any]]


@pytest.fixture
def long() -> None:
    """Skips a test of the long suite unless it is wanted."""
    if not LONG:
        pytest.skip("long: make durability")


@pytest.fixture
def drive() -> Iterator[Drive]:
    """Runs a driver in a folder of its own, in memory where it can: what disks lose, the drivers work out."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None, prefix="forestall-crash-"))

    def run(script: str, *words: object) -> dict[str, Any]:
        work = folder / str(len(list(folder.iterdir())))
        work.mkdir()
        command = [sys.executable, str(HERE / script), *(str(word).replace("FOLDER", str(work)) for word in words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        result: dict[str, Any] = json.loads(done.stdout)
        print(script, *words, {name: value for name, value in result.items() if name != "broken"})
        return result

    yield run
    shutil.rmtree(folder)


@pytest.fixture
def strace() -> None:
    """Skips where processes cannot be traced."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    if subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode:
        pytest.skip("processes cannot be traced here")


@pytest.fixture
def compiler() -> None:
    """Skips where the recorder cannot be compiled."""
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed")
