"""The register on a terminal, and what its options mean."""

import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from forestall.assess.economy import single_source_share
from forestall.core.errors import InputError
from forestall.model.economy import Dependence
from forestall.model.forecast import Calibration
from forestall.model.risk import Risk
from forestall.model.words import Field, Scale
from forestall.outlook import wording
from forestall.outlook.wording import Wording
from forestall.pipeline.loss_tables import Format, Target, read_table, scenario_file
from forestall.pipeline.risk import Comparison, RiskResult

ENDINGS = (".csv", ".xlsx", ".json", ".html")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([hdwy])")
_DAYS = {"h": 1 / 24, "d": 1.0, "w": 7.0, "y": 365.25}

Closed = TypeVar("Closed", bound=StrEnum)


def days(text: str) -> float:
    """A horizon in days: `24h`, `7d`, `2w`, `10y`.

    Raises:
        InputError: it is none, is not above 0, or is longer than a century.
    """
    found = _SPAN.fullmatch(text.strip())
    span = float(found[1]) * _DAYS[found[2]] if found else 0.0
    if not 0 < span <= 36525:
        raise InputError(f"--horizon: found {text!r}, expected a span such as 24h, 30d, 2w or 10y, at most 100y")
    return span


def cluster(master: str | None, *, wanted: bool) -> str | None:
    """The Spark cluster to use; None: this process.

    Raises:
        InputError: a cluster is named that is not to be used.
    """
    if master and not wanted:
        raise InputError("--master names a Spark cluster; it goes with --engine spark")
    return (master or "local[*]") if wanted else None


def known_endings(exports: Sequence[Path], events: Path | None) -> None:
    """That every file to be written has an ending that says how.

    Raises:
        InputError: one has not.
    """
    for path in exports:
        if path.suffix not in ENDINGS:
            raise InputError(f"--export {path}: found ending {path.suffix!r}, expected one of {', '.join(ENDINGS)}")
    if events and events.suffix != ".parquet":
        raise InputError(f"--events {events}: found ending {events.suffix!r}, expected .parquet")


def show(result: RiskResult, since: Comparison | None, *, calibration: bool, dependences: bool = False) -> None:
    """Print the register, what moved it, how earlier forecasts fared, and what hangs on few suppliers."""
    console, profile = Console(highlight=False), result.place.profile
    words = Wording(profile.currency, ZoneInfo(profile.time_zone), result.assessment.at)
    console.print(f"\n[bold]{escape(profile.name)}[/], {escape(words.full(result.assessment.at))}")
    console.print(_risks(result, words))
    if since is not None:
        console.print(_moved(since, words))
    if calibration:
        console.print(_calibration(result.assessment.calibration))
    if dependences:
        console.print(_dependences(result, words))
    for remark in result.assessment.remarks:
        console.print(f"  {escape(remark)}", style="yellow")


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", header_style="bold")
    return table


def _risks(result: RiskResult, words: Wording) -> Table:
    span = wording.age(result.assessment.horizon * 24)
    table = _table("risk", "how often", "now", f"within {span}", "expected a year", "matrix", "band", "because")
    for one in result.assessment.risks:
        table.add_row(
            escape(one.title),
            wording.rate(one.base_rate.mean),
            wording.times(one.ratio),
            f"{wording.percent(one.probability.mean)} ({wording.span(one.probability, wording.percent)})",
            words.money(one.weighted.mean),
            "" if one.standing is None else f"{one.standing.likelihood}/{one.standing.impact}",
            "" if one.standing is None else one.standing.band,
            escape(_because(one, words)),
        )
    return table


def _because(one: Risk, words: Wording) -> str:
    """The strongest finding with its factor and how long it lasts; without one, the largest part of the loss."""
    driver = next(iter(one.drivers), None)
    if driver is None:
        return ""
    if driver.kind == "consequence":
        return f"{driver.what} {wording.percent(driver.factor)}"
    fades = f", fades by {words.moment(driver.fades)}" if driver.fades else ""
    return f"{wording.times(driver.factor)} {driver.what}{fades}"


def _moved(since: Comparison, words: Wording) -> Table:
    table = _table(f"since {words.moment(since.since)}", "trend", "then", "now", "because")
    for one in since.moved:
        if one.trend != "steady" or one.because:
            table.add_row(
                escape(one.title), one.trend, words.money(one.before), words.money(one.now),
                escape("; ".join(one.because)),
            )  # fmt: skip
    return table


def _calibration(known: Calibration | None) -> Table | str:
    if known is None:
        return "No forecast was kept yet: a pass keeps them (forestall run)."
    table = _table("horizon", "forecasts", "came", "Brier score", "log score", "skill", "said → came")
    for one in known.scores:
        curve = ", ".join(f"{wording.percent(p.said)} → {wording.percent(p.came)} ({p.forecasts})" for p in one.curve)
        skill = wording.NO_DATA if one.skill is None else f"{one.skill:.2f}"
        table.add_row(
            wording.age(one.horizon * 24), str(one.forecasts), str(one.happened), f"{one.brier:.4g}",
            f"{one.log:.4g}", skill, curve,
        )  # fmt: skip
    why = "; occurrences.csv would say what came of them" if known.unknown else ""
    table.caption = f"{known.open} forecasts still open, {known.unknown} over without a record{why}"
    return table


def _dependences(result: RiskResult, words: Wording) -> Table | str:
    known = result.assessment.dependences
    if not known:
        return "No supply is stated: supplies.csv would say who supplies what."
    table = _table("supply", "a year", "concentration", "largest supplier", "imported", "origins", "")
    for one in known:
        table.add_row(
            escape(one.product), words.money(one.amount), f"{one.herfindahl:.2f}",
            f"{escape(one.largest)} {wording.percent(one.largest_share)}", wording.percent(one.import_share),
            "" if wording.missing(one.import_concentration) else f"{one.import_concentration:.2f}", _hangs(one),
        )  # fmt: skip
    single = single_source_share(known)
    table.caption = f"concentration: Herfindahl-Hirschman, 1 is one supplier; {wording.percent(single)} has only one"
    return table


def _hangs(one: Dependence) -> str:
    found = (("single source", one.single_source), ("critical import", one.critical_import))
    return ", ".join(word for word, holds in found if holds)


def import_file(file: Path, layout: str, out: Path, about: tuple[str, str, str, str, str], years: float | None) -> None:
    """Read a loss table and write the scenario.

    Args:
        file: the table
        layout: whose it is
        out: the scenario file
        about: field, jurisdiction, hazard, title and scale
        years: years simulated, where the table has no rates

    Raises:
        InputError: the table or a choice cannot be used, or the file is there already.
    """
    field, jurisdiction, hazard, title, scale = about
    if out.suffix != ".yml" or out.exists():
        raise InputError(f"--out {out}: expected a new file that ends in .yml")
    target = Target(
        out.stem, title, hazard, _choice(Field, "--field", field), jurisdiction, _choice(Scale, "--scale", scale)
    )
    table = read_table(file, _choice(Format, "--format", layout), years)
    text = scenario_file(table, target, f"{layout} loss table {file.name}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"--out {out}: cannot be written ({error.strerror})") from error
    print(
        f"{out}: {len(table.rows)} events, {wording.rate(table.rate)}, expected yearly loss "
        f"{wording.number(table.expected)}; {table.merged} merged, {table.idle} without loss"
    )


def _choice(kind: type[Closed], option: str, text: str) -> Closed:
    try:
        return kind(text)
    except ValueError as error:
        raise InputError(f"{option}: found {text!r}, expected one of {', '.join(kind)}") from error
