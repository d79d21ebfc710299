"""A hand-made pass over the hand-made place: rich, and empty."""

from datetime import timedelta
from pathlib import Path

from hand_made_place import AT, LAT, LON, assessment, place, plan

from forestall.model.alert import Alert, Area
from forestall.model.duty import Obligation
from forestall.model.entry import Checkpoint
from forestall.model.finding import Finding, Refusal
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.observation import Detection, Observation
from forestall.model.partner import SourceState
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.profile import Profile
from forestall.model.risk import Assessment
from forestall.model.words import (
    Field,
    FindingKind,
    Level,
    ObligationState,
    SourceKind,
    SourceStatus,
)
from forestall.outlook.context import OutlookContext, outlook


def finding(index: int, level: Level = Level.HIGH, **changes: object) -> Finding:
    known: dict[str, object] = {
        "id": f"finding-{index:03}",
        "kind": FindingKind.SIGMA,
        "rule": "2f78da12-f7c7-430b-8b19-a28f269b77a3",
        "title": "Suspicious service installed",
        "level": level,
        "field": Field.CYBER,
        "source": "ot-logs",
        "first": AT - timedelta(hours=30),
        "time": AT - timedelta(hours=index),
        "count": 17 * index + 1,
        "evidence": ("record-1",),
        "detail": "Service ‘winupd’ was installed twice within 4 min on 2 machines.",
        "site": f"site-{index * 13 % 90:03}",
        "jurisdiction": "docks",
    }
    return Finding(**(known | changes))  # type: ignore[arg-type]


def findings() -> tuple[Finding, ...]:
    return (
        finding(1, Level.CRITICAL),
        finding(2),
        finding(
            3,
            kind=FindingKind.ALERT,
            rule="Storm",
            title="Partner’s alert: storm",
            field=Field.TERRITORIAL,
            site=None,
            source="met",
        ),
        finding(
            4,
            Level.MEDIUM,
            title="Complaints on drinking water above 42 a day",
            kind=FindingKind.SEASONAL,
            rule="complaints",
            field=Field.SOCIAL,
        ),
        finding(
            5,
            Level.LOW,
            kind=FindingKind.VULNERABILITY,
            rule="CVE-2024-3400",
            title="Known exploited vulnerability in a product in use",
        ),
    )


def alert(identifier: str, **changes: object) -> Alert:
    known: dict[str, object] = {
        "identifier": identifier,
        "sender": "warning@harbour.invalid",
        "sent": AT,
        "status": "Actual",
        "msg_type": "Alert",
        "scope": "Restricted",
        "category": "Infra",
        "event": "Intrusion",
        "urgency": "Expected",
        "severity": "Severe",
        "certainty": "Likely",
        "headline": "Intrusion at the chemical terminal’s control network",
        "description": "Two services were installed on stations.\nA release is 4.2 times as likely as usual.",
        "instruction": "Separate the control network; put the plant under manual supervision.",
        "effective": AT,
        "expires": AT + timedelta(hours=36),
        "areas": (Area("Docklands District", circles=((LON + 0.01, LAT + 0.005, 1.5),)),),
        "field": Field.CYBER,
        "subject": "finding:2f78da12-f7c7-430b-8b19-a28f269b77a3:site-013",
    }
    return Alert(**(known | changes))  # type: ignore[arg-type]


def storm() -> Alert:
    ring = (
        (LON - 0.4, LAT - 0.3),
        (LON + 0.02, LAT - 0.3),
        (LON + 0.045, LAT + 0.3),
        (LON - 0.4, LAT + 0.3),
        (LON - 0.4, LAT - 0.3),
    )
    return alert(
        "met-1",
        sender="met.example.invalid",
        source="met",
        category="Met",
        event="Storm",
        severity="Moderate",
        headline="Storm warning, gusts to 110 km/h",
        areas=(Area("Coast from Viana to Aveiro", polygons=(ring,)),),
        field=Field.TERRITORIAL,
        subject="",
        description="Gusts from the south-west.",
        instruction="",
    )


def state(key: str, status: SourceStatus, field: Field, **changes: object) -> SourceState:
    known: dict[str, object] = {
        "id": key,
        "title": key.replace("-", " ").capitalize(),
        "field": field,
        "kind": SourceKind.JSON_LINES,
        "status": status,
        "files": 3,
        "accepted": 48_212,
        "skipped": 4,
        "first": AT - timedelta(days=7),
        "latest": AT - timedelta(minutes=25),
        "age": 25 / 60,
        "coverage": 0.992,
    }
    return SourceState(**(known | changes))  # type: ignore[arg-type]


