"""The order of findings: how serious, then how new."""

from forestall.model.finding import Finding
from forestall.model.words import Level

RANK = {level: rank for rank, level in enumerate(Level)}


def order(finding: Finding) -> tuple[int, float, str]:
    """Sort key: most serious first, then newest, then by id."""
    return (-RANK[finding.level], -finding.time.timestamp(), finding.id)


def lowered(level: Level, steps: int = 1) -> Level:
    """The level so many steps less serious, never below the least."""
    return tuple(Level)[max(0, RANK[level] - steps)]
