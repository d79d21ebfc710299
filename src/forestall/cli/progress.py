"""What a pass is doing, on stderr: a line that moves on a terminal, plain lines elsewhere."""

import sys
from types import TracebackType

from rich.console import Console
from rich.status import Status


class Progress:
    """Says each step; silent when asked to be."""

    def __init__(self, *, quiet: bool) -> None:
        self._console = Console(stderr=True, quiet=quiet)
        self._status: Status | None = None

    def __enter__(self) -> "Progress":
        if sys.stderr.isatty():
            self._status = self._console.status("starting")
            self._status.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._status:
            self._status.stop()

    def say(self, step: str) -> None:
        """Show the step that begins."""
        if self._status:
            self._status.update(step)
        else:
            self._console.print(step, style="dim", markup=False, highlight=False, soft_wrap=True)
