"""JSON of a delivery: one value, or one a line. What is no JSON is rejected with its place; nothing is guessed."""

import json
from collections.abc import Iterator
from typing import Any

from forestall.core.errors import InputError
from forestall.core.json_text import parsed
from forestall.pipeline.arriving.parcel import Parcel

Numbered = tuple[str, bytes, Any]
"""Where an item stands, its bytes (or those of all), and the item."""
DUMPED = "application/json"
"""Media type of what `dumped` writes."""


def items(parcel: Parcel, *, lines: bool) -> Iterator[Numbered]:
    """The values of a delivery; what cannot be read is rejected.

    Args:
        parcel: the delivery
        lines: one value a line; else one value, of which the members are given when it is a list
    """
    if lines:
        yield from _lines(parcel)
        return
    try:
        value = parsed(parcel.data)
    except InputError as error:
        parcel.reject(error, _place(error))
        return
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield f"/{number}", b"", item
    else:
        yield "", b"", value


def dumped(value: object) -> bytes:
    """A value that was read, as the bytes kept in quarantine."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()


def _lines(parcel: Parcel) -> Iterator[Numbered]:
    for number, line in enumerate(parcel.data.split(b"\n"), start=1):
        bare = line.strip()
        if not bare:
            continue
        try:
            yield f"line {number}", line, parsed(bare)
        except InputError as error:
            parcel.reject(str(error).removeprefix("line 1 "), f"line {number}", line)


def _place(error: InputError) -> str:
    head, found, _ = str(error).partition(":")
    return head if found and head.startswith(("line ", "byte ")) else ""
