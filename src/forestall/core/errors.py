"""Everything Forestall raises on purpose.

    ForestallError
    ├── InputError            what was given cannot be used
    │   ├── PlaceError        the place has mistakes (carries all remarks)
    │   ├── StandardError     a document breaks its standard
    │   └── LimitError        larger, deeper or longer than we accept
    ├── StateError            the state folder cannot be used
    └── TamperError           the ledger does not prove what it claims

A class for each thing a caller would do differently; `exit_code` is what the command line returns.
"""

from collections.abc import Sequence
from typing import ClassVar


class ForestallError(Exception):
    """Something we can explain to a person."""

    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 500


class InputError(ForestallError):
    """What was given cannot be used: says where, what was found, what was expected."""

    http_status: ClassVar[int] = 422


class PlaceError(InputError):
    """A place has mistakes; `remarks` names every one of them."""

    def __init__(self, message: str, remarks: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.remarks = tuple(remarks)


class StandardError(InputError):
    """A document breaks its standard."""

    def __init__(self, message: str, *, path: str, clause: str, hint: str = "") -> None:
        """`path` points into the document, `clause` into the standard."""
        super().__init__(message)
        self.path, self.clause, self.hint = path, clause, hint

    def __str__(self) -> str:
        tail = f" ({self.hint})" if self.hint else ""
        return f"{self.path}: {super().__str__()} [{self.clause}]{tail}"


class LimitError(InputError):
    """Larger, deeper or longer than we accept; hostile or broken."""

    http_status: ClassVar[int] = 413


class StateError(ForestallError):
    """The state folder cannot be used: locked, of another version, damaged."""

    http_status: ClassVar[int] = 503


class TamperError(ForestallError):
    """The ledger does not prove what it claims."""

    exit_code: ClassVar[int] = 1
