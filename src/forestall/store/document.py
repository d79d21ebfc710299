"""Records as JSON in a column, and back."""

from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from forestall.core.errors import StateError

T = TypeVar("T")


def text_of(noun: type, record: object) -> str:
    """A record of a class as JSON; the same record always gives the same text."""
    return _adapter(noun).dump_json(record).decode()


def record_of(noun: type[T], document: str, where: str) -> T:
    """The record that a JSON text stands for.

    Raises:
        StateError: it is not one; `where` says which row.
    """
    kind: type = noun
    try:
        record = _adapter(kind).validate_json(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise StateError(f"state, {where}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    if not isinstance(record, noun):
        raise StateError(f"state, {where}: a {type(record).__name__}, expected a {noun.__name__}")
    return record


@cache
def _adapter(noun: type) -> TypeAdapter[object]:
    return TypeAdapter(noun)
