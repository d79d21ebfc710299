"""The live pipeline: stored signals in the order of commit, some at a time, through the same stages as in a pass.

What it finds is kept together with how far it has come, so that a restart anywhere repeats nothing and loses nothing. A
signal that breaks a stage is set aside with its reason; the others of its batch go on. Nothing here waits or loops: who
calls `step`, and when, is `pipeline/worker.py`.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from forestall.core.clock import utc
from forestall.core.errors import ForestallError, InputError, StateError
from forestall.detect.adding import add
from forestall.detect.detectors.alert import AlertDetector
from forestall.detect.detectors.silence import SilenceDetector
from forestall.detect.detectors.threshold import ThresholdDetector
from forestall.detect.detectors.vulnerability import VulnerabilityDetector
from forestall.detect.place_live import LATENESS, PlaceDetector
from forestall.guard.door import Door
from forestall.guard.label import strictest
from forestall.model.finding import Finding, Refusal
from forestall.model.intake import SignalState, SourceHealth, StoredSignal
from forestall.model.label import Label
from forestall.model.live_finding import Progress
from forestall.model.observation import Observation
from forestall.model.partner import STALE_AFTER, Source, SourceState
from forestall.model.place import Place
from forestall.model.signal import Records
from forestall.model.words import SourceStatus
from forestall.observe.stage import observe
from forestall.pipeline.spool import laid_out
from forestall.store.inbox import PIPELINE, Inbox
from forestall.store.live import LiveStore

MOST = 2_000
"""Signals of one step."""
_OLD, _TIDY = timedelta(days=90), timedelta(hours=1)
_OWN = ("_id", "_file", "_line", "_time", "_host")
_DETECTORS = (AlertDetector, ThresholdDetector, VulnerabilityDetector)
_Found = list[tuple[Finding, Label]]


@dataclass(frozen=True, slots=True)
class Step:
    """What one step came to."""

    taken: int
    """Signals worked through."""
    findings: tuple[Finding, ...]
    """Findings that are new or changed, as they now stand."""
    broken: int
    """Signals that went to quarantine."""
    waited: float | None
    """How long the oldest of them had waited since it came [s]; None when there was none."""


class LivePipeline:
    """Works through the inbox of one place."""

    def __init__(
        self, place: Place, door: Door, inbox: Inbox, store: LiveStore, lateness: timedelta = LATENESS
    ) -> None:
        """Go on where the last one stopped.

        Raises:
            StateError: what it left cannot be read.
        """
        self._inbox, self._store, self._lateness = inbox, store, lateness
        self._place, self._door = place, door
        self._detector = PlaceDetector(place, lateness)
        progress = store.progress()
        self._position, self._saved = progress.position, progress.saved
        self._tidied: datetime | None = None
        self._restore()
        self._finish(int(inbox.offset(PIPELINE) or 0), None)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Rules that cannot be used."""
        return self._detector.refusals

    def reload(self, place: Place, door: Door) -> None:
        """Go on with changed rules and files; correlations that did not change remember what they knew."""
        detector = PlaceDetector(place, self._lateness)
        if self._detector.stateful and detector.stateful:
            detector.restore(self._detector.save())
        self._place, self._door, self._detector = place, door, detector

    def step(self, now: datetime, limit: int = MOST) -> Step:
        """Work through what has arrived since the last step.

        Args:
            now: the present, UTC
            limit: at most so many signals

        Raises:
            StateError: the store cannot be read or written; the same step may be tried again.
        """
        signals = self._inbox.after(self._position, limit)
        fresh = [signal for signal in signals if signal.state is SignalState.NEW]
        if not signals:
            return Step(0, (), 0, None)
        changed: dict[str, Finding] = {}
        broken = self._work(fresh, now, changed)
        if self._position < signals[-1].number:
            self._keep([], signals[-1].number, now)
        waited = max(((now - one.arrival.received).total_seconds() for one in fresh), default=None)
        return Step(len(signals), tuple(changed.values()), broken, waited)

    def quiet(self, now: datetime) -> tuple[Finding, ...]:
        """Correlations that time alone decides, and sources that have just fallen silent.

        Findings of which nothing came for 90 days are forgotten here: passes have them.
        """
        if self._tidied is None or now - self._tidied > _TIDY:
            self._tidied = now
            self._store.forget(now - _OLD)
        settled = self._detector.advance(self._present(now) - self._lateness) if self._detector.stateful else ()
        found = [(one.finding, self._label(one.sources)) for one in settled]
        silent = [health for health in self._inbox.health() if self._falls_silent(health, now)]
        found += [(finding, self._label((finding.source,))) for finding in self._silences(silent, now)]
        kept = self._keep(found, self._position, now) if found else ()
        for health in silent:
            self._inbox.silence(health.source, health.last_received)
        return kept

    def _work(self, signals: Sequence[StoredSignal], now: datetime, changed: dict[str, Finding]) -> int:
        """Work through signals, halving them until what breaks a stage stands alone; how many did."""
        if not signals:
            return 0
        try:
            found = self._found(signals, now)
        except Exception as error:  # noqa: BLE001 - a stage may break in any way, and the service must go on
            self._again()
            if len(signals) == 1:
                self._set_aside(signals[0], error, now)
                return 1
            half = len(signals) // 2
            return self._work(signals[:half], now, changed) + self._work(signals[half:], now, changed)
        changed |= {finding.id: finding for finding in self._keep(found, signals[-1].number, now)}
        return 0

    def _found(self, signals: Sequence[StoredSignal], now: datetime) -> _Found:
        known = {source.id for source in self._place.sources}
        strange = next((one for one in signals if one.arrival.source not in known), None)
        if strange is not None:
            raise InputError(f"source {strange.arrival.source} is no longer in the place")
        present = self._present(now)
        labels = {str(signal.number): signal.arrival.label for signal in signals}
        events = [signal for signal in signals if signal.arrival.kind == "event"]
        concluded = self._detector.feed(_records(events), present)
        found = [
            (one.finding, strictest((self._label(one.sources), *_of(labels, one.finding.evidence))))
            for one in concluded
        ]
        others = [signal for signal in signals if signal.arrival.kind in ("cap", "reading", "kev")]
        return [*found, *self._others(others, present)]

    def _others(self, signals: Sequence[StoredSignal], present: datetime) -> _Found:
        """What detectors find in alerts, values and catalogues, read as a pass reads them."""
        if not signals:
            return []
        with tempfile.TemporaryDirectory(prefix="forestall-") as folder:
            place = laid_out(self._place, signals, Path(folder), beside=False)
            observation = observe(place, present, self._door)
        found = [one for detector in _DETECTORS for one in detector().find(self._place, observation, present)]
        closed = {
            source: strictest(one.arrival.label for one in signals if one.arrival.source == source)
            for source in {one.arrival.source for one in signals}
        }
        return [(finding, strictest((closed.get(finding.source, Label.RED),))) for finding in found]

    def _keep(self, found: _Found, position: int, now: datetime) -> tuple[Finding, ...]:
        before = self._store.named(finding.id for finding, _ in found)
        standing: dict[str, tuple[Finding, Label]] = {
            name: (known.finding, known.label) for name, known in before.items()
        }
        for finding, label in found:
            earlier = standing.get(finding.id)
            whole = add(earlier[0] if earlier else None, finding)
            standing[finding.id] = whole, strictest((label, *([earlier[1]] if earlier else [])))
        kept = [standing[name] for name in sorted({finding.id for finding, _ in found})]
        saved = self._detector.save() if self._detector.stateful else None
        self._store.keep(kept, Progress(position, saved), now)
        worked, self._position, self._saved = self._position, position, saved
        if position > worked:
            self._finish(worked, now)
        return tuple(finding for finding, _ in kept)

    def _set_aside(self, signal: StoredSignal, error: Exception, now: datetime) -> None:
        reason = str(error) if isinstance(error, ForestallError) else f"{type(error).__name__} in a stage"
        before = self._position
        self._inbox.finish(before, signal.number, {signal.number: self._door.text(reason)[:400]}, now)
        self._keep([], signal.number, now)

    def _finish(self, after: int, now: datetime | None) -> None:
        """Tell the inbox how far we are; after a kill between two commits it hears it now."""
        if self._position > after:
            at = now or max((h.last_received for h in self._inbox.health() if h.last_received), default=None)
            if at is not None:
                self._inbox.finish(after, self._position, {}, at)

    def _again(self) -> None:
        self._detector = PlaceDetector(self._place, self._lateness)
        self._restore()

    def _restore(self) -> None:
        if self._saved is not None and self._detector.stateful:
            try:
                self._detector.restore(self._saved)
            except StateError as error:
                raise StateError(f"live pipeline: {error}; correlations cannot go on from it") from error

    def _present(self, now: datetime) -> datetime:
        """The time now; in a recorded place not before the time at which it is looked at."""
        replay = self._place.profile.replay_at
        return now if replay is None else max(now, utc(replay))

    def _label(self, sources: Sequence[str] | frozenset[str]) -> Label:
        """The strictest label of some sources; one that is gone counts as RED."""
        known = {source.id: Label(source.label.removeprefix("TLP:")) for source in self._place.sources}
        return strictest(known.get(source, Label.RED) for source in sources)

    def _falls_silent(self, health: SourceHealth, now: datetime) -> bool:
        source = next((one for one in self._place.sources if one.id == health.source), None)
        if source is None or health.silent_since is not None or health.last_received is None:
            return False
        return now - health.last_received > STALE_AFTER * timedelta(hours=source.every)

    def _silences(self, silent: Sequence[SourceHealth], now: datetime) -> list[Finding]:
        sources = {source.id: source for source in self._place.sources}
        states = tuple(_stale(sources[health.source], health, now) for health in silent)
        observation = Observation(signals=(), records=(), alerts=(), sources=states)
        return list(SilenceDetector().find(self._place, observation, now))


