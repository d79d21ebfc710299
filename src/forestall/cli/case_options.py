"""Options and small steps that the commands of `forestall case` share."""

import json as jsonlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from forestall.pipeline.case_desk import CaseDesk

Place = Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)]
Which = Annotated[str, typer.Argument(help="Id of the case.", metavar="CASE")]
State = Annotated[str | None, typer.Option(help="Folder or PostgreSQL URL of the state [default: PLACE/.forestall].")]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
_WIDEST = 60  # of a column [characters]


@contextmanager
def desk(place: Path, state: str | None) -> "Iterator[CaseDesk]":
    """The desk of the place."""
    from forestall.pipeline.case_desk import desk_of_place

    with desk_of_place(place, state) as found:
        yield found


def say(what: object, line: str, *, json: bool) -> None:
    """Print a line, or JSON."""
    typer.echo(jsonlib.dumps(what, sort_keys=True, ensure_ascii=False) if json else line)


def table(rows: Sequence[dict[str, object]], columns: tuple[str, ...], *, json: bool, empty: str) -> None:
    """Print some columns of rows, or all of them as JSON."""
    if json:
        say(list(rows), "", json=True)
        return
    if not rows:
        typer.echo(empty)
        return
    cells = [[_cell(row[name]) for name in columns] for row in rows]
    widths = [max(len(line[place]) for line in (list(columns), *cells)) for place in range(len(columns))]
    for line in (list(columns), *cells):
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    text = "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
