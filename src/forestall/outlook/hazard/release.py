"""The sheet of a release. Not here: how it is computed or drawn."""

import math
from dataclasses import replace
from string import ascii_uppercase

from forestall.model.derivation import Derivation
from forestall.model.what_if import HarmZone, Outcome
from forestall.outlook.hazard.picture import Area, Mark
from forestall.outlook.hazard.sheet import Row, Sheet, Table, figure, metres

WIDE = 3.0  # a guideline zone that reaches this many times farther than any harm does not widen the map
TITLES = {
    "toxic": "Poisoning",
    "guideline": "Guideline levels",
    "flammable": "Flammable cloud",
    "heat": "Heat of fires",
    "blast": "Blast",
}


def release_sheet(outcome: Outcome) -> Sheet:
    """What the page about a release shows.

    Args:
        outcome: the release as followed through
    """
    letters = lettered(outcome)
    drawn = [(letter, zone) for letter, zone in zip(letters, outcome.zones, strict=True) if letter]
    far = _frame(outcome.zones)
    areas = [
        Area(letter, zone.kind, (zone.ring,), not (zone.reach > far or math.isnan(zone.reach)))
        for letter, zone in drawn
    ]
    areas.sort(key=lambda one: -_extent(one))
    asked = outcome.asked
    tables = (*_zone_tables(outcome, letters), *(_step_table(step.title, step.numbers) for step in outcome.steps))
    return Sheet(
        "Release of a hazardous substance: what if",
        outcome.title,
        lead(outcome),
        tuple(areas),
        (Mark("source", asked.lon, asked.lat, main=True),),
        asked.direction,
        (),
        tables,
        outcome.remarks,
    )


def lettered(outcome: Outcome) -> tuple[str, ...]:
    """A letter for each zone that has a line; empty for the others."""
    names = iter((*ascii_uppercase, *(a + b for a in ascii_uppercase for b in ascii_uppercase)))
    return tuple(next(names) if zone.ring else "" for zone in outcome.zones)


def lead(outcome: Outcome) -> tuple[str, ...]:
    """The farthest reach of each kind of harm, in words."""
    found = []
    for kind, title in TITLES.items():
        reached = [zone for zone in outcome.zones if zone.kind == kind and zone.ring]
        if not reached:
            continue
        worst = reached[0]
        found.append(f"{title}: {worst.name} to {metres(worst.reach)}.")
    return tuple(found) or ("No level of harm is reached.",)


def _frame(zones: tuple[HarmZone, ...]) -> float:
    """Reach up to which zones widen the map [m]."""
    harm = [z.reach for z in zones if z.kind != "guideline" and z.ring and not math.isnan(z.reach)]
    serious = [z.reach for z in zones if z.name == "AEGL-3" and not math.isnan(z.reach)]
    largest = max((*harm, *serious), default=0.0)
    return WIDE * largest if largest > 0 else math.inf


def _extent(area: Area) -> float:
    lons = [point[0] for ring in area.rings for point in ring]
    lats = [point[1] for ring in area.rings for point in ring]
    return (max(lons) - min(lons)) + (max(lats) - min(lats))


def _zone_tables(outcome: Outcome, letters: tuple[str, ...]) -> tuple[Table, ...]:
    """A table for each kind of harm; small print that is the same for rows in a row stands once, under the last."""
    tables = []
    for kind, title in TITLES.items():
        rows = [
            Row(
                (zone.name, f"{figure(zone.level)} {zone.unit}", metres(zone.reach), metres(zone.width)),
                note_of(zone.basis),
                letter,
                zone.kind,
            )
            for letter, zone in zip(letters, outcome.zones, strict=True)
            if zone.kind == kind
        ]
        if rows:
            tables.append(Table(title, ("level", "value", "reaches", "width"), _noted_once(rows)))
    return tuple(tables)


def _noted_once(rows: list[Row]) -> tuple[Row, ...]:
    following = (*(row.note for row in rows[1:]), None)
    return tuple(replace(row, note="") if row.note == note else row for row, note in zip(rows, following, strict=True))


def _step_table(title: str, numbers: tuple[Derivation, ...]) -> Table:
    rows = [Row((one.quantity, value_of(one)), note_of(one)) for one in numbers]
    return Table(title, (), _noted_once(rows))


def value_of(one: Derivation) -> str:
    """Number and unit."""
    return f"{figure(one.value)} {one.unit.removeprefix('-')}".strip()


def note_of(one: Derivation) -> str:
    """Equation, source and remark in one line."""
    return "; ".join(part for part in (f"{one.equation} [{one.source}]", one.remark) if part)
