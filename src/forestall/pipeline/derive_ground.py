"""What every derivation stands on: the pass as the reader may see it, looked up by id, and the whole pass beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forestall.assess.likelihood import ByRule, by_rule
from forestall.model.alert import Alert
from forestall.model.finding import Finding
from forestall.model.partner import Source
from forestall.model.risk import Risk
from forestall.model.scenario import Scenario
from forestall.model.signal import Signal
from forestall.outlook.given import Given
from forestall.outlook.pages.day import Day, day
from forestall.outlook.wording import Wording


@dataclass(frozen=True, slots=True)
class Ground:
    """A pass to derive from."""

    seen: Given
    """What the reader may see."""
    whole: Given
    """All of it: a number that may be seen was worked out from all."""
    risks: dict[str, Risk]
    """Risks that may be seen, by scenario."""
    scenarios: dict[str, Scenario]
    """Scenarios that may be seen."""
    findings: dict[str, Finding]
    """Findings that may be seen."""
    signals: dict[str, Signal]
    """Signals that may be seen."""
    alerts: dict[str, Alert]
    """Partners' alerts that may be seen, by identifier."""
    sources: dict[str, Source]
    """Sources of the place."""
    by_rule: ByRule
    """All findings, by what precursors ask of them."""
    previous: Mapping[str, object] | None = None
    """Summary of the pass before, for who may see the whole place."""
    make_day: Callable[[Given, Mapping[str, object] | None], Day] = day
    """Makes the first page of what may be seen; the caller may keep it."""

    @property
    def day(self) -> Day:
        """The first page."""
        return self.make_day(self.seen, self.previous)

    @property
    def words(self) -> Wording:
        """How money and times are written."""
        return self.seen.words


def ground(
    seen: Given,
    whole: Given,
    previous: Mapping[str, object] | None = None,
) -> Ground:
    """A pass made ready for derivations.

    Args:
        seen: what the reader may see
        whole: all of it
        previous: summary of the pass before; None when there is none that they may see
    """
    return Ground(
        seen=seen,
        whole=whole,
        risks={each.scenario: each for each in seen.assessment.risks},
        scenarios={each.id: each for each in seen.place.scenarios},
        findings={each.id: each for each in seen.detection.findings},
        signals={each.id: each for each in seen.observation.signals},
        alerts={each.identifier: each for each in seen.observation.alerts},
        sources={each.id: each for each in whole.place.sources},
        by_rule=by_rule(whole.detection.findings),
        previous=previous,
    )
