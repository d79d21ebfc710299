"""Where fire and blast harm: flash, pool and jet fires, fireballs, explosions. Not here: the flames themselves."""

import math
from collections.abc import Callable

from forestall.assess.chemical.airborne import Airborne
from forestall.assess.chemical.cloud_field import FARTHEST, CloudField
from forestall.assess.chemical.field import circle, trace
from forestall.assess.chemical.toxic import zone_of
from forestall.core.errors import InputError
from forestall.model.derivation import Derivation
from forestall.model.what_if import HarmZone, Step, WhatIf, ZoneKind
from forestall.science.chemical import fires, multi_energy
from forestall.science.chemical.fires import Air, Fire
from forestall.science.chemical.outflow import Outflow
from forestall.science.chemical.storage import State
from forestall.science.chemical.thermal_harm import TSAO_PERRY, lethal_dose

HEAT = {
    35e3: "all die",
    10e3: "potentially lethal within 60 s",
    5e3: "second-degree burns within 60 s",
    2e3: "pain within 60 s",
}
"""Levels of radiation [W/m2] in words."""
HEAT_SOURCES = "tau: Wayne (1991); 35 kW/m2 and probit: CPR 18E (1999), 5.4; the others: NOAA (2013), NOS OR&R 43, 6.1"
BLAST = {30e3: "all die, buildings fall", 10e3: "2.5 % of people indoors die", 3e3: "windows break"}
"""Levels of overpressure [Pa] in words: CPR 18E (1999), table 5.3."""
SMALLEST_POOL = 0.5  # area below which a pool's fire is passed over [m2]


def burnable(release: Airborne) -> bool:
    """Whether the substance burns, as far as the tables know."""
    return {"lower_flammable_limit", "heat_of_combustion"} <= set(release.substance.properties)


def burning(
    asked: WhatIf, release: Airborne, field: CloudField
) -> tuple[tuple[HarmZone, ...], tuple[Step, ...], tuple[str, ...]]:
    """Zones of fire and blast, the steps they rest on, and what could not be computed.

    Args:
        asked: where, with the strength of an explosion
        release: what is in the air
        field: its clouds, averaged over seconds
    """
    if not burnable(release):
        known = "lower_flammable_limit" in release.substance.properties
        note = f"{release.substance.name}: heat of combustion not in the tables; fires are not computed"
        return (), (), ((note,) if known else ())
    zones, steps = list(_flash(asked, release, field)), list[Step]()
    blast_zones, blast_step = _blast(asked, release, field)
    found, unknown = fires_of(asked, release)
    for fire in found:
        zones += _heat(asked, fire)
        steps.append(Step(fire.name.capitalize(), fire.numbers))
    return (*zones, *blast_zones), (*steps, *blast_step), unknown


def fires_of(asked: WhatIf, release: Airborne) -> tuple[tuple[Fire, ...], tuple[str, ...]]:
    """The fires this release can feed at once, and those that could not be computed."""
    air = Air(release.weather.speed, asked.stability, asked.air, asked.humidity, asked.roughness)
    one, out = release.substance, release.outflow
    wanted: list[Callable[[], Fire]] = []
    if out.discharge is None and release.held.state is State.LIQUEFIED and out.airborne * out.mass > 0:
        wanted.append(lambda: fires.ball(one, out.airborne * out.mass, release.held.pressure, air))
    if asked.hole and out.discharge is not None and release.held.state is not State.LIQUID:
        wanted.append(lambda: _jet(asked.hole or 0.0, release, out, air))
    if release.pool is not None and max(release.pool.area) > SMALLEST_POOL:
        area = max(release.pool.area)
        wanted.append(lambda: fires.pool(one, area, air))
    found, unknown = [], []
    for make in wanted:
        try:
            found.append(make())
        except InputError as error:
            unknown.append(f"a fire is not computed: {error}")
    return tuple(found), tuple(unknown)


def _jet(hole: float, release: Airborne, out: Outflow, air: Air) -> Fire:
    rate = out.rate * out.airborne
    return fires.jet(release.substance, rate, hole, release.held.temperature, air, two_phase=out.droplets > 0)


