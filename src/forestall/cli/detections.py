"""What rules found in files, on a terminal: a table folded by rule and machine, and a timeline."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from forestall.model.hit import Fold
from forestall.model.words import Level
from forestall.outlook.detections.render import plural
from forestall.outlook.detections.timeline import Timeline, timeline
from forestall.pipeline.detect import Done, Job
from forestall.pipeline.detect_files import REFUSED, REPORT, SKIPPED, SUPPRESSED

TOP = 40
_STYLES = {
    Level.CRITICAL: "bold magenta",
    Level.HIGH: "bold red",
    Level.MEDIUM: "yellow",
    Level.LOW: "cyan",
    Level.INFORMATIONAL: "dim",
}
_BARS = " ▁▂▃▄▅▆▇█"


def show(job: Job, done: Done) -> None:
    """Print what was found, when, and what could not be used."""
    console = Console(highlight=False)
    if done.folded.folds:
        console.print(_table(done.folded.folds))
        if len(done.folded.folds) > TOP:
            console.print(f"[dim]and {len(done.folded.folds) - TOP:,} more rows in the report[/]")
        if chart := timeline(done.folded):
            _print_timeline(console, chart)
    for line in _lines(job, done):
        console.print(line, soft_wrap=True)


def _table(folds: Sequence[Fold]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    for name in ("level", "rule", "machine"):
        table.add_column(name, overflow="fold", header_style="bold")
    table.add_column("matches", justify="right", header_style="bold")
    table.add_column("last (UTC)", no_wrap=True, header_style="bold")
    for fold in folds[:TOP]:
        hit = fold.newest
        last = fold.last.strftime("%Y-%m-%d %H:%M") if fold.last else "not known"
        where = hit.host or "not named"
        where += f" ({hit.site})" if hit.site else ""
        level = Text(str(hit.level), style=_STYLES[hit.level])
        table.add_row(level, Text(_plain(hit.title)), Text(_plain(where)), f"{fold.count:,}", last)
    return table


def _plain(text: str) -> str:
    """Text without control characters, with which a log could write over the terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _print_timeline(console: Console, chart: Timeline) -> None:
    """One line of bars; the colour is that of the most serious match in a column."""
    most = max(each.count for each in chart.columns)
    bars = Text()
    place = 0
    for each in chart.columns:
        bars.append(" " * (each.place - place)).append(_BARS[-(-each.count * 8 // most)], style=_STYLES[each.worst])
        place = each.place + 1
    first, last = chart.columns[0].start, chart.columns[-1].start
    span = first if first == last else f"{first} to {last}"
    left_out = f", {chart.gap}" if chart.gap else ""
    console.print()
    console.print(bars, soft_wrap=True)
    console.print(f"[dim]{span} UTC, a column is {chart.width}{left_out}[/]", soft_wrap=True)


def _lines(job: Job, done: Done) -> list[str]:
    rate = done.events / done.cpu if done.cpu > 0 else 0.0
    looked = f"{plural(done.events, 'event')} of {plural(len(done.files), 'file')}, {plural(done.rules, 'rule')}"
    spent = f"{done.wall:.1f} s, {done.cpu:.1f} CPU s ({rate:,.0f} events a CPU second)"
    lines = [f"\n[bold]{plural(done.folded.count, 'match', 'matches')}[/] in {looked}; {spent}"]
    out = escape(str(job.out))
    if done.suppressed.count:
        lines.append(f"{plural(done.suppressed.count, 'match', 'matches')} suppressed, listed in {out}/{SUPPRESSED}")
    for one in job.suppressions.ended:
        ended = f"a suppression of {escape(one.rule)} by {escape(one.by)} ended on {one.until}"
        lines += [f"[yellow]{ended}[/]"]
    if done.refusals:
        lines.append(f"[yellow]{plural(len(done.refusals), 'rule')} refused[/], listed in {out}/{REFUSED}")
    if done.skipped:
        count = sum(one.count for one in done.skipped)
        lines.append(f"[red]{plural(count, 'thing')} of the input skipped[/], listed in {out}/{SKIPPED}")
    return [*lines, f"The report is at [bold]{out}/{REPORT}[/]"]
