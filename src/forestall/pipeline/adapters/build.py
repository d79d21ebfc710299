"""The adapters that a place's sources ask for (`way` in `sources.toml`)."""

import random
import ssl
from pathlib import Path
from typing import Protocol, assert_never

from forestall.core.errors import InputError, PlaceError
from forestall.guard.fetch import rules, target
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.way import FolderWay, MqttWay, PollWay, SyslogWay
from forestall.model.words import SourceKind
from forestall.pipeline.adapters.folder import FolderAdapter, Watched
from forestall.pipeline.adapters.handing import Condition, Handing
from forestall.pipeline.adapters.mqtt import MqttAdapter, Subscription
from forestall.pipeline.adapters.poll import PollAdapter, Polled
from forestall.pipeline.adapters.rhythm import BackOff
from forestall.pipeline.adapters.secret import secret
from forestall.pipeline.adapters.syslog import Listening, SyslogAdapter
from forestall.pipeline.fetching import Fetcher
from forestall.standards.mqtt.write import is_filter

_ONE_KIND = {"cap": SourceKind.CAP, "cap-feed": SourceKind.CAP, "kev": SourceKind.KEV}
_NO_ROWS = frozenset((SourceKind.CAP, SourceKind.KEV, SourceKind.EVTX, SourceKind.PARQUET))


class Adapter(Protocol):
    """A way in."""

    condition: Condition
    """How it is doing."""

    async def run(self) -> None:
        """Until it is cancelled."""
        ...


def adapters(place: Place, handing: Handing, source: random.Random) -> tuple[Adapter, ...]:
    """The adapters of a place, by source.

    Args:
        place: the place; secrets and certificates are read below its folder
        handing: where everything goes
        source: where jitter comes from

    Raises:
        PlaceError: some sources cannot be read as they say; each is named with what was expected.
    """
    made: list[Adapter] = []
    wrong: list[str] = []
    for one in sorted(place.sources, key=lambda one: one.id):
        try:
            made += () if one.way is None else (adapter(one, place.root, handing, source),)
        except InputError as error:
            wrong.append(f"source {one.id}: {error}")
    if wrong:
        raise PlaceError("; ".join(wrong), wrong)
    return tuple(made)


def adapter(one: Source, root: Path, handing: Handing, source: random.Random) -> Adapter:
    """The adapter of one source.

    Raises:
        InputError: what its way says cannot be.
    """
    match one.way:
        case FolderWay() as way:
            return FolderAdapter(Watched(one.id, one.kind, root, one.path, way.every, way.whole), handing)
        case MqttWay() as way:
            return MqttAdapter(_subscription(one, way, root), handing, BackOff(source))
        case SyslogWay() as way:
            return SyslogAdapter(_listening(one, way, root), handing, f"{source.getrandbits(64):016x}")
        case PollWay() as way:
            polled = _polled(one, way, root)
            return PollAdapter(polled, handing, Fetcher(polled.rules), source)
        case None:
            raise InputError("no way: what it says comes over HTTP only")
        case _:
            assert_never(one.way)


def _subscription(one: Source, way: MqttWay, root: Path) -> Subscription:
    allowed = rules(way.url, way.inside, plain=bool(way.inside))
    broker = target(way.url, allowed)
    if not broker.scheme.startswith("mqtt"):
        raise InputError(f"url: scheme {broker.scheme}, expected mqtts (mqtt only with `inside`)")
    if not way.topics or not all(map(is_filter, way.topics)):
        raise InputError("topics: expected topic filters such as sensors/+/gas")
    if not 0 < len(way.client.encode()) <= 128:
        raise InputError("client: expected 1 to 128 bytes; the broker keeps what we miss under this name")
    return Subscription(
        source=one.id,
        kind=one.kind,
        broker=broker,
        rules=allowed,
        topics=way.topics,
        client=way.client,
        qos=way.qos,
        keep=round(way.keep * 3600),
        media_type=way.media_type,
        user=way.user or None,
        password=secret(way.secret, root) if way.secret else None,
        trust=_trust(way.trust, root) if broker.scheme == "mqtts" else None,
    )


def _listening(one: Source, way: SyslogWay, root: Path) -> Listening:
    if one.kind is not SourceKind.SYSLOG:
        raise InputError(f"kind {one.kind}: expected syslog for what comes by syslog")
    if not (way.udp or way.tcp or way.tls):
        raise InputError("way: expected a port for udp, tcp or tls")
    if way.tls and not (way.certificate and way.key):
        raise InputError("certificate, key: expected the files of our certificate and its key, for tls")
    context = _own_certificate(way, root) if way.tls else None
    return Listening(one.id, way.address, way.udp or None, way.tcp or None, way.tls or None, context)


def _polled(one: Source, way: PollWay, root: Path) -> Polled:
    wanted = _ONE_KIND.get(way.form)
    rows = way.form not in _ONE_KIND and way.form != "taxii"
    if (wanted is not None and one.kind is not wanted) or (rows and one.kind in _NO_ROWS):
        raise InputError(f"kind {one.kind}: expected {wanted or 'jsonl or indicator'} for the form {way.form}")
    allowed = rules(way.url, way.inside, plain=way.plain)
    if not target(way.url, allowed).scheme.startswith("http"):
        raise InputError("url: expected https (http only with `plain`)")
    carried = {way.header: secret(way.secret, root).decode("latin-1")} if way.secret else {}
    every = way.every * 60.0
    return Polled(one.id, way.url, way.form, allowed, every, way.mapping, way.items, way.at_least, carried)


def _trust(path: str, root: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(root / path) if path else None)
    except (OSError, ssl.SSLError) as error:
        raise InputError(f"trust {path}: expected a file of certificates ({error})") from error


def _own_certificate(way: SyslogWay, root: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(root / way.certificate, root / way.key)
        if way.senders:
            context.load_verify_locations(root / way.senders)
            context.verify_mode = ssl.CERT_REQUIRED
    except (OSError, ssl.SSLError) as error:
        raise InputError(f"certificate {way.certificate}: cannot be used with its key ({error})") from error
    return context
