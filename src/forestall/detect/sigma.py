"""Sigma rules on log records: what each rule finds, at which site or on which machine."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from forestall.core.errors import InputError
from forestall.detect.correlated import Correlated
from forestall.detect.logsource import Route, routes
from forestall.detect.place_findings import Hit, apart, finding_of, subject_of
from forestall.detect.ruleset import OWN, Ruleset
from forestall.detect.sites import Sites
from forestall.detect.suppressions import in_force
from forestall.detect.translate import check
from forestall.model.finding import Finding, Refusal
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.signal import Records
from forestall.model.suppression import Suppressed, Suppression
from forestall.standards.sigma.rule import Rule
from forestall.standards.sigma.ruleset import load


@dataclass(frozen=True, slots=True)
class Matched:
    """What the rules found in all records."""

    findings: tuple[Finding, ...]
    refusals: tuple[Refusal, ...]
    rules: int
    events: int
    suppressed: tuple[Suppressed, ...] = ()
    ended: tuple[Suppression, ...] = ()


_ByRule = dict[tuple[str, str], list[Hit]]
"""Hits by rule and subject."""


def match(place: Place, records: Sequence[Records], sites: Sites, at: datetime) -> Matched:
    """Findings of the place's Sigma rules.

    Args:
        place: its `rules` and `sources`
        records: log events; those after `at` are not looked at
        sites: machine to site
        at: the time of the pass

    Returns:
        One finding for each rule or correlation and site (or machine, where no site is known), in no particular order.
        Rules that only serve correlations give none, unless one of these says `generate`. What the place's suppressions
        cover is apart, one finding for each decision.
    """
    rules, refusals = rules_of(place)
    tables = [(batch.source, _until(batch.table, at)) for batch in sorted(records, key=lambda batch: batch.source)]
    tables = [(source, table) for source, table in tables if table.num_rows]
    unrouted = [rule for rule in rules if tables and not any(_usable(rule, table) for _, table in tables)]
    refusals += [_no_route(rule) for rule in unrouted]
    hits: _ByRule = {}
    sources = {source.id: source for source in place.sources}
    ruleset = Ruleset(rules)
    correlated = Correlated(rule_files(place), rules)
    for source, table in tables:
        for rule, hit in _hits(ruleset, table, sources[source], at, correlated):
            hits.setdefault((rule.id, subject_of(hit, sites)), []).append(hit)
    hits = _joined(hits, correlated, at)
    refusals += (*correlated.refusals, *correlated.remarks())
    by_id = {rule.id: rule for rule in rules} | correlated.correlations
    decided = in_force(place.suppressions, at)
    found = [
        (finding_of(by_id[rule], subject, some, sites), decision)
        for (rule, subject), every in sorted(hits.items())
        for decision, some in apart(decided, rule, subject, every)
    ]
    findings = tuple(finding for finding, decision in found if decision is None)
    suppressed = tuple(Suppressed(finding, decision) for finding, decision in found if decision is not None)
    used = len(rules) - len(unrouted) + len(correlated.correlations)
    events = sum(table.num_rows for _, table in tables)
    return Matched(findings, tuple(refusals), used, events, suppressed, decided.ended)


def rules_of(place: Place) -> tuple[list[Rule], list[Refusal]]:
    """Rules that can be used, each id once, with the filters laid over them, and the others with the reason."""
    found = load(rule_files(place), place.profile.placeholders)
    wrong = {rule.id: reason for rule in found.rules if (reason := _wrong(rule))}
    refusals = [*_unreadable(place), *found.refusals]
    refusals += [Refusal(one.id, f"{one.file}:{one.line}", wrong[one.id]) for one in found.rules if one.id in wrong]
    return [rule for rule in found.rules if rule.id not in wrong], refusals


def rule_files(place: Place) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each rule file that can be read."""
    for path in place.rules:
        with suppress(OSError):
            yield _named(path, place.root), path.read_bytes()


def _unreadable(place: Place) -> Iterator[Refusal]:
    for path in place.rules:
        try:
            path.open("rb").close()
        except OSError as error:
            name = _named(path, place.root)
            yield Refusal(name, name, f"cannot be read: {error.strerror}")


def _named(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _wrong(rule: Rule) -> str:
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


def _joined(hits: _ByRule, correlated: Correlated, at: datetime) -> _ByRule:
    """Hits with those of correlations, at the subject of the newest record, without those that only serve them."""
    subjects = {hit.id: (subject, hit) for (_, subject), found in sorted(hits.items()) for hit in found}
    joined = {(rule, subject): found for (rule, subject), found in hits.items() if rule not in correlated.hidden}
    for match in correlated.matches(at):
        subject, _ = subjects[match.ids[-1]]
        behind = [subjects[record][1] for record in match.ids]
        joined.setdefault((match.correlation, subject), []).extend(
            replace(hit, fields=match.group or hit.fields) for hit in behind
        )
    return joined


def _hits(
    ruleset: Ruleset, table: pa.Table, source: Source, at: datetime, correlated: Correlated
) -> Iterator[tuple[Rule, Hit]]:
    for number, rows in ruleset.found(table):
        rule = ruleset.rules[number]
        correlated.take(rule, table.take(rows))
        shown = ruleset.evidence(number, [name for name in table.column_names if name not in OWN])
        yield from ((rule, hit) for hit in _described(table.take(rows), shown, source, at))


def _described(found: pa.Table, shown: Sequence[tuple[str, ...]], source: Source, at: datetime) -> Iterator[Hit]:
    names = dict.fromkeys(name for several in shown for name in several)
    for row in found.select(["_id", "_time", "_host", *names]).to_pylist():
        held = (next((name for name in several if row[name] is not None), None) for several in shown)
        values = tuple((name, str(row[name])) for name in dict.fromkeys(held) if name is not None)
        yield Hit(row["_id"], row["_time"] or at, row["_host"] or "", source, values)