def states() -> tuple[SourceState, ...]:
    return (
        state("ot-logs", SourceStatus.FINE, Field.CYBER),
        state(
            "office-logs",
            SourceStatus.DEGRADED,
            Field.CYBER,
            skipped=911,
            reasons=(
                "office/fw.jsonl, line 88: truncated, rest of file not read",
                "office/dc.evtx: checksum of chunk 3 is wrong",
            ),
        ),
        state("met", SourceStatus.FINE, Field.TERRITORIAL, kind=SourceKind.CAP, accepted=3, coverage=None),
        state(
            "complaints",
            SourceStatus.STALE,
            Field.SOCIAL,
            age=70.0,
            latest=AT - timedelta(hours=70),
            coverage=0.91,
            reasons=("nothing new for 70 h, expected every 24 h",),
        ),
        state("trade-figures", SourceStatus.FINE, Field.ECONOMIC, kind=SourceKind.INDICATOR),
        state(
            "services-index",
            SourceStatus.MISSING,
            Field.POLITICAL,
            files=0,
            accepted=0,
            skipped=0,
            first=None,
            latest=None,
            age=None,
            coverage=None,
            reasons=("indicators/services.csv: not found",),
        ),
    )


OWED = (
    "Yearly inspection of the chemical terminal",
    "Early warning of the incident to the national CERT",
    "Exercise of the external emergency plan",
    "Report on the plan of measures",
)


def obligation(index: int, state: ObligationState, hours: float, **changes: object) -> Obligation:
    known: dict[str, object] = {
        "id": f"owed-{index:02}",
        "title": OWED[index % 4],
        "bearer": ("docks", "city", "north")[index % 3],
        "origin": "duty:seveso-inspection",
        "created": AT - timedelta(days=90),
        "due": AT + timedelta(hours=hours),
        "state": state,
        "escalated_to": "region" if state is ObligationState.OVERDUE else None,
        "clause": "Directive 2012/18/EU, Art. 20(4)",
        "evidence": "inspection report",
        "site": "site-003",
    }
    return Obligation(**(known | changes))  # type: ignore[arg-type]


def obligations() -> tuple[Obligation, ...]:
    return (
        obligation(0, ObligationState.OVERDUE, -24 * 19),
        obligation(1, ObligationState.OVERDUE, -5),
        obligation(2, ObligationState.DUE_SOON, 30),
        obligation(3, ObligationState.DUE_SOON, 60),
        *(obligation(i, ObligationState.OPEN, 24.0 * i) for i in range(4, 12)),
        obligation(12, ObligationState.DONE, -90),
    )


PREVIOUS: dict[str, object] = {
    "format": 1,
    "at": "2026-03-08T06:00:00Z",
    "fields": {
        "cyber": {"level": "calm", "weighted": {"mean": 2.1e7}},
        "territorial": {"level": "raised", "weighted": {"mean": 9e6}},
        "economic": {"level": "calm", "weighted": {"mean": 4.65e6}},
    },
    "risks": {
        "terminal-intrusion": {"rank": 4, "ratio": 1.0, "weighted": 5e6, "title": "x"},
        "storm-flood": {"rank": 2, "ratio": 2.5, "weighted": 7.3e6},
        "quay-crane": {"rank": 3, "ratio": 1.6, "weighted": 6e5},
    },
    "findings": {
        "finding-005": {"title": "Known exploited vulnerability"},
        "finding-900": {"title": "Failed logons from outside"},
    },
    "sources": {
        "ot-logs": "fine",
        "office-logs": "fine",
        "met": "fine",
        "complaints": "fine",
        "trade-figures": "degraded",
        "services-index": "missing",
    },
    "obligations": {"owed-00": {"title": "Inspection"}, "owed-77": {"title": "Report to the ministry"}},
    "plan": {
        "budget": 35e6,
        "measures": {
            "m01": {"title": "one"},
            "m02": {"title": "two"},
            "m15": {"title": "Flood gates at the docks (15)"},
        },
    },
}


def made(**changes: object) -> OutlookContext:
    """The rich pass, with some of its arguments replaced."""
    opened = alert("ours-1")
    known: dict[str, object] = {
        "place": place(),
        "observation": Observation((), (), (storm(),), states()),
        "detection": Detection(
            findings(),
            (Refusal("proc_access", "rules/x.yml", "the modifier ‘fieldref’ is not known: use ‘equals’"),),
            42,
            48_212,
        ),
        "assessment": assessment(),
        "plan": plan(),
        "alerts_open": (opened,),
        "alerts_new": (opened,),
        "obligations": obligations(),
        "checkpoint": Checkpoint(128, "9f2c41d07b" * 6 + "abcd", AT),
        "previous": PREVIOUS,
        "at": AT,
        "version": "0.1.0",
        "seed": 7,
    }
    return outlook(**(known | changes))  # type: ignore[arg-type]


def made_empty() -> OutlookContext:
    profile = Profile("Nowhere", "UTC", ("en",), "EUR", (Jurisdiction("top", "Top"),), {})
    return made(
        place=Place(Path("/nowhere"), "0" * 64, profile),
        observation=Observation((), (), (), ()),
        detection=Detection((), (), 0, 0),
        assessment=Assessment(AT, 30.0, 1000, (), (), (), (), ()),
        plan=Plan(0.0, 0.0, 0.0, 0.0, {}, (), (), True),
        alerts_open=(),
        alerts_new=(),
        obligations=(),
        checkpoint=None,
        previous=None,
    )
