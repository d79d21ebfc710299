"""What the page of detections shows: levels, tactics, machines and rules, from folded hits. No HTML, no geometry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from forestall.model.attack import TACTICS
from forestall.model.hit import Fold, Folded, Hit
from forestall.model.words import Level
from forestall.outlook.detections.timeline import Timeline, timeline

MOST_HOSTS, MOST_RULES, MOST_HITS, MOST_LISTED = 25, 400, 12, 200
LEVELS = tuple(reversed(Level))
"""The most serious first."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A run, as the page's head and its lists say it."""

    title: str
    """What was looked at."""
    at: datetime
    """Time of the run."""
    events: int
    files: int
    rules: int
    refused: tuple[tuple[str, str, str], ...]
    """Rule, file and line, reason."""
    skipped: tuple[tuple[str, str, str], ...]
    """File, place in it, reason."""
    skipped_count: int
    notes: tuple[str, ...]
    ended: tuple[str, ...]
    """Suppressions that no longer hold."""


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Hits of one level."""

    level: Level
    hits: int
    rules: int


@dataclass(frozen=True, slots=True)
class TacticRow:
    """Hits of rules that are about one tactic of ATT&CK."""

    uid: str
    name: str
    hits: int
    rules: int
    worst: Level
    techniques: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostRow:
    """What was found on one machine."""

    host: str
    """Empty when events name none."""
    site: str | None
    hits: int
    rules: int
    worst: Level
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What one rule found."""

    anchor: str
    rule: Hit
    """Any of its hits: id, title, level, tags."""
    hits: int
    hosts: tuple[tuple[str, int], ...]
    """Machines and hits, the most first."""
    hosts_left: int
    """Machines beyond those."""
    first: datetime | None
    last: datetime | None
    shown: tuple[Hit, ...]
    text: str
    """The rule as it stands in its file."""


@dataclass(frozen=True, slots=True)
class DetectionsContext:
    """Everything the page shows."""

    facts: Facts
    hits: int
    first: datetime | None
    last: datetime | None
    hosts_count: int
    levels: tuple[LevelRow, ...]
    tactics: tuple[TacticRow, ...]
    untagged: int
    """Hits of rules without a tactic."""
    hosts: tuple[HostRow, ...]
    rules: tuple[RuleRow, ...]
    rules_left: int
    """Rules beyond those shown."""
    suppressed: tuple[RuleRow, ...]
    timeline: Timeline | None
    timeless: int


def detections(facts: Facts, folded: Folded, suppressed: Folded, texts: dict[str, str]) -> DetectionsContext:
    """The page of a run.

    Args:
        facts: the run
        folded: its hits
        suppressed: hits that an office has decided to see no longer
        texts: rule id to the rule's text
    """
    rules = _rules(folded.folds, texts, "r")
    return DetectionsContext(
        facts=facts,
        hits=folded.count,
        first=_first(folded.folds),
        last=_last(folded.folds),
        hosts_count=len(_by_host(folded.folds)),
        levels=tuple(_level(level, folded.folds) for level in LEVELS),
        tactics=_tactics(folded.folds),
        untagged=sum(fold.count for fold in folded.folds if not _tactics_of(fold)),
        hosts=_hosts(folded.folds),
        rules=rules[:MOST_RULES],
        rules_left=len(rules[MOST_RULES:]),
        suppressed=_rules(suppressed.folds, {}, "s")[:MOST_RULES],
        timeline=timeline(folded),
        timeless=folded.timeless,
    )


def tactics_of(tags: Iterable[str]) -> tuple[str, ...]:
    """Names of tactics among tags, in the order in which an attack proceeds."""
    named = {tag.lower().removeprefix("attack.").replace("_", "-") for tag in tags if tag.lower().startswith("attack.")}
    return tuple(name for name in TACTICS if name in named)


