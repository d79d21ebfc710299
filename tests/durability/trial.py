"""One store, one subject in a process of its own, one fault; what is left is looked at, and the subject goes on.

What the subject does and what must be left is in `kills.py` (deliveries one after the other) and `together.py`
(several writers at once).
"""

import os
import signal
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from forestall.core.errors import ForestallError

Fault = Callable[[int], None]
"""What befalls a process that is stopped until then."""


class Trial(ABC):
    """The subject is a fork of this process, so that it starts at once; it is stopped until the fault is prepared."""

    folder: Path

    def run(self, fault: Fault) -> tuple[bool, str]:
        """Whether the subject was killed, and what is wrong then."""
        acks, killed = self.subject(fault)
        try:
            self.look(acks)
        except (AssertionError, ForestallError) as error:
            return killed, f"{type(error).__name__}: {error}"
        return killed, ""

    def subject(self, fault: Fault) -> tuple[bytes, bool]:
        """What it acknowledged, by a pipe that outlives it, and whether it was killed."""
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

    @abstractmethod
    def act(self, acks: int) -> None:
        """What the subject does; it acknowledges into a file descriptor."""

    @abstractmethod
    def look(self, acks: bytes) -> None:
        """Look at what is left, go on, and look again.

        Raises:
            AssertionError: it is not what it must be.
        """

    def _live(self, acks: int) -> None:
        """The life of the subject."""
        status = 1
        try:
            os.kill(os.getpid(), signal.SIGSTOP)
            self.act(acks)
            status = 0
        finally:
            os._exit(status)


def drained(act: Callable[[int], None]) -> bytes:
    """What is acknowledged by something that happens in this process."""
    read, write = os.pipe()
    act(write)
    os.close(write)
    with os.fdopen(read, "rb") as acks:
        return acks.read()
