"""Kills a PostgreSQL server under the subject, starts it again, looks and goes on.

`python postgres.py FOLDER KILLS SEED [together] [off]` makes a cluster of its own in FOLDER and prints what came, as
JSON; `together` lets several threads write at once; `off` lets the server acknowledge before it wrote its log
(`synchronous_commit`), which is wrong. All processes of the server die by SIGKILL at once: what it had only in memory
is gone, what it gave to the system is left.
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
from operator import sub
from pathlib import Path
from typing import Any

from crowd import crowd, write
from feed import feed
from judge import Judge, acknowledged
from subject import ingest
from together import Judge as CrowdJudge
from together import Said

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


class Alone:
    """Deliveries one after the other, in one long feed."""

    LIFE = 0.1, 0.9  # shortest and longest [s]

    def __init__(self, url: str, kills: int, seed: int) -> None:
        """Take a state and a feed."""
        self._url, self._seed, self.acks = url, seed, b""
        self._deliveries = feed(seed, 60 * kills)
        self._judge = Judge(self._deliveries)

    @property
    def acked(self) -> int:
        """How many were acknowledged."""
        return len(acknowledged(self.acks))

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.acked == len(self._deliveries)

    def act(self, acks: int) -> None:
        """Take what is left."""
        ingest(self._url, self._deliveries, acks, self.acked)

    def look(self) -> None:
        """With offsets a sender learns from the offset that the last delivery was taken."""
        done = self._judge.look(self._url, self.acks)
        missing = range(self.acked, done if self._seed % 2 == 0 else 0)
        self.acks += b"".join(json.dumps([index, None]).encode() + b"\n" for index in missing)


class Together:
    """Works of several writers at once, each of which needs a connection first."""

    LIFE = 0.3, 1.5  # shortest and longest [s]

    def __init__(self, url: str, kills: int, seed: int) -> None:
        """Take a state and works."""
        self._url, self.acks = url, b""
        self._works = crowd(seed, 40 * kills)
        self._judge = CrowdJudge(self._works)

    @property
    def acked(self) -> int:
        """How many were acknowledged."""
        return len(Said.read(self.acks).acked)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.acked == sum(map(len, self._works))

    def act(self, acks: int) -> None:
        """Write what is left."""
        write(self._url, self._works, Said.read(self.acks).turns(), acks)

    def look(self) -> None:
        """Each writer may have one work in the store that it never heard of; it sends that again."""
        said = Said.read(self.acks)
        done, heard = self._judge.look(self._url, said), said.turns()
        assert max(map(sub, done, heard)) <= 1, f"stored {done}, acknowledged {heard}"


def main(folder: Path, kills: int, seed: int, words: list[str]) -> None:
    """Kill again and again, and print what came of it."""
    server, chance = Server(folder), random.Random(seed)
    broken, starts, deaths = list[str](), [server.start()], 0
    with Inbox.open(server.url):
        pass
    if "off" in words:
        weaken()
    tried = (Together if "together" in words else Alone)(server.url, kills, seed)
    while deaths < kills and not tried.is_done and not broken:
        tried.acks += lived(server, tried.act, chance.uniform(*tried.LIFE))
        deaths += 1
        starts.append(server.start())
        try:
            tried.look()
        except (AssertionError, ForestallError) as error:
            broken.append(f"kill {deaths}: {type(error).__name__}: {error}")
    server.kill()
    shutil.rmtree(folder)
    slowest = round(max(starts[1:]), 3)
    print(json.dumps({"trials": deaths, "acked": tried.acked, "slowest": slowest, "broken": broken}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
