"""The tables of risk that come with the product (`content/`), read once.

Like `library`, a module of `science` that reads files of the package itself: constants with their sources. Not here:
tables of a place.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def rows(folder: str, table: str) -> tuple[Mapping[str, str], ...]:
    """Rows of `content/<folder>/<table>.csv` by column."""
    text = (files("forestall") / "content" / folder / f"{table}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
