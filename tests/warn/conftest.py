"""A small place to warn, and what is known of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forestall.model.alert import Alert
from forestall.model.exposure import PopulationCell
from forestall.model.finding import Finding
from forestall.model.indicator import Indicator, Threshold
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.measure import Effect, Measure
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.plan import Choice, Plan
from forestall.model.profile import ImpactScale, Profile
from forestall.model.risk import Assessment, Driver, Interval, Risk
from forestall.model.scenario import Amount, DirectLoss, Frequency, Precursor, Scenario
from forestall.model.site import Site
from forestall.model.words import EffectOn, EffectTarget, Field, FindingKind, Level, Scale, SourceKind, Tlp

START = datetime(2026, 3, 9, 6, tzinfo=UTC)


@pytest.fixture
def place() -> Place:
    """Two jurisdictions, two sites, one scenario with two precursors, three sources."""
    return Place(
        root=Path(),
        digest="d",
        profile=Profile(
            name="Haven",
            time_zone="Europe/Lisbon",
            languages=("en",),
            currency="EUR",
            jurisdictions=(Jurisdiction("haven", "Haven region"), Jurisdiction("town", "Town of Haven", "haven")),
            scales={Scale.DEATHS: ImpactScale("persons", 3e6), Scale.ECONOMIC: ImpactScale("EUR", 1.0)},
            sender="warning.haven.example",
        ),
        sites=(
            Site("port", "Port authority", "port", "town", 8.12, 53.5, 1000.0, 1e8, Field.ECONOMIC),
            Site("terminal", "Chemical terminal", "chemical_terminal", "town", 8.15, 53.52, 0.0, 5e7, Field.SOCIAL),
        ),
        population=(
            PopulationCell("a", 8.0, 53.4, "town", 900.0, 1000.0),
            PopulationCell("b", 8.2, 53.4, "town", 900.0, 1000.0),
            PopulationCell("c", 8.2, 53.6, "haven", 900.0, 1000.0),
        ),
        scenarios=(
            Scenario(
                id="flood",
                title="Storm surge floods the port",
                hazard="MH0306",
                field=Field.TERRITORIAL,
                jurisdiction="town",
                frequency=Frequency(per_year=0.05),
                consequences=(DirectLoss("direct", {Scale.ECONOMIC: Amount(1e6, 2e6)}),),
                precursors=(
                    Precursor(FindingKind.ALERT, "storm*", 20.0, 24.0),
                    Precursor(FindingKind.THRESHOLD, "level", 5.0, 24.0),
                ),
                sites=("port",),
            ),
        ),
        indicators=(
            Indicator(
                "level",
                "Water level",
                Field.TERRITORIAL,
                "cm",
                "level.csv",
                "town",
                "gauges",
                thresholds=(Threshold(500.0, Level.HIGH), Threshold(600.0, Level.CRITICAL)),
            ),
        ),
        measures=(Measure("wall", "Raise the sea wall", Field.TERRITORIAL, "town", 1e6),),
        effects=(Effect("wall", EffectTarget.SCENARIO, "flood", EffectOn.FREQUENCY, 0.2),),
        sources=(
            Source("gauges", "River gauges", SourceKind.INDICATOR, "*.csv", Field.TERRITORIAL, label=Tlp.CLEAR),
            Source("logs", "Terminal logs", SourceKind.EVTX, "*.evtx", Field.CYBER),
            Source("met", "Weather service", SourceKind.CAP, "*.xml", Field.TERRITORIAL, label=Tlp.CLEAR),
        ),
    )


@pytest.fixture
def plan() -> Plan:
    """One measure, chosen."""
    wall = Choice("wall", "Raise the sea wall", "town", 1e6, 1e5, 1e5, 1e6, 1.0, True, "It pays.", {})
    return Plan(1e6, 1e6, 2e5, 1e5, {}, (wall,), (), True)


def _risk(ratio: float, probability: float = 0.02, reasons: tuple[str, ...] = ("Storm warning",)) -> Risk:
    fixed = Interval(0.05, 0.01, 0.2)
    return Risk(
        scenario="flood",
        title="Storm surge floods the port",
        hazard="MH0306",
        field=Field.TERRITORIAL,
        jurisdiction="town",
        base_rate=fixed,
        rate=Interval(0.05 * ratio, 0.01, 1.0),
        ratio=ratio,
        probability=Interval(probability, 0.001, 0.5),
        loss={Scale.DEATHS: Interval(2.0, 0.0, 9.0), Scale.ECONOMIC: Interval(1.2e6, 1e5, 5e6)},
        expected={},
        weighted=fixed,
        drivers=tuple(Driver(reason, 4.0, "finding") for reason in reasons),
    )


@pytest.fixture
def assessment() -> Callable[..., Assessment]:
    """An assessment with one risk at a ratio."""

    def make(ratio: float, probability: float = 0.02, reasons: tuple[str, ...] = ("Storm warning",)) -> Assessment:
        return Assessment(START, 30.0, 1000, (_risk(ratio, probability, reasons),), (), (), (), ())

    return make


@pytest.fixture
def finding() -> Callable[..., Finding]:
    """A finding, with some of its fields changed."""

    def make(**changes: object) -> Finding:
        return replace(
            Finding(
                id="f1",
                kind=FindingKind.SIGMA,
                rule="rule-1",
                title="Service installed in a control network",
                level=Level.HIGH,
                field=Field.CYBER,
                source="logs",
                first=START - timedelta(hours=5),
                time=START - timedelta(hours=1),
                count=3,
                evidence=(),
                detail="3 events.",
                site="terminal",
                jurisdiction="town",
            ),
            **changes,
        )

    return make


@pytest.fixture
def after() -> Callable[..., tuple[Alert, ...]]:
    """Alerts that are open once messages were sent."""

    def make(before: tuple[Alert, ...], messages: tuple[Alert, ...]) -> tuple[Alert, ...]:
        last = {alert.subject: alert for alert in (*before, *messages)}
        return tuple(alert for alert in last.values() if alert.msg_type != "Cancel")

    return make
