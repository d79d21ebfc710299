"""The queue: findings and alerts to triage, ranked, with where each stands. Deciding is in `pipeline/triage.py`."""

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from forestall.core.text import N_
from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.steadiness import severity_rank
from forestall.model.triage import Triage, TriageState
from forestall.model.words import Field, Level
from forestall.outlook.given import Given
from forestall.outlook.notices import RANK
from forestall.outlook.pages.table import Column, Kind

ALERT = "alert:"
"""What begins the key of an alert; findings are named by their ids."""
_LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Item:
    """A finding or an alert in the queue."""

    key: str
    """Names it: the id of a finding, `alert:` and the identifier of an alert."""
    title: str
    """What it is, in one line."""
    level: str
    """Level of the finding, severity of the alert."""
    rank: int
    """How serious that is, alerts and findings on one scale from 0."""
    field: Field | None
    """Field of security."""
    where: str
    """Its site or, without one, its authority, as people write it."""
    site: str
    """Id of its site; empty for none."""
    jurisdiction: str
    """Id of its authority; empty for none."""
    source: str
    """Title of its source; empty for our alerts."""
    first: datetime
    """When it was first so, or when the alert began."""
    time: datetime
    """When it was last so, or when the alert was sent."""
    count: int | None
    """On how many signals it rests; None for an alert."""
    path: str
    """Its page."""
    text: str
    """What is searched, in one case."""
    finding: Finding | None = None
    """The finding; None for an alert."""
    alert: Alert | None = None
    """The alert; None for a finding."""
    state: str = TriageState.NEW
    """Where it stands: new, acknowledged, merged, closed, silenced."""
    by: str = ""
    """Who decided."""
    why: str = ""
    """Why."""
    until: datetime | None = None
    """Until when at most."""
    into: str = ""
    """Of which finding it is a part."""
    live: bool = False
    """The service found it after the last pass."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the queue is looked at; empty means all."""

    state: str = "new"
    """Where it stands; `all` for wherever."""
    what: str = ""
    """`finding` or `alert`."""
    field: str = ""
    """Field of security."""
    level: str = ""
    """At least as serious as this level."""
    site: str = ""
    """Id of a site."""
    jurisdiction: str = ""
    """Id of an authority."""
    q: str = ""
    """Words that all have to be there."""

    def __call__(self, item: Item) -> bool:
        """Whether an item is looked at."""
        return (
            self.state in ("all", item.state)
            and (not self.what or (self.what == "alert") == (item.alert is not None))
            and (not self.field or self.field == item.field)
            and (not self.site or self.site == item.site)
            and (not self.jurisdiction or self.jurisdiction == item.jurisdiction)
            and (self.level not in _LEVELS or item.rank >= RANK[Level(self.level)])
            and (not self.q or all(each in item.text for each in self.q.casefold().split()))
        )


COLUMNS: tuple[Column[Item], ...] = (
    Column("title", N_("What"), lambda row: row.title),
    Column("key", N_("Id"), lambda row: row.key, hidden=True),
    Column("level", N_("Level"), lambda row: row.level, kind=Kind.LEVEL, order=lambda row: row.rank),
    Column("where", N_("Where"), lambda row: row.where),
    Column("field", N_("Field"), lambda row: None if row.field is None else str(row.field)),
    Column("source", N_("Source"), lambda row: row.source),
    Column("first", N_("First"), lambda row: row.first, kind=Kind.TIME, hidden=True),
    Column("time", N_("Last seen"), lambda row: row.time, kind=Kind.TIME),
    Column("count", N_("Count"), lambda row: row.count, kind=Kind.COUNT, note=N_("Signals it rests on")),
    Column("state", N_("State"), lambda row: row.state),
    Column("by", N_("By"), lambda row: row.by, hidden=True),
    Column("why", N_("Why"), lambda row: row.why, hidden=True),
    Column("until", N_("Until"), lambda row: row.until, kind=Kind.TIME, hidden=True),
)


def items(given: Given, live: Iterable[Finding] = ()) -> tuple[Item, ...]:
    """Everything in the queue as if nothing were decided, the most serious first, then the newest.

    Args:
        given: what the reader may see of the last pass
        live: findings that the service made since; the newer of two of one id counts
    """
    titles = _titles(given)
    found = [_of_finding(each, given, titles, live=False) for each in given.detection.findings]
    found += [_of_alert(each, given) for each in given.alerts_open]
    return with_live(tuple(sorted(found, key=_seriousness)), given, live)


