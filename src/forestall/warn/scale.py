"""How much a finding or a risk speaks for a warning, as a score, and the scores at which warnings open and close.

| subject | score | opens at | closes below |
| --- | --- | --- | --- |
| findings | number of the level, 1 for informational to 5 for critical | `open_level` | `close_level` |
| risk | logarithm of the ratio of its rate now to its base rate, at least 0 | `open_ratio` | `close_ratio` |

Both are scales on which half as much speaks half as loudly, so that fading means the same on them.
"""

import math
from datetime import datetime

from forestall.model.finding import Finding
from forestall.model.profile import Steadiness
from forestall.warn.steadiness import ORDER, Limits, faded

NOTHING = 0.0
"""Score of what is not there."""
_HIGHEST = 700.0  # above the logarithm of every float: a ratio without bound stays a number


def finding_limits(settings: Steadiness) -> Limits:
    """Scores at which warnings of findings open and close."""
    return Limits(ORDER[settings.open_level] + 1.0, ORDER[settings.close_level] + 1.0)


def risk_limits(settings: Steadiness) -> Limits:
    """Scores at which warnings of risks open and close."""
    return Limits(math.log(settings.open_ratio), math.log(settings.close_ratio))


def finding_score(finding: Finding, at: datetime, settings: Steadiness) -> float:
    """Score of a finding: its level, less the longer ago it was last so where the place lets scores fade."""
    return (ORDER[finding.level] + 1.0) * faded(at - finding.time, settings)


def risk_score(ratio: float, probability: float, settings: Steadiness) -> float:
    """Score of a risk; NaN where its rate is not known.

    Args:
        ratio: rate now over base rate
        probability: of at least one event within the horizon; what stays very unlikely opens no warning
        settings: the place's
    """
    if math.isnan(ratio):
        return math.nan
    score = min(math.log(max(ratio, 1.0)), _HIGHEST)
    if probability >= settings.open_probability:
        return score
    return min(score, math.nextafter(risk_limits(settings).open, 0.0))
