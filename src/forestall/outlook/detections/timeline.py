"""Hits over time as stacked bars: rectangles and ticks for the template to draw as SVG. No text is escaped here."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime

from forestall.model.hit import Folded
from forestall.model.words import Level

WIDTH, HEIGHT = 960.0, 200.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 8.0, 8.0, 26.0  # [px]
MOST_COLUMNS = 96
_LETTER = 6.5  # width of a letter of a label, on the wide side [px]
_STEPS = (
    *(60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800),
    *(2_592_000, 7_776_000, 31_536_000, 315_360_000),
)
"""Widths of a column and distances of ticks that people read with ease [s]."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Hits of one level in one column."""

    x: float
    y: float
    width: float
    height: float
    level: Level
    title: str
    """What it says when pointed at."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    """[px]"""
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """Hits of one span of time."""

    place: int
    """From the left, from 0; where a long span without a hit is left out, columns follow sooner."""
    start: str
    """When it begins, UTC."""
    count: int
    worst: Level


@dataclass(frozen=True, slots=True)
class Timeline:
    """The chart."""

    bars: tuple[Bar, ...]
    times: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    width: str
    """How much time a column spans."""
    gap: str
    """What of the axis is left out; empty when it is whole."""
    columns: tuple[Column, ...]
    """The same as numbers, for those who cannot see the chart and for terminals; those without hits are left out."""


def timeline(folded: Folded) -> Timeline | None:
    """The chart of a run, None when no hit tells its time."""
    if not folded.bins:
        return None
    width, columns, places, gap = _columns(folded)
    used = sorted(columns)
    most = max(sum(counts.values()) for counts in columns.values())
    room = (WIDTH - LEFT - RIGHT) / max(places[used[-1]] + 1, 12)
    bars = [
        bar for place in used for bar in _stack(columns[place], LEFT + places[place] * room, room, most, place * width)
    ]
    return Timeline(
        bars=tuple(bars),
        times=_times(used, places, room, width),
        counts=_counts(most),
        width=_span(width),
        gap=gap,
        columns=tuple(_column(places[place], place * width, columns[place]) for place in used),
    )


def _columns(folded: Folded) -> tuple[int, dict[int, dict[Level, int]], dict[int, int], str]:
    """The narrowest columns that have room, with their hits by level, their places from the left, and what is cut."""
    for width in (step for step in _STEPS if step >= folded.width):
        columns: dict[int, dict[Level, int]] = {}
        for each in folded.bins:
            counts = columns.setdefault(int(each.start.timestamp() // width), {})
            counts[each.level] = counts.get(each.level, 0) + each.count
        places, gap = _places(sorted(columns))
        if max(places.values()) < MOST_COLUMNS:
            break
    return width, columns, places, gap


def _places(used: list[int]) -> tuple[dict[int, int], str]:
    """Column to its place from the left; where the axis would be mostly empty, long gaps are cut to three columns."""
    whole = {place: place - used[0] for place in used}
    if whole[used[-1]] < MOST_COLUMNS and len(used) * 8 > whole[used[-1]]:
        return whole, ""
    places, at, cut = {used[0]: 0}, 0, 0
    for before, place in itertools.pairwise(used):
        step = min(place - before, 4)
        cut += step < place - before
        at += step
        places[place] = at
    spans = "one span" if cut == 1 else f"{cut} spans"
    return places, f"{spans} without a match left out" if cut else ""


def _column(place: int, start: float, counts: dict[Level, int]) -> Column:
    worst = next(level for level in reversed(Level) if counts.get(level))
    return Column(place, _moment(start), sum(counts.values()), worst)


def _stack(counts: dict[Level, int], x: float, room: float, most: int, at: float) -> list[Bar]:
    bars, base, height = [], HEIGHT - BOTTOM, HEIGHT - TOP - BOTTOM
    for level in reversed(Level):
        if count := counts.get(level, 0):
            tall = max(height * count / most, 1.5)
            base -= tall
            title = f"{_moment(at)}: {count:,} {level}"
            bars.append(Bar(x + room * 0.06, base, room * 0.88, tall, level, title))
    return bars


def _times(used: list[int], places: dict[int, int], room: float, width: int) -> tuple[Tick, ...]:
    """Labels that do not run into each other, at columns that hold hits; the day where it changes."""
    ticks: list[Tick] = []
    day, free = "", LEFT
    for place in used:
        at = LEFT + places[place] * room
        moment = datetime.fromtimestamp(place * width, UTC)
        today = moment.strftime("%Y-%m-%d")
        text = today if width >= 86_400 else f"{moment:%H:%M}" if today == day else f"{today} {moment:%H:%M}"
        wide = len(text) * _LETTER
        if at >= free and at + wide <= WIDTH:
            ticks.append(Tick(at, text))
            day, free = today, at + wide + 2 * _LETTER
    return tuple(ticks)


def _counts(most: int) -> tuple[Tick, ...]:
    height = HEIGHT - TOP - BOTTOM
    marks = sorted({most, most // 2} - {0}) if most > 1 else [most]
    return tuple(Tick(HEIGHT - BOTTOM - height * mark / most, f"{mark:,}") for mark in marks)


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")


def _span(seconds: int) -> str:
    for unit, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= unit and seconds % unit == 0:
            count = seconds // unit
            return f"1 {name}" if count == 1 else f"{count} {name}s"
    return f"{seconds} seconds"
