"""How steady warnings are on the series of NAB: openings for each event, and how much later, against a bare threshold.

    python benchmarks/steadiness.py [--nab FOLDER] [--choose]

The detector is the same for both: the residual from a profile over the day, in standard deviations of the last 4,000
residuals, each from values before it only. The threshold opens a warning each time the score passes it; the machine
is `warn.steadiness.advance`, as in a pass. One setting for all 58 files: every second file by name (29) to choose it,
the other 29 to report. A window is found when a warning opens in it after the probation of NAB; it is `covered` when
none does but one that opened before is still open. `later` is the mean delay over the windows that both find, over
that of the threshold; delays run from the start of a window, which lies before the labelled moment itself.

Goal (issue 7): at most 1.2 openings for each event, at most 10 % later. Last run (23 November 2026, 3.3 CPU s):

| files | way | windows | found | openings in a window for each found | openings outside | F1 | later | mean delay |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| chosen on | threshold | 61 | 44 | 2.93 | 200 | 0.29 | 1 | 13.7 h |
| chosen on | machine | 61 | 40, 4 covered | 1.02 | 83 | 0.43 | 1.000 | 14.7 h |
| held out | threshold | 55 | 35 | 3.49 | 277 | 0.19 | 1 | 16.6 h |
| held out | machine | 55 | 34, 2 covered | 1.09 | 115 | 0.33 | 1.020 | 17.0 h |

The goal is reached on files that were not used to choose. What is not: the machine makes no better detector. Four in
ten windows stay without an opening either way, and there are 3.4 openings outside of windows for each one found (the
threshold: 7.9), where chance, or what nobody labelled, passes six standard deviations. Asking for two of three looks
leaves 9 openings outside of 200 on the first half, and finds 23 windows instead of 44: a place that can wait sets
`confirm`.
"""

import argparse
import csv
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from forestall.model.profile import Steadiness
from forestall.model.steadiness import Phase
from forestall.warn.steadiness import Limits, Step, advance

Floats = NDArray[np.float64]
NAB = Path(__file__).resolve().parents[2] / "shared" / "data" / "nab"

PROBATION, MOST_PROBATION = 0.15, 750  # share of a file, and values, in which nothing counts (NAB, 3.1)
WINDOW = 4000  # values of residuals that the z score is held against
LEARNING = 0.2  # weight of today's value in the daily profile
DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Series:
    """A file of NAB."""

    name: str
    """Folder and file."""
    times: tuple[datetime, ...]
    """UTC, rising."""
    values: Floats
    """Its values."""
    windows: tuple[tuple[datetime, datetime], ...]
    """Where its events are."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a way of opening warnings came to."""

    events: int = 0
    """Labelled windows after the probation."""
    found: int = 0
    """Those in which a warning opened."""
    inside: int = 0
    """Openings in windows."""
    outside: int = 0
    """Openings outside of windows."""
    covered: int = 0
    """Windows not found that began while a warning was open."""
    delays: tuple[tuple[str, datetime, float], ...] = ()
    """For each found window, file and start, how long after its start the first warning opened [h]."""

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def read(root: Path) -> list[Series]:
    """Every file with its windows, by name."""
    windows = json.loads((root / "labels" / "combined_windows.json").read_text(encoding="utf-8"))
    return [_series(root, name, windows[name]) for name in sorted(windows)]


