"""The answer of `forestall cascade` on a terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from forestall.model.cascade import Failure, Weakness
from forestall.model.place import Place

ROWS = 25
"""Most rows of a table; --json has all."""
TIMES = 7
"""Most times of the table of services."""


def show(place: Place, answer: Failure) -> None:
    """Print the tables, the totals and what limits them."""
    console = Console(highlight=False)
    console.print(f"\n[bold]{escape(place.profile.name)}[/], {escape(_failed(answer))}")
    console.print(_totals(place, answer))
    for table in (_services(answer), _sites(answer), _sectors(place, answer), _restoration(answer), _points(answer)):
        if table is not None:
            console.print()
            console.print(table)
    for weakness in answer.weaknesses:
        console.print()
        console.print(_weakness(weakness))
        console.print(_cuts(weakness))
    for remark in answer.remarks:
        console.print(f"[yellow]note[/] {escape(remark)}")


def _failed(answer: Failure) -> str:
    sites = ", ".join(f"{site} fails for {hours:g} h" for site, hours in answer.failed)
    return f"{sites}; followed for {answer.horizon:g} h"


def _totals(place: Place, answer: Failure) -> str:
    spread = answer.person_hours
    span = f" ({spread.low:,.0f} to {spread.high:,.0f})" if spread.high > spread.low else ""
    return (
        f"  {len(answer.sites)} sites go down; {answer.people:,.0f} people without a service for more than an hour; "
        f"{spread.mean:,.0f} person-hours{span}; {answer.cost:,.0f} {place.profile.currency}"
    )


def _services(answer: Failure) -> Table | None:
    if not answer.services:
        return None
    shown = _shown_times(answer)
    table = _table("people without, after", *(f"{answer.times[i]:g} h" for i in shown), "person-hours")
    for row in answer.services[:ROWS]:
        cells = (_short(row.people[i]) for i in shown)
        table.add_row(escape(row.kind), *cells, _short(row.person_hours))
    return _ended(table, len(answer.services))


def _shown_times(answer: Failure) -> list[int]:
    """Times of which the table has room: the last ones before everything is back."""
    last = max((i for row in answer.services for i, people in enumerate(row.people) if people), default=0)
    return [i for i in range(len(answer.times)) if i <= last + 1][-TIMES:]


def _short(number: float) -> str:
    """A number in few characters: 950, 12k, 3.4M."""
    if number == 0:
        return "-"
    for unit, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if number >= size:
            return f"{number / size:.3g}{unit}" if number < 100 * size else f"{number / size:.0f}{unit}"
    return f"{number:.0f}"


def _sites(answer: Failure) -> Table:
    table = _table("site", "down from", "back after", "people", "why")
    for row in answer.sites[:ROWS]:
        back = "not yet" if row.back is None else f"{row.back:g} h"
        table.add_row(escape(row.site), f"{row.begun:g} h", back, f"{row.people:,.0f}", escape(row.because))
    return _ended(table, len(answer.sites))


def _sectors(place: Place, answer: Failure) -> Table | None:
    if not answer.sectors:
        return None
    table = _table("sector", f"loss {place.profile.currency}", "worst hour")
    for row in answer.sectors[:ROWS]:
        table.add_row(escape(row.name), f"{row.loss:,.0f}", f"{row.worst:.1%}")
    return _ended(table, len(answer.sectors))


def _restoration(answer: Failure) -> Table | None:
    plan = answer.restoration
    if plan is None:
        return None
    how = "every order was tried" if plan.exact else "found by greedy steps and swaps"
    crews = f"{plan.crews} crew{'s' if plan.crews > 1 else ''}"
    table = _table(f"repair with {crews}, in this order", "hours of work", "done after")
    for row in plan.repairs:
        table.add_row(escape(row.site), f"{row.work:g}", f"{row.done:g} h")
    table.caption = f"{plan.person_hours:,.0f} person-hours; {plan.worst:,.0f} in the opposite order; {how}"
    return table


def _points(answer: Failure) -> Table | None:
    if not answer.single_points:
        return None
    table = _table("single points of failure", "sites it takes down", "people", "person-hours")
    for row in answer.single_points:
        table.add_row(escape(row.site), f"{row.sites}", _short(row.people), _short(row.person_hours))
    return table


def _weakness(weakness: Weakness) -> Table:
    table = _table(f"{weakness.function} hangs on", "Birnbaum", "Fussell-Vesely", "achievement", "reduction")
    for row in weakness.importances:
        rest = (_number(value) for value in (row.fussell_vesely, row.achievement, row.reduction))
        table.add_row(escape(row.site), f"{row.birnbaum:.3g}", *rest)
    table.caption = f"lost with probability {weakness.probability:.3g} when each site fails with {weakness.chance:g}"
    return table


def _cuts(weakness: Weakness) -> str:
    shown = [" + ".join(one) for one in weakness.cut_sets[:ROWS]]
    more = f" and {len(weakness.cut_sets) - ROWS} more" if len(weakness.cut_sets) > ROWS else ""
    found = "; ".join(shown) + more if shown else "none"
    return escape(f"Lost for good with any of (up to {weakness.order} sites): {found}")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


def _ended(table: Table, rows: int) -> Table:
    if rows > ROWS:
        table.caption = f"and {rows - ROWS} more (--json has all)"
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False, caption_justify="left")
    for i, column in enumerate(columns):
        right = i > 0 and column != "why"
        table.add_column(
            column, header_style="bold", justify="right" if right else "left", overflow="fold", no_wrap=i == 0
        )
    return table
