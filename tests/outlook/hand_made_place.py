"""A hand-made place, what could happen there and what would prevent it."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from forestall.model.capability import Capability
from forestall.model.exposure import PopulationCell
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.measure import Measure
from forestall.model.place import Place
from forestall.model.plan import Choice, Gap, Plan
from forestall.model.profile import Calendar, ImpactScale, Profile
from forestall.model.release import Route
from forestall.model.risk import Assessment, Curve, Driver, Interval, Outage, Risk, Total, Zone
from forestall.model.site import Site
from forestall.model.words import (
    CapabilityKind,
    Field,
    Scale,
)

AT = datetime(2026, 3, 9, 6, 0, tzinfo=UTC)
LON, LAT = -8.71, 41.18

JURISDICTIONS = (
    Jurisdiction("region", "Harbour Region"),
    Jurisdiction("city", "Port City", "region"),
    Jurisdiction("north", "North Shore", "region"),
    Jurisdiction("docks", "Docklands District", "city"),
)
SCALES = {
    Scale.DEATHS: ImpactScale("persons", 3e6, 0.5, "ministry of health, 2024"),
    Scale.INJURIES: ImpactScale("persons", 1e5, None, "road safety appraisal, 2023"),
    Scale.PEOPLE: ImpactScale("persons", 40.0, 2e4),
    Scale.ECONOMIC: ImpactScale("EUR", 1.0, 4e7, "money is the unit"),
    Scale.SERVICE: ImpactScale("person-hours", 2.5),
    Scale.ENVIRONMENT: ImpactScale("ha", 5e4, 10.0),
}
KINDS = (
    "substation",
    "hospital",
    "fire_station",
    "chemical_terminal",
    "data_centre",
    "water_works",
    "rail_station",
    "school",
    "town_hall",
    "warehouse",
)
HAZARDS = (
    (
        "terminal-intrusion",
        "Release of chlorine after an intrusion into the terminal’s control network",
        Field.CYBER,
        4.2,
    ),
    ("storm-flood", "Storm surge floods the docks and the lower town", Field.TERRITORIAL, 2.6),
    ("grid-collapse", "Loss of the northern substation and the cascade behind it", Field.ECONOMIC, 1.0),
    ("ransomware-hospital", "Ransomware at the university hospital", Field.CYBER, 3.1),
    ("election-outage", "Town halls unreachable on polling day", Field.POLITICAL, 1.0),
    ("tanker-road", "Ammonia road tanker overturns on the ring road", Field.SOCIAL, 1.0),
    ("wildfire", "Fire on the northern slopes reaches the edge of town", Field.TERRITORIAL, 0.7),
    ("crowd", "Crush at the harbour festival", Field.SOCIAL, 1.1),
    ("supplier", "The only supplier of treatment chemicals fails", Field.ECONOMIC, 1.3),
    ("quay-crane", "Quay cranes stopped by a faulty update", Field.CYBER, 1.6),
    ("dam", "Release from the upper dam", Field.TERRITORIAL, 1.0),
    ("water", "Drinking water contaminated at the works", Field.SOCIAL, 1.0),
    ("rail", "Signalling failure stops the port railway for a week", Field.ECONOMIC, 1.0),
    ("archive", "Land register altered", Field.POLITICAL, 1.0),
)


def interval(mean: float, spread: float = 3.0) -> Interval:
    return Interval(mean, mean / spread, mean * spread)


def sites(count: int = 90) -> tuple[Site, ...]:
    """A spiral of sites around the harbour: the same in every run."""
    return tuple(
        Site(
            id=f"site-{i:03}",
            name=f"{KINDS[i % 10].replace('_', ' ').capitalize()} {i}",
            kind=KINDS[i % 10],
            jurisdiction=("docks", "city", "north")[i % 3],
            lon=LON + 0.0095 * math.sqrt(i) * math.cos(2.4 * i) + 0.02 * (i % 3),
            lat=LAT + 0.0062 * math.sqrt(i) * math.sin(2.4 * i) + 0.012 * (i % 3),
            people_served=float((i * 7919) % 90_000),
            value=1e6 * (1 + i % 40),
            field=tuple(Field)[i % 5],
        )
        for i in range(count)
    )


def population() -> tuple[PopulationCell, ...]:
    cells = []
    for i in range(26):
        for j in range(18):
            night = 2400 * math.exp(-((i - 13) ** 2) / 40 - ((j - 8) ** 2) / 30) - 60
            if night > 0:
                lon, lat = LON - 0.1 + 0.009 * i, LAT - 0.05 + 0.0068 * j
                cells.append(PopulationCell(f"c{i:02}-{j:02}", lon, lat, ("city", "north")[j > 11], night * 1.2, night))
    return tuple(cells)


def place(**changes: object) -> Place:
    profile = Profile(
        name="Harbour Region",
        time_zone="Europe/Lisbon",
        languages=("en", "pt"),
        currency="EUR",
        jurisdictions=JURISDICTIONS,
        scales=SCALES,
        summary="A port city region of about 600,000 people (fictional)",
        calendar=Calendar(holidays=(date(2026, 4, 3),)),
    )
    routes = (
        Route(
            "r1",
            "Ring road",
            "road",
            "ammonia",
            4200,
            18e3,
            2e-7,
            "city",
            ((LON - 0.08, LAT - 0.02), (LON, LAT - 0.03), (LON + 0.05, LAT + 0.01), (LON + 0.06, LAT + 0.06)),
        ),
        Route(
            "r2",
            "Port railway",
            "rail",
            "chlorine",
            310,
            55e3,
            1e-8,
            "docks",
            ((LON - 0.03, LAT + 0.07), (LON - 0.01, LAT + 0.02), (LON + 0.01, LAT - 0.01)),
        ),
        Route(
            "r3",
            "Fairway",
            "water",
            "LPG",
            96,
            2e6,
            1e-7,
            "docks",
            ((LON - 0.1, LAT + 0.01), (LON - 0.05, LAT), (LON, LAT - 0.005)),
        ),
    )
    known: dict[str, object] = {
        "root": Path("/nowhere"),
        "digest": "9f2c" * 16,
        "profile": profile,
        "sites": sites(),
        "population": population(),
        "routes": routes,
        "measures": tuple(Measure(f"m{i:02}", f"Measure {i}", tuple(Field)[i % 5], "city", 1e6) for i in range(1, 18)),
        "capabilities": (Capability("crew", CapabilityKind.TALENT, "Crew", "city", 12, "persons"),),
    }
    return Place(**(known | changes))  # type: ignore[arg-type]


def risk(index: int) -> Risk:
    scenario, title, field, ratio = HAZARDS[index]
    base = 0.3 / (index + 1) ** 1.3
    weighted = 2.4e7 / (index + 1) ** 1.7
    drivers: tuple[Driver, ...] = (
        Driver("Chlorine over the docks", 0.62, "consequence"),
        Driver("Outage of Substation 0 and what hangs on it", 0.21, "consequence"),
    )
    if ratio > 1:
        found = Driver(
            "‘Suspicious service installed’ at Chemical terminal 3", ratio, "finding", AT + timedelta(hours=40)
        )
        drivers = (found, *drivers)
    expected = {
        Scale.DEATHS: interval(0.08 / (index + 1)),
        Scale.ECONOMIC: interval(weighted * 0.6),
        Scale.SERVICE: interval(weighted / 9),
    }
    loss = {scale: interval(each.mean / base, 8) for scale, each in expected.items()}
    return Risk(
        scenario=scenario,
        title=title,
        hazard="TL0305",
        field=field,
        jurisdiction=("docks", "city", "region")[index % 3],
        base_rate=interval(base),
        rate=interval(base * ratio),
        ratio=ratio,
        probability=interval(min(1 - math.exp(-base * ratio / 12), 0.3), 2.6),
        loss=loss,
        expected=expected,
        weighted=interval(weighted, 2 + index % 3),
        drivers=drivers,
    )


def curve(scale: Scale, level: float) -> Curve:
    share = tuple(0.4 * 10 ** (-4.2 * i / 59) for i in range(60))
    return Curve(
        scale,
        "all",
        "all",
        tuple(level * (0.4 / p) ** 0.7 for p in share),
        share,
        tuple(p / (1.5 + 2 * (0.4 - p)) for p in share),
        tuple(min(p * (1.4 + 2 * (0.4 - p)), 1.0) for p in share),
    )


LEVELS = {
    Scale.DEATHS: 0.2,
    Scale.INJURIES: 2.0,
    Scale.PEOPLE: 900.0,
    Scale.ECONOMIC: 1.8e6,
    Scale.SERVICE: 4e4,
    Scale.ENVIRONMENT: 0.4,
}


def _total(scale: Scale, group: str, name: str, level: float) -> Total:
    drivers = (("terminal-intrusion", 0.52), ("storm-flood", 0.2), ("grid-collapse", 0.1))
    return Total(scale, group, name, interval(level * 3), level * 3.02, level, drivers)  # type: ignore[arg-type]


def assessment(count: int = len(HAZARDS)) -> Assessment:
    groups = [("all", "all", 1.0)]
    groups += [("field", str(field), share) for field, share in zip(Field, (0.05, 0.2, 0.3, 0.1, 0.35), strict=True)]
    groups += [
        ("jurisdiction", each.id, share) for each, share in zip(JURISDICTIONS, (1.0, 0.7, 0.2, 0.4), strict=True)
    ]
    totals = tuple(
        _total(scale, group, name, LEVELS[scale] * share) for scale in Scale for group, name, share in groups
    )
    terminal = (LON + 0.01, LAT + 0.005)
    plume = tuple(
        (terminal[0] + 0.05 * reach * math.cos(0.6 + turn), terminal[1] + 0.04 * reach * math.sin(0.6 + turn))
        for reach, turn in [(0, 0), (0.4, 0.16), (0.8, 0.15), (1, 0), (0.8, -0.15), (0.4, -0.16), (0, 0)]
    )
    inner = tuple((terminal[0] + (x - terminal[0]) * 0.45, terminal[1] + (y - terminal[1]) * 0.45) for x, y in plume)
    return Assessment(
        at=AT,
        horizon=30.0,
        years=100_000,
        risks=tuple(risk(index) for index in range(count)),
        totals=totals,
        curves=tuple(curve(scale, LEVELS[scale]) for scale in Scale),
        zones=(
            Zone(
                "chlorine, wind from WSW 4 m/s, class D",
                "terminal-intrusion",
                "1 % of people outdoors die (TNO CPR 18E)",
                (plume,),
            ),
            Zone("chlorine, the same weather", "terminal-intrusion", "50 % of people outdoors die", (inner,)),
        ),
        outages=(Outage("site-000", 12.0, 0.3, ("site-004",)),),
        remarks=(
            "The plume is flat: buildings and slopes are not in the model.",
            "Two scenarios rest on expert quantiles only.",
        ),
    )


CHOSEN = "Takes away most for its cost; nothing else lowers the same scenario."
LEFT_OUT = "Would pay, but the budget is spent on measures that take away more."
MEASURES = (
    "Separate the control networks of terminals",
    "Second feeder for the northern substation",
    "Flood gates at the docks",
    "Emergency power for the water works",
)


def choice(index: int, chosen: bool, ratio: float | None = 4.0) -> Choice:
    cost = 1.1e6 * index
    return Choice(
        measure=f"m{index:02}",
        title=f"{MEASURES[index % 4]} ({index})",
        jurisdiction=("city", "docks", "region")[index % 3],
        cost=cost,
        alone=2e5,
        marginal=1.8e5 if chosen else None,
        benefit=cost * (ratio or 0),
        ratio=ratio,
        chosen=chosen,
        why=CHOSEN if chosen else LEFT_OUT,
        by_scale={Scale.DEATHS: 0.02, Scale.ECONOMIC: 1e5},
    )


def plan() -> Plan:
    chosen = tuple(choice(i, True, 9.5 / i**0.6) for i in range(1, 8))
    others = tuple(choice(i, False, 2.2 / (i - 6)) for i in range(8, 18))
    return Plan(
        budget=40e6,
        cost=30.8e6,
        before=6.1e7,
        after=3.78e7,
        left={scale: LEVELS[scale] * 1.9 for scale in Scale},
        choices=(*chosen, *others),
        gaps=(
            Gap(
                "crew",
                "Hazmat crews trained for chlorine",
                CapabilityKind.TALENT,
                24,
                12,
                "persons",
                "terminal-intrusion",
                "scenario",
                1.4e6,
            ),
            Gap(
                "law",
                "Power to close the ring road for inspections",
                CapabilityKind.LAW,
                1,
                0,
                "in force",
                "m09",
                "measure",
                None,
            ),
        ),
        optimal=True,
    )


def assessment_of(ratio: float) -> Assessment:
    """One risk, of the cyber field, at a ratio."""
    whole = assessment(1)
    return replace(whole, risks=(replace(whole.risks[0], ratio=ratio, drivers=()),))
