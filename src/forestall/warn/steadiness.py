"""When a warning opens, holds, lapses and closes. Pure: one subject, one step of time, nothing of what is said.

    calm ── strong, not yet confirmed ──> pending ── confirmed ──> open ── weak, held, clear ──> calm
                                                                    │ ^
                                          nothing known for long ── v │ ── known again
                                                                  lapsed

Opening asks for more than staying open does; a warning once opened holds for a while; what spoke for it fades instead
of vanishing; what is not known neither opens nor closes. A value that swings about one threshold opens one warning.
Who is hidden behind whom is in `inhibition`, what a subject's score is in `scale`.
"""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from forestall.model.alert import Alert
from forestall.model.profile import Steadiness
from forestall.model.steadiness import Look, Phase, Track
from forestall.model.words import Level

SHORTEST_LIFE = timedelta(hours=24)
ORDER = {level: rank for rank, level in enumerate(Level)}
EXTEND_BELOW = 0.25  # share of its life left below which a warning that is still true is sent again
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Strength(Enum):
    """How much speaks for a warning now."""

    STRONG = auto()
    """Enough to open one."""
    MIDDLING = auto()
    """Enough to keep one open."""
    WEAK = auto()
    """Not enough for either."""
    UNKNOWN = auto()
    """Nothing can be said: it does not open one and does not close one."""


class Step(Enum):
    """What becomes of a warning."""

    NOTHING = auto()
    """There is none and none is opened."""
    OPEN = auto()
    """It is opened, or opened again after it lapsed."""
    STAY = auto()
    """It stays open, for it is still true, or nothing is known against it."""
    HOLD = auto()
    """It stays open although it is no longer true: it has not held for long enough."""
    LAPSE = auto()
    """It is no longer extended, for nothing has been known of it for too long."""
    CLOSE = auto()
    """It is cancelled."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Scores at which a warning opens and closes."""

    open: float
    """At this or above it opens."""
    close: float
    """Below this it closes; not above `open`."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a step of time left a subject."""

    track: Track | None
    """What is remembered of it; None when it is calm."""
    step: Step
    """What becomes of its warning."""
    strength: Strength
    """How much speaks for it."""


def strength(score: float, limits: Limits) -> Strength:
    """How much a score speaks for a warning; NaN is unknown."""
    if math.isnan(score):
        return Strength.UNKNOWN
    if score >= limits.open:
        return Strength.STRONG
    return Strength.MIDDLING if score >= limits.close else Strength.WEAK


def advance(
    subject: str, before: Track | None, score: float, at: datetime, limits: Limits, settings: Steadiness
) -> Moved:
    """Take a subject one step further in time; the same step twice leaves it where it is.

    Args:
        subject: the subject
        before: what is remembered of it; None when it was calm
        score: how much speaks for a warning now; NaN when nothing can be known
        at: time of the step, not before the last one
        limits: scores at which a warning opens and closes
        settings: the place's
    """
    known = not math.isnan(score)
    if before is None or before.phase is Phase.PENDING:
        return _waiting(subject, before, score, strength(score, limits), at, settings)
    held = max(score, _left(before, at, settings)) if known else score
    how = strength(held, limits)
    weak_since = (before.weak_since or at) if how is Strength.WEAK else None
    now = replace(
        before,
        seen=at,
        known=at if known else before.known,
        score=held if known else before.score,
        weak_since=weak_since,
    )
    if now.phase is Phase.ENDED:
        return Moved(None if how is Strength.WEAK else now, Step.NOTHING, how)
    return _standing(now, how, settings, fresh=before.seen < at)


def _waiting(
    subject: str, before: Track | None, score: float, how: Strength, at: datetime, settings: Steadiness
) -> Moved:
    """A subject that is not warned of: calm, or waiting to be confirmed."""
    looks = _looks(before.looks if before else (), how, at, settings)
    if how is Strength.STRONG and sum(look.strong for look in looks) >= settings.confirm:
        return Moved(Track(subject, Phase.OPEN, at, at, at, score), Step.OPEN, how)
    if not any(look.strong for look in looks):
        return Moved(None, Step.NOTHING, how)
    if before is None:
        return Moved(Track(subject, Phase.PENDING, at, at, at, score, looks), Step.NOTHING, how)
    known = how is not Strength.UNKNOWN
    track = replace(before, seen=at, looks=looks, score=score if known else before.score)
    return Moved(replace(track, known=at) if known else track, Step.NOTHING, how)


