"""releases.csv and routes.geojson: what can get out, where, how often, how fast.

Frequencies follow the tables of the Purple Book (TNO CPR 18E, 1999, chapter 3): a pressurised vessel fails outright
or empties in ten minutes 5e-7 times a year each and leaks through 10 mm 1e-5 times; a transfer arm breaks 3e-8 times
an hour of use; narrow pipe breaks 1e-6 times a metre and year. Liquid flows through a hole by the orifice equation
(Yellow Book, CPR 14E, 2.5) with a discharge coefficient of 0.62.
"""

import math
from typing import Any

from . import geography

VESSEL_RUPTURE, VESSEL_10_MINUTES, VESSEL_HOLE = 5e-7, 5e-7, 1e-5  # [1/year]
ARM_RUPTURE = 3e-8  # [1/h of transfer]
PIPE_RUPTURE = 1e-6  # below 75 mm [1/m/year]
ISOLATION_FAILS = 0.01  # an automatic shut-off fails on demand (CPR 18E, 4.4)
ISOLATION_TIME = 120.0  # an automatic shut-off has closed [s]
LONGEST = 1800.0  # no release is followed longer [s]
AIR = 101_325.0  # [Pa]

# storage temperature [K], vapour pressure there [Pa], liquid density [kg/m3], part that goes into the air at once when
# a vessel bursts: twice the part that flashes (CPR 18E, table 4.8)
SUBSTANCE = {"chlorine": (288.15, 5.9e5, 1420.0, 0.34), "ammonia": (288.15, 7.3e5, 617.0, 0.34)}


def through(substance: str, diameter: float) -> float:
    """Liquid mass flow [kg/s] through a round hole [m]: 0.62 A sqrt(2 rho (P - P_air))."""
    _, pressure, density, _ = SUBSTANCE[substance]
    return 0.62 * math.pi / 4 * diameter**2 * math.sqrt(2 * density * (pressure - AIR))


def _release(
    name: str,
    site: str,
    substance: str,
    inventory: float,
    event: str,
    frequency: float,
    rate: float,
    longest: float,
    height: float,
    hole: float | None,
    source: str,
) -> dict[str, Any]:
    temperature, pressure, _, _ = SUBSTANCE[substance]
    airborne = inventory * (SUBSTANCE[substance][3] if event == "rupture" else 1.0)
    flow = float(f"{rate:.3g}")
    return {
        "id": name,
        "site": site,
        "substance": substance,
        "inventory": inventory,
        "event": event,
        "frequency": float(f"{frequency:.3g}"),
        "rate": flow,
        "duration": float(round(min(longest, airborne / flow))),
        "height": height,
        "temperature": temperature,
        "pressure": pressure,
        "hole": hole,
        "source": source,
    }


