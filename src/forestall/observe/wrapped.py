"""CAP messages out of what carries them: alone, in an EDXL-DE envelope, or in an Atom feed."""

import re
from collections.abc import Iterator

from forestall.standards.edxl import distribution
from forestall.standards.feeds import atom, rss

_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?(\w+)[\s>/]")


def messages(data: bytes) -> Iterator[bytes]:
    """The messages in what came, as they stand there; an RSS feed carries none, only links.

    Raises:
        LimitError, StandardError: an envelope or a feed breaks its standard.
    """
    first = _ELEMENT.search(data[:4096])
    match first.group(1) if first else b"":
        case b"EDXLDistribution":
            yield from distribution.read(data).contents
        case b"feed":
            yield from (entry.content for entry in atom.read(data).entries if entry.content)
        case b"rss":
            rss.read(data)
        case _:
            yield data
