"""From what was asked to the clouds in the air: outflow, pool, sources of vapour. Not here: dispersion, harm."""

import math
from dataclasses import dataclass

from forestall.core.errors import InputError
from forestall.model.derivation import Derivation
from forestall.model.what_if import Step, WhatIf
from forestall.science.chemical import pool as pools
from forestall.science.chemical.cloud_source import CloudSource, Form, gas_of
from forestall.science.chemical.cloud_weather import CALM, Weather
from forestall.science.chemical.library import substance
from forestall.science.chemical.outflow import LONGEST, Outflow, at_rate, mouth, ruptured, through_hole
from forestall.science.chemical.storage import FILLING, SLENDER, State, Storage, storage, vessel_of
from forestall.science.chemical.substance import Substance

STEP = 60  # length of the steps in which a changing rate is handed on [s]
ALIKE = 0.05  # relative difference of two rates that are put together
LEAST = 1e-6  # mass below which a cloud or pool is passed over [kg]
GIVEN = "as given"


@dataclass(frozen=True, slots=True)
class Airborne:
    """What gets out and into the air."""

    substance: Substance
    held: Storage
    outflow: Outflow
    pool: pools.Pool | None
    weather: Weather
    sources: tuple[CloudSource, ...]
    """What enters the air: the jet or burst, and the pool's vapour; one or two."""
    steps: tuple[Step, ...]
    remarks: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """How long vapour comes [s]."""
        return max((one.duration for one in self.sources), default=0.0)


def airborne(asked: WhatIf) -> Airborne:
    """Work out what gets out and what of it is in the air.

    Raises:
        InputError: something asked cannot be, or a property of the substance is not known there.
    """
    one = substance(asked.substance)
    held = storage(one, asked.temperature, asked.pressure)
    out = _outflow(asked, held)
    weather = Weather(asked.wind, asked.stability, asked.air, asked.humidity, roughness=asked.roughness)
    liquid = _pool(asked, held, out, weather)
    sources = _sources(asked, held, out, liquid)
    remarks = []
    if not sources:
        remarks.append(f"{one.name}: next to nothing evaporates; no cloud is computed")
    if asked.wind < CALM:
        remarks.append(f"wind {asked.wind:g} m/s is below the models' limit: taken as {CALM:g} m/s")
    if asked.hole and out.discharge is not None and out.vapour >= 1.0:
        remarks.append("a gas jet's own mixing is left out: its cloud reaches too far rather than too near")
    if out.discharge is not None and out.discharge.left > LEAST and out.duration >= LONGEST:
        remarks.append(
            f"followed for {LONGEST // 60} minutes; {out.discharge.left:.3g} kg are still held (CPR 18E, 1999, 4.6)"
        )
    if liquid is not None and liquid.left > LEAST:
        remarks.append(f"pool followed for {LONGEST // 60} minutes; {liquid.left:.3g} kg still lie there")
    steps = (_given(asked, held), _released(asked, out), *_pooled(liquid), *_flown(sources))
    return Airborne(one, held, out, liquid, weather, sources, steps, tuple(remarks))


def _outflow(asked: WhatIf, held: Storage) -> Outflow:
    if asked.mass is not None and not (asked.mass > 0 and math.isfinite(asked.mass)):
        raise InputError(f"inventory: {asked.mass:g} kg: expected above 0")
    if asked.rate is not None and asked.hole is not None and asked.mass is None:
        return at_rate(held, asked.rate, asked.duration, None)
    if asked.rate is not None:
        return at_rate(held, asked.rate, asked.duration, asked.mass)
    if asked.mass is None:
        raise InputError("release: expected a mass (the inventory) or a rate")
    if asked.hole is not None:
        return through_hole(held, asked.mass, asked.hole, vapour_space=asked.vapour_space)
    return ruptured(held, asked.mass)


