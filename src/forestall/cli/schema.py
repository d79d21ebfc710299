"""`forestall schema [FILE]`: the JSON Schema of the place's files."""

import json
from typing import Annotated

import typer


def schema(
    file: Annotated[
        str | None, typer.Argument(help="A file of a place, such as place.toml; none: all of them.", metavar="FILE")
    ] = None,
) -> None:
    """Print the JSON Schema (draft 2020-12) of a file of a place, or of all of them by file name."""
    from forestall.place.schema import schema_of, schemas

    print(json.dumps(schemas() if file is None else schema_of(file), indent=2, ensure_ascii=False))
