"""The whole-file outputs of a run over files: summary, page, and STIX sightings for those who want them."""

import json
from pathlib import Path

from forestall.core.clock import iso
from forestall.model.hit import Folded
from forestall.outlook.detections.context import Facts, detections
from forestall.outlook.detections.render import render
from forestall.pipeline.detect import Done, Job
from forestall.pipeline.detect_files import REPORT, STIX, SUMMARY
from forestall.pipeline.detect_rules import text_of
from forestall.standards.stix.sighting import Sighted, bundle


def leave(job: Job, done: Done, *, sender: str, stix: bool) -> None:
    """Write `summary.json` and `report.html`, and `findings.stix.json` if wanted, into the folder of the run.

    Args:
        job: what was run
        done: what it came to
        sender: the office in whose name sightings are told
        stix: whether they are
    """
    texts = {rule: text_of(file, line) for rule, file, line in done.rule_files}
    summary = done.summary() | {"at": iso(job.at)}
    (job.out / SUMMARY).write_text(json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    page = render(detections(_facts(job, done), done.folded, done.suppressed, texts))
    (job.out / REPORT).write_bytes(page)
    if stix:
        (job.out / STIX).write_bytes(bundle(sender, sighted(done.folded, texts), job.at))


def sighted(folded: Folded, texts: dict[str, str]) -> tuple[Sighted, ...]:
    """What was found, as sightings; a rule whose text is gone is told by its title."""
    return tuple(
        Sighted(
            rule=fold.newest.rule_id,
            title=fold.newest.title,
            level=fold.newest.level,
            tags=fold.newest.tags,
            pattern=texts.get(fold.newest.rule_id) or f"title: {fold.newest.title}",
            host=fold.newest.host,
            count=fold.count,
            first=fold.first,
            last=fold.last,
            evidence=tuple(hit.fields for hit in fold.hits),
        )
        for fold in folded.folds
    )


def _facts(job: Job, done: Done) -> Facts:
    return Facts(
        title=_title(job.paths),
        at=job.at,
        events=done.events,
        files=len(done.files),
        rules=done.rules,
        refused=tuple((one.rule, one.file, one.reason) for one in done.refusals),
        skipped=tuple((one.file, one.where, one.reason) for one in done.skipped),
        skipped_count=sum(one.count for one in done.skipped),
        notes=tuple(f"{one.file}{', ' + one.where if one.where else ''}: {one.reason}" for one in done.notes),
        ended=tuple(f"{one.rule}, by {one.by}, until {one.until}" for one in job.suppressions.ended),
    )


def _title(paths: tuple[Path, ...]) -> str:
    names = [path.name or str(path) for path in paths]
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
