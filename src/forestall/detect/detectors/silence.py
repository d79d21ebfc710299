"""Sources that have gone quiet: no data is news of its own."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from forestall.core.clock import iso
from forestall.core.ids import digest_id
from forestall.detect.sites import Sites
from forestall.model.finding import Finding
from forestall.model.observation import Observation
from forestall.model.partner import STALE_AFTER, Source, SourceState
from forestall.model.place import Place
from forestall.model.words import FindingKind, Level, SourceStatus


class SilenceDetector:
    """Finds sources that are stale (low) or missing (medium), so that quiet is not taken for safe.

    Rests on the source's state, not on signals. Example: a source that gives something every 24 h and last did
    80 h ago: one finding, low, since 56 h ago.
    """

    name: ClassVar[str] = "silence"

    def find(self, place: Place, observation: Observation, at: datetime) -> Iterator[Finding]:
        """One finding for each source that is missing or, degraded or not, later than is allowed."""
        sources = {source.id: source for source in place.sources}
        sites = Sites(place)
        for state in observation.sources:
            if _silent(state, sources.get(state.id)):
                yield _finding(state, sources.get(state.id), sites, at)


def _silent(state: SourceState, source: Source | None) -> bool:
    late = source is not None and state.age is not None and state.age > STALE_AFTER * source.every
    return late or state.status in (SourceStatus.STALE, SourceStatus.MISSING)


def _finding(state: SourceState, source: Source | None, sites: Sites, at: datetime) -> Finding:
    site = sites.by_id.get(source.site) if source and source.site else None
    every = timedelta(hours=source.every if source else 0.0)
    missing = state.status is SourceStatus.MISSING
    last = f"nothing since {iso(state.latest)}" if state.latest else "nothing at all"
    reasons = f" {' '.join(state.reasons[:2])}" if state.reasons else ""
    return Finding(
        id=digest_id("finding", FindingKind.SILENCE, state.id),
        kind=FindingKind.SILENCE,
        rule=state.id,
        title=f"{state.title}: {'no data' if missing else 'no new data'}",
        level=Level.MEDIUM if missing else Level.LOW,
        field=state.field,
        source=state.id,
        first=min(state.latest + every, at) if state.latest else at,
        time=at,
        count=1,
        evidence=(),
        detail=f"{last[0].upper()}{last[1:]}, expected every {every / timedelta(hours=1):g} h.{reasons}",
        site=site.id if site else None,
        jurisdiction=site.jurisdiction if site else None,
    )
