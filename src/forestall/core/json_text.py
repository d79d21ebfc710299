"""JSON from outside: strict, and what is wrong is told with its place."""

import json
from typing import Any, Never

from forestall.core.errors import InputError


def parsed(data: bytes) -> Any:
    """A JSON value.

    Raises:
        InputError: it is none; the message names line and column.
    """
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InputError(f"line {error.lineno} column {error.colno}: no JSON: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start}: no UTF-8") from error
    except (ValueError, RecursionError) as error:
        text = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise InputError(f"no JSON that can be read: {text}") from error


def _no_constant(text: str) -> Never:
    raise ValueError(f"{text} is no number of JSON")
