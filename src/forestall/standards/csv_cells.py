"""CSV that a spreadsheet opens without running what is in it (RFC 4180, and the advice of OWASP on CSV injection).

Text that begins like a formula gets an apostrophe in front. Numbers stay numbers, negative ones too.
"""

import csv
import io
from collections.abc import Iterable, Sequence

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""What a formula begins with: in Excel, LibreOffice, Lotus and their full-width forms."""


def safe(value: object) -> object:
    """A cell's value, as text that no spreadsheet takes for a formula when it is text."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.lstrip(" \u00a0\ufeff").startswith(STARTS) or value.startswith(STARTS) else value


def write(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV in UTF-8, every text in quotes.

    Args:
        header: names of the columns
        rows: cells; None is an empty cell
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([safe(each) for each in header])
    for row in rows:
        writer.writerow([safe("" if each is None else each) for each in row])
    return text.getvalue().encode()
