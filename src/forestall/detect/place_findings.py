"""What rules find on machines, as findings of a place: one for each rule and site, or machine where no site is known.

Matching is not here (`detect.sigma` for a pass, `detect.place_live` for a service).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from forestall.core.ids import digest_id
from forestall.detect.sites import Sites
from forestall.detect.suppressions import Suppressions
from forestall.model.finding import Finding
from forestall.model.partner import Source
from forestall.model.suppression import Suppression
from forestall.model.words import FindingKind
from forestall.standards.sigma.correlation import Correlation
from forestall.standards.sigma.rule import Rule

EVIDENCE = 20
_SHOWN = 3  # fields in a detail sentence
_WIDTH = 80  # characters of a value in it


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that a rule found."""

    id: str
    """The record's id."""
    time: datetime
    """When it happened."""
    host: str
    """The machine; empty when the record names none."""
    source: Source
    """The source of the record."""
    fields: tuple[tuple[str, str], ...]
    """The fields that the rule tests, with their texts."""


def apart(
    decided: Suppressions, rule: str, subject: str, found: Sequence[Hit]
) -> Iterator[tuple[Suppression | None, list[Hit]]]:
    """Hits by the decision that keeps them from being seen, None for those that are seen."""
    kind, _, name = subject.partition(":")
    site = name if kind == "site" else None
    decisions: dict[Suppression | None, list[Hit]] = {}
    for hit in found:
        decisions.setdefault(decided.about(rule, hit.host, site), []).append(hit)
    yield from decisions.items()


def subject_of(hit: Hit, sites: Sites) -> str:
    """`site:ID` where the machine's or the source's site is known, else `host:NAME`."""
    site = sites.of_host(hit.host) if hit.host else None
    known = site.id if site else hit.source.site
    return f"site:{known}" if known else f"host:{hit.host.lower()}"


def finding_of(rule: Rule | Correlation, subject: str, found: Iterable[Hit], sites: Sites) -> Finding:
    """The finding that all hits of a rule on one subject are.

    Args:
        rule: what found them
        subject: as `subject_of` gives it
        found: hits, at least one, in any order; one id counts once
        sites: the place's sites
    """
    hits = sorted({hit.id: hit for hit in found}.values(), key=lambda hit: (hit.time, hit.id), reverse=True)
    newest = hits[0]
    kind, _, name = subject.partition(":")
    site = sites.by_id.get(name) if kind == "site" else None
    return Finding(
        id=digest_id("finding", FindingKind.SIGMA, rule.id, subject),
        kind=FindingKind.SIGMA,
        rule=rule.id,
        title=rule.title,
        level=rule.level,
        field=newest.source.field,
        source=newest.source.id,
        first=hits[-1].time,
        time=newest.time,
        count=len(hits),
        evidence=tuple(hit.id for hit in hits[:EVIDENCE]),
        detail=_detail(hits),
        site=site.id if site else None,
        jurisdiction=site.jurisdiction if site else None,
        tags=rule.tags,
    )


def _detail(hits: list[Hit]) -> str:
    hosts = sorted({hit.host for hit in hits if hit.host})
    where = f"on {hosts[0]}" if len(hosts) == 1 else f"on {len(hosts)} machines" if hosts else "on an unnamed machine"
    newest = hits[0]
    if len(hosts) > 1 and newest.host:
        where += f", last on {newest.host}"
    values = ", ".join(f"{name} {_short(value)}" for name, value in newest.fields[:_SHOWN])
    sentence = f"{len(hits)} event{'s' if len(hits) > 1 else ''} {where}{': ' + values if values else ''}"
    return sentence if sentence.endswith("…") else f"{sentence}."


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"
