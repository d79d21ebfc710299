"""What the last pass left in the state, read once after each pass and shown until the next."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from forestall.core.errors import ForestallError, StateError
from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.store.state import State

_FINDINGS = TypeAdapter(list[Finding])


@dataclass(frozen=True, slots=True)
class Shown:
    """What a pass found."""

    at: datetime | None = None
    """Its time; None before the first."""
    findings: tuple[Finding, ...] = ()
    """Its findings, most serious first."""
    alerts: tuple[Alert, ...] = ()
    """Our alerts in force, by subject."""


class Picture:
    """The last pass of a state."""

    def __init__(self, state: str) -> None:
        """`state`: folder or URL; nothing is read before `refresh`."""
        self._state = state
        self.shown = Shown()
        """What it left; replaced as a whole."""
        self.trouble: str | None = None
        """Why it cannot be read; None when it can, or there was no pass yet."""

    @property
    def at(self) -> datetime | None:
        """Time of the last pass."""
        return self.shown.at

    def refresh(self) -> None:
        """Read what the last pass left; when that fails, what was shown stays."""
        where: Path | str = self._state if "://" in self._state else Path(self._state)
        try:
            with State.read(where) as state:
                at = state.last_pass()
                if at is not None:
                    self.shown = Shown(at, _findings(state), state.open_alerts())
            self.trouble = None
        except ForestallError as error:
            self.trouble = str(error)


def _findings(state: State) -> tuple[Finding, ...]:
    try:
        return tuple(_FINDINGS.validate_python(state.table("findings").to_pylist()))
    except StateError:
        return ()
