"""`forestall init DIR`: a small place to start from."""

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(help="New or empty folder.", metavar="DIR", file_okay=False)],
) -> None:
    """Write a small commented place that passes `check` and `run`; a folder with anything in it is refused."""
    from forestall.place.template import write_town

    names = write_town(folder)
    print(f"{folder}: {len(names)} files, explained in {folder / 'README.md'}")
    print(f"next: forestall check {folder}, then forestall run {folder}")
