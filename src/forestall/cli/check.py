"""`forestall check PLACE`: every mistake in a place, in one go."""

import json as jsonlib
from pathlib import Path
from typing import Annotated

import typer


def check(
    place: Annotated[Path, typer.Argument(help="Folder that describes the place.", exists=True, file_okay=False)],
    json: Annotated[bool, typer.Option("--json", help="Print the remarks as JSON.")] = False,
) -> None:
    """Explain every mistake in a place: file, line, column, what was found, what was expected.

    Exit code 1 when there are errors; warnings alone do not stop a pass.
    """
    from dataclasses import asdict

    from forestall.place.check import check as check_place

    remarks = check_place(place)
    if json:
        print(jsonlib.dumps([asdict(remark) for remark in remarks], indent=2, ensure_ascii=False))
    else:
        from forestall.cli.remarks import show

        show(place, remarks)
    if any(remark.severity == "error" for remark in remarks):
        raise typer.Exit(1)