def releases() -> list[dict[str, Any]]:
    """Twelve ways of losing chlorine or ammonia."""
    tank, wagon, drum, sphere = 40_000.0, 55_000.0, 1_000.0, 200_000.0  # [kg]
    arm, chlorine_hours, ammonia_hours = through("chlorine", 0.04), 600, 400
    book = "CPR 18E, 3.2"
    return [
        _release(
            "cl2-tank-rupture",
            "chlorine-terminal",
            "chlorine",
            tank,
            "rupture",
            3 * VESSEL_RUPTURE,
            0.34 * tank / 60,
            60,
            1,
            None,
            f"{book}: 3 vessels; 34 % airborne within a minute",
        ),
        _release(
            "cl2-tank-10min",
            "chlorine-terminal",
            "chlorine",
            tank,
            "10min",
            3 * VESSEL_10_MINUTES,
            tank / 600,
            600,
            1,
            None,
            f"{book}: 3 vessels; contents in 10 minutes",
        ),
        _release(
            "cl2-tank-hole",
            "chlorine-terminal",
            "chlorine",
            tank,
            "hole",
            3 * VESSEL_HOLE,
            through("chlorine", 0.01),
            LONGEST,
            1,
            0.01,
            f"{book}: 3 vessels; orifice flow through 10 mm",
        ),
        _release(
            "cl2-arm-isolated",
            "chlorine-terminal",
            "chlorine",
            tank,
            "arm",
            chlorine_hours * ARM_RUPTURE,
            arm,
            ISOLATION_TIME,
            2,
            0.04,
            "CPR 18E, 3.2: 600 h of transfer; safety system closes in 120 s",
        ),
        _release(
            "cl2-arm-unisolated",
            "chlorine-terminal",
            "chlorine",
            tank,
            "arm",
            chlorine_hours * ARM_RUPTURE * ISOLATION_FAILS,
            arm,
            LONGEST,
            2,
            0.04,
            "as above, but the safety system does not act",
        ),
        _release(
            "cl2-wagon-valve",
            "rail-yard",
            "chlorine",
            wagon,
            "pipe",
            8 * 5e-7,
            through("chlorine", 0.05),
            LONGEST,
            1.5,
            0.05,
            "CPR 18E, 3.2: 8 wagons present on average; largest connection",
        ),
        _release(
            "cl2-drum-rupture",
            "water-river",
            "chlorine",
            drum,
            "rupture",
            6 * 5e-7,
            0.34 * drum / 60,
            60,
            1,
            None,
            "CPR 18E, 3.2: 6 drums of one tonne",
        ),
        _release(
            "cl2-drum-valve",
            "water-river",
            "chlorine",
            drum,
            "hole",
            6 * VESSEL_HOLE,
            through("chlorine", 0.005),
            LONGEST,
            1,
            0.005,
            "CPR 18E, 3.2: 6 drums; 5 mm valve",
        ),
        _release(
            "nh3-sphere-10min",
            "ammonia-plant",
            "ammonia",
            sphere,
            "10min",
            VESSEL_10_MINUTES,
            sphere / 600,
            600,
            4,
            None,
            f"{book}: 1 vessel; contents in 10 minutes",
        ),
        _release(
            "nh3-sphere-hole",
            "ammonia-plant",
            "ammonia",
            sphere,
            "hole",
            VESSEL_HOLE,
            through("ammonia", 0.01),
            LONGEST,
            2,
            0.01,
            f"{book}: 1 vessel; orifice flow through 10 mm",
        ),
        _release(
            "nh3-ship-arm",
            "ammonia-plant",
            "ammonia",
            sphere,
            "arm",
            ammonia_hours * ARM_RUPTURE,
            104,
            ISOLATION_TIME,
            5,
            None,
            "CPR 18E, 3.2: 400 h of transfer; 1.5 times the pump's 250 t/h",
        ),
        _release(
            "nh3-cold-pipe",
            "cold-fish",
            "ammonia",
            6_000.0,
            "pipe",
            60 * PIPE_RUPTURE,
            through("ammonia", 0.015),
            LONGEST,
            6,
            0.015,
            "CPR 18E, 3.3: 60 m of narrow pipe",
        ),
    ]


RAIL_EAST = ((2.3, -1.5), (3.9, -1.1), (5.8, -0.45), (9.8, -0.3), (13.9, 0.4), (17.0, -1.2), (21.8, -1.8))
ROAD_VALE = ((2.1, 1.9), (3.4, 2.2), (5.6, 2.6), (9.0, 2.0), (11.6, -0.4), (12.6, 0.4), (15.4, -1.6))
ROAD_SOUTH = ((1.9, 2.6), (2.6, 1.4), (3.0, -0.6), (4.2, -3.2), (3.4, -7.0), (2.4, -11.2))
ROAD_COAST = ((1.9, 2.6), (0.9, 1.2), (0.3, -1.4), (0.6, -4.4), (1.2, -7.6), (2.4, -11.2))
# id, name, mode, substance, loaded trips [1/year], load [kg], accidents with a loaded unit [1/km], authority, line [km]
ROUTES = (
    (
        "rail-chlorine",
        "Chlorine by rail to the vale and beyond",
        "rail",
        "chlorine",
        420,
        55_000,
        5e-8,
        "region",
        RAIL_EAST,
    ),
    (
        "rail-ammonia",
        "Ammonia by rail from the fertiliser works",
        "rail",
        "ammonia",
        260,
        48_000,
        5e-8,
        "region",
        RAIL_EAST,
    ),
    ("road-chlorine", "Chlorine drums to Tarn water works", "road", "chlorine", 60, 6_000, 4e-7, "city", ROAD_VALE),
    ("road-petrol", "Petrol from Dockgate to the vale", "road", "petrol", 5_200, 24_000, 4e-7, "vale", ROAD_VALE),
    ("road-lpg", "LPG from Dockgate to the south coast", "road", "propane", 900, 18_000, 4e-7, "city", ROAD_SOUTH),
    ("road-lpg-coast", "The same by the coast road", "road", "propane", 900, 18_000, 4e-7, "city", ROAD_COAST),
)


def routes() -> dict[str, Any]:
    """A GeoJSON feature collection (RFC 7946), one feature a route."""
    names = ("id", "name", "mode", "substance", "trips", "load", "accident_rate", "jurisdiction")
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": dict(zip(names, route[:-1], strict=True)),
                "geometry": {
                    "type": "LineString",
                    "coordinates": [list(geography.degrees(x, y)) for x, y in route[-1]],
                },
            }
            for route in ROUTES
        ],
    }
