"""The detectors there are: built in, and from installed packages."""

from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import entry_points
from typing import ClassVar, Protocol

from forestall.detect.detectors.alert import AlertDetector
from forestall.detect.detectors.seasonal import SeasonalDetector
from forestall.detect.detectors.silence import SilenceDetector
from forestall.detect.detectors.threshold import ThresholdDetector
from forestall.detect.detectors.vulnerability import VulnerabilityDetector
from forestall.model.finding import Finding
from forestall.model.observation import Observation
from forestall.model.place import Place


class Detector(Protocol):
    """Concludes findings from what came in; same input, same findings, in any order."""

    name: ClassVar[str]
    """One word."""

    def find(self, place: Place, observation: Observation, at: datetime) -> Iterable[Finding]:
        """Findings at the time of the pass; nothing later than `at` is looked at."""
        ...


BUILT_IN: tuple[type[Detector], ...] = (
    ThresholdDetector,
    SeasonalDetector,
    AlertDetector,
    VulnerabilityDetector,
    SilenceDetector,
)


def detectors() -> dict[str, type[Detector]]:
    """Built-in detectors and those of installed packages (entry points `forestall.detectors`), by name."""
    found: list[type[Detector]] = [point.load() for point in entry_points(group="forestall.detectors")]
    return {detector.name: detector for detector in sorted((*BUILT_IN, *found), key=lambda one: one.name)}
