"""One log event, however nested, as one row of texts named by leaf field.

Windows events lose their envelope (`Event.EventData.CommandLine` is `CommandLine`), other events keep the last two
names where the last alone says nothing (`process.name`). Where two fields of an event come to one name, the first
keeps it and the other is named by its whole path.
"""

from typing import Any

from forestall.core.errors import LimitError

MAX_DEPTH = 32
MAX_FIELDS = 2_000

_GENERIC = frozenset(
    (
        *("name", "id", "ip", "email", "full_name", "address", "domain", "hash", "path", "type", "code", "version"),
        *("status", "port", "action", "kind", "value", "text", "message", "created", "pid", "title", "uid"),
    )
)
"""Leaf names that say nothing without the name above them (Elastic Common Schema)."""

_ATTRIBUTES = {"Name": "Provider_Name", "Guid": "Provider_Guid", "EventSourceName": "EventSourceName"}
"""Columns of the attributes of `Event.System.Provider`, as Sigma rules name them."""

_SPLIT = "; "


def flatten(event: dict[str, Any]) -> dict[str, str]:
    """Field name to text; what is null or empty is left out.

    Raises:
        LimitError: it is nested deeper than 32 levels or has more than 2,000 fields.
    """
    row: dict[str, str] = {}
    for key, value in event.items():
        if type(value) is str:
            row[key] = value
        elif type(value) is int:
            row[key] = str(value)
        elif value is not None:
            _add(row, (key,), value)
    if len(row) > MAX_FIELDS:
        raise LimitError(f"event with {len(row):,} fields: at most {MAX_FIELDS:,} are read")
    return row


def _add(row: dict[str, str], path: tuple[str, ...], value: Any) -> None:
    if isinstance(value, dict):
        if len(path) >= MAX_DEPTH:
            raise LimitError(f"event nested deeper than {MAX_DEPTH} levels")
        for key, inner in value.items():
            _add(row, (*path, key), inner)
    elif value is not None:
        _put(row, path, _text(value, len(path)))


def _put(row: dict[str, str], path: tuple[str, ...], text: str) -> None:
    name = _name(path)
    if name is None:
        return
    if name in row and len(path) > 1:
        name = ".".join(path)
    row[name] = text


def _name(path: tuple[str, ...]) -> str | None:
    leaf = path[-1]
    if leaf == "#text" and len(path) > 1:
        return _name(path[:-1])
    if len(path) > 1 and path[-2] == "#attributes":
        if leaf in ("xmlns", "xmlns:auto-ns2") or path[:-2] == ("Event",):
            return None
        return _ATTRIBUTES.get(leaf, leaf) if path[-3:-2] == ("Provider",) else leaf
    if len(path) > 1 and leaf.lower() in _GENERIC and path[-2] not in ("EventData", "event_data", "System"):
        return f"{path[-2]}.{leaf}"
    return leaf


def _text(value: Any, depth: int) -> str:
    if isinstance(value, str):
        return value
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, list):
        if depth >= MAX_DEPTH:
            raise LimitError(f"event nested deeper than {MAX_DEPTH} levels")
        return _SPLIT.join(_text(item, depth + 1) for item in value if item is not None)
    if isinstance(value, dict):
        if depth >= MAX_DEPTH:
            raise LimitError(f"event nested deeper than {MAX_DEPTH} levels")
        return _SPLIT.join(f"{key}: {_text(item, depth + 1)}" for key, item in value.items() if item is not None)
    return str(value)
