"""Kills the subject at every storage system call, at random moments, or lets one call fail; then looks and goes on.

`python kills.py MODE FOLDER SEED STRIDE [new] [early]`: MODE is `kill` (SIGKILL), `ENOSPC`, `EIO` (a call fails with
this error) or `moments` (SIGKILL after a random time); `new` begins with an empty folder. The subject is a fork of this
process, so that it starts at once; strace attaches to it while it is stopped. Prints what came of it as JSON.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from feed import feed
from judge import Judge, acknowledged
from subject import ingest

from forestall.core.errors import ForestallError
from forestall.store.inbox import Inbox

DELIVERIES = 6
WRITES = "write,pwrite64,pwritev,writev,ftruncate,fallocate"
CALLS = {
    "kill": f"openat,{WRITES},fsync,fdatasync,unlink,unlinkat,rename,renameat2,mkdir,close,munmap,fcntl",
    "ENOSPC": "openat,pwrite64,ftruncate,fallocate",
    "EIO": "pread64,pwrite64,fsync,fdatasync,ftruncate,unlink",
}
_LINE = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\(")


class Trial:
    """One store, one subject, one fault."""

    def __init__(self, folder: Path, seed: int, *, early: bool) -> None:
        self.folder, self.early = folder, early
        self.deliveries = feed(seed, DELIVERIES)
        self.judge = Judge(self.deliveries)

    def run(self, fault: Callable[[int], None]) -> tuple[bool, str]:
        """Whether the subject was killed, and what is wrong then."""
        acks, killed = self._subject(fault)
        try:
            done = self.judge.look(self.folder, acks)
            acked = len(acknowledged(acks))
            assert done <= acked + 1, f"{done} deliveries stored, {acked} acknowledged"
            read, write = os.pipe()
            ingest(self.folder, self.deliveries, write, acked)
            os.close(write)
            with os.fdopen(read, "rb") as rest:
                self.judge.complete(self.folder, acks + self._told(acked, done) + rest.read())
        except (AssertionError, ForestallError) as error:
            return killed, f"{type(error).__name__}: {error}"
        return killed, ""

    def _told(self, acked: int, done: int) -> bytes:
        """With offsets a sender learns from the offset that the last delivery was taken."""
        missing = range(acked, done if self.deliveries[0].offset else acked)
        return b"".join(json.dumps([index, None]).encode() + b"\n" for index in missing)

    def _subject(self, fault: Callable[[int], None]) -> tuple[bytes, bool]:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            self._live(write)
        os.close(write)
        os.waitpid(child, os.WUNTRACED)
        fault(child)
        with os.fdopen(read, "rb") as acks:
            got = acks.read()
        return got, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    def _live(self, acks: int) -> None:
        """The life of the subject."""
        status = 1
        try:
            os.kill(os.getpid(), signal.SIGSTOP)
            ingest(self.folder, self.deliveries, acks, 0, early=self.early)
            status = 0
        finally:
            os._exit(status)


def traced(calls: str, inject: str, log: Path) -> Callable[[int], None]:
    """A fault by strace, which attaches to a stopped process and lets it go."""

    def fault(child: int) -> None:
        options = ["-e", f"trace={calls}", *(["-e", f"inject={inject}"] if inject else []), "-o", str(log)]
        tracer = subprocess.Popen(["strace", "-f", *options, "-p", str(child)], stderr=subprocess.PIPE, text=True)
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        assert "attached" in said, said
        os.kill(child, signal.SIGCONT)
        tracer.stderr.read()
        tracer.wait()

    return fault


def lasts(folder: Path, seed: int) -> float:
    """How long the subject lives here when nothing happens to it [s], so that random moments fall into its life."""

    def let_go(child: int) -> None:
        os.kill(child, signal.SIGCONT)

    began = time.perf_counter()
    Trial(folder, seed, early=False)._subject(let_go)
    return time.perf_counter() - began


def after(wait: float) -> Callable[[int], None]:
    """SIGKILL after a time [s]."""

    def fault(child: int) -> None:
        os.kill(child, signal.SIGCONT)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)

    return fault


def counted(folder: Path, seed: int, calls: str) -> Counter[str]:
    """How often an undisturbed subject makes each system call."""
    log = folder.with_suffix(".trace")
    killed, wrong = Trial(folder, seed, early=False).run(traced(calls, "", log))
    assert (killed, wrong) == (False, "")
    names = (_LINE.match(line) for line in log.read_text(errors="replace").splitlines())
    return Counter(found.group(1) for found in names if found)


def faults(mode: str, folder: Path, seed: int, stride: int, start: int) -> list[tuple[str, Callable[[int], None]]]:
    """Every `stride`-th fault of a mode, with its name."""
    if mode == "moments":
        chance, life = random.Random(seed), lasts(folder, seed)
        return [(f"moment {n}", after(chance.uniform(0, life))) for n in range(1000 // stride)]
    counts = counted(folder, seed, CALLS[mode])
    how = "signal=SIGKILL" if mode == "kill" else f"error={mode}"
    points = [(name, number) for name in sorted(counts) for number in range(1, counts[name] + 1)]
    log = Path(os.devnull)
    return [
        (f"{name} {number}", traced(CALLS[mode], f"{name}:{how}:when={number}", log))
        for name, number in points[start::stride]
    ]


def main(mode: str, folder: Path, seed: int, stride: int, *, early: bool, new: bool) -> None:
    """Run the trials of a mode and print what came of them."""
    Trial(folder / "warm", seed, early=False).run(after(0.5))  # makes the schema, imports what is imported late
    template = folder / "template"
    shutil.copytree(folder / "warm", template)
    for name in template.glob("*"):
        name.unlink()
    if not new:
        with Inbox.open(template):
            pass
    shutil.copytree(template, folder / "counted")
    points = faults(mode, folder / "counted", seed, stride, seed % stride)
    killed, broken = 0, []
    for name, fault in points:
        work = folder / "trial"
        shutil.copytree(template, work)
        died, wrong = Trial(work, seed, early=early).run(fault)
        killed += died
        broken += [f"seed {seed}, {name}: {wrong}"] if wrong else []
        shutil.rmtree(work)
    print(json.dumps({"trials": len(points), "killed": killed, "broken": broken}))


if __name__ == "__main__":
    main(
        sys.argv[1],
        Path(sys.argv[2]),
        int(sys.argv[3]),
        int(sys.argv[4]),
        early="early" in sys.argv[5:],
        new="new" in sys.argv[5:],
    )