def _pool(asked: WhatIf, held: Storage, out: Outflow, weather: Weather) -> pools.Pool | None:
    """What falls to the ground spreads and evaporates."""
    share = 1.0 - out.airborne
    if share * out.mass <= LEAST:
        return None
    if asked.bund is not None and not asked.bund > 0:
        raise InputError(f"bund: {asked.bund:g} m2: expected above 0")
    around = pools.Surroundings(
        weather.speed, asked.stability, asked.air, asked.humidity, 0.5, ground=asked.ground, pressure=weather.pressure
    )
    run = out.discharge
    return pools.pool(
        held.substance,
        around,
        spilt=share * out.mass if run is None else 0.0,
        feed=None if run is None else lambda t: share * run.at(t),
        largest=asked.bund or math.inf,
        start=out.temperature,
        seconds=LONGEST,
    )


def _sources(asked: WhatIf, held: Storage, out: Outflow, liquid: pools.Pool | None) -> tuple[CloudSource, ...]:
    gas, found = gas_of(held.substance), []
    mass = out.airborne * out.mass
    if mass > LEAST:
        history = () if out.discharge is None else _means(out.discharge.rate, out.discharge.step, out.airborne)
        total, lasts = math.fsum(length * rate for length, rate in history), math.fsum(length for length, _ in history)
        jet = bool(asked.hole and history and out.droplets > 0)
        opening = mouth(held, out, asked.hole) if jet and asked.hole else 0.0
        form = Form.JET if jet else Form.GROUND
        found.append(
            CloudSource(gas, total or mass, lasts, out.temperature, out.droplets, opening, asked.height, form, history)
        )
    if liquid is not None and liquid.evaporated > LEAST:
        history = _means(liquid.rate, pools.STEP, 1.0)
        found.append(
            CloudSource(
                gas,
                math.fsum(length * rate for length, rate in history),
                math.fsum(length for length, _ in history),
                _surface(liquid),
                area=max(liquid.area),
                form=Form.POOL,
                history=history,
            )
        )
    return tuple(found)


def _surface(liquid: pools.Pool) -> float:
    """Temperature of the pool, each second weighed by what evaporates in it [K]."""
    warmth = math.fsum(rate * t for rate, t in zip(liquid.rate, liquid.temperature, strict=True))
    return warmth / math.fsum(liquid.rate)


def _means(rate: tuple[float, ...], step: float, share: float) -> tuple[tuple[float, float], ...]:
    """A series of rates [kg/s] as means of a minute up to the last that is not 0, those alike put together."""
    last = max((place + 1 for place, one in enumerate(rate) if one > 0), default=0)
    count = max(1, round(STEP / step))
    parts = (rate[start : min(start + count, last)] for start in range(0, last, count))
    found: list[tuple[float, float]] = []
    for part in parts:
        length, mean = len(part) * step, share * math.fsum(part) / len(part)
        if found and abs(mean - found[-1][1]) <= ALIKE * found[-1][1]:
            before, rate_before = found.pop()
            mean = (before * rate_before + length * mean) / (before + length)
            length += before
        found.append((length, mean))
    return tuple(found)


def _given(asked: WhatIf, held: Storage) -> Step:
    numbers = [
        Derivation("substance", held.substance.name, "", GIVEN, f"CAS {held.substance.cas}"),
        Derivation("storage temperature", held.temperature - 273.15, "degC", GIVEN, "user"),
        Derivation(
            "storage pressure, absolute",
            held.pressure / 1e5,
            "bar",
            GIVEN if asked.pressure else "that of the vapour, or of the air",
            "user" if asked.pressure else held.substance.curves["vapour_pressure"].source,
        ),
        Derivation(
            "held as", str(held.state), "", "critical and boiling point, vapour pressure", "tables of substances"
        ),
    ]
    if asked.mass is not None:
        numbers.append(Derivation("inventory", asked.mass, "kg", GIVEN, "user"))
    if asked.hole is not None:
        numbers.append(Derivation("diameter of the hole", asked.hole * 1e3, "mm", GIVEN, "user"))
    if asked.mass is not None and asked.hole is not None and asked.rate is None:
        vessel = vessel_of(held, asked.mass)
        filled = "full of gas" if held.state is State.GAS else f"{FILLING:.0%} full"
        what = f"lying cylinder, length {SLENDER:g} D, {filled}"
        numbers.append(Derivation("diameter of the vessel", vessel.diameter, "m", what, "assumed"))
    numbers += [
        Derivation("wind at 10 m", asked.wind, "m/s", GIVEN, "user", f"from {asked.direction:g} deg"),
        Derivation("stability", asked.stability, "", "Pasquill class", "user"),
        Derivation("temperature of the air", asked.air - 273.15, "degC", GIVEN, "user"),
        Derivation("relative humidity", asked.humidity * 100, "%", GIVEN, "user"),
        Derivation("roughness length", asked.roughness, "m", GIVEN, "user"),
    ]
    return Step("Given", tuple(numbers))


