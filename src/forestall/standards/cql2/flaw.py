"""How a mistake in a condition is told."""

from forestall.core.errors import StandardError


def flaw(message: str, clause: str = "CQL2, 6.3.2") -> StandardError:
    """The error to raise; a service answers it with 400."""
    error = StandardError(message, path="filter", clause=clause)
    error.http_status = 400
    return error
