"""A NUL or half a character in any text of what was sent: no database has a form for both."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

ODD = ("a\x00b", "a\ud800b")


def changed(value: Any) -> Iterator[Any]:
    """A value with one of its texts odd, for each text."""
    if isinstance(value, str):
        yield from ODD
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from ([*value[:at], other, *value[at + 1 :]] for other in changed(inner))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from ({**value, name: other} for other in changed(inner))


def odd(more: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What was sent, with one of its texts odd, for each text."""
    if "json" in more:
        rest = {name: value for name, value in more.items() if name != "json"}
        head = {**more.get("headers", {}), "content-type": "application/json"}
        yield from ({**rest, "content": json.dumps(body).encode(), "headers": head} for body in changed(more["json"]))
    for name in ("params", "data"):
        for value in changed(more.get(name, {})):
            yield {**more, name: {key: _sendable(each) for key, each in value.items()}}


def _sendable(value: Any) -> Any:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
