"""Many writers, one commit: who comes while another writes goes on in its transaction, and all hear of one commit.

A disk needs milliseconds to be sure; shared by all that waited, it costs each a fraction. Nothing is known here of what
is written.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from forestall.core.errors import StateError
from forestall.store.connect import WAIT

LARGEST = 200  # works in one transaction
LONGEST = 0.02  # how long a transaction is held open for others [s]
_GONE = 1.0  # after how long one looks whether whoever was to commit has gone [s]


class _Group:
    """Works that are committed together."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.begun, self.works = connection, time.monotonic(), 0
        self.is_shared = False
        self.done = threading.Event()
        self.error: Exception | None = None

    def end(self) -> None:
        """Commit, and tell all; whatever the database says, all hear of it."""
        try:
            if self.is_gone and self.is_shared:
                raise StateError("the database gave up the changes of several writers at once; try again")
            self.connection.commit()
        except Exception as error:  # noqa: BLE001 - each of them raises it
            self.error = error
            self.connection.invalidate(error)  # what a commit leaves behind that failed is not to be built on
        finally:
            self.done.set()
            self.connection.close()

    @property
    def is_gone(self) -> bool:
        """Whether SQLite undid everything, as it may when a disk is full or fails: a commit would say nothing of it."""
        if self.connection.invalidated:
            return True
        return not getattr(self.connection.connection.dbapi_connection, "in_transaction", True)

    @property
    def is_full(self) -> bool:
        """Whether it is time to commit, whoever waits."""
        return self.works >= LARGEST or time.monotonic() - self.begun > LONGEST


class SharedCommit:
    """The writers of one engine in this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn, self._counting = threading.Lock(), threading.Lock()
        self._waiting = 0
        self._group: _Group | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One work: when it raises, it is undone alone; when this is left, it is on disk.

        Raises:
            StateError: another work takes too long.
        """
        with self._my_turn():
            group = self._open()
            try:
                with self._work(group) as session:
                    yield session
            finally:
                self._go_on(group)
        while not group.done.wait(_GONE):
            with self._turn:
                self._end(group)
        if group.error is not None:
            raise group.error

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        self._count(1)
        try:
            mine = self._turn.acquire(timeout=WAIT)
        finally:
            self._count(-1)
        if not mine:
            raise StateError("another change takes too long; try again when it is through")
        try:
            yield
        finally:
            self._turn.release()

    def _count(self, more: int) -> None:
        with self._counting:
            self._waiting += more

    def _open(self) -> _Group:
        if self._group is None:
            connection = self._engine.connect()
            try:
                connection.begin()
            except BaseException:
                connection.close()
                raise
            self._group = _Group(connection)
        else:
            self._group.is_shared = True
        return self._group

    @contextmanager
    def _work(self, group: _Group) -> Iterator[Session]:
        """Undone by itself: the first takes the transaction along, which holds nothing else then."""
        bound = Session(
            group.connection,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint" if group.works else "rollback_only",
        )
        with bound as session, session.begin():
            yield session
        group.works += 1

    def _go_on(self, group: _Group) -> None:
        """Leave the commit to whoever comes next, if somebody does."""
        if not group.works or not self._waiting or group.is_full or group.is_gone:
            self._end(group)

    def _end(self, group: _Group) -> None:
        if self._group is group:
            self._group = None
            group.end()
