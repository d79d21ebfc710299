"""What the service does in processes of its own: the live pipeline, and full passes. Each can die without the intake.

A worker ends when it is told to, or when the pipe to the service closes: nothing outlives the service.
"""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from forestall.core.clock import now as present
from forestall.core.errors import ForestallError
from forestall.guard.door import Door
from forestall.guard.seal import Sealer
from forestall.model.place import Place
from forestall.pipeline.key import pseudonym_key
from forestall.pipeline.master_keys import master_keys
from forestall.place.load import load
from forestall.store.inbox import Inbox
from forestall.store.live import LiveStore

if TYPE_CHECKING:
    from forestall.pipeline.live import LivePipeline
    from forestall.pipeline.run import Hurry

STOP, RELOAD = "stop", "reload"
"""What the service tells a worker."""
_PAUSE = 0.05  # between two looks at an empty inbox [s]
_QUIET = 5.0  # between two looks at what time alone decides [s]
_RETRY = 1.0  # after the store could not be used [s]
_NICENESS = 10  # of a pass, so that the intake goes first


@dataclass(frozen=True, slots=True)
class Report:
    """What the live pipeline tells the service."""

    taken: int = 0
    """Signals worked through."""
    findings: int = 0
    """Findings that are new or changed."""
    broken: int = 0
    """Signals that went to quarantine."""
    waited: float | None = None
    """From the oldest signal's arrival to its findings [s]."""
    seconds: float = 0.0
    """How long the step took [s]."""
    trouble: str | None = None
    """Why it cannot go on at present; None when it can."""
    refused: int | None = None
    """Rules that cannot be used, when they were read anew."""


@dataclass(frozen=True, slots=True)
class PassReport:
    """What became of a full pass."""

    at: datetime | None
    """The time at which it looked; None when it failed."""
    seconds: float
    """How long it took [s]."""
    trouble: str | None
    """Why it failed."""


def live(root: Path, state: str, control: Connection) -> None:
    """Work through the inbox until told to stop.

    Args:
        root: folder of the place
        state: folder or URL of the state
        control: to the service
    """
    from forestall.pipeline.live import LivePipeline  # noqa: PLC0415 - heavy, and of no use to the service itself

    _on_our_own()
    while True:
        try:
            place, door = _place(root, state)
            sealer = Sealer(master_keys(_folder(state) or root / ".forestall", os.environ))
            with Inbox.open(_where(state), sealer) as inbox, LiveStore.open(_where(state)) as store:
                pipeline = LivePipeline(place, door, inbox, store)
                control.send(Report(refused=len(pipeline.refusals)))
                _loop(pipeline, root, state, control)
                return
        except ForestallError as error:
            if not _tell(control, Report(trouble=str(error))) or _told(control, _RETRY) == STOP:
                return


def full_pass(root: Path, state: str, out: Path, at: datetime | None, control: Connection) -> None:
    """One pass through all stages, then end; a service that waits for nothing hears of it through the pipe."""
    from forestall.pipeline.run import run_pass  # noqa: PLC0415 - heavy, and of no use to the live pipeline

    _on_our_own()
    hurry = _stepped_back()
    began = time.monotonic()
    try:
        moment = present()
        run_pass(root, out=out, state=state, at=at, now=moment, seed=1, progress=lambda _: None, hurry=hurry)
        report = PassReport(at or moment, time.monotonic() - began, None)
    except ForestallError as error:
        report = PassReport(None, time.monotonic() - began, str(error))
    _tell(control, report)


def _stepped_back() -> "Hurry":
    """Let the intake go first; what others wait for is done by a thread that keeps its priority.

    On Linux niceness is a thread's, and one that was there before keeps its own (setpriority(2), notes).
    """
    ahead = ThreadPoolExecutor(1)
    ahead.submit(int).result()
    os.nice(_NICENESS)
    return lambda work: ahead.submit(work).result()


def _loop(pipeline: "LivePipeline", root: Path, state: str, control: Connection) -> None:
    looked = 0.0
    while True:
        began = time.monotonic()
        step = pipeline.step(datetime.now(UTC))
        if step.taken:
            found, seconds = len(step.findings), time.monotonic() - began
            told = Report(step.taken, found, step.broken, step.waited, seconds)
            if not _tell(control, told):
                return
        if time.monotonic() - looked > _QUIET:
            looked = time.monotonic()
            settled = pipeline.quiet(datetime.now(UTC))
            if settled and not _tell(control, Report(findings=len(settled))):
                return
        word = _told(control, 0.0 if step.taken else _PAUSE)
        if word == STOP:
            return
        if word == RELOAD:
            _tell(control, _reloaded(pipeline, root, state))


def _reloaded(pipeline: "LivePipeline", root: Path, state: str) -> Report:
    try:
        pipeline.reload(*_place(root, state))
    except ForestallError as error:
        return Report(trouble=f"goes on with the place as it was: {error}")
    return Report(refused=len(pipeline.refusals))


def _place(root: Path, state: str) -> tuple[Place, Door]:
    place = load(root)
    return place, Door(pseudonym_key(place, _folder(state) or root / ".forestall"), place.profile.door)


def _where(state: str) -> Path | str:
    return state if "://" in state else Path(state)


def _folder(state: str) -> Path | None:
    return None if "://" in state else Path(state)


def _told(control: Connection, wait: float) -> str | None:
    """What the service says within a time; that it is gone counts as being told to stop."""
    try:
        return str(control.recv()) if control.poll(wait) else None
    except (EOFError, OSError):
        return STOP


def _tell(control: Connection, report: Report | PassReport) -> bool:
    """Tell the service; False when it is gone."""
    try:
        control.send(report)
    except (BrokenPipeError, OSError):
        return False
    return True


def _on_our_own() -> None:
    """A Ctrl-C is for the service, which then tells us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
