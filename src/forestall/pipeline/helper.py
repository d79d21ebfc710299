"""A process beside the service, and the pipe between them. What it does is told to it; see `pipeline/worker.py`."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Callable
from typing import Any, Generic, TypeVar

from forestall.pipeline.worker import STOP

T = TypeVar("T")
_PATIENCE = 10.0  # how long it may take to end what it is at [s]


class Helper(Generic[T]):
    """A process that has been started."""

    def __init__(self, work: Callable[..., None], *arguments: Any) -> None:
        """Start it; `work` gets the arguments and its end of the pipe."""
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(*arguments, theirs), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def tell(self, word: str) -> None:
        """Say something to it; one that has ended does not hear it."""
        try:
            self._pipe.send(word)
        except OSError:
            return

    async def reports(self, kind: type[T]) -> AsyncIterator[T]:
        """What it says, until it ends."""
        loop, ready = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._pipe.fileno(), ready.set)
        try:
            while True:
                await ready.wait()
                ready.clear()
                while self._pipe.poll():
                    said = self._pipe.recv()
                    if isinstance(said, kind):
                        yield said
        except (EOFError, OSError):
            return
        finally:
            loop.remove_reader(self._pipe.fileno())

    async def end(self, patience: float = _PATIENCE) -> None:
        """Tell it to stop, and wait so long [s]; one that does not is ended."""
        self.tell(STOP)
        await asyncio.to_thread(self._process.join, patience)
        if self._process.is_alive():
            self._process.terminate()
            await asyncio.to_thread(self._process.join, _PATIENCE)
        self._pipe.close()
