"""Times as STIX writes them, and an order of them whatever the number of their digits (STIX 2.1, 2.16 and 3.6.2)."""

import re

from forestall.core.clock import instant
from forestall.core.errors import InputError, StandardError

_DIGITS = 12
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?Z")


def version_key(text: str, path: str = "/modified") -> str:
    """A time as text of fixed width, so that the order of texts is that of times and equal times are equal texts.

    Args:
        text: `2017-01-27T13:49:53.935Z`, up to twelve digits of a second
        path: where it stands, for the error

    Raises:
        StandardError: it is no time of STIX.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        raise StandardError(
            f"{text[:40]!r} is no time, expected such as 2017-01-27T13:49:53.935Z", path=path, clause="STIX 2.1, 2.16"
        )
    try:
        instant(f"{found[1]}Z")
    except InputError as error:
        raise StandardError(str(error), path=path, clause="STIX 2.1, 2.16") from error
    return f"{found[1]}.{(found[2] or '').ljust(_DIGITS, '0')}Z"
