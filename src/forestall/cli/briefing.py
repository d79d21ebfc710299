"""The summary of a pass on a terminal, for a director to read."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from forestall.outlook import wording
from forestall.outlook.context import OutlookContext
from forestall.pipeline.run import PassResult

TOP = 5


def show(result: PassResult) -> None:
    """Print what stands, what threatens most, what to do, what is late, and where the outlook is."""
    console, context = Console(highlight=False), result.context
    words = context.given.words
    console.print(f"\n[bold]{escape(context.given.place.profile.name)}[/], {escape(words.full(context.given.at))}")
    for line in context.sentence:
        console.print(f"  {escape(line)}")
    console.print(_fields(context))
    console.print(_risks(context))
    console.print(_plan(context))
    for line in _suppressed(context):
        console.print(f"  {escape(line)}", style="dim")
    console.print(_standing(result))


def _fields(context: OutlookContext) -> Table:
    table = _table("field", "state", "expected loss a year", "sources fine", "why")
    for view in context.fields:
        loss = context.given.words.money(view.weighted.mean if view.weighted else None)
        table.add_row(view.field, view.level, loss, f"{view.fine} of {view.sources}", escape(view.reason))
    return table


def _risks(context: OutlookContext) -> Table:
    days = wording.number(context.risks.horizon)
    table = _table("top risks", "now against usual", f"chance in {days} days", "expected loss a year", "because")
    for row in context.risks.shown[:TOP]:
        risk = row.risk
        table.add_row(
            escape(risk.title),
            wording.times(risk.ratio),
            f"{wording.percent(risk.probability.mean)} ({wording.span(risk.probability, wording.percent)})",
            context.given.words.money(risk.weighted.mean),
            escape(next((each.driver.what for each in row.drivers), "")),
        )
    return table


def _plan(context: OutlookContext) -> Table:
    table = _table("plan", "cost", "takes away a year", "carried out by")
    for row in context.plan.chosen[:TOP]:
        choice, words = row.choice, context.given.words
        table.add_row(
            escape(choice.title), words.money(choice.cost), words.money(choice.marginal), escape(row.jurisdiction)
        )
    if len(context.plan.chosen) > TOP:
        table.add_row(f"and {len(context.plan.chosen) - TOP} more", "", "", "")
    return table


def _suppressed(context: OutlookContext) -> list[str]:
    """What an office has decided to see no longer, and which of its decisions have ended."""
    notices = context.notices
    lines = []
    if notices.suppressed:
        events = sum(each.row.finding.count for each in notices.suppressed)
        finding = wording.plural(len(notices.suppressed), "finding")
        lines.append(f"{finding} suppressed by decision, {wording.plural(events, 'event')}")
    ended = (f"a suppression of {one.rule} by {one.by} ended on {one.until}" for one in notices.ended)
    return [*lines, *ended]


def _standing(result: PassResult) -> str:
    context = result.context
    head = context.given.checkpoint
    late = wording.plural(len(context.owed.overdue), "obligation is overdue", "obligations are overdue")
    fine = f"{context.feeds.fine} of {len(context.feeds.sources)} sources are fine"
    ledger = f"ledger of {head.size} entries, head {head.root[:16]}" if head else "no ledger yet"
    news = "" if result.new else "Nothing changed since the last pass.\n"
    return f"\n{news}{late}; {fine}; {ledger}.\nThe outlook is at [bold]{escape(str(result.page))}[/]"


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, title_justify="left", show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", header_style="bold")
    return table
