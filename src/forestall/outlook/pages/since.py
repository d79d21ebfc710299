"""What changed for somebody since the pass that they saw last, of what they may see."""

from collections.abc import Mapping

from forestall.outlook import earlier
from forestall.outlook.changes import ChangesView, changes
from forestall.outlook.given import Given
from forestall.outlook.risks import risks


def since(given: Given, summary: Mapping[str, object] | None, *, whole: bool) -> ChangesView:
    """What changed.

    Args:
        given: the records that they may see
        summary: what the pass that they saw said of itself; None when there is none
        whole: whether they may see the whole place
    """
    told = summary if whole or summary is None else narrowed(summary, given)
    before = earlier.read(told)
    return changes(given, before, told, risks(given, before))


def narrowed(summary: Mapping[str, object], given: Given) -> dict[str, object]:
    """The part of a summary that speaks of what somebody may see now: what has gone since is not named."""
    kept = {
        "findings": {each.id for each in given.detection.findings},
        "risks": {each.scenario for each in given.assessment.risks},
        "sources": {each.id for each in given.observation.sources},
        "obligations": {each.id for each in given.obligations},
    }
    parts = {name: _among(summary.get(name), known) for name, known in kept.items()}
    return {"format": summary.get("format"), "at": summary.get("at"), **parts}


def _among(part: object, known: set[str]) -> dict[str, object]:
    return {key: value for key, value in part.items() if key in known} if isinstance(part, dict) else {}
