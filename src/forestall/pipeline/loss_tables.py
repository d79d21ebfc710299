"""Loss tables of other models as scenarios: OpenQuake, CLIMADA and Oasis event-loss CSV.

A table becomes one scenario: its frequency is that of all its events together, its consequence a `loss_table` with one
row an event, weighted by how often each comes. Lines that begin with `#` are notes. Not here: running those models.
"""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path

from forestall.core.errors import InputError, LimitError
from forestall.model.words import Field, Scale

MOST_EVENTS = 4096  # rows of a scenario; further ones are merged with their neighbours in size
MOST_BYTES = 512 * 2**20
WIDE = 3.0  # 95 % over 50 % quantile of the frequency, where the table does not say how sure it is


class Format(StrEnum):
    """Whose table it is."""

    OPENQUAKE = "openquake"
    CLIMADA = "climada"
    OASIS = "oasis"


@dataclass(frozen=True, slots=True)
class Row:
    """One event of a table."""

    event: str
    """Its id."""
    rate: float
    """How often it comes [1/year]."""
    loss: float
    """What it brings, in the unit of the scale."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A table read."""

    rows: tuple[Row, ...]
    """Its events with any loss, largest first; at most 4,096."""
    merged: int
    """Events that were merged into others to come to so few."""
    idle: int
    """Events without loss, left out."""

    @property
    def rate(self) -> float:
        """How often any of them comes [1/year]."""
        return math.fsum(row.rate for row in self.rows)

    @property
    def expected(self) -> float:
        """Expected yearly loss."""
        return math.fsum(row.rate * row.loss for row in self.rows)


@dataclass(frozen=True, slots=True)
class Target:
    """What the scenario is to be called and where it counts."""

    id: str
    """Id of the scenario, and name of its file."""
    title: str
    """What happens, in one line."""
    hazard: str
    """Hazard Information Profile code."""
    field: Field
    """The field of security."""
    jurisdiction: str
    """The authority that answers for it."""
    scale: Scale
    """What the losses are counted in."""


_COLUMNS: Mapping[Format, Mapping[str, tuple[str, ...]]] = {
    Format.OPENQUAKE: {"event": ("event_id", "rup_id"), "loss": ("loss",), "rate": ("rate",), "year": ("year",)},
    Format.CLIMADA: {
        "event": ("event_id", "event_name"),
        "loss": ("at_event", "impact", "loss"),
        "rate": ("frequency", "event_frequency"),
        "year": (),
    },
    Format.OASIS: {
        "event": ("EventId", "event_id"),
        "loss": ("MeanLoss", "Loss", "Mean", "mean", "loss"),
        "rate": ("EventRate", "event_rate"),
        "year": ("Year", "Period", "PeriodNo"),
    },
}
"""Names of the columns in the tables of each model: OpenQuake `risk_by_event`, CLIMADA `Impact.write_csv`,
Oasis ORD event-loss (`MELT`, `SELT`) and period-loss (`MPLT`, `SPLT`) tables."""


def read_table(path: Path, layout: Format, years: float | None) -> Imported:
    """Read a loss table.

    Args:
        path: the CSV file
        layout: whose it is
        years: length of the simulation behind it, where the table has events but no rates [year]

    Raises:
        InputError: it cannot be read, has no column of losses, or does not say how often its events come.
    """
    names, lines = _lines(path)
    chosen = {what: _column(names, options) for what, options in _COLUMNS[layout].items()}
    missing = [what for what in ("event", "loss") if chosen[what] is None]
    if missing:
        wanted = " or ".join(_COLUMNS[layout][missing[0]])
        raise InputError(f"{path}: found columns {', '.join(names)}; expected one of {wanted} ({layout})")
    if chosen["rate"] is None and not years:
        raise InputError(f"{path}: says no rate of its events; give the length of the simulation with --years")
    return _reduced(_summed(_rows(path, lines, chosen, years)), path)


def _lines(path: Path) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise LimitError(f"{path}: {path.stat().st_size:,} bytes, expected at most {MOST_BYTES:,}")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as text: {error}") from error
    kept = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    rows = _cells(path, [line for _, line in kept])
    names = [name.strip() for name in next(rows, [])]
    named = (dict(zip_longest(names, row[: len(names)], fillvalue="")) for row in rows if row)
    return names, ((kept[min(at + 1, len(kept) - 1)][0], row) for at, row in enumerate(named))


