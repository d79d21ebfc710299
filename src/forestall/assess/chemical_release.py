"""What would come of a release: the whole chain as one call. Not here: sites with many releases, routes, risk."""

import numpy as np

from forestall.assess.chemical.airborne import Airborne, airborne
from forestall.assess.chemical.burning import burnable, burning
from forestall.assess.chemical.cloud_field import CloudField, flammable_field, toxic_field
from forestall.assess.chemical.raster import raster
from forestall.assess.chemical.toxic import toxic_zones
from forestall.core.errors import InputError
from forestall.model.derivation import Derivation
from forestall.model.what_if import HarmZone, Outcome, Raster, Step, WhatIf

MG_PER_KG = 1e6


def release(asked: WhatIf) -> Outcome:
    """Follow a release from the vessel to the areas of harm.

    Args:
        asked: the release, the weather and the place

    Returns:
        Steps with every number's equation and source, zones, grids, and remarks on what limits them.

    Raises:
        InputError: something asked cannot be: it says what was found and what was expected.
    """
    _check(asked)
    found = airborne(asked)
    field = toxic_field(found)
    poisoned, remarks = toxic_zones(asked, found.substance, field)
    short = flammable_field(found) if burnable(found) else CloudField(())
    burnt, flames, more = burning(asked, found, short)
    zones = (*poisoned, *burnt)
    noted = (
        *found.remarks,
        *(note for cloud in field.clouds for note in cloud.remarks),
        *remarks,
        *more,
    )
    if not zones:
        noted = (
            *noted,
            f"{found.substance.name}: neither toxicity nor flammability is in the tables: no zone is drawn",
        )
    return Outcome(
        _title(asked, found),
        asked,
        (*found.steps, *_dispersed(field), *flames),
        zones,
        _rasters(asked, found, field, zones),
        tuple(dict.fromkeys(noted)),
    )


def _check(asked: WhatIf) -> None:
    if not (-180 <= asked.lon <= 180 and -90 <= asked.lat <= 90):
        raise InputError(f"position {asked.lon:g},{asked.lat:g}: expected lon within -180..180 and lat within -90..90")
    if not asked.height >= 0 or not asked.air_changes >= 0:
        raise InputError(f"height {asked.height:g} m, {asked.air_changes:g} air changes: expected at least 0")
    if asked.strength not in range(1, 11):
        raise InputError(f"strength of an explosion: {asked.strength}: expected 1 to 10")
    if not 200 <= asked.air <= 340:
        raise InputError(f"temperature of the air: {asked.air - 273.15:.2f} degC: expected -73 to 67 degC")


def _title(asked: WhatIf, found: Airborne) -> str:
    out = found.outflow
    how = (
        f"{out.rate:.3g} kg/s for {out.duration:.0f} s" if out.discharge is not None else f"{out.mass:,.0f} kg at once"
    )
    name = found.substance.name.replace("_", " ")
    return f"{name}: {how}, wind {asked.wind:g} m/s, {asked.stability}"


def _dispersed(field: CloudField) -> tuple[Step, ...]:
    equation = "dense from a source Richardson number of 1 on"
    source = "Spicer and Havens (1989), EPA-450/4-89-019; decisions 0017, 0019"
    return tuple(
        Step(
            "Dispersion" if len(field.clouds) == 1 else f"Dispersion of cloud {i}",
            (
                Derivation("model", str(cloud.model), "", equation, source),
                Derivation("Richardson number of the source", cloud.source_richardson, "-", "g' h / u*^2", source),
                Derivation(
                    "passes 100 m downwind in",
                    cloud.passage(np.array([100.0]))[0] / 60,
                    "min",
                    "load over peak",
                    source,
                ),
            ),
        )
        for i, cloud in enumerate(field.clouds, 1)
    )


def _rasters(asked: WhatIf, found: Airborne, field: CloudField, zones: tuple[HarmZone, ...]) -> tuple[Raster, ...]:
    if not field.clouds:
        return ()
    rings = [zone.ring for zone in zones if zone.ring and zone.kind in ("toxic", "guideline", "flammable")]
    if not rings:
        return ()
    return (
        raster(
            asked, rings, lambda x, y: MG_PER_KG * field.peak(x, y), ("largest concentration at the ground", "mg/m3")
        ),
    )
