"""What the last pass left in the state, read once after each pass and shown until the next."""

import gc
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from forestall.core.errors import ForestallError, StateError
from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.outlook.given import Given
from forestall.pipeline import picture_file, plan_trials
from forestall.store.state import State

_FINDINGS = TypeAdapter(list[Finding])
_MOST_KEPT = 512  # derived things of one pass that are kept
_MOST_ORDERS = 128  # orders of long tables that are kept
_MOST_CUTS = 32  # cuts that are compared


class Derived:
    """What was worked out from one pass, each thing once, whoever asks for it at the same time."""

    def __init__(self, most: int = _MOST_KEPT) -> None:
        """`most`: things that are kept; beyond that the one that was not asked for the longest goes."""
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, _Slot] = OrderedDict()
        self._most = most

    def once(self, key: Hashable, make: Callable[[], object]) -> object:
        """What `make` gives, worked out when it is asked for first."""
        with self._lock:
            slot = self._kept.setdefault(key, _Slot())
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        with slot.lock:
            if not slot.filled:
                slot.value, slot.filled = make(), True
            return slot.value


@dataclass(slots=True)
class _Slot:
    """One thing, and who works it out."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    filled: bool = False
    value: object = None


@dataclass(frozen=True, slots=True)
class Cut:
    """The records of a pass that somebody may see."""

    given: Given
    """They."""
    number: int
    """Names them among the cuts of this pass."""


class Cuts:
    """What was cut from one pass: who sees the same records shares them, and what is made of them."""

    def __init__(self, most: int = _MOST_CUTS) -> None:
        """`most`: cuts that new ones are compared with, the last ones."""
        self._lock = threading.Lock()
        self._known: deque[Cut] = deque(maxlen=most)
        self._count = 0

    def of(self, given: Given) -> Cut:
        """The cut with these records."""
        with self._lock:
            for each in self._known:
                if each.given == given:
                    return each
            self._count += 1
            self._known.append(Cut(given, self._count))
            return self._known[-1]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a pass found."""

    at: datetime | None = None
    """Its time; None before the first."""
    findings: tuple[Finding, ...] = ()
    """Its findings, most serious first."""
    alerts: tuple[Alert, ...] = ()
    """Our alerts in force, by subject."""
    given: Given | None = None
    """All that its stages gave, without log events; None before the first, or when an older version made it."""
    previous: Mapping[str, object] | None = None
    """Summary of the pass before it; None when there was none."""
    number: int | None = None
    """Its number in the state."""
    trials: bytes | None = field(default=None, repr=False)
    """What its simulation drew, for other plans; None when an older version made it."""
    derived: Derived = field(default_factory=Derived, compare=False)
    """What pages worked out from it."""
    cuts: Cuts = field(default_factory=Cuts, compare=False)
    """What readers see of it."""
    orders: Derived = field(default_factory=lambda: Derived(_MOST_ORDERS), compare=False)
    """In which order, and which of their rows, tables showed it; apart, so that these never push out the rest."""


class Picture:
    """The last pass of a state."""

    def __init__(self, state: str) -> None:
        """`state`: folder or URL; nothing is read before `refresh`."""
        self._state = state
        self._reading = threading.Lock()
        self.shown = Shown()
        """What it left; replaced as a whole."""
        self.trouble: str | None = None
        """Why it cannot be read; None when it can, or there was no pass yet."""
        self.prepare: list[Callable[[Shown], object]] = []
        """What is worked out before a new pass is shown, so that nobody waits for it."""

    @property
    def at(self) -> datetime | None:
        """Time of the last pass."""
        return self.shown.at

    def refresh(self) -> None:
        """Read what the last pass left, and which alerts are in force now; when that fails, what was shown stays."""
        where: Path | str = self._state if "://" in self._state else Path(self._state)
        try:
            with self._reading, State.read(where) as state:
                number = state.last_number()
                if number is not None and number != self.shown.number:
                    with _undisturbed():
                        self.show(_shown(state, number))
                elif number is not None and (alerts := state.open_alerts()) != self.shown.alerts:
                    self.show(_with_alerts(self.shown, alerts))
            self.trouble = None
        except ForestallError as error:
            self.trouble = str(error)

    def show(self, shown: Shown) -> None:
        """Show a pass, once everything is prepared for it."""
        for make in self.prepare:
            make(shown)
        self.shown = shown


@contextmanager
def _undisturbed() -> Iterator[None]:
    """While very much is made that stays, the collector does not go through all of it, for that holds up everybody."""
    young, middle, old = gc.get_threshold()
    gc.set_threshold(young, middle, sys.maxsize >> 33)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, old)


def _shown(state: State, number: int) -> Shown:
    """What the last pass left; a pass of an older version left less."""
    at, alerts = state.last_pass(), state.open_alerts()
    try:
        data = state.document(picture_file.NAME)
    except StateError:
        return Shown(at, _findings(state), alerts, number=number)
    given, previous = picture_file.read(data)
    given = replace(given, alerts_open=alerts, checkpoint=state.head())
    return Shown(at, given.detection.findings, alerts, given, previous, number, _trials(state))


def _trials(state: State) -> bytes | None:
    try:
        return state.document(plan_trials.NAME)
    except StateError:
        return None


def _with_alerts(shown: Shown, alerts: tuple[Alert, ...]) -> Shown:
    """The same pass after somebody sent or ended an alert."""
    given = None if shown.given is None else replace(shown.given, alerts_open=alerts)
    return replace(shown, alerts=alerts, given=given, derived=Derived(), cuts=Cuts(), orders=Derived(_MOST_ORDERS))


def _findings(state: State) -> tuple[Finding, ...]:
    try:
        return tuple(_FINDINGS.validate_python(state.table("findings").to_pylist()))
    except StateError:
        return ()
