"""What a release would bring, on a terminal."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from forestall.model.chemical_risk import RouteRisk, SiteRisk
from forestall.model.what_if import Outcome
from forestall.outlook.hazard.release import TITLES, lead, note_of, value_of
from forestall.outlook.hazard.sheet import figure, metres

MOST = 12  # rows of a long table


def show(outcome: Outcome, files: Sequence[Path], *, why: bool) -> None:
    """Print what gets out, how far each harm reaches, what limits it, and where the files are."""
    console = Console(highlight=False)
    console.print(f"[bold]{escape(outcome.title)}[/]")
    for line in lead(outcome):
        console.print(f"  {escape(line)}")
    console.print(_zones(outcome))
    if why:
        console.print(_numbers(outcome))
    for remark in outcome.remarks:
        console.print(f"note: {escape(remark)}", soft_wrap=True)
    for path in files:
        console.print(str(path), soft_wrap=True, markup=False)


def _zones(outcome: Outcome) -> Table:
    table = _table("harm", "level")
    for name in ("value", "reaches", "width"):
        table.add_column(name, justify="right", header_style="bold", no_wrap=True)
    before = ""
    for kind, title in TITLES.items():
        for zone in outcome.zones:
            if zone.kind == kind:
                value = f"{figure(zone.level)} {zone.unit}"
                named = escape(zone.name)
                table.add_row("" if title == before else title, named, value, metres(zone.reach), metres(zone.width))
                before = title
    return table


def _numbers(outcome: Outcome) -> Table:
    table = _table("step", "quantity", "value", "equation, source, remark")
    before = ""
    for step in outcome.steps:
        for one in step.numbers:
            value = value_of(one)
            table.add_row("" if step.title == before else step.title, one.quantity, escape(value), escape(note_of(one)))
            before = step.title
    for zone in outcome.zones:
        table.add_row("", escape(zone.basis.quantity), metres(zone.reach), escape(note_of(zone.basis)))
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", header_style="bold")
    return table


def show_risk(found: SiteRisk | RouteRisk, files: Sequence[Path], others: Sequence[RouteRisk] = ()) -> None:
    """Print how a risk stands against the criteria, what adds to it, and where the files are."""
    console = Console(highlight=False)
    pll = found.pll if isinstance(found.pll, float) else found.pll.mean
    console.print(f"[bold]{escape(found.name)}[/]: {figure(pll)} expected deaths a year")
    table = _table("criterion", "line", "risk over limit", "where", "")
    for one in found.checks:
        verdict = "kept" if one.kept else "[bold]exceeded[/]"
        table.add_row(escape(one.name), one.line, figure(one.worst_ratio), escape(one.at), verdict)
    console.print(table)
    added = _table("release", "outcome", "1/year", "deaths a year", "share")
    for branch in found.branches[:MOST]:
        name = branch.branch.replace("_", " ")
        added.add_row(escape(branch.release), name, figure(branch.frequency), figure(branch.pll), f"{branch.share:.0%}")
    console.print(added)
    if others:
        compared = _table("route", "km", "deaths a year")
        for other in others:
            compared.add_row(escape(other.name), figure(other.length), figure(other.pll))
        console.print(compared)
    for remark in found.remarks:
        console.print(f"note: {escape(remark)}", soft_wrap=True)
    for path in files:
        console.print(str(path), soft_wrap=True, markup=False)