def _stale(source: Source, health: SourceHealth, now: datetime) -> SourceState:
    last = health.last_received
    return SourceState(
        id=source.id,
        title=source.title,
        field=source.field,
        kind=source.kind,
        status=SourceStatus.STALE,
        files=0,
        accepted=health.received,
        skipped=health.quarantined,
        first=None,
        latest=last,
        age=None if last is None else (now - last) / timedelta(hours=1),
        coverage=None,
    )


def _of(labels: dict[str, Label], evidence: Sequence[str]) -> list[Label]:
    return [labels[record] for record in evidence if record in labels]


def _records(signals: Sequence[StoredSignal]) -> tuple[Records, ...]:
    """Events as tables, one a source, with the columns that `model.signal.Records` promises."""
    by_source: dict[str, list[StoredSignal]] = {}
    for signal in signals:
        by_source.setdefault(signal.arrival.source, []).append(signal)
    return tuple(Records(source, _table(source, some)) for source, some in sorted(by_source.items()))


def _table(source: str, signals: Sequence[StoredSignal]) -> pa.Table:
    bodies = [signal.arrival.body for signal in signals]
    names = sorted({name for body in bodies for name in body} - set(_OWN))
    numbers = [signal.number for signal in signals]
    own = {
        "_id": pa.array([str(number) for number in numbers], pa.string()),
        "_file": pa.array([source] * len(signals), pa.string()),
        "_line": pa.array(numbers, pa.int64()),
        "_time": pa.array([signal.arrival.event_time for signal in signals], pa.timestamp("us", tz="UTC")),
        "_host": pa.array([body.get("_host") for body in bodies], pa.string()),
    }
    columns = {name: pa.array([body.get(name) for body in bodies], pa.string()) for name in names}
    return pa.table(own | columns)
