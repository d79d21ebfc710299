"""The channels of an audience, made ready: secrets read, addresses and networks judged, certificates loaded."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import assert_never

from forestall.core.errors import InputError
from forestall.guard.fetch import FetchRules, rules, target
from forestall.model.audience import EmailWay, FeedWay, FileWay, PublishWay, Way, WebhookWay
from forestall.pipeline.adapters.secret import secret
from forestall.pipeline.connecting import Poster, dial, streams
from forestall.warn.channel import Channel


@dataclass(frozen=True, slots=True)
class Workshop:
    """What channels are made with."""

    root: Path
    """Folder of the place: secrets and certificates are below it."""
    now: Callable[[], datetime]
    """The clock."""


def channel(way: Way, shop: Workshop, failures: int) -> Channel:
    """A channel, ready to send.

    Args:
        way: what the place says of it
        shop: what it is made with
        failures: how often its lane has failed since its last success

    Raises:
        InputError: what the place says cannot be.
    """
    match way:
        case EmailWay():
            return _email(way, shop, failures)
        case WebhookWay():
            return _webhook(way, shop)
        case PublishWay():
            return _mqtt(way, shop)
        case FileWay():
            from forestall.warn.channels.file import FileChannel  # noqa: PLC0415 - each is loaded when it is used

            return FileChannel(_path(way.folder, shop.root))
        case FeedWay():
            from forestall.warn.channels.feed import FeedChannel  # noqa: PLC0415

            return FeedChannel(_path(way.path, shop.root), way.url)
        case _:
            assert_never(way)


def _email(way: EmailWay, shop: Workshop, failures: int) -> Channel:
    from forestall.warn.channels.email import EmailChannel, Mail  # noqa: PLC0415

    if way.security == "none" and not way.inside:
        raise InputError("security: expected starttls or tls; none only within networks named in `inside`")
    allowed = rules(f"https://{way.host}:{way.port}", way.inside)
    host = target(f"https://{way.host}:{way.port}", allowed).host
    mail = Mail(
        host=host,
        port=way.port,
        security=way.security,
        sender=way.sender,
        to=way.to,
        user=way.user or None,
        password=secret(way.secret, shop.root) if way.secret else None,
        trust=None if way.security == "none" else _trust(way.trust, shop.root),
    )
    return EmailChannel(mail, partial(_dialled, allowed), failures)


def _dialled(allowed: FetchRules, host: str, port: int, seconds: float) -> socket.socket:
    return dial(host, port, seconds, allowed)


def _webhook(way: WebhookWay, shop: Workshop) -> Channel:
    from forestall.warn.channels.webhook import WebhookChannel  # noqa: PLC0415

    allowed = rules(way.url, way.inside, plain=way.plain)
    at = target(way.url, allowed)
    if not at.scheme.startswith("http"):
        raise InputError("url: expected https (http only with `plain`)")
    poster = Poster(at, allowed, _trust(way.trust, shop.root) if at.scheme == "https" else None)
    return WebhookChannel(poster, secret(way.secret, shop.root), shop.now)


def _mqtt(way: PublishWay, shop: Workshop) -> Channel:
    from forestall.warn.channels.mqtt import MqttChannel, Publisher  # noqa: PLC0415

    allowed = rules(way.url, way.inside, plain=bool(way.inside))
    broker = target(way.url, allowed)
    if not broker.scheme.startswith("mqtt"):
        raise InputError(f"url: scheme {broker.scheme}, expected mqtts (mqtt only with `inside`)")
    trust = _trust(way.trust, shop.root) if broker.scheme == "mqtts" else None
    password = secret(way.secret, shop.root) if way.secret else None
    publisher = Publisher(way.client, way.topic, way.user or None, password)
    return MqttChannel(publisher, partial(streams, broker, allowed, trust), shop.now)


def _path(text: str, root: Path) -> Path:
    """Where a channel writes: never into the place itself, whose files describe it."""
    path = root / text
    inside, place = path.resolve(), root.resolve()
    if inside.is_relative_to(place) and not any(part.startswith(".") for part in inside.relative_to(place).parts):
        raise InputError(f"{text}: lies in the place itself; name an absolute path, or one below .forestall/")
    return path


def _trust(path: str, root: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(root / path) if path else None)
    except (OSError, ssl.SSLError) as error:
        raise InputError(f"trust {path}: expected a file of certificates ({error})") from error
