"""A finding and what came to it later, as one finding. Only what is the same by id is ever added."""

from dataclasses import replace

from forestall.model.finding import Finding
from forestall.model.words import FindingKind

EVIDENCE = 20


def add(before: Finding | None, now: Finding) -> Finding:
    """What was known of a finding, with what came to it.

    Args:
        before: the finding as it stood; None when it is new
        now: what some further signals give

    Returns:
        The newer of both, with the first time, the count and the evidence of both. Hits of rules are counted; of
        everything else, what is new by its evidence.
    """
    if before is None:
        return now
    older, newer = sorted((before, now), key=lambda one: one.time)
    evidence = dict.fromkeys((*newer.evidence, *older.evidence))
    fresh = now.count if now.kind is FindingKind.SIGMA else len(set(now.evidence) - set(before.evidence))
    count = before.count + fresh
    told = f"{count} events in all; last: {newer.detail}" if now.kind is FindingKind.SIGMA else newer.detail
    return replace(
        newer,
        first=min(before.first, now.first),
        count=count,
        evidence=tuple(evidence)[:EVIDENCE],
        detail=told if newer is now else before.detail,
    )
