"""When a warning opens, holds and closes. Pure decisions on one subject; what is said is elsewhere.

Opening asks for more than staying open does, and a warning once opened holds for a while: a value that swings about
one threshold opens one warning, not many.
"""

from datetime import datetime, timedelta
from enum import Enum, auto

from forestall.model.alert import Alert
from forestall.model.profile import Steadiness
from forestall.model.words import Level

SHORTEST_LIFE = timedelta(hours=24)
EXTEND_BELOW = 0.25  # share of its life left below which a warning that is still true is sent again

ORDER = {level: rank for rank, level in enumerate(Level)}


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
    """There is none and none is opened; or it holds, whatever is said now."""
    OPEN = auto()
    """It is opened."""
    STAY = auto()
    """It stays open, for it is still true."""
    CLOSE = auto()
    """It is cancelled."""


def level_strength(level: Level, settings: Steadiness) -> Strength:
    """How much a finding of a level speaks for a warning."""
    if ORDER[level] >= ORDER[settings.open_level]:
        return Strength.STRONG
    return Strength.MIDDLING if ORDER[level] >= ORDER[settings.close_level] else Strength.WEAK


def risk_strength(ratio: float, probability: float, settings: Steadiness) -> Strength:
    """How much a risk speaks for a warning; NaN is unknown.

    Args:
        ratio: rate now over base rate
        probability: of at least one event within the horizon; what stays very unlikely opens no warning
        settings: the place's
    """
    if ratio >= settings.close_ratio:
        opens = ratio >= settings.open_ratio and probability >= settings.open_probability
        return Strength.STRONG if opens else Strength.MIDDLING
    return Strength.WEAK if ratio < settings.close_ratio else Strength.UNKNOWN


def step(strength: Strength, standing: Alert | None, at: datetime, settings: Steadiness) -> Step:
    """What becomes of a warning.

    Args:
        strength: how much speaks for it now
        standing: its last message, if it is open; `effective` is when it was opened
        at: time of the pass
        settings: the place's
    """
    if standing is None:
        return Step.OPEN if strength is Strength.STRONG else Step.NOTHING
    if strength is not Strength.WEAK:
        return Step.STAY
    held = at - standing.effective
    over = at > standing.sent and held >= timedelta(hours=settings.hold)
    return Step.CLOSE if over and not expired(standing, at) else Step.NOTHING


def life(settings: Steadiness) -> timedelta:
    """How long a message holds: a day, or the hold time where that is longer."""
    return max(SHORTEST_LIFE, timedelta(hours=settings.hold))


def expired(alert: Alert, at: datetime) -> bool:
    """Whether a message no longer holds."""
    return alert.expires is not None and alert.expires <= at


def runs_out(alert: Alert, at: datetime) -> bool:
    """Whether less than a quarter of a message's life is left."""
    return alert.expires is not None and alert.expires - at < EXTEND_BELOW * (alert.expires - alert.sent)
