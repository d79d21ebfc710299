"""Which column of a table holds the field that a rule names."""

from collections.abc import Iterable, Mapping, Sequence


def candidates(field: str) -> tuple[str, ...]:
    """Names under which a field may be a column: its own, its last two words, its last word."""
    words = field.split(".")
    return tuple(dict.fromkeys((field, ".".join(words[-2:]), words[-1])))


def columns(fields: Iterable[str], names: Sequence[str]) -> Mapping[str, str]:
    """The column of each field: by one of its names, or by its own with spaces between (`Threat Name`).

    Args:
        fields: names as rules have them
        names: columns of a table that hold the events' own fields

    Returns:
        Column by field, without the fields for which there is none.
    """
    known = set(names)
    spaced = {name.replace(" ", ""): name for name in sorted(known, reverse=True) if " " in name}
    found = {}
    for field in fields:
        name = next((name for name in candidates(field) if name in known), spaced.get(field))
        if name is not None:
            found[field] = name
    return found
