"""Events of one source as a file of lines by number, written as they come: however many there are, none is held."""

import json
import shutil
from pathlib import Path
from typing import TextIO

from forestall.model.intake import StoredSignal


class Lines:
    """The file of one source, and how it is written."""

    def __init__(self, folder: Path) -> None:
        """Take an empty folder that is there."""
        self._folder = folder
        self._runs: list[tuple[int, Path]] = []
        self._open: TextIO | None = None
        self._last = 0

    def add(self, signal: StoredSignal) -> None:
        """Write one; where numbers go back, another run of them begins."""
        if self._open is None or signal.number < self._last:
            self._open = self._begun(signal.number)
        self._open.write(_line(signal))
        self._last = signal.number

    def whole(self) -> Path:
        """The file, once all were added: the runs by their first numbers."""
        self._close()
        (_, first), *others = sorted(self._runs)
        with first.open("ab") as file:
            for _, path in others:
                with path.open("rb") as run:
                    shutil.copyfileobj(run, file)
                path.unlink()
        return first.rename(self._folder / "events.jsonl")

    def _begun(self, number: int) -> TextIO:
        self._close()
        path = self._folder / f"run-{number}"
        self._runs.append((number, path))
        return path.open("w", encoding="utf-8")

    def _close(self) -> None:
        if self._open is not None:
            self._open.close()


def _line(signal: StoredSignal) -> str:
    body = {name: value for name, value in signal.arrival.body.items() if name != "_host"}
    host = signal.arrival.body.get("_host")
    if host is not None and not {"Computer", "host.name", "hostname", "Hostname", "host"} & set(body):
        body["Computer"] = host
    return json.dumps(body, ensure_ascii=False) + "\n"
