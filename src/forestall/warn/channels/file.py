"""File: each message as a CAP file of its own, there as a whole or not at all.

The name begins with the time at which the message was sent, so that names in order are messages in order; written
again, it is the same file.
"""

import asyncio
import re
from pathlib import Path

from forestall.core.clock import iso
from forestall.warn.channel import Item, Message, Outcome, Result
from forestall.warn.whole_file import write_whole

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class FileChannel:
    """Writes into one folder."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made when it is not there."""
        self._folder = folder

    async def send(self, message: Message) -> Result:
        """Try once."""
        try:
            await asyncio.to_thread(self._written, message)
        except OSError as error:
            return Result(Outcome.AWAY, f"{error.filename or self._folder}: {error.strerror}")
        return Result(Outcome.TAKEN)

    def _written(self, message: Message) -> None:
        for item in message.items:
            write_whole(self._folder / name(item), item.cap)


def name(item: Item) -> str:
    """The name of a message's file; what is no plain character in its identifier becomes `_`."""
    moment = iso(item.alert.sent).replace(":", "").replace("-", "")
    return f"{moment}-{_UNSAFE.sub('_', item.alert.identifier)[:180]}.xml"