def techniques_of(tags: Iterable[str]) -> tuple[str, ...]:
    """Ids of techniques among tags."""
    names = (tag.lower().removeprefix("attack.") for tag in tags if tag.lower().startswith("attack.t"))
    return tuple(sorted({name.upper() for name in names if name[1:5].isdigit()}))


def _tactics_of(fold: Fold) -> tuple[str, ...]:
    return tactics_of(fold.newest.tags)


def _level(level: Level, folds: Sequence[Fold]) -> LevelRow:
    own = [fold for fold in folds if fold.newest.level is level]
    return LevelRow(level, sum(fold.count for fold in own), _rule_count(own))


def _tactics(folds: Sequence[Fold]) -> tuple[TacticRow, ...]:
    rows = []
    for name, (uid, caption) in TACTICS.items():
        own = [fold for fold in folds if name in _tactics_of(fold)]
        if own:
            techniques = sorted({each for fold in own for each in techniques_of(fold.newest.tags)})
            rows.append(
                TacticRow(uid, caption, sum(f.count for f in own), _rule_count(own), _worst(own), tuple(techniques))
            )
    return tuple(rows)


def _hosts(folds: Sequence[Fold]) -> tuple[HostRow, ...]:
    rows = [
        HostRow(
            host=own[0].newest.host or "",
            site=own[0].newest.site,
            hits=sum(fold.count for fold in own),
            rules=_rule_count(own),
            worst=_worst(own),
            first=_first(own),
            last=_last(own),
        )
        for own in _by_host(folds).values()
    ]
    return tuple(sorted(rows, key=lambda row: (LEVELS.index(row.worst), -row.hits, row.host.lower()))[:MOST_HOSTS])


def _rules(folds: Sequence[Fold], texts: dict[str, str], prefix: str) -> tuple[RuleRow, ...]:
    grouped: dict[str, list[Fold]] = {}
    for fold in folds:
        grouped.setdefault(fold.newest.rule_id, []).append(fold)
    rows = [_rule(own, texts.get(rule, "")) for rule, own in grouped.items()]
    rows.sort(key=lambda row: (LEVELS.index(row[0].level), -row[1], row[0].rule_id))
    return tuple(
        RuleRow(f"{prefix}{number}", rule, hits, hosts[:8], len(hosts[8:]), first, last, shown, text)
        for number, (rule, hits, hosts, first, last, shown, text) in enumerate(rows, start=1)
    )


def _rule(
    own: list[Fold], text: str
) -> tuple[Hit, int, tuple[tuple[str, int], ...], datetime | None, datetime | None, tuple[Hit, ...], str]:
    hosts = sorted(((fold.newest.host or "", fold.count) for fold in own), key=lambda each: (-each[1], each[0].lower()))
    hits = sum(fold.count for fold in own)
    shown = _spread([fold.hits for fold in own])
    return own[0].newest, hits, tuple(hosts), _first(own), _last(own), shown, text


def _spread(hits: list[tuple[Hit, ...]]) -> tuple[Hit, ...]:
    """Some hits of every machine rather than many of one."""
    rounds = [each for place in range(MOST_HITS) for own in hits for each in own[place : place + 1]]
    return tuple(rounds[:MOST_HITS])


def _by_host(folds: Sequence[Fold]) -> dict[str, list[Fold]]:
    found: dict[str, list[Fold]] = {}
    for fold in folds:
        found.setdefault((fold.newest.host or "").lower(), []).append(fold)
    return found


def _rule_count(folds: Sequence[Fold]) -> int:
    return len({fold.newest.rule_id for fold in folds})


def _worst(folds: Sequence[Fold]) -> Level:
    return min((fold.newest.level for fold in folds), key=LEVELS.index)


def _first(folds: Sequence[Fold]) -> datetime | None:
    return min((fold.first for fold in folds if fold.first), default=None)


def _last(folds: Sequence[Fold]) -> datetime | None:
    return max((fold.last for fold in folds if fold.last), default=None)