def _flash(asked: WhatIf, release: Airborne, field: CloudField) -> tuple[HarmZone, ...]:
    """Where the cloud can burn; whoever is inside dies."""
    if not field.clouds:
        return ()
    one = release.substance
    lower, source = one.properties["lower_flammable_limit"].value, one.properties["lower_flammable_limit"].source
    density = field.clouds[0].mass_concentration(1.0)
    basis = (
        "peak over seconds is the limit",
        f"{source}; CPR 18E (1999), 5.3",
        "flash fire: all inside die, none outside",
    )
    return (
        zone_of(
            asked,
            trace(field.peak, lower * density, FARTHEST),
            "flammable",
            ("LFL (flash fire)", lower * 100, "vol%"),
            basis,
        ),
        zone_of(
            asked,
            trace(field.peak, lower * density / 2, FARTHEST),
            "flammable",
            ("half LFL", lower * 50, "vol%"),
            ("peak over seconds is half the limit", source, "pockets may burn"),
        ),
    )


def _heat(asked: WhatIf, fire: Fire) -> list[HarmZone]:
    """Rings of heat; a leaning flame's reach downwind is taken all round, the cautious side."""
    lethal = (lethal_dose(TSAO_PERRY, 0.01) / fire.seconds) ** 0.75
    zones = [_level_flame(asked, fire)] if fire.length > 0 else []
    for level, means in sorted({lethal: "1 % of people outdoors die", **HEAT}.items(), reverse=True):
        reach = fire.reach(level)
        basis = Derivation(
            f"distance to {level / 1e3:.3g} kW/m2, {fire.name}",
            reach,
            "m",
            "q = E F tau; Pr = -36.38 + 2.56 ln(q^(4/3) t)",
            HEAT_SOURCES,
            f"exposure {fire.seconds:.3g} s; E: step {fire.name}",
        )
        zones.append(_round(asked, "heat", (f"{fire.name}: {means}", level / 1e3, "kW/m2"), reach, 0.0, basis))
    return zones


def _level_flame(asked: WhatIf, fire: Fire) -> HarmZone:
    """As far as the flame itself reaches should the jet blow level; the rings of heat are those of one that stands."""
    equation, source = "length of the flame", "Chamberlain (1987), 4.1"
    basis = Derivation("distance to the flame's tip", fire.length, "m", equation, source, "all inside die")
    return _round(asked, "heat", ("jet fire: in the flame, lying level", fire.length, "m"), fire.length, 0.0, basis)


def _blast(asked: WhatIf, release: Airborne, field: CloudField) -> tuple[tuple[HarmZone, ...], tuple[Step, ...]]:
    """The explosion of what lies between the limits, around its middle."""
    one = release.substance
    lower = one.properties["lower_flammable_limit"].value
    upper = one.properties["upper_flammable_limit"].value if "upper_flammable_limit" in one.properties else 1.0
    cloud = field.flammable(lower, upper)
    if not cloud.mass > 0:
        return (), ()
    energy = cloud.mass * one.number("heat_of_combustion")
    centre = 0.0 if math.isnan(cloud.centre) else cloud.centre
    source = "van den Berg (1985); CPR 14E (1997), 5.5.3"
    step = Step(
        "Vapour cloud explosion",
        (
            Derivation(
                "vapour between the limits", cloud.mass, "kg", "integral of c where LFL <= c <= UFL", "CCPS (1994), 4.1"
            ),
            Derivation("middle of the cloud", centre, "m", "mean distance of what can burn", "CCPS (1994), 4.1"),
            Derivation(
                "energy of the explosion",
                energy / 1e6,
                "MJ",
                "E = m H",
                source,
                "all of the vapour is taken to be among obstacles",
            ),
            Derivation(
                "strength",
                str(asked.strength),
                "",
                "1 open ground to 10 detonation",
                "as given or assumed",
                "curves read in print as fits: see docs",
            ),
        ),
    )
    zones = []
    for level, means in BLAST.items():
        reach = multi_energy.reach(level, energy, asked.strength)
        whole = reach + centre if reach > 0 else 0.0
        basis = Derivation(
            f"distance to {level / 1e5:g} bar",
            whole,
            "m",
            "p = p0 f(r (p0/E)^(1/3)), plus the distance of the middle",
            f"{source}; levels: CPR 18E (1999), table 5.3",
        )
        zones.append(_round(asked, "blast", (f"explosion: {means}", level / 1e5, "bar"), reach, centre, basis))
    return tuple(zones), (step,)


def _round(
    asked: WhatIf, kind: ZoneKind, named: tuple[str, float, str], radius: float, centre: float, basis: Derivation
) -> HarmZone:
    name, level, unit = named
    ring = circle(radius, centre, asked.direction, asked.lon, asked.lat) if radius > 0 else ()
    reach = basis.value if isinstance(basis.value, float) else math.nan
    return HarmZone(kind, name, level, unit, reach, 2 * radius, ring, basis)
