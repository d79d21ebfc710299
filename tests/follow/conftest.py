"""A small place of three levels with duties, and what makes plans, alerts and findings for it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from forestall.model.alert import Alert, Area
from forestall.model.duty import Duty
from forestall.model.finding import Finding
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.measure import Measure
from forestall.model.place import Place
from forestall.model.plan import Choice, Plan
from forestall.model.profile import Calendar, Profile
from forestall.model.words import Field, FindingKind, Level, Trigger

AT = datetime(2026, 3, 10, 6, tzinfo=UTC)  # a Tuesday

PROFILE = Profile(
    name="Testbury",
    time_zone="Europe/Lisbon",
    languages=("en",),
    currency="EUR",
    jurisdictions=(
        Jurisdiction("nation", "Nation"),
        Jurisdiction("province", "Province", "nation"),
        Jurisdiction("city", "City", "province"),
        Jurisdiction("town", "Town", "province"),
    ),
    scales={},
    calendar=Calendar(holidays=(date(2026, 4, 3), date(2026, 12, 25))),
)


def place(duties: Sequence[Duty] = (), measures: Sequence[Measure] = (), profile: Profile = PROFILE) -> Place:
    return Place(root=Path(), digest="", profile=profile, duties=tuple(duties), measures=tuple(measures))


def duty(name: str, trigger: Trigger, bearer: str = "city", **more: object) -> Duty:
    return Duty(id=name, title=f"Do {name}", bearer=bearer, trigger=trigger, clause="Act 1", **more)


def yearly(name: str, every: str | None, start: date, **more: object) -> Duty:
    return duty(name, Trigger.CALENDAR, every=every, start=start, **more)


def plan(*chosen: str) -> Plan:
    choices = [Choice(m, m, "city", 1.0, 1.0, 1.0, 1.0, 1.0, chosen=True, why="", by_scale={}) for m in chosen]
    return Plan(1.0, 1.0, 1.0, 0.0, {}, tuple(choices), (), optimal=True)


def measure(name: str, lead: float) -> Measure:
    return Measure(id=name, title=f"Build {name}", field=Field.SOCIAL, jurisdiction="city", cost=1.0, lead=lead)


def alert(name: str, sent: datetime, where: str | None = "city", **more: object) -> Alert:
    geocodes = () if where is None else (("jurisdiction", where),)
    given = {"msg_type": "Alert", "subject": "risk:flood", **more}
    return Alert(
        identifier=name,
        sender="office.invalid",
        sent=sent,
        status="Actual",
        scope="Public",
        category="Met",
        event="Flood",
        urgency="Expected",
        severity="Severe",
        certainty="Likely",
        headline="Flood likely",
        description="",
        instruction="",
        effective=sent,
        expires=None,
        areas=(Area("there", geocodes=geocodes),),
        **given,
    )


def finding(name: str, first: datetime, where: str | None = "city", kind: FindingKind = FindingKind.SIGMA) -> Finding:
    return Finding(
        id=name,
        kind=kind,
        rule="r",
        title="Intrusion",
        level=Level.HIGH,
        field=Field.CYBER,
        source="log",
        first=first,
        time=first,
        count=1,
        evidence=(),
        detail="",
        jurisdiction=where,
    )


@pytest.fixture(scope="session")
def kit() -> SimpleNamespace:
    """What builds places and what happens in them."""
    return SimpleNamespace(
        at=AT,
        profile=PROFILE,
        place=place,
        duty=duty,
        yearly=yearly,
        plan=plan,
        measure=measure,
        alert=alert,
        finding=finding,
    )
