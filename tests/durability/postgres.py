"""Kills a PostgreSQL server under the subject, starts it again, looks and goes on.

`python postgres.py FOLDER KILLS SEED [off]` makes a cluster of its own in FOLDER and prints what came of it as JSON;
`off` lets the server acknowledge before it wrote its log (`synchronous_commit`), which is wrong. All processes of the
server die by SIGKILL at once: what it had only in memory is gone, what it gave to the system is left.
"""

import json
import os
import pwd
import random
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from feed import feed
from judge import Judge, acknowledged
from subject import ingest

from forestall.core.errors import ForestallError, StateError
from forestall.store import connect
from forestall.store.inbox import Inbox

PORT = 54_000
BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/lib/postgresql"))
SETTINGS = ("listen_addresses=", "wal_writer_delay=2000ms", "shared_buffers=32MB", "dynamic_shared_memory_type=mmap")


class Server:
    """A PostgreSQL of its own, reached by a socket in its folder."""

    def __init__(self, folder: Path) -> None:
        """Make the cluster."""
        self._folder = folder
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        made = self._run("initdb", "--pgdata", folder / "data", "--auth", "trust", "--no-sync", "--username", "me")
        assert made.wait() == 0
        self.url = f"postgresql://me@/postgres?host={folder}&port={PORT}&lake={folder}/lake"

    def start(self) -> float:
        """Start it and wait until it answers; returns how long that took [s]."""
        begin = time.perf_counter()
        settings = (*SETTINGS, f"unix_socket_directories={self._folder}", f"port={PORT}")
        self._server = self._run("postgres", "-D", self._folder / "data", *(f"--{each}" for each in settings))
        while self._run("pg_isready", "--host", self._folder, "--port", PORT).wait():
            assert self._server.poll() is None, (self._folder / "log").read_text()[-1000:]
            time.sleep(0.02)
        return time.perf_counter() - begin

    def kill(self) -> None:
        """Kill all of its processes; the first one is stopped meanwhile, so that it cannot tidy up."""
        first = self._server.pid
        self._server.send_signal(signal.SIGSTOP)
        for each in Path(f"/proc/{first}/task/{first}/children").read_text().split():
            os.kill(int(each), signal.SIGKILL)
        self._server.kill()
        self._server.wait()

    def _run(self, program: str, *words: object) -> subprocess.Popen[bytes]:
        command = [str(BINARIES / program), *map(str, words)]
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(command, user="postgres", group="postgres", cwd="/", stdout=log, stderr=log)


def weaken() -> None:
    """Let every connection of this process commit without waiting for the log."""
    create = connect.create_engine

    def weak(url: Any, **settings: Any) -> Any:
        options = settings["connect_args"]["options"].replace("synchronous_commit=on", "synchronous_commit=off")
        return create(url, **{**settings, "connect_args": {**settings["connect_args"], "options": options}})

    connect.create_engine = weak  # type: ignore[assignment]


def lived(server: Server, take: Any, wait: float) -> bytes:
    """Acknowledgements of a subject whose server is killed after a time."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            take(write)
        except StateError:
            os._exit(3)
        finally:
            os._exit(0)
    os.close(write)
    time.sleep(wait)
    server.kill()
    with os.fdopen(read, "rb") as acks:
        got = acks.read()
    os.waitpid(child, 0)
    return got


def main(folder: Path, kills: int, seed: int, *, off: bool) -> None:
    """Kill again and again in one long feed."""
    server, deliveries, chance = Server(folder), feed(seed, 60 * kills), random.Random(seed)
    judge, acks, broken, starts, deaths = Judge(deliveries), b"", [], [server.start()], 0
    with Inbox.open(server.url):
        pass
    if off:
        weaken()
    while deaths < kills and len(acknowledged(acks)) < len(deliveries):
        take = partial(ingest, server.url, deliveries, acked=len(acknowledged(acks)))
        acks += lived(server, take, chance.uniform(0.1, 0.9))
        deaths += 1
        starts.append(server.start())
        try:
            done = judge.look(server.url, acks)
        except (AssertionError, ForestallError) as error:
            broken.append(f"kill {deaths}: {type(error).__name__}: {error}")
            break
        missing = range(len(acknowledged(acks)), done if seed % 2 == 0 else 0)
        acks += b"".join(json.dumps([index, None]).encode() + b"\n" for index in missing)
    server.kill()
    shutil.rmtree(folder)
    slowest = round(max(starts[1:]), 3)
    print(json.dumps({"trials": deaths, "acked": len(acknowledged(acks)), "slowest": slowest, "broken": broken}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), off="off" in sys.argv[4:])
