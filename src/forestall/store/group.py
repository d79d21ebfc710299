"""Many writers, one commit: what waits is done in one transaction, and each writer hears of it after the commit.

A disk needs milliseconds to be sure; shared by all that waited, it costs each a fraction. Nothing is known here of what
is written.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from sqlalchemy.orm import Session

from forestall.core.errors import StateError
from forestall.model.entry import Checkpoint, Entry
from forestall.store.book import Book
from forestall.store.database import Database
from forestall.store.entry_rows import Written

Work = Callable[[Session], Sequence[Entry]]
"""Writes rows and returns the entries that speak of them."""
LARGEST = 200  # works in one transaction
WAITING = 2_000  # works that may wait; more are refused
_STOP = None


@dataclass(frozen=True, slots=True)
class _Task:
    work: Work
    done: "Future[Checkpoint | None]"


class GroupCommit:
    """One thread that writes for all."""

    def __init__(self, database: Database) -> None:
        """`database` must be writable and is used by this thread alone."""
        self._database = database
        self._tasks: queue.Queue[_Task | None] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._run, name="group-commit", daemon=True)
        self._thread.start()

    def put(self, work: Work) -> "Future[Checkpoint | None]":
        """Have a work done; the future has the ledger's head once rows and entries are on disk.

        A work that raises is undone alone; when the commit fails, none of its group is kept, and all hear of it.

        Raises:
            StateError: too many wait.
        """
        task = _Task(work, Future())
        try:
            self._tasks.put_nowait(task)
        except queue.Full as error:
            raise StateError(f"{WAITING} changes wait to be written; try again") from error
        return task.done

    def close(self) -> None:
        """Do what waits, then end."""
        self._tasks.put(_STOP)
        self._thread.join()

    def _run(self) -> None:
        going = True
        while going:
            group, going = self._group()
            if group:
                self._commit(group)

    def _group(self) -> tuple[list[_Task], bool]:
        """All that waits, at least one; False when it is the last group."""
        group: list[_Task] = []
        while len(group) < LARGEST:
            try:
                task = self._tasks.get(block=not group)
            except queue.Empty:
                break
            if task is None:
                return group, False
            group.append(task)
        return group, True

    def _commit(self, group: list[_Task]) -> None:
        done: list[_Task] = []
        try:
            with self._database.session() as session:
                book = Book(session)
                entries: list[Written] = []
                for task in group:
                    said = _tried(session, book, task)
                    if said is not None:
                        entries += said
                        done.append(task)
                head = book.put(entries)
        except Exception as error:  # noqa: BLE001 - all who wait hear of it, and the next group is tried
            for task in done:
                task.done.set_exception(error)
            return
        for task in done:
            task.done.set_result(head)


def _tried(session: Session, book: Book, task: _Task) -> list[Written] | None:
    """What a work says, None when it raised and was undone."""
    try:
        with session.begin_nested():
            return book.prepare(task.work(session))
    except Exception as error:  # noqa: BLE001 - whoever gave the work hears of it, whatever it is
        task.done.set_exception(error)
        return None
