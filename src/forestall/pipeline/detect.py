"""Sigma rules over files of logs: read, match, suppress, write. No place is needed; with one, machines become sites.

Everything streams: at any time one batch of events and the folded hits are in memory. The order of what is written
follows from files, events and rule ids alone.
"""

import gc
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from forestall.detect.asking import Asked, Asking, Values
from forestall.detect.fold import Folding
from forestall.detect.run import Match, matches
from forestall.detect.sites import Sites
from forestall.detect.suppressions import Suppressions
from forestall.guard.door import Door
from forestall.model.batch import Batch
from forestall.model.finding import Refusal
from forestall.model.hit import Folded, Hit
from forestall.observe import json_batches, parquet_batches, row_batches
from forestall.observe.files import guarded
from forestall.observe.inputs import Input, Opened, inputs, opened
from forestall.observe.kinds import Kind
from forestall.observe.opened_rows import rows
from forestall.observe.parquet_batches import Share
from forestall.observe.reading import CLOCK_SKEW
from forestall.observe.skips import Skipped, Skips
from forestall.pipeline.detect_compiled import Compiled, compiled
from forestall.pipeline.detect_correlations import Correlations
from forestall.pipeline.detect_files import Files
from forestall.pipeline.detect_rules import unrouted
from forestall.standards.sigma.placeholders import Placeholders

_THROUGH_DOOR = 512
"""Hits taken through the door together."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be run."""

    paths: tuple[Path, ...]
    """Files and folders of logs."""
    rules: tuple[Path, ...]
    """Files and folders of rules."""
    out: Path
    """Folder for what is found."""
    at: datetime
    """Time of the run."""
    sites: Sites | None = None
    """Sites of the place, by machine."""
    door: Door | None = None
    """Through which evidence goes before it is written; None: it stays as the logs have it."""
    suppressions: Suppressions = field(default_factory=Suppressions)
    placeholders: Placeholders = field(default_factory=dict)
    """Values that placeholders of the rules stand for."""
    ocsf: bool = False
    """Whether OCSF findings are written, too."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a run came to."""

    folded: Folded
    """The hits."""
    suppressed: Folded
    """Those an office has decided to see no longer."""
    refusals: tuple[Refusal, ...]
    """Rules that were not used."""
    skipped: tuple[Skipped, ...]
    """The first of what of the input was not used."""
    notes: tuple[Skipped, ...]
    """What else a reader should know."""
    files: tuple[tuple[str, str, int], ...]
    """Streams that were read: label, kind, events."""
    rules: int
    """Rules in use."""
    wall: float
    """[s]"""
    cpu: float
    """[s]"""
    memory: int
    """Most memory used by the process [byte]."""
    rule_files: tuple[tuple[str, str, int], ...] = ()
    """Id, file and line of each rule that found something."""

    @property
    def events(self) -> int:
        """Events looked at."""
        return sum(count for _, _, count in self.files)

    def summary(self) -> dict[str, Any]:
        """The same in brief, of JSON values only."""
        skipped = sum(one.count for one in self.skipped)
        return {
            "events": self.events,
            "files": len(self.files),
            "rules": self.rules,
            "refused": len(self.refusals),
            "matches": self.folded.count,
            "suppressed": self.suppressed.count,
            "skipped": skipped,
            "levels": _levels(self.folded),
            "rules_matched": len({fold.newest.rule_id for fold in self.folded.folds}),
            "hosts": len({(fold.newest.host or "").lower() for fold in self.folded.folds}),
            "first": _iso(min((fold.first for fold in self.folded.folds if fold.first), default=None)),
            "last": _iso(max((fold.last for fold in self.folded.folds if fold.last), default=None)),
            "cpu_seconds": round(self.cpu, 3),
            "wall_seconds": round(self.wall, 3),
            "peak_memory_bytes": self.memory,
            "events_by_file": [{"file": label, "kind": kind, "events": count} for label, kind, count in self.files],
            "notes": [f"{one.file}{', ' + one.where if one.where else ''}: {one.reason}" for one in self.notes],
        }


