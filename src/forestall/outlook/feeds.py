"""Sources and method as the page shows them: what was seen, how far to trust it, how the numbers were made."""

from dataclasses import dataclass

from forestall.model.partner import SourceState
from forestall.model.words import SourceStatus
from forestall.outlook import wording
from forestall.outlook.given import Given

_WORST_FIRST = (SourceStatus.MISSING, SourceStatus.DEGRADED, SourceStatus.STALE, SourceStatus.FINE)


@dataclass(frozen=True, slots=True)
class FeedsView:
    """The sources."""

    sources: tuple[SourceState, ...]
    """Worst first."""
    fine: int
    """How many are fine."""
    unread: tuple[str, ...]
    """Sources that the place states and nothing was said of."""


@dataclass(frozen=True, slots=True)
class MethodView:
    """How the numbers were made."""

    check: float | None
    """Largest relative difference between expected yearly losses worked out and simulated, over the place's scales."""
    remarks: tuple[str, ...]
    """What limits the results."""
    weights: tuple[tuple[str, str, str, str], ...]
    """Scale, its unit, what one unit of it weighs, and where that comes from."""


def feeds(given: Given) -> FeedsView:
    """The sources of a pass."""
    states = sorted(given.observation.sources, key=lambda each: (_WORST_FIRST.index(each.status), each.id))
    seen = {each.id for each in states}
    return FeedsView(
        tuple(states),
        sum(each.status is SourceStatus.FINE for each in states),
        tuple(each.title for each in given.place.sources if each.id not in seen),
    )


def method(given: Given) -> MethodView:
    """How the numbers of a pass were made."""
    differences = [
        abs(each.simulated - each.expected.mean) / each.expected.mean
        for each in given.assessment.totals
        if each.group == "all" and each.expected.mean > 0 and not wording.missing(each.simulated)
    ]
    return MethodView(
        max(differences, default=None),
        given.assessment.remarks,
        tuple(
            (wording.scale(scale), each.unit, given.words.money(each.weight), each.source)
            for scale, each in sorted(given.place.profile.scales.items())
        ),
    )
