"""Which columns of a table hold the field that a rule names: told event by event, whatever others it stands with."""

from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

Columns = Mapping[str, tuple[str, ...]]
"""Columns that may hold each field; in an event, the first of them that it has does."""


def candidates(field: str) -> tuple[str, ...]:
    """Names under which a field may be a column: its own, its last two words, its last word."""
    words = field.split(".")
    return tuple(dict.fromkeys((field, ".".join(words[-2:]), words[-1])))


def columns(fields: Iterable[str], names: Sequence[str]) -> Columns:
    """The columns of each field: by its names, then by its own with spaces between (`Threat Name`).

    Args:
        fields: names as rules have them
        names: columns of a table that hold the events' own fields

    Returns:
        Columns by field, without the fields for which there is none.
    """
    known = set(names)
    spaced: dict[str, list[str]] = {}
    for name in sorted(known):
        if " " in name:
            spaced.setdefault(name.replace(" ", ""), []).append(name)
    found = {}
    for field in fields:
        there = [name for name in candidates(field) if name in known] + spaced.get(field, [])
        if there:
            found[field] = tuple(there)
    return found


def joined(table: pa.Table, known: Columns) -> tuple[pa.Table, dict[str, str]]:
    """A table in which each field has one column, and its name; where several may hold it, one is made of them.

    Args:
        table: events
        known: columns of each field
    """
    names: dict[str, str] = {}
    for field, several in known.items():
        held = several if len(several) == 1 else [name for name in several if table[name].null_count < len(table)]
        names[field] = held[0] if held else several[0]
        if len(held) > 1:
            texts = [table[name].cast(pa.large_string()) for name in held]
            names[field] = _unused(f"_of {field}", table.column_names)
            table = table.append_column(names[field], pc.coalesce(*texts))
    return table, names


def _unused(name: str, names: Sequence[str]) -> str:
    while name in names:
        name += "_"
    return name
