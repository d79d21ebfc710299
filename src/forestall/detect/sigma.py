"""Sigma rules on log records: what each rule finds, at which site or on which machine."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from forestall.core.errors import InputError
from forestall.core.ids import digest_id
from forestall.detect.logsource import Route, routes
from forestall.detect.sites import Sites
from forestall.detect.translate import check, predicate
from forestall.engine.columns import matches
from forestall.model.finding import Finding, Refusal
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.signal import Records
from forestall.model.words import FindingKind
from forestall.standards.sigma.read import read
from forestall.standards.sigma.rule import Rule, fields

EVIDENCE = 20
_OWN = ("_id", "_file", "_line", "_time", "_host")
_SHOWN = 3  # fields in a detail sentence
_WIDTH = 80  # characters of a value in it


@dataclass(frozen=True, slots=True)
class Matched:
    """What the rules found in all records."""

    findings: tuple[Finding, ...]
    refusals: tuple[Refusal, ...]
    rules: int
    events: int


@dataclass(frozen=True, slots=True)
class _Hit:
    """One record that a rule found."""

    id: str
    time: datetime
    host: str
    source: Source
    fields: tuple[tuple[str, str], ...]


def match(place: Place, records: Sequence[Records], sites: Sites, at: datetime) -> Matched:
    """Findings of the place's Sigma rules.

    Args:
        place: its `rules` and `sources`
        records: log events; those after `at` are not looked at
        sites: machine to site
        at: the time of the pass

    Returns:
        One finding for each rule and site (or machine, where no site is known), in no particular order.
    """
    rules, refusals = _rules(place)
    tables = [(batch.source, _until(batch.table, at)) for batch in sorted(records, key=lambda batch: batch.source)]
    tables = [(source, table) for source, table in tables if table.num_rows]
    unrouted = [rule for rule in rules if tables and not any(_usable(rule, table) for _, table in tables)]
    refusals += [_no_route(rule) for rule in unrouted]
    hits: dict[tuple[str, str], list[_Hit]] = {}
    sources = {source.id: source for source in place.sources}
    for source, table in tables:
        for rule, hit in _hits(rules, table, sources[source], at):
            hits.setdefault((rule.id, _subject(hit, sites)), []).append(hit)
    by_id = {rule.id: rule for rule in rules}
    findings = tuple(_finding(by_id[rule], subject, found, sites) for (rule, subject), found in sorted(hits.items()))
    return Matched(findings, tuple(refusals), len(rules) - len(unrouted), sum(table.num_rows for _, table in tables))


def _rules(place: Place) -> tuple[list[Rule], list[Refusal]]:
    """Rules that can be used, each id once, and the others with the reason."""
    rules: dict[str, Rule] = {}
    refusals: list[Refusal] = []
    for path in place.rules:
        good, bad = _read(path, place.root)
        refusals += bad
        for rule in good:
            reason = _unusable(rule, rules)
            if reason:
                refusals.append(Refusal(rule.id, f"{rule.file}:{rule.line}", reason))
            else:
                rules[rule.id] = rule
    return list(rules.values()), refusals


def _read(path: Path, root: Path) -> tuple[tuple[Rule, ...], tuple[Refusal, ...]]:
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
    try:
        return read(path.read_bytes(), name)
    except OSError as error:
        return (), (Refusal(name, name, f"cannot be read: {error.strerror}"),)


def _unusable(rule: Rule, known: Mapping[str, Rule]) -> str:
    if rule.id in known:
        first = known[rule.id]
        return f"its id is used by {first.file}:{first.line} already, expected one that no other rule has"
    try:
        check(rule.condition)
    except InputError as error:
        return str(error)
    return ""


def _no_route(rule: Rule) -> Refusal:
    wanted = " or ".join("/".join(route.columns) for route in routes(rule.logsource))
    reason = f"log source ({rule.logsource}) cannot be routed: no source's records have the columns {wanted}"
    return Refusal(rule.id, f"{rule.file}:{rule.line}", reason)


def _usable(rule: Rule, table: pa.Table) -> tuple[Route, ...]:
    names = set(table.column_names)
    return tuple(route for route in routes(rule.logsource) if names.issuperset(route.columns))


def _until(table: pa.Table, at: datetime) -> pa.Table:
    """Rows not after `at`; those without a time are kept."""
    early = pc.less_equal(table["_time"], pa.scalar(at, table["_time"].type))
    return table.filter(pc.fill_null(early, True))


def _hits(rules: list[Rule], table: pa.Table, source: Source, at: datetime) -> Iterator[tuple[Rule, _Hit]]:
    names = tuple(name for name in table.column_names if name not in _OWN)
    routed = [(rule, _usable(rule, table)) for rule in rules]
    routed = [(rule, found) for rule, found in routed if found]
    predicates = [predicate(rule.condition, found, names) for rule, found in routed]
    for (rule, found), rows in zip(routed, matches(table, predicates), strict=True):
        if len(rows):
            aliases = {name: alias for route in found for name, alias in route.aliases}
            yield from ((rule, hit) for hit in _described(rule, table.take(rows), source, at, aliases))


def _described(rule: Rule, found: pa.Table, source: Source, at: datetime, aliases: Mapping[str, str]) -> Iterator[_Hit]:
    named = dict.fromkeys(name for field in fields(rule.condition) for name in (field, aliases.get(field, field)))
    shown = [name for name in named if name in found.column_names]
    for row in found.select([*_OWN, *shown]).to_pylist():
        values = tuple((name, str(row[name])) for name in shown if row[name] is not None)
        yield _Hit(row["_id"], row["_time"] or at, row["_host"] or "", source, values)


def _subject(hit: _Hit, sites: Sites) -> str:
    """`site:ID` where the machine's or the source's site is known, else `host:NAME`."""
    site = sites.of_host(hit.host) if hit.host else None
    known = site.id if site else hit.source.site
    return f"site:{known}" if known else f"host:{hit.host.lower()}"


def _finding(rule: Rule, subject: str, found: Iterable[_Hit], sites: Sites) -> Finding:
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


def _detail(hits: list[_Hit]) -> str:
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
