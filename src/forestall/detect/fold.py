"""Hits folded by rule and machine, and counted over time, in bounded memory. No reading, no showing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from forestall.detect.levels import RANK
from forestall.model.hit import Bin, Fold, Folded, Hit
from forestall.model.words import Level

SHOWN = 5
"""Hits of a fold that are kept."""
_MOST_BINS = 4_096
_FINEST = 60  # width of a bin at first [s]


@dataclass(slots=True)
class _Open:
    newest: Hit
    count: int = 0
    first: datetime | None = None
    last: datetime | None = None
    hits: list[Hit] = field(default_factory=list)


class Folding:
    """Takes hits one by one, in any number."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], _Open] = {}
        self._bins: Counter[tuple[int, Level]] = Counter()
        self._width = _FINEST
        self._count = self._timeless = 0

    def add(self, hit: Hit) -> None:
        """One more hit."""
        one = self._open.setdefault((hit.rule_id, (hit.host or "").lower()), _Open(hit))
        one.count += 1
        self._count += 1
        if len(one.hits) < SHOWN:
            one.hits.append(hit)
        if hit.time is None:
            self._timeless += 1
            return
        if one.last is None or hit.time > one.last:
            one.last, one.newest = hit.time, hit
        one.first = hit.time if one.first is None or hit.time < one.first else one.first
        self._bins[int(hit.time.timestamp() // self._width), hit.level] += 1
        while len(self._bins) > _MOST_BINS:
            self._coarser()

    def folded(self) -> Folded:
        """All that was added."""
        folds = [Fold(one.newest, one.count, one.first, one.last, tuple(one.hits)) for one in self._open.values()]
        bins = [
            Bin(datetime.fromtimestamp(place * self._width, UTC), level, count)
            for (place, level), count in self._bins.items()
        ]
        return Folded(
            folds=tuple(sorted(folds, key=_order)),
            bins=tuple(sorted(bins, key=lambda each: (each.start, RANK[each.level]))),
            width=float(self._width),
            count=self._count,
            timeless=self._timeless,
        )

    def _coarser(self) -> None:
        self._width *= 2
        wider: Counter[tuple[int, Level]] = Counter()
        for (place, level), count in self._bins.items():
            wider[place // 2, level] += count
        self._bins = wider


def _order(fold: Fold) -> tuple[int, int, str, str]:
    hit = fold.newest
    return (-RANK[hit.level], -fold.count, hit.rule_id, (hit.host or "").lower())