def _released(asked: WhatIf, out: Outflow) -> Step:
    numbers = [Derivation("way out", out.relation, "", out.equation, out.source)]
    if out.discharge is not None:
        numbers += [
            Derivation("rate of release, largest minute", out.rate, "kg/s", out.equation, out.source),
            Derivation("duration", out.duration, "s", "until empty, at most 30 min", "CPR 18E (1999), 4.6"),
        ]
    flash = "x = Tb c/L ln(T/Tb)"
    numbers += [
        Derivation("mass released", out.mass, "kg", "sum of q dt" if out.discharge else "all of it", out.source),
        Derivation("flashes to vapour", out.vapour * 100, "%", flash, "CPR 14E (1997), eq. 2.115"),
        Derivation(
            "stays in the air as vapour and spray",
            out.airborne * 100,
            "%",
            "2x below 10 %, all from 36 %, straight between",
            "CPR 18E (1999), table 4.8",
        ),
        Derivation(
            "temperature of what is in the air", out.temperature - 273.15, "degC", "expanded to 1 atm", out.source
        ),
    ]
    return Step("Release", tuple(numbers))


def _pooled(liquid: pools.Pool | None) -> tuple[Step, ...]:
    if liquid is None:
        return ()
    source = "NOAA (2013), NOS OR&R 43, 3.3 and 3.4.4"
    return (
        Step(
            "Pool",
            (
                Derivation(
                    "liquid that reaches the ground", liquid.fed, "kg", "(1 - airborne share) m", "CPR 18E (1999), 4.8"
                ),
                Derivation(
                    "largest area",
                    max(liquid.area),
                    "m2",
                    "dr/dt = sqrt(2 g h), to 5 mm or the bund",
                    "Briscoe and Shaw (1980)",
                ),
                Derivation(
                    "evaporation, largest minute", liquid.largest_mean(), "kg/s", "energy balance; E = u* j c_s", source
                ),
                Derivation("evaporated", liquid.evaporated, "kg", "sum of E A dt", source),
                Derivation(
                    "coldest",
                    min(liquid.temperature) - 273.15,
                    "degC",
                    "m c dT/dt = A (sun + sky + air + ground - L E)",
                    source,
                ),
            ),
        ),
    )


def _flown(sources: tuple[CloudSource, ...]) -> tuple[Step, ...]:
    return tuple(
        Step(
            "Source of the cloud: the pool" if one.form is Form.POOL else "Source of the cloud: what gets out",
            (
                Derivation("mass that enters the air", one.mass, "kg", "sum over the time followed", "the steps above"),
                Derivation(
                    "largest rate into the air", one.rate, "kg/s", "mean of the largest minute", "NOAA (2013), 3.1"
                )
                if not one.at_once
                else Derivation("enters the air", "at once", "", "burst", "the steps above"),
                Derivation(
                    "share that is spray", one.droplets * 100, "%", "1 - vapour / airborne", "CPR 18E (1999), table 4.8"
                ),
            ),
        )
        for one in sources
    )
