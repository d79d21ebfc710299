"""Cases that may be what somebody is about to report: near in place and time, of the same kind, told in like words.

A suggestion, never a decision: who reports, or who works on it, says whether it is the same.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from forestall.follow.cases.recurrence import spot_of
from forestall.follow.cases.where import Spot, distance, same_place
from forestall.model.case import Case, CaseState, CaseType

GRAM = 3  # letters
ALIKE = 0.35
"""Likeness of words from which a report of another type may be the same thing."""
_SHARES = (0.5, 0.3, 0.2)  # of words, place and time in the score
MOST = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case that may be the same."""

    case: Case
    """Which."""
    score: float
    """How like it is, 0 to 1."""
    likeness: float
    """Of that, of the words."""
    apart: float
    """How far away [m]; NaN where a position is missing."""


def likeness(one: str, other: str) -> float:
    """Cosine of the counts of letter trigrams of two texts, 0 to 1; typing mistakes change it little."""
    a, b = _grams(one), _grams(other)
    both = sum(count * b[gram] for gram, count in a.items())
    size = math.sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values()))
    return both / size if size else 0.0


def suggestions(
    text: str, spot: Spot, happened: datetime, case_type: CaseType, cases: Iterable[Case], most: int = MOST
) -> tuple[Suggestion, ...]:
    """Cases that may be what is reported, the likeliest first.

    Args:
        text: what is told
        spot: where
        happened: when
        case_type: kind of report, with its radius [m] and time [day]
        cases: those that there are; merged ones are passed over
        most: how many at most
    """
    near = timedelta(days=case_type.same)
    found = []
    for case in cases:
        if case.state is CaseState.MERGED or case.kind is not case_type.kind or abs(case.happened - happened) > near:
            continue
        if not same_place(spot, spot_of(case), case_type.radius):
            continue
        alike = likeness(text, case.text)
        if case.case_type != case_type.code and alike < ALIKE:
            continue
        found.append(_scored(case, alike, spot, happened, case_type))
    return tuple(sorted(found, key=lambda each: (-each.score, each.case.id))[:most])


def _scored(case: Case, alike: float, spot: Spot, happened: datetime, case_type: CaseType) -> Suggestion:
    apart = distance(spot, spot_of(case))
    closeness = 1.0 if math.isnan(apart) else 1.0 - apart / case_type.radius
    lately = 1.0 - abs(case.happened - happened) / timedelta(days=case_type.same)
    words, place, time = _SHARES
    return Suggestion(case, words * alike + place * closeness + time * lately, alike, apart)


def _grams(text: str) -> Counter[str]:
    plain = f" {' '.join(text.casefold().split())} "
    return Counter(plain[i : i + GRAM] for i in range(len(plain) - GRAM + 1))
