"""Kills the subject at every storage system call, at random moments, or lets one call fail; then looks and goes on.

`python kills.py MODE FOLDER SEED STRIDE [new] [together] [early | hasty | apart]`: MODE is `kill` (SIGKILL), `ENOSPC`,
`EIO` (a call fails with this error) or `moments` (SIGKILL after a random time); `new` begins with an empty folder;
`together` lets several threads write at once. strace attaches to the subject while it is stopped; it counts the calls
of each thread by themselves: `fsync 3` befalls the first thread that comes to its third. Prints what came, as JSON.
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
from functools import partial
from pathlib import Path

from feed import feed
from judge import Judge, acknowledged
from subject import ingest
from together import Together
from trial import Fault, Trial, drained

from forestall.store.inbox import Inbox

DELIVERIES = 6
WRITES = "write,pwrite64,pwritev,writev,ftruncate,fallocate"
CALLS = {
    "kill": f"openat,{WRITES},fsync,fdatasync,unlink,unlinkat,rename,renameat2,mkdir,close,munmap,fcntl",
    "ENOSPC": "openat,pwrite64,ftruncate,fallocate",
    "EIO": "pread64,pwrite64,fsync,fdatasync,ftruncate,unlink",
}
_LINE = re.compile(r"^(?:\[pid +(\d+)\] |(\d+) +)?(\w+)\(")


class Alone(Trial):
    """Deliveries one after the other."""

    def __init__(self, folder: Path, seed: int, how: str = "") -> None:
        """Take a state, which feed, and `early` when it is to be acknowledged before the commit."""
        self.folder, self._early = folder, how == "early"
        self._deliveries = feed(seed, DELIVERIES)
        self._judge = Judge(self._deliveries)

    def act(self, acks: int) -> None:
        """Take all deliveries."""
        ingest(self.folder, self._deliveries, acks, 0, early=self._early)

    def look(self, acks: bytes) -> None:
        """At most one delivery is in the store that its sender never heard of."""
        done = self._judge.look(self.folder, acks)
        acked = len(acknowledged(acks))
        assert done <= acked + 1, f"{done} deliveries stored, {acked} acknowledged"
        rest = drained(lambda write: ingest(self.folder, self._deliveries, write, acked))
        self._judge.complete(self.folder, acks + self._told(acked, done) + rest)

    def _told(self, acked: int, done: int) -> bytes:
        """With offsets a sender learns from the offset that the last delivery was taken."""
        missing = range(acked, done if self._deliveries[0].offset else acked)
        return b"".join(json.dumps([index, None]).encode() + b"\n" for index in missing)


def traced(calls: str, inject: str, log: Path) -> Fault:
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


def lasts(trial: Trial) -> float:
    """How long the subject lives here when nothing happens to it [s], so that random moments fall into its life."""

    def let_go(child: int) -> None:
        os.kill(child, signal.SIGCONT)

    began = time.perf_counter()
    trial.subject(let_go)
    return time.perf_counter() - began


def after(wait: float) -> Fault:
    """SIGKILL after a time [s]."""

    def fault(child: int) -> None:
        os.kill(child, signal.SIGCONT)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)

    return fault


class Moments:
    """SIGKILL at a part of the subject's life, which is taken for shorter when it was over by then."""

    def __init__(self, life: float) -> None:
        """Take how long it lasted once [s]."""
        self._life = life

    def at(self, part: float) -> Fault:
        """After this part of it, 0 to 1."""

        def fault(child: int) -> None:
            wait = part * self._life
            after(wait)(child)
            ended = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
            if ended is not None and ended.si_code == os.CLD_EXITED:
                self._life = wait

        return fault


def counted(trial: Trial, calls: str) -> dict[str, int]:
    """How often a thread of an undisturbed subject makes each system call at most."""
    log = trial.folder.with_suffix(".trace")
    killed, wrong = trial.run(traced(calls, "", log))
    assert (killed, wrong) == (False, ""), wrong
    found = (_LINE.match(line) for line in log.read_text(errors="replace").splitlines())
    each = Counter((line[1] or line[2], line[3]) for line in found if line)
    return {name: max(count for (_, other), count in each.items() if other == name) for _, name in each}


def faults(mode: str, trial: Trial, seed: int, stride: int) -> list[tuple[str, Fault]]:
    """Every `stride`-th fault of a mode, with its name."""
    if mode == "moments":
        chance, moments = random.Random(seed), Moments(lasts(trial))
        return [(f"moment {n}", moments.at(chance.random())) for n in range(1000 // stride)]
    counts = counted(trial, CALLS[mode])
    how = "signal=SIGKILL" if mode == "kill" else f"error={mode}"
    points = [(name, number) for name in sorted(counts) for number in range(1, counts[name] + 1)]
    log = Path(os.devnull)
    return [
        (f"{name} {number}", traced(CALLS[mode], f"{name}:{how}:when={number}", log))
        for name, number in points[seed % stride :: stride]
    ]


def prepared(folder: Path, seed: int, *, new: bool) -> Path:
    """A state to copy; on the way the schema is made once, and imported what is imported late."""
    Alone(folder / "warm", seed).run(after(0.5))
    template = folder / "template"
    shutil.copytree(folder / "warm", template)
    for name in template.glob("*"):
        name.unlink()
    if not new:
        with Inbox.open(template):
            pass
    return template


def main(mode: str, folder: Path, seed: int, stride: int, words: list[str]) -> None:
    """Run the trials of a mode and print what came of them.

    `shared` counts those in which writers shared a commit, `struck` the deaths of which several works nobody heard.
    """
    template = prepared(folder, seed, new="new" in words)
    how = next((word for word in words if word in {"early", "hasty", "apart"}), "")
    tried = partial(Together if "together" in words else Alone, seed=seed)
    shutil.copytree(template, folder / "counted")
    points = faults(mode, tried(folder / "counted"), seed, stride)
    killed, shared, struck, broken = 0, 0, 0, []
    for name, fault in points:
        trial = tried(shutil.copytree(template, folder / "trial"), how=how)
        died, wrong = trial.run(fault)
        killed += died
        if isinstance(trial, Together):
            shared += max(trial.said.groups, default=0) > 1
            struck += died and trial.said.befell > 1
        broken += [f"seed {seed}, {name}: {wrong}"] if wrong else []
        shutil.rmtree(trial.folder)
    counts = {"trials": len(points), "killed": killed, "shared": shared, "struck": struck}
    print(json.dumps({**counts, "broken": broken}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