def _standing(now: Track, how: Strength, settings: Steadiness, *, fresh: bool) -> Moved:
    """A subject that is warned of, itself or in the warning of its cause."""
    if how is Strength.WEAK:
        if fresh and now.seen >= earliest_close(now, settings):
            return Moved(None, Step.CLOSE, how)
        return Moved(now, Step.HOLD, how)
    if how is not Strength.UNKNOWN:
        again = now.phase is Phase.LAPSED
        return Moved(replace(now, phase=Phase.OPEN, opened=now.seen) if again else now, _opened(again), how)
    if now.phase is Phase.LAPSED:
        return Moved(now, Step.NOTHING, how)
    if settings.lapse and now.seen - now.known >= timedelta(hours=settings.lapse):
        return Moved(replace(now, phase=Phase.LAPSED, opened=now.seen, cause=""), Step.LAPSE, how)
    return Moved(now, Step.STAY, how)


def _opened(again: bool) -> Step:
    return Step.OPEN if again else Step.STAY


def earliest_close(track: Track, settings: Steadiness) -> datetime:
    """When a subject that is weak, and stays so, may close: held and clear for long enough."""
    weak = track.weak_since or track.seen
    return max(track.opened + timedelta(hours=settings.hold), weak + timedelta(hours=settings.clear))


def from_alert(alert: Alert) -> Track:
    """What is remembered of a warning of which only its last message is known: since when it is open."""
    return Track(alert.subject, Phase.OPEN, alert.effective, alert.sent, alert.sent, 0.0)


def life(settings: Steadiness) -> timedelta:
    """How long a message holds: a day, or the hold time where that is longer."""
    return max(SHORTEST_LIFE, timedelta(hours=settings.hold))


def expired(alert: Alert, at: datetime) -> bool:
    """Whether a message no longer holds."""
    return alert.expires is not None and alert.expires <= at


def runs_out(alert: Alert, at: datetime) -> bool:
    """Whether less than a quarter of a message's life is left."""
    return alert.expires is not None and alert.expires - at < EXTEND_BELOW * (alert.expires - alert.sent)


def _left(before: Track, at: datetime, settings: Steadiness) -> float:
    """What is left of the score before: half of it after each half-life, and only of what is warned of.

    Source:
        exponential decay, s(t) = s(0) 2^(-t / h); h is the place's setting.
    """
    if not settings.half_life or before.phase not in (Phase.OPEN, Phase.HIDDEN):
        return -math.inf
    return before.score * faded(at - before.seen, settings)


def faded(age: timedelta, settings: Steadiness) -> float:
    """Share of a score that is left after a time; all of it where nothing fades."""
    if not settings.half_life:
        return 1.0
    hours = max(age, timedelta(0)) / timedelta(hours=1)
    return float(2.0 ** (-hours / settings.half_life))


def _looks(before: tuple[Look, ...], how: Strength, at: datetime, settings: Steadiness) -> tuple[Look, ...]:
    """The looks that still count, with this one; what is not known is no look."""
    span = timedelta(hours=settings.look)
    recent = tuple(look for look in before if not span or at - look.at < settings.confirm_of * span)
    if how is Strength.UNKNOWN:
        return recent
    same = tuple(look for look in recent if _turn(look.at, span) == _turn(at, span))
    strong = how is Strength.STRONG or (bool(span) and any(look.strong for look in same))
    others = tuple(look for look in recent if look not in same)
    return (*others, Look(at, strong))[-settings.confirm_of :]


def _turn(at: datetime, span: timedelta) -> datetime | int:
    """Which look a time belongs to."""
    return (at - _EPOCH) // span if span else at
