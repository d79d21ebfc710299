"""JSON of a feed: no constant that JSON does not know, no nesting without end."""

import json
from typing import Any, Never

from forestall.core.errors import InputError


def parsed(data: bytes, label: str) -> Any:
    """A JSON value.

    Raises:
        InputError: it is none.
    """
    try:
        return json.loads(data, parse_constant=_no_constant)
    except RecursionError as error:
        raise InputError(f"{label}: JSON nested too deep") from error
    except ValueError as error:
        raise InputError(f"{label}: no JSON: {error}") from error


def _no_constant(text: str) -> Never:
    raise ValueError(f"{text} is no number of JSON")
