"""Remarks on a terminal: one list a file, every remark a few short lines."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from forestall.model.remark import Remark
from forestall.place.explain import by_file, summary


def show(place: Path, remarks: tuple[Remark, ...]) -> None:
    """Print the remarks and how many there are."""
    console = Console(highlight=False, soft_wrap=True)
    for file, group in by_file(remarks):
        console.print(Text(file, style="bold"))
        for remark in group:
            console.print(_lines(remark))
        console.print()
    style = "red" if any(remark.severity == "error" for remark in remarks) else "green"
    console.print(Text(f"{place}: {summary(remarks)}", style=style))


def _lines(remark: Remark) -> Text:
    where = ", ".join(
        part for part in (f"line {remark.line}" if remark.line is not None else "", remark.column or "") if part
    )
    text = Text("  ")
    text.append(remark.severity, style="red" if remark.severity == "error" else "yellow")
    text.append(f"  {where}\n" if where else "\n")
    text.append(f"    found     {remark.found}\n    expected  {remark.expected}")
    if remark.hint:
        text.append("\n    hint      ").append(remark.hint, style="cyan")
    return text
