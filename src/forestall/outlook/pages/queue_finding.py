"""One finding: what it rests on, by which rule, whom it could reach, and how it could be seen no longer."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path

from forestall.core.text import N_
from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.signal import Signal
from forestall.model.site import Site
from forestall.model.words import FindingKind
from forestall.outlook.given import Given
from forestall.outlook.pages.queue import Item

_ID = re.compile(r"^id:\s*['\"]?([^\s'\"#]+)", re.MULTILINE)
_LONGEST_RULE = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that a finding rests on."""

    id: str
    """Its id."""
    source: str
    """Title of its source."""
    time: datetime | None
    """When it was so."""
    age: float | None
    """How long before the pass [h]."""
    fields: tuple[tuple[str, str], ...]
    """What it says, by field."""


@dataclass(frozen=True, slots=True)
class Service:
    """What stands behind the machine or place of a finding."""

    site: Site
    """The site."""
    authority: str
    """Who answers for it."""
    needed_by: tuple[tuple[str, str, str, bool], ...]
    """Id and name of each site that needs it and may be seen, what for, and whether nobody else could give it."""


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding, whole."""

    item: Item
    """As in the queue."""
    finding: Finding
    """The finding."""
    evidence: tuple[Evidence, ...]
    """What it rests on, newest first."""
    unread: tuple[str, ...]
    """Ids of evidence that is not shown here."""
    rule_title: str
    """What kind of rule concluded it, in English."""
    rule_text: str
    """The rule; empty when it is not written in the place."""
    service: Service | None
    """What stands behind it; None for no site."""
    hint: str
    """Lines for `suppressions.toml` by which it would be seen no longer; empty where that cannot be."""


_RULES = {
    FindingKind.SIGMA: N_("Sigma rule"),
    FindingKind.THRESHOLD: N_("Limit of a series"),
    FindingKind.SEASONAL: N_("What is usual for a series"),
    FindingKind.SILENCE: N_("A source is expected to deliver"),
    FindingKind.ALERT: N_("A partner's warning"),
    FindingKind.VULNERABILITY: N_("A vulnerability that is exploited, and who runs the product"),
}


def rule_files(given: Given) -> dict[str, Path]:
    """The files of the place's rules, by the ids of the rules in them."""
    found: dict[str, Path] = {}
    for path in given.place.rules:
        for name in _ID.findall(_read(path)):
            found.setdefault(name, path)
    return found


def signals_by_id(given: Given) -> dict[str, Signal]:
    """Signals of the pass, by id."""
    return {each.id: each for each in given.observation.signals}


def finding_view(
    given: Given,
    item: Item,
    finding: Finding,
    signals: Mapping[str, Signal],
    rules: Mapping[str, Path],
    read: tuple[Evidence, ...],
) -> FindingView:
    """A finding with all that stands behind it.

    Args:
        given: what the reader may see of the pass
        item: as in the queue
        finding: the finding
        signals: `signals_by_id`
        rules: `rule_files`
        read: log events among its evidence that were read again
    """
    titles = {each.id: each.title for each in given.place.sources}
    known = {each.id: each for each in read}
    known |= {each: _of_signal(signals[each], titles, given.at) for each in finding.evidence if each in signals}
    known |= {each.identifier: _of_alert(each, titles, given.at) for each in given.observation.alerts}
    return FindingView(
        item=item,
        finding=finding,
        evidence=tuple(known[each] for each in finding.evidence if each in known),
        unread=tuple(each for each in finding.evidence if each not in known),
        rule_title=_RULES.get(finding.kind, str(finding.kind)),
        rule_text=_rule(given, finding, rules),
        service=_service(given, finding.site),
        hint=_hint(finding, given.at) if finding.kind is FindingKind.SIGMA else "",
    )


def _of_signal(signal: Signal, titles: Mapping[str, str], at: datetime) -> Evidence:
    said: dict[str, object] = {
        "kind": signal.kind,
        "value": None if signal.value is None else f"{signal.value:,.6g} {signal.unit}".strip(),
        "text": signal.text,
        "quality": signal.quality,
        "site": signal.site,
        "jurisdiction": signal.jurisdiction,
    }
    shown = tuple((name, str(value)) for name, value in said.items() if value)
    return Evidence(signal.id, titles.get(signal.source, signal.source), signal.time, _age(signal.time, at), shown)


def _of_alert(alert: Alert, titles: Mapping[str, str], at: datetime) -> Evidence:
    names = ("sender", "msg_type", "event", "severity", "urgency", "certainty", "headline", "description")
    shown = tuple((name, str(getattr(alert, name))) for name in names if getattr(alert, name))
    return Evidence(alert.identifier, titles.get(alert.source, alert.source), alert.sent, _age(alert.sent, at), shown)


def _age(time: datetime, at: datetime) -> float:
    return (at - time) / timedelta(hours=1)


def _rule(given: Given, finding: Finding, rules: Mapping[str, Path]) -> str:
    if finding.kind is FindingKind.SIGMA and finding.rule in rules:
        return _read(rules[finding.rule])
    for indicator in given.place.indicators:
        if indicator.id == finding.rule:
            return "\n".join(
                f"{each.name} = {json.dumps(_plain(getattr(indicator, each.name)), ensure_ascii=False)}"
                for each in fields(indicator)
                if getattr(indicator, each.name) not in (None, ())
            )
    return ""


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _service(given: Given, key: str | None) -> Service | None:
    site = next((each for each in given.place.sites if each.id == key), None)
    if site is None:
        return None
    names = {each.id: each.name for each in given.place.sites}
    return Service(
        site=site,
        authority=given.jurisdiction(site.jurisdiction),
        needed_by=tuple(
            (each.site, names[each.site], str(each.service), len(each.suppliers) <= each.required)
            for each in given.place.dependencies
            if site.id in each.suppliers and each.site in names
        ),
    )


def _hint(finding: Finding, at: datetime) -> str:
    """An entry that can be pasted; who decides and why is left to them."""
    until = (at + timedelta(days=90)).date().isoformat()
    lines = ["[[suppressions]]", f'rule = "{finding.rule}"']
    lines += [f'site = "{finding.site}"'] if finding.site else []
    return "\n".join([*lines, 'by = "your-office"', 'why = "…"', f"until = {until}"])


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[:_LONGEST_RULE]
    except OSError:
        return ""