def _series(root: Path, name: str, windows: list[list[str]]) -> Series:
    with (root / "data" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    spans = tuple((_moment(first), _moment(last)) for first, last in windows)
    return Series(
        name, tuple(_moment(row["timestamp"]) for row in rows), np.array([float(row["value"]) for row in rows]), spans
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def scores(series: Series) -> Floats:
    """How far each value lies from what is usual at its time of day, in standard deviations of such distances.

    Each score rests on values before it only: a profile over the day that learns with a fixed weight, and mean and
    spread of the last residuals from it.
    """
    seconds = np.array([(each - series.times[0]).total_seconds() for each in series.times])
    step = float(np.median(np.diff(seconds)))
    slots = np.floor((seconds % DAY) / step).astype(int)
    return _z(_residuals(series.values, slots))


def _residuals(values: Floats, slots: NDArray[np.int_]) -> Floats:
    profile = np.full(int(slots.max()) + 1, np.nan)
    mean, found = values[0], np.empty(len(values))
    for i, (value, slot) in enumerate(zip(values, slots, strict=True)):
        usual = mean if np.isnan(profile[slot]) else profile[slot]
        found[i] = value - usual
        profile[slot] = value if np.isnan(profile[slot]) else usual + LEARNING * (value - usual)
        mean += (value - mean) / min(i + 1, WINDOW)
    return found


def _z(residuals: Floats) -> Floats:
    sums, squares = (np.concatenate([[0.0], np.cumsum(part)]) for part in (residuals, residuals**2))
    ends = np.arange(len(residuals))
    starts = np.maximum(ends - WINDOW, 0)
    count = np.maximum(ends - starts, 1)
    mean = (sums[ends] - sums[starts]) / count
    spread = np.sqrt(np.maximum((squares[ends] - squares[starts]) / count - mean**2, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(residuals - mean) / spread
    return np.where(np.isfinite(z), z, np.where(residuals == mean, 0.0, 1e3))


Span = tuple[datetime, datetime]
"""When a warning opened and closed."""


def raw_spans(times: Sequence[datetime], z: Floats, limit: float) -> list[Span]:
    """Warnings of a bare threshold: open while the score is at it or above."""
    above = np.concatenate([[False], z >= limit, [False]])
    opened, closed = np.flatnonzero(~above[:-1] & above[1:]), np.flatnonzero(above[:-1] & ~above[1:])
    last = len(times) - 1
    return [(times[i], times[min(j, last)]) for i, j in zip(opened.tolist(), closed.tolist(), strict=True)]


def steady_spans(times: Sequence[datetime], z: Floats, limits: Limits, settings: Steadiness) -> list[Span]:
    """Warnings of the state machine."""
    track, found, opened = None, list[Span](), times[0]
    for at, score in zip(times, z.tolist(), strict=True):
        if track is None and score < limits.open:
            continue  # calm stays calm
        moved = advance("series", track, score, at, limits, settings)
        track = moved.track
        if moved.step is Step.OPEN:
            opened = at
        elif moved.step is Step.CLOSE:
            found.append((opened, at))
    return found if track is None or track.phase is not Phase.OPEN else [*found, (opened, times[-1])]


def tally(series: Series, spans: Iterable[Span]) -> Tally:
    """What warnings on a file came to; nothing counts in its probation."""
    start = series.times[min(int(PROBATION * len(series.times)), MOST_PROBATION)]
    counted = [each for each in spans if each[0] >= start]
    windows = [(max(first, start), last) for first, last in series.windows if last >= start]
    inside = [[opened for opened, _ in counted if first <= opened <= last] for first, last in windows]
    delays = tuple(
        (series.name, first, (hits[0] - first).total_seconds() / 3600.0)
        for (first, _), hits in zip(windows, inside, strict=True)
        if hits
    )
    covered = sum(
        not hits and any(opened < first <= closed for opened, closed in counted)
        for (first, _), hits in zip(windows, inside, strict=True)
    )
    hits = sum(map(len, inside))
    return Tally(len(windows), len(delays), hits, len(counted) - hits, covered, delays)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One setting for all files."""

    limit: float
    """Score at which a warning opens [standard deviations]."""
    close: float
    """Share of it below which one closes."""
    settings: Steadiness
    """Hold, clear, confirmation, half-life."""


CHOSEN = Chosen(6.0, 0.7, Steadiness(hold=6.0, clear=6.0, half_life=6.0))


def both(files: Sequence[tuple[Series, Floats]], chosen: Chosen) -> tuple[Tally, Tally]:
    """What the bare threshold and the state machine come to."""
    limits = Limits(chosen.limit, chosen.limit * chosen.close)
    raw, steady = Tally(), Tally()
    for series, z in files:
        raw += tally(series, raw_spans(series.times, z, chosen.limit))
        steady += tally(series, steady_spans(series.times, z, limits, chosen.settings))
    return raw, steady


def later(raw: Tally, steady: Tally) -> float:
    """Mean delay of the machine over that of the threshold, over the windows that both found."""
    known = {each[:2]: each[2] for each in raw.delays}
    pairs = [(each[2], known[each[:2]]) for each in steady.delays if each[:2] in known]
    return sum(ours for ours, _ in pairs) / sum(theirs for _, theirs in pairs) if pairs else float("nan")


def f1(what: Tally) -> float:
    """Harmonic mean of the share of windows found and the share of openings that are not outside of windows."""
    return 2 * what.found / (what.found + what.outside + what.events)


def choose(files: Sequence[tuple[Series, Floats]]) -> Chosen:
    """The setting with the best F1 of those that meet both goals and find nine in ten of the threshold's windows."""
    best, score = CHOSEN, -1.0
    for limit, close, hold, clear, (n, m), half_life in product(
        (6.0, 8.0, 10.0), (0.3, 0.5, 0.7), (6.0, 12.0, 24.0), (0.0, 6.0, 12.0), ((1, 1), (2, 3)), (0.0, 3.0, 6.0)
    ):
        tried = Steadiness(hold=hold, clear=clear, confirm=n, confirm_of=m, half_life=half_life)
        raw, steady = both(files, Chosen(limit, close, tried))
        fine = steady.inside <= 1.2 * steady.found and later(raw, steady) <= 1.1 and steady.found >= 0.9 * raw.found
        if fine and f1(steady) > score:
            best, score = Chosen(limit, close, tried), f1(steady)
    return best


def main() -> None:
    """Measure, and with --choose look for the setting first."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nab", type=Path, default=NAB, help="folder with data/ and labels/")
    parser.add_argument("--choose", action="store_true", help="look for the setting on the first half (3 CPU minutes)")
    options = parser.parse_args()
    began = time.process_time()
    files = [(series, scores(series)) for series in read(options.nab)]
    halves = {"chosen on": files[0::2], "held out": files[1::2]}
    chosen = choose(halves["chosen on"]) if options.choose else CHOSEN
    print(chosen)
    print(f"{'half':<10} {'way':<10} windows found covered  openings in window/found  outside  F1    later  delay [h]")
    for half, part in halves.items():
        raw, steady = both(part, chosen)
        for way, what in (("threshold", raw), ("machine", steady)):
            flaps, delay = what.inside / max(what.found, 1), np.mean([each[2] for each in what.delays])
            print(
                f"{half:<10} {way:<10} {what.events:>7} {what.found:>5} {what.covered:>7} {flaps:>25.2f} "
                f"{what.outside:>8}  {f1(what):.2f}  {later(raw, what):>5.3f} {delay:>8.1f}"
            )
    print(f"{time.process_time() - began:.1f} CPU s")


if __name__ == "__main__":
    main()