def with_live(every: tuple[Item, ...], given: Given, live: Iterable[Finding]) -> tuple[Item, ...]:
    """The queue of a pass with what the service found since; only that is looked at, however long the queue is.

    Args:
        every: the queue of the pass, in its order
        given: what the reader may see of the pass
        live: findings that the service made since; the newer of two of one id counts
    """
    newest: dict[str, Finding] = {}
    for each in live:
        if each.id not in newest or each.time > newest[each.id].time:
            newest[each.id] = each
    if not newest:
        return every
    known = {each.key: each.time for each in every if each.key in newest}
    titles = _titles(given)
    new = [_of_finding(each, given, titles, live=True) for each in newest.values() if _is_newer(each, known)]
    replaced = {each.key for each in new}
    found = [each for each in every if each.key not in replaced]
    for item in new:
        insort(found, item, key=_seriousness)
    return tuple(found)


def standing(
    findings: Mapping[str, Finding], decided: Mapping[str, Triage], at: datetime
) -> dict[str, tuple[TriageState, Triage]]:
    """Where findings stand about which something was decided; all others are new.

    Args:
        findings: the findings as they now are, by id
        decided: the last decision about each
        at: the present

    Returns:
        State and decision by finding; a merged one whose other finding is gone is new again.
    """
    found = {}
    for name, triage in decided.items():
        finding = findings.get(name)
        if finding is not None and triage.holds(finding, at) and (not triage.into or triage.into in findings):
            found[name] = (triage.state, triage)
    return found


def decided_items(every: tuple[Item, ...], decided: Mapping[str, Triage], at: datetime) -> tuple[Item, ...]:
    """The queue with where each finding stands.

    Args:
        every: the queue as if nothing were decided
        decided: the last decision about each finding
        at: the present
    """
    if not decided:
        return every
    states = standing({each.key: each.finding for each in every if each.finding}, decided, at)
    if not states:
        return every
    return tuple(_standing(each, *states[each.key]) if each.key in states else each for each in every)


def attended_items(
    every: tuple[Item, ...], attention: Mapping[str, tuple[str, str, str, datetime | None]]
) -> tuple[Item, ...]:
    """The queue with what was decided about its alerts.

    Args:
        every: the queue
        attention: state, account, reason and end by identifier of an alert
    """
    if not attention:
        return every
    return tuple(_attended(each, attention) for each in every)


def counts(every: Iterable[Item]) -> dict[str, int]:
    """How many items stand where."""
    return dict(Counter(map(attrgetter("state"), every)))


def _titles(given: Given) -> dict[str, str]:
    return {each.id: each.title for each in given.place.sources}


def _is_newer(finding: Finding, known: Mapping[str, datetime]) -> bool:
    return finding.id not in known or finding.time > known[finding.id]


def _seriousness(item: Item) -> tuple[int, float, str]:
    """The most serious first, then the newest."""
    return -item.rank, -item.time.timestamp(), item.key


def _attended(item: Item, attention: Mapping[str, tuple[str, str, str, datetime | None]]) -> Item:
    if item.alert is None or item.alert.identifier not in attention:
        return item
    state, by, why, until = attention[item.alert.identifier]
    return replace(item, state=state, by=by, why=why, until=until)


def _standing(item: Item, state: TriageState, triage: Triage) -> Item:
    return replace(item, state=state, by=triage.by, why=triage.why, until=triage.until, into=triage.into)


def _of_finding(finding: Finding, given: Given, titles: Mapping[str, str], *, live: bool) -> Item:
    where = given.site(finding.site) or given.jurisdiction(finding.jurisdiction)
    source = titles.get(finding.source, finding.source)
    return Item(
        key=finding.id,
        title=finding.title,
        level=finding.level,
        rank=RANK[finding.level],
        field=finding.field,
        where=where,
        site=finding.site or "",
        jurisdiction=finding.jurisdiction or "",
        source=source,
        first=finding.first,
        time=finding.time,
        count=finding.count,
        path=f"/queue/{finding.id}",
        text=f"{finding.title} {where} {source} {finding.rule} {finding.detail}".casefold(),
        finding=finding,
        live=live,
    )


def _of_alert(alert: Alert, given: Given) -> Item:
    named = [value for area in alert.areas for name, value in area.geocodes if name == "jurisdiction"]
    where = given.jurisdiction(named[0]) if named else (alert.areas[0].description if alert.areas else "")
    site = alert.subject.rpartition(":")[2] if alert.subject.startswith("finding:") else ""
    known = given.site(site) != site
    return Item(
        key=ALERT + alert.identifier,
        title=alert.headline or alert.event,
        level=alert.severity,
        rank=severity_rank(alert.severity),
        field=alert.field,
        where=given.site(site) if known else where,
        site=site if known else "",
        jurisdiction=named[0] if named else "",
        source="",
        first=alert.effective,
        time=alert.sent,
        count=None,
        path=f"/alerts/{alert.identifier}",
        text=f"{alert.headline} {alert.event} {where} {alert.subject} {alert.description}".casefold(),
        alert=alert,
    )
