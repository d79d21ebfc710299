"""Small places made by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from forestall.model.exposure import PopulationCell, WeatherClass
from forestall.model.finding import Finding
from forestall.model.jurisdiction import Jurisdiction
from forestall.model.partner import Source
from forestall.model.place import Place
from forestall.model.profile import Appraisal, ImpactScale, Profile
from forestall.model.release import Release
from forestall.model.scenario import (
    Amount,
    DirectLoss,
    Frequency,
    Precursor,
    Scenario,
    SiteOutage,
    ToxicRelease,
)
from forestall.model.site import Dependency, Site
from forestall.model.words import Field, FindingKind, Level, Scale, SourceKind

AT = datetime(2026, 3, 9, 6, tzinfo=UTC)


def site(name, jurisdiction="north", people=1000.0, kind="substation", lon=-9.0, lat=39.0, value=1e6):
    return Site(name, f"Site {name}", kind, jurisdiction, lon, lat, people, value, Field.ECONOMIC)


def scenario(name, *parts, per_year=0.2, field=Field.ECONOMIC, jurisdiction="north", **more):
    frequency = more.pop("frequency", Frequency(per_year=per_year))
    return Scenario(name, f"Scenario {name}", "TL0305", field, jurisdiction, frequency, tuple(parts), **more)


def direct(**amounts):
    return DirectLoss("direct", {Scale(scale): Amount(*pair) for scale, pair in amounts.items()})


def profile(**appraisal):
    scales = {
        Scale.DEATHS: ImpactScale("persons", 5e6),
        Scale.INJURIES: ImpactScale("persons", 5e5),
        Scale.PEOPLE: ImpactScale("persons", 100.0),
        Scale.ECONOMIC: ImpactScale("EUR", 1.0),
        Scale.SERVICE: ImpactScale("person-hours", 5.0),
    }
    tree = (
        Jurisdiction("region", "Region"),
        Jurisdiction("north", "North", "region"),
        Jurisdiction("south", "South", "region"),
    )
    settings = Appraisal(**{"years": 2_000, "outage_cost": 2.0, **appraisal})
    return Profile("Testbay", "UTC", ("en",), "EUR", tree, scales, appraisal=settings)


def cells(side=6, spacing=0.006):
    return tuple(
        PopulationCell(
            f"c{i:02d}{j:02d}", -9.0 + (i - side / 2) * spacing, 39.0 + (j - side / 2) * spacing,
            "north" if j >= side / 2 else "south", 900.0, 1000.0,
        )
        for i in range(side)
        for j in range(side)
    )  # fmt: skip


def weather():
    classes = [("day", 4.0, "D", 0.3), ("day", 3.0, "B", 0.2), ("night", 1.5, "F", 0.25), ("night", 4.0, "D", 0.25)]
    return tuple(
        WeatherClass(float(direction), speed, stability, period, share / 8)
        for direction in range(0, 360, 45)
        for period, speed, stability, share in classes
    )


def release(name="tank", substance="chlorine", **more):
    return replace(Release(name, "terminal", substance, 20_000.0, "hole", 1e-4, 2.0, 1200.0, 1.0), **more)


def town():
    """Power and telecom that need each other, water and a hospital behind them, a chemical terminal."""
    return Place(
        root=Path("/nowhere"),
        digest="0" * 64,
        profile=profile(),
        sites=(
            site("grid", people=0.0),
            site("hospital", "south", 30_000.0, "hospital"),
            site("mast", kind="telecom", people=20_000.0),
            site("terminal", kind="chemical_terminal", people=0.0),
            site("water", "south", 36_000.0, "waterworks"),
        ),
        dependencies=(
            Dependency("grid-mast", "grid", "telecom", ("mast",), 1, 12.0, 1.0),
            Dependency("hospital-grid", "hospital", "power", ("grid",), 1, 24.0, 2.0),
            Dependency("hospital-water", "hospital", "water", ("water",), 1, 8.0, 0.0),
            Dependency("mast-grid", "mast", "power", ("grid",), 1, 4.0, 0.0),
            Dependency("water-grid", "water", "power", ("grid",), 1, 2.0, 6.0),
        ),
        population=cells(),
        weather=weather(),
        releases=(release(),),
        scenarios=(
            scenario("blackout", SiteOutage("outage", ("grid",), Amount(20.0, 80.0), damage=0.05), sites=("grid",)),
            scenario("cloud", ToxicRelease("toxic_release", "tank"), per_year=1e-3, field=Field.TERRITORIAL),
            scenario("fraud", direct(economic_loss=(1e5, 1e6)), per_year=2.0, field=Field.CYBER, jurisdiction="region"),
            scenario(
                "storm", direct(deaths=(0.5, 3.0), economic_loss=(1e6, 5e6)),
                SiteOutage("outage", ("mast", "water"), Amount(10.0, 30.0), 0.4), field=Field.TERRITORIAL,
                jurisdiction="south",
                precursors=(Precursor(FindingKind.ALERT, "Storm*", 20.0, 24.0, at_sites=False),),
            ),
        ),
        sources=(Source("met", "Weather service", SourceKind.CAP, "alerts/*", Field.TERRITORIAL, weight=50.0),),
    )  # fmt: skip


def finding(rule="Storm warning", hours_ago=0.0, **more):
    when = AT - timedelta(hours=hours_ago)
    made = Finding(
        f"f-{rule}-{hours_ago}", FindingKind.ALERT, rule, f"Finding {rule}", Level.HIGH, Field.TERRITORIAL, "met",
        when, when, 1, (), "",
    )  # fmt: skip
    return replace(made, **more)


def big(sites=160, dependencies=370, scenarios=30, rng_seed=5):
    """A place as large as the harbour example."""
    rng = np.random.default_rng(rng_seed)
    names = [f"s{i:03d}" for i in range(sites)]
    made = tuple(
        site(name, ("north", "south")[i % 2], float(rng.integers(0, 80_000)), f"kind{i % 12}")
        for i, name in enumerate(names)
    )
    deps = tuple(
        Dependency(
            f"d{i:03d}",
            names[rng.integers(sites)],
            "power",
            tuple(names[k] for k in rng.choice(sites, 2, replace=False)),
            int(rng.integers(1, 3)) if i % 4 == 0 else 1,
            float(rng.choice([0, 4, 8, 24])),
            float(rng.choice([0, 2, 6])),
        )
        for i in range(dependencies)
    )  # fmt: skip
    kinds = []
    for i in range(scenarios):
        if i % 6 == 0:
            kinds.append(scenario(f"x{i:02d}", ToxicRelease("toxic_release", f"r{i}"), per_year=1e-3))
        elif i % 3 == 1:
            kinds.append(
                scenario(
                    f"x{i:02d}",
                    direct(deaths=(1, 10), economic_loss=(1e6, 2e7)),
                    per_year=0.5,
                    field=list(Field)[i % 5],
                )
            )
        else:
            hit = tuple(names[k] for k in rng.choice(sites, 6, replace=False))
            kinds.append(
                scenario(
                    f"x{i:02d}", SiteOutage("outage", hit, Amount(24, 96), 0.5), per_year=0.3, field=list(Field)[i % 5]
                )
            )
    rows = tuple(
        WeatherClass(float(d), u, s, p, 1 / 96)
        for d in range(0, 360, 30)
        for p in ("day", "night")
        for u, s in ((1.5, "F"), (3.0, "D"), (5.0, "D"), (8.0, "D"))
    )
    return replace(
        town(), profile=profile(years=100_000), sites=tuple(sorted((*made, site("terminal")), key=lambda one: one.id)),
        dependencies=deps, population=cells(25), weather=rows, scenarios=tuple(kinds),
        releases=tuple(release(f"r{i}", ("chlorine", "ammonia")[i % 4 // 2]) for i in range(0, scenarios, 6)),
    )  # fmt: skip


@pytest.fixture(scope="session")
def make():
    """The builders, by attribute."""
    return SimpleNamespace(
        site=site, scenario=scenario, direct=direct, profile=profile, cells=cells, weather=weather, release=release,
        town=town, finding=finding, big=big, at=AT,
    )  # fmt: skip
