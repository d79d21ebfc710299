"""Feed: one Atom file with the warnings of an audience that are in force, and beside it their CAP messages.

For a web server that hands files on. Who may see what by their account reads the service's own feeds instead.
"""

import asyncio
import re
from pathlib import Path
from urllib.parse import urljoin

from forestall.standards.feeds import atom
from forestall.standards.feeds.feed import Entry, Feed
from forestall.warn.channel import Item, Message, Outcome, Result
from forestall.warn.notice import wording
from forestall.warn.whole_file import write_whole

CAP = "application/cap+xml"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class FeedChannel:
    """Writes one feed."""

    def __init__(self, path: Path, url: str) -> None:
        """Take the file of the feed, and where people find it."""
        self._path, self._url = path, url

    async def send(self, message: Message) -> Result:
        """Try once."""
        try:
            await asyncio.to_thread(self._written, message)
        except OSError as error:
            return Result(Outcome.AWAY, f"{error.filename or self._path}: {error.strerror}")
        return Result(Outcome.TAKEN)

    def _written(self, message: Message) -> None:
        """The messages first: a feed never names what is not there."""
        for item in message.standing:
            write_whole(self._path.parent / name(item), item.cap)
        write_whole(self._path, atom.write(feed(message, self._url)))


def feed(message: Message, url: str) -> Feed:
    """The feed after a message.

    Args:
        message: the message, with all that is in force
        url: where people find the feed; the CAP messages are beside it
    """
    return Feed(
        id=url,
        title=f"{message.place}: {message.audience}",
        updated=message.at,
        entries=tuple(_entry(item, message.language, url) for item in message.standing),
        author=message.place,
        link=url,
    )


def name(item: Item) -> str:
    """The name of a message's file beside the feed."""
    return f"{_UNSAFE.sub('_', item.alert.identifier)[:180]}.xml"


def _entry(item: Item, tag: str, url: str) -> Entry:
    said = wording(item.alert, tag)
    return Entry(
        id=f"{url}#{item.alert.subject or item.alert.identifier}",
        title=said.headline,
        updated=item.alert.sent,
        link=urljoin(url, name(item)),
        media_type=CAP,
        summary=said.description,
    )