class Search(Protocol):
    """Reads events and tries rules on them, here or elsewhere."""

    skips: Skips
    """What could not be used so far."""
    files: list[tuple[str, str, int]]
    """Streams that were read: label, kind, events; complete when all matches were given."""
    cpu: float
    """CPU time of other processes so far [s]."""
    memory: int
    """Most memory that one of them used [byte]."""

    def matches(self) -> Iterator[tuple[Match, Values]]:
        """Matches by file, event and rule id, each with what correlations ask of it."""
        ...


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search looks for, and where."""

    inputs: tuple[Input, ...]
    """Files, in the order in which they are read."""
    rules: Compiled
    """Rules, ready."""
    asked: Asked
    """Fields that correlations ask for."""
    at: datetime
    """Time of the run."""


def run_detect(
    job: Job, progress: Callable[[str], None], search: Callable[[Sought, Callable[[str], None]], Search] | None = None
) -> Done:
    """Run rules over logs and write what they find, refuse and skip.

    Args:
        job: what is to be run
        progress: told each step as it begins
        search: who reads and matches; None: this process

    Raises:
        InputError: a path names nothing, or the folder cannot be written.
    """
    wall, cpu = time.perf_counter(), time.process_time()
    found = inputs(job.paths)
    progress("reading rules")
    rules = compiled(job.rules, job.placeholders)
    ruleset = rules.ruleset
    correlations = Correlations(rules.correlations, ruleset.rules)
    refusals = (*rules.refusals, *correlations.refusals)
    sought = Sought(found, rules, correlations.asked, job.at)
    reader, folding, suppressed = (search or Reader)(sought, progress), Folding(), Folding()
    places: dict[str, tuple[str, int]] = {}
    kept: list[Skipped] = []
    with Files(job.out, job.at, ocsf=job.ocsf) as files, _set_aside():
        files.refused(refusals)
        found_here = (match for match, asked in reader.matches() if correlations.take(match, asked))
        hits = _hits(found_here, job, places, reader.skips)
        for hit in chain(hits, _correlated(correlations, job, places)):
            if skipped := reader.skips.taken():
                files.skipped(skipped)
                kept += skipped
            decision = job.suppressions.of(hit)
            if decision:
                suppressed.add(hit)
                files.suppressed(hit, decision)
            else:
                folding.add(hit)
                files.finding(hit)
        reader.skips.end()
        rest = reader.skips.taken()
        files.skipped(rest)
        kept += rest
    return Done(
        folded=folding.folded(),
        suppressed=suppressed.folded(),
        refusals=refusals,
        skipped=tuple(kept),
        notes=(*unrouted(ruleset.rules), *reader.skips.notes, *correlations.notes),
        files=tuple(reader.files),
        rules=len(ruleset.rules) + correlations.rules,
        wall=time.perf_counter() - wall,
        cpu=time.process_time() - cpu + reader.cpu,
        memory=max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, reader.memory),
        rule_files=tuple((rule, *places[rule]) for rule in sorted(places)),
    )


class Reader:
    """The search in this process: batches of all inputs, one after the other, counted."""

    def __init__(self, sought: Sought, progress: Callable[[str], None]) -> None:
        self._sought, self._progress = sought, progress
        self.skips = Skips()
        self.files: list[tuple[str, str, int]] = []
        self.cpu, self.memory = 0.0, 0

    def matches(self) -> Iterator[tuple[Match, Values]]:
        """Matches by file, event and rule id, each with what correlations ask of it."""
        asking = Asking(self._sought.asked)
        for match in matches(asking.watch(self._batches()), self._sought.rules.ruleset):
            yield match, asking.values(match)

    def _batches(self) -> Iterator[Batch]:
        """Batches in the order of files and events."""
        found, columns = self._sought.inputs, self._sought.rules.ruleset.columns
        for number, one in enumerate(found, start=1):
            self._progress(f"{number} of {len(found)}: {one.label}")
            self.skips.begin(one.label)
            for stream in opened(one, self.skips):
                self.skips.begin(stream.label)
                count = 0
                for batch in _batches(stream, one.share, self.skips, columns, self._sought.at):
                    count += batch.table.num_rows
                    yield batch
                    del batch
                self.files.append((stream.label, stream.kind, count))
                if not count:
                    self.skips.remark(stream.label, "no event")


@contextmanager
def _set_aside() -> Iterator[None]:
    """The rules stay: a collection of what batches leave need not look at them again and again."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _batches(
    stream: Opened, share: Share | None, skips: Skips, columns: tuple[str, ...], at: datetime
) -> Iterator[Batch]:
    """Batches of one stream, by the quickest way there is for its kind."""
    with guarded(stream.label, skips):
        if stream.kind is Kind.JSON:
            yield from json_batches.batches(stream.part, skips, columns)
        elif stream.kind is Kind.PARQUET and stream.path and parquet_batches.columnar(stream.path):
            yield from parquet_batches.batches(stream.label, stream.path, share)
        else:
            yield from row_batches.batches(stream.label, rows(stream, skips, at))


def _correlated(correlations: Correlations, job: Job, places: dict[str, tuple[str, int]]) -> Iterator[Hit]:
    """Findings of correlations, after the door, with their sites."""
    held = []
    for hit, rule in correlations.found():
        places.setdefault(rule.id, (rule.file, rule.line))
        held.append(_placed(hit, job.sites))
    yield from _through(job.door, held)


def _placed(hit: Hit, sites: Sites | None) -> Hit:
    site = sites.of_host(hit.host) if sites and hit.host else None
    return replace(hit, site=site.id, jurisdiction=site.jurisdiction) if site else hit


def _hits(found: Iterable[Match], job: Job, places: dict[str, tuple[str, int]], skips: Skips) -> Iterator[Hit]:
    """Matches as hits, after the door, with their sites."""
    held: list[Hit] = []
    for match in found:
        rule = match.rule
        places.setdefault(rule.id, (rule.file, rule.line))
        time, host = match.time, match.host
        if time is not None and time > job.at + CLOCK_SKEW:
            skips.remark(match.file, f"event {match.event}, {time.isoformat()}, lies more than a day after the run")
        hit = Hit(rule.id, rule.title, rule.level, rule.tags, match.file, match.event, time, host, match.fields)
        held.append(_placed(hit, job.sites))
        if job.door is None or len(held) >= _THROUGH_DOOR:
            yield from _through(job.door, held)
            held = []
    yield from _through(job.door, held)


def _through(door: Door | None, hits: list[Hit]) -> Iterator[Hit]:
    """Hits with persons replaced in machine and fields, and dropped fields gone."""
    if door is None or not hits:
        yield from hits
        return
    names = sorted({name for hit in hits for name, _ in hit.fields})
    fields = [dict(hit.fields) for hit in hits]
    columns = {name: pa.array([row.get(name) for row in fields], pa.string()) for name in names}
    columns["_host"] = pa.array([hit.host for hit in hits], pa.string())
    table = door.table(pa.table(columns))
    for hit, row in zip(hits, table.to_pylist(), strict=True):
        evidence = tuple((name, row[name]) for name, _ in hit.fields if row.get(name) is not None)
        yield replace(hit, host=row["_host"], fields=evidence)


def _levels(folded: Folded) -> dict[str, int]:
    counts: dict[str, int] = {}
    for fold in folded.folds:
        counts[str(fold.newest.level)] = counts.get(str(fold.newest.level), 0) + fold.count
    return counts


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