def _cells(path: Path, lines: Sequence[str]) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO("\n".join(lines)))
    try:
        yield from reader
    except csv.Error as error:
        raise InputError(f"{path}: no CSV: {error}") from error


def _column(names: Iterable[str], options: tuple[str, ...]) -> str | None:
    known = set(names)
    return next((name for name in options if name in known), None)


def _rows(
    path: Path, lines: Iterator[tuple[int, dict[str, str]]], chosen: Mapping[str, str | None], years: float | None
) -> Iterator[Row]:
    """Rows of the table; where it says no rate, each event came once in the years simulated."""
    event, loss, rate = (chosen[what] or "" for what in ("event", "loss", "rate"))
    for number, line in lines:
        if not line[event]:
            raise InputError(f"{path}, line {number}, {event}: found nothing, expected the name of an event")
        often = _number(path, number, rate, line) if rate else 1.0 / (years or 1.0)
        name = f"{line[event]}@{line[chosen['year']]}" if chosen["year"] and not rate else line[event]
        yield Row(name, often, _number(path, number, loss, line))


def _number(path: Path, line: int, column: str, row: Mapping[str, str]) -> float:
    try:
        value = float(row[column])
    except ValueError as error:
        raise InputError(f"{path}, line {line}, {column}: found {row[column]!r}, expected a number") from error
    if not math.isfinite(value) or value < 0:
        raise InputError(f"{path}, line {line}, {column}: found {value:g}, expected a finite number, 0 or more")
    return value


def _summed(rows: Iterable[Row]) -> list[Row]:
    """One row an event: its losses (at several places, of several kinds) added up."""
    losses: dict[str, list[float]] = {}
    rates: dict[str, float] = {}
    for row in rows:
        losses.setdefault(row.event, []).append(row.loss)
        rates[row.event] = row.rate
    return [Row(name, rates[name], math.fsum(sorted(losses[name]))) for name in sorted(losses)]


def _reduced(rows: list[Row], path: Path) -> Imported:
    harmful = sorted((row for row in rows if row.loss > 0 and row.rate > 0), key=lambda row: (-row.loss, row.event))
    if not harmful:
        raise InputError(f"{path}: no event has both a loss and a rate; a scenario without consequence says nothing")
    kept = list(_merged(harmful))
    return Imported(tuple(kept), len(harmful) - len(kept), len(rows) - len(harmful))


def _merged(rows: list[Row]) -> Iterator[Row]:
    """At most 4,096 rows: the largest by themselves, then runs of neighbours, keeping rate and expected loss."""
    alone = MOST_EVENTS // 2
    if len(rows) <= MOST_EVENTS:
        yield from rows
        return
    yield from rows[:alone]
    rest, runs = rows[alone:], MOST_EVENTS - alone
    for run in range(runs):
        part = rest[run * len(rest) // runs : (run + 1) * len(rest) // runs]
        if part:
            rate = math.fsum(row.rate for row in part)
            yield Row(part[0].event, rate, math.fsum(row.rate * row.loss for row in part) / rate)


def scenario_file(table: Imported, target: Target, source: str) -> str:
    """The scenario as YAML, in the form of `scenarios/*.yml`.

    The 5 % and 95 % quantiles are a factor of three either way of the rate: the tables do not say how sure they are.
    """
    rate = table.rate
    losses = ", ".join(repr(row.loss) for row in table.rows)
    weights = ", ".join(repr(row.rate) for row in table.rows)
    return "\n".join(
        [
            f"id: {target.id}",
            f"title: {_quoted(target.title)}",
            f"hazard: {target.hazard}",
            f"field: {target.field}",
            f"jurisdiction: {target.jurisdiction}",
            f"why: {_quoted(_why(table))}",
            "frequency:",
            f"  per_year: {rate!r}",
            f"  low: {rate / WIDE!r}",
            f"  high: {rate * WIDE!r}",
            f"  source: {_quoted(source + '; factor 3 either way is assumed')}",
            "consequences:",
            "  - model: loss_table",
            "    losses:",
            f"      {target.scale}: [{losses}]",
            f"    weights: [{weights}]",
            "",
        ]
    )


def _why(table: Imported) -> str:
    merged = f", {table.merged} merged with neighbours in size" if table.merged else ""
    return f"{len(table.rows)} events of an imported loss table{merged}; {table.idle} without loss left out."


def _quoted(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"
