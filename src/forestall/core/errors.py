"""Everything Forestall raises on purpose.

    ForestallError
    ├── InputError            what was given cannot be used
    │   ├── PlaceError        the place has mistakes (carries all remarks)
    │   ├── StandardError     a document breaks its standard
    │   ├── LimitError        larger, deeper or longer than we accept
    │   └── ConflictError     contradicts what was accepted before
    ├── AwayError             another office's service does not answer, or not as it should
    ├── StateError            the state folder cannot be used
    │   └── FullError         no room on the disk; it may be tried again
    ├── TamperError           the ledger does not prove what it claims
    ├── SignInError           who asks did not show who they are
    └── RightsError           who asks may not

A class for each thing a caller would do differently; `exit_code` is what the command line returns.
"""

from collections.abc import Sequence
from typing import ClassVar


class ForestallError(Exception):
    """Something we can explain to a person."""

    exit_code: ClassVar[int] = 2
    http_status: int = 500


class InputError(ForestallError):
    """What was given cannot be used: says where, what was found, what was expected."""

    http_status: int = 422

    def __init__(self, message: str, *, http_status: int | None = None) -> None:
        """`http_status`: what the service answers, where it is not that of the class."""
        super().__init__(message)
        if http_status is not None:
            self.http_status = http_status


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

    http_status: int = 413


class ConflictError(InputError):
    """Contradicts what was accepted before, such as the same key for another request."""

    http_status: int = 409


class AwayError(ForestallError):
    """Another office's service cannot be reached or does not answer as it should; trying again may help."""

    http_status: int = 502


class StateError(ForestallError):
    """The state folder cannot be used: locked, of another version, damaged, sealed with a key that is not there."""

    http_status: int = 503


class FullError(StateError):
    """There is no room on the disk: nothing was kept, and it may be tried again when there is."""

    http_status: int = 507


class TamperError(ForestallError):
    """The ledger does not prove what it claims."""

    exit_code: ClassVar[int] = 1


class SignInError(ForestallError):
    """Who asks did not show who they are; the message never says which part was wrong."""

    http_status: int = 401


class RightsError(ForestallError):
    """Who asks may not do this."""

    http_status: int = 403
