"""The service's log: one JSON object a line, with names of things and figures; never content, queries or addresses."""

import json
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Clean = Callable[[str], str]
_LONGEST = 500  # of a text [characters]
_BREAKS = {each: f"\\u{each:04x}" for each in (0x85, 0x2028, 0x2029)}  # ends of lines that JSON leaves as they are
_FRAMES = 8  # of a place where something broke


class Log:
    """Writes events; every text goes through the door first."""

    def __init__(self, stream: TextIO | None = None, clean: Clean = str) -> None:
        """Take where to write, and what takes personal data out of a text."""
        self._stream = stream or sys.stderr
        self.clean = clean
        self._lock = threading.Lock()

    def __call__(self, event: str, **more: object) -> None:
        """One event."""
        line: dict[str, object] = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event}
        line |= {name: self._plain(value) for name, value in more.items() if value is not None}
        with self._lock:
            self._stream.write(json.dumps(line, ensure_ascii=False).translate(_BREAKS) + "\n")
            self._stream.flush()

    def _plain(self, value: object) -> object:
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, str):
            return self.clean(value)[:_LONGEST]
        return value if isinstance(value, int | float | bool) else self.clean(str(value))[:_LONGEST]


class Logged:
    """Logs each answer: the route, not the path; who asked, as an account; no address, no query, no header.

    The last resort too: what broke unforeseen is one event with its kind and place, never with its words.
    """

    def __init__(self, app: ASGIApp, log: Callable[..., None]) -> None:
        self._app, self._log = app, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and log what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, size = time.perf_counter(), 0, 0
        state = scope.setdefault("state", {})

        async def heard(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, heard)
        except Exception as error:
            self._log("failed", method=scope["method"], route=_route(scope), error=type(error).__name__, at=_at(error))
            if not status:
                raise
        finally:
            took = round(time.perf_counter() - began, 6)
            who = {name: state.get(name) for name in ("account", "means")}
            told = {"method": scope["method"], "route": _route(scope), "status": status, "bytes": size, "seconds": took}
            self._log("request", **told, **who)


def _at(error: Exception) -> str:
    """Where it broke: files and lines, the last first."""
    frames = reversed(traceback.extract_tb(error.__traceback__)[-_FRAMES:])
    return " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames)


def _route(scope: Scope) -> str:
    route = scope.get("route")
    return str(getattr(route, "path", "none"))
