"""The cells of a row with the heading of their column: what a phone shows as lines instead of a table.

Which columns there are is known to the table; here is no page and no text of its own.
"""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

_CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def labelled(cells: Markup, headings: Sequence[str]) -> Markup:
    """Write the heading of each cell into it as `data-label`, and mark those in which nothing stands.

    Args:
        cells: The cells of one row as HTML, in the order of the columns; none holds a table.
        headings: What stands over each, in the language of the page.

    Returns:
        The same cells.
    """
    names = iter(headings)

    def told(found: re.Match[str]) -> str:
        tag, given, inside = found.groups()
        empty = "" if _TAG.sub("", inside).strip() or "<svg" in inside else " data-empty"
        return f'<{tag}{given} data-label="{escape(next(names, ""))}"{empty}>{inside}</{tag}>'

    return Markup(_CELL.sub(told, cells))  # noqa: S704 – the cells are escaped already, the headings here
