"""Other offices, and the sources of what comes in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from annotated_types import Gt, Le

from forestall.model.marks import Key, Ref, Unit
from forestall.model.way import FolderWay, MqttWay, PollWay, SyslogWay
from forestall.model.words import Field, SourceKind, SourceStatus, Tlp


@dataclass(frozen=True, slots=True)
class Partner:
    """Another office with which warnings are shared."""

    id: Annotated[str, Key()]
    """Short name."""
    name: str
    """Name as people write it."""
    clearance: Tlp
    """The strictest label it may receive."""
    fields: tuple[Field, ...]
    """Fields about which warnings are shared."""
    direction: Literal["in", "out", "both"]
    """Which way warnings go."""
    areas: Annotated[tuple[str, ...], Ref("jurisdiction")] = ()
    """Jurisdictions it is concerned with; none: all."""
    formats: tuple[Literal["cap", "stix", "forestall"], ...] = ("cap",)
    """Formats in which it takes them: alerts as `cap`, findings as `stix` or, by another Forestall, as `forestall`."""
    senders: tuple[str, ...] = ()
    """Senders in whose name its CAP alerts come; `*` and `?` allowed."""
    accounts: tuple[str, ...] = ()
    """Accounts with which its own Forestall asks ours for what it may have, and hands in what it sends."""
    url: str = ""
    """Address of its Forestall, where we ask and hand in: `https://outlook.province.example`; none: it comes to us."""
    secret: str = ""
    """Where our token at its Forestall is: `env:NAME` or `file:PATH`."""
    key: str = ""
    """Public key with which it signs what it hands over: NAME+ID+KEY, as `forestall partner key` prints it there."""
    inside: tuple[str, ...] = ()
    """Networks of the office's own in which its Forestall may be: `10.20.0.0/16`."""
    plain: bool = False
    """Its Forestall is asked without TLS, inside the office's own network only."""
    rollup: bool = False
    """It is told the roll-up: risk by field, what is owed and late, how fresh that is."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that is read in every pass."""

    id: Annotated[str, Key()]
    """Short name."""
    title: str
    """What it is."""
    kind: SourceKind
    """How it is read."""
    path: str
    """Files below the place's folder, `*`, `?` and `**` allowed; or an absolute path."""
    field: Field
    """The field of security it informs."""
    every: Annotated[float, Gt(0), Unit("h")] = 24.0
    """How often something new is expected."""
    partner: Annotated[str | None, Ref("partner")] = None
    """The office from which it comes, if it is a partner's."""
    weight: Annotated[float, Gt(0), Le(1000)] = 10.0
    """The most by which its findings together may multiply or divide a likelihood."""
    label: Tlp = Tlp.AMBER
    """How far what it says may be shared."""
    site: Annotated[str | None, Ref("site")] = None
    """The site it watches, where records do not name a host."""
    way: FolderWay | MqttWay | SyslogWay | PollWay | None = None
    """How the live service gets what it says; none: only over HTTP."""


STALE_AFTER = 2.0
"""A source is stale when nothing new came for this many times the interval at which it is expected."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a pass found of a source: no data is a state of its own."""

    id: str
    """The source."""
    title: str
    """What it is."""
    field: Field
    """The field of security it informs."""
    kind: SourceKind
    """How it is read."""
    status: SourceStatus
    """How far it can be relied on."""
    files: int
    """Files found."""
    accepted: int
    """Records, alerts or values taken in."""
    skipped: int
    """Records, alerts or values that could not be used."""
    first: datetime | None
    """Time of the oldest thing taken in."""
    latest: datetime | None
    """Time of the newest thing taken in, not after the pass."""
    age: Annotated[float | None, Unit("h")]
    """Hours from the newest thing to the time of the pass."""
    coverage: float | None
    """Share of the values that were expected which are there; None when that is not known."""
    reasons: tuple[str, ...] = ()
    """What was wrong, one sentence each, with file and line."""
