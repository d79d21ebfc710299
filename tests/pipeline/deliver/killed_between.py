"""Delivers once and dies by SIGKILL after the other side has taken the message and before that is written down."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from delivery_desk import PROFILE, START, audience

from forestall.model.audience import EmailWay, Way
from forestall.model.place import Place
from forestall.pipeline.channels import Workshop, channel
from forestall.pipeline.deliver import deliver, delivering
from forestall.pipeline.office import office
from forestall.warn.channel import Channel, Message, Result


class Dying:
    """Sends, and dies before anybody hears of it."""

    def __init__(self, inner: Channel) -> None:
        self._inner = inner

    async def send(self, message: Message) -> Result:
        await self._inner.send(message)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")


def dying(way: Way, shop: Workshop, failures: int) -> Channel:
    return Dying(channel(way, shop, failures))


def main(state: Path, port: int) -> None:
    inside = ("127.0.0.0/8", "::1/128")
    to = ("desk@haven.example",)
    way = EmailWay("email", "localhost", "warning@haven.example", to, port=port, security="none", inside=inside)
    place = Place(state.parent, "place", PROFILE, audiences=(audience("duty", way),))
    with office(state, lambda: START + timedelta(minutes=1), lambda: place) as found, delivering(found):
        asyncio.run(deliver(found, dying))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
