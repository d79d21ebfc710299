"""One step of time for all subjects: what was remembered of them, what becomes of each, who is listed behind whom."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.place import Place
from forestall.model.steadiness import Phase, Track
from forestall.warn.blindness import silent_sources
from forestall.warn.scale import NOTHING
from forestall.warn.steadiness import Moved, Step, Strength, advance, from_alert, strength
from forestall.warn.topic import Topic, limits, ours, score

TOLD = (Strength.STRONG, Strength.MIDDLING)
_SAID = (Phase.OPEN, Phase.LAPSED)


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a subject in a pass."""

    moved: Moved
    """Where it stands now."""
    current: bool
    """Whether anything is found of it now; where scores fade, a warning may stay open without."""
    silent: tuple[str, ...] = ()
    """Titles of the silent sources for which nothing can be known of it."""
    effects: tuple[str, ...] = ()
    """Subjects that are listed in its warning, in order."""

    holding: bool = False
    """Whether it is kept open for an effect of which nothing can be known."""

    @property
    def told(self) -> bool:
        """Whether what is known now is what its warning says."""
        return self.current and self.moved.strength in TOLD


def remembered(memory: Iterable[Track], standing: Mapping[str, Alert]) -> dict[str, Track]:
    """What is known of each subject before a pass, from what the last one left and the warnings in force.

    A warning of ours that is no longer in force was cancelled by somebody, or waits for an approval; one in force of
    which nothing is remembered is open since it says.
    """
    found = {alert.subject: from_alert(alert) for alert in standing.values() if ours(alert.subject)}
    for track in memory:
        if track.subject not in found:
            ended = replace(track, phase=Phase.ENDED, cause="")
            found[track.subject] = ended if track.phase is Phase.OPEN else track
        elif track.phase in _SAID:
            found[track.subject] = track
    return found


def changes(
    place: Place,
    findings: tuple[Finding, ...],
    found: Mapping[str, Topic],
    before: Mapping[str, Track],
    at: datetime,
) -> dict[str, Change]:
    """What becomes of each subject by itself, by subject."""
    every = sorted({*found, *before})
    return {
        subject: _change(subject, place, findings, found.get(subject), before.get(subject), at) for subject in every
    }


def _change(
    subject: str, place: Place, findings: tuple[Finding, ...], topic: Topic | None, before: Track | None, at: datetime
) -> Change:
    settings = place.profile.steadiness
    bounds = limits(subject, settings)
    value = NOTHING if topic is None else score(topic, at, settings)
    watched = before is not None and strength(value, bounds) is Strength.WEAK
    silent = silent_sources(subject, place, findings) if watched else ()
    moved = advance(subject, before, math.nan if silent else value, at, bounds, settings)
    return Change(moved, topic is not None, silent)


def settled(
    every: Mapping[str, Change], causes: Mapping[str, str], before: Mapping[str, Track], at: datetime
) -> dict[str, Change]:
    """What becomes of each subject once effects are listed behind their causes.

    Args:
        every: what becomes of each by itself
        causes: for each effect that is not to be sent, the subject whose warning lists it
        before: what was remembered of each
        at: time of the pass
    """
    found = {subject: _behind(change, causes.get(subject, ""), at) for subject, change in every.items()}
    blind = {_cause(change) for change in found.values() if change.moved.strength is Strength.UNKNOWN}
    for subject, change in found.items():
        if change.moved.step is Step.CLOSE and subject in blind:
            kept = replace(before[subject], seen=at, weak_since=before[subject].weak_since or at)
            found[subject] = replace(change, moved=Moved(kept, Step.HOLD, change.moved.strength), holding=True)
    effects: dict[str, tuple[str, ...]] = {}
    for effect in sorted(causes):
        effects[causes[effect]] = (*effects.get(causes[effect], ()), effect)
    return {subject: replace(change, effects=effects.get(subject, ())) for subject, change in found.items()}


def _behind(change: Change, cause: str, at: datetime) -> Change:
    """A subject behind its cause, or no longer behind one."""
    track = change.moved.track
    if track is None:
        return change
    if cause:
        put = Moved(replace(track, phase=Phase.HIDDEN, cause=cause), Step.NOTHING, change.moved.strength)
        return replace(change, moved=put)
    if track.phase is Phase.HIDDEN:
        out = replace(track, phase=Phase.OPEN, opened=at, cause="") if change.told else track
        return replace(change, moved=Moved(out, Step.OPEN if change.told else Step.NOTHING, change.moved.strength))
    return change


def _cause(change: Change) -> str:
    track = change.moved.track
    return track.cause if track is not None and track.phase is Phase.HIDDEN else ""
