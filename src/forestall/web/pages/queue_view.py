"""What the pages of the queue need of the database and of the reader's rights."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial

from forestall.core.errors import InputError, RightsError
from forestall.model.account import Action
from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.label import Label
from forestall.model.triage import Act
from forestall.outlook.given import Given
from forestall.outlook.pages.queue import Item, attended_items, decided_items, items, with_live
from forestall.outlook.pages.queue_finding import Evidence, FindingView, finding_view, rule_files, signals_by_id
from forestall.pipeline import attention, triage
from forestall.pipeline.finding_events import Events, events
from forestall.web.needs import message_label, source_label
from forestall.web.pages.page import Page
from forestall.web.rights import Reader
from forestall.web.routes.alerts import authorities, may_see
from forestall.web.shown import live

_MOST_LIVE = 10_000
_Decided = tuple[str, str, str, datetime | None]


def queue_items(page: Page) -> tuple[Item, ...]:
    """The queue as the reader may see it, with where everything stands now."""
    service, minute = page.service, page.now.replace(second=0, microsecond=0)
    of_pass = page.once(items)
    base = page.once_by(("queue", service.changed), lambda: with_live(of_pass, page.given, _live(page)))
    stamp = triage.stamp(page.office)

    def decided() -> tuple[Item, ...]:
        return decided_items(base, triage.decisions(page.office), page.now)

    found = page.once_by(("queue-decided", service.changed, stamp, minute), decided) if stamp != (0, 0) else base
    held = _attention(page)
    if not held:
        return found
    key = ("queue-attended", service.changed, stamp, minute, tuple(sorted(held)), tuple(held.values()))
    return page.once_by(key, lambda: attended_items(found, held))


def item_of(page: Page, key: str) -> Item | None:
    """One of them; None when there is none, or the reader may not see it."""
    return next((each for each in queue_items(page) if each.key == key), None)


def view_of(page: Page, item: Item, finding: Finding) -> tuple[FindingView, Events]:
    """A finding with what stands behind it; its log events are read once for each pass."""
    at = page.given.at
    rules = page.once(rule_files) if page.allows(Action.READ_PLACE) else {}
    signals = page.once(signals_by_id)
    read = Events()
    if any(each not in signals for each in finding.evidence):
        service = page.service
        key = ("events", finding.id, finding.evidence)
        read = page.once_by(key, partial(events, page.place, service.door, finding, at), all_alike=True)
    title = {each.id: each.title for each in page.given.place.sources}.get(finding.source, finding.source)
    return finding_view(page.given, item, finding, signals, rules, _evidence(read, title, at)), read


def undoable(page: Page) -> Act | None:
    """What the reader did last, if they may still undo it."""
    return triage.last_act(page.office, page.account) if page.allows(Action.ACKNOWLEDGE) else None


def may_decide(page: Page, item: Item) -> bool:
    """Whether the reader may decide about an item."""
    reader = page.reader(Action.ACKNOWLEDGE)
    if item.alert is not None:
        return may_do(reader, item.alert)
    finding = item.finding
    assert finding is not None
    label = source_label(page.service, finding.source)
    return reader.may(label, finding.jurisdiction, finding.field, finding.source)


def must_decide(page: Page, some: Iterable[Item]) -> None:
    """The reader may decide about all of them.

    Raises:
        RightsError: about one they may not.
    """
    for each in some:
        if not may_decide(page, each):
            raise RightsError(f"acknowledge: nothing grants you this for {each.title}")


def may_do(reader: Reader, alert: Alert) -> bool:
    """Whether somebody may act on an alert: on what concerns every authority that it names."""
    label = alert.label or message_label(alert.scope)
    return all(reader.may(label, each, alert.field) for each in authorities(alert) or (None,))


def label_of(page: Page, item: Item) -> Label:
    """The label of an item."""
    if item.alert is not None:
        return item.alert.label or message_label(item.alert.scope)
    return source_label(page.service, item.finding.source if item.finding else "")


def when(text: str, page: Page, name: str = "until") -> datetime | None:
    """A time that was typed into a form, in the place's time zone; None for nothing.

    Raises:
        InputError: it is no time.
    """
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(f"{name}: found {text[:40]!r}, expected a date and time such as 2031-03-10T18:00") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=page.words.zone)).astimezone(UTC)


def _live(page: Page) -> tuple[Finding, ...]:
    reader = page.reader(Action.EXPORT if page.taken else Action.READ_FINDINGS)
    return tuple(one.finding for one in live(page.service.findings.after(0, _MOST_LIVE), reader))


def _attention(page: Page) -> Mapping[str, _Decided]:
    """What was decided about the alerts in force: state, account, reason and end by identifier."""
    found: dict[str, _Decided] = {}
    for each in attention.overview(page.office).alerts:
        for silence in each.silences[:1]:
            found[each.alert.identifier] = attention.SILENCED, silence.by, silence.why, silence.until
        for known in each.acknowledgements[:1]:
            found[each.alert.identifier] = attention.ACKNOWLEDGED, known.by, known.why, known.until
    return found


def _evidence(read: Events, title: str, at: datetime) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            id=each.id,
            source=f"{title}: {each.file}:{each.line}",
            time=each.time,
            age=None if each.time is None else (at - each.time).total_seconds() / 3600,
            fields=((("host", each.host),) if each.host else ()) + each.fields,
        )
        for each in read.events
    )


def visible_alerts(page: Page, some: Iterable[Alert]) -> tuple[Alert, ...]:
    """Those that the reader may see, and take away when a file is asked for."""
    actions = [Action.READ_ALERTS] + ([Action.EXPORT] if page.taken else [])
    readers = [page.reader(each) for each in actions]
    return tuple(each for each in some if all(may_see(reader, each) for reader in readers))


def open_alerts(given: Given) -> dict[str, Alert]:
    """Alerts in force, by what they are about."""
    return {each.subject: each for each in given.alerts_open}
