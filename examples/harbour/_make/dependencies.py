"""dependencies.csv: what each site needs from which others, how many of them, how long it lasts without.

Power and telecom need each other, as do power and gas, power and water: the circles are meant. Buffers are
longest where a circle is tightest: the grid can be run for three days without the exchanges, they for three without it.
"""

import math
from typing import Any

from . import sites

Row = dict[str, Any]


def dependencies() -> list[Row]:
    """All of them, by id."""
    rows = [*_power(), *_telecom(), *_water(), *_fuel(), *_rescue(), *_health(), *_people(), *_port(), *_industry()]
    rows += [*_transport(), *_offices()]
    return sorted(rows, key=lambda row: str(row["id"]))


def _need(
    site: str, service: str, suppliers: list[str], required: int = 1, buffer: float = 0, restart: float = 0
) -> Row:
    row = {"id": f"{site}-{service}", "site": site, "service": service, "suppliers": suppliers}
    return row | {"required": required, "buffer": buffer, "restart": restart}


def near(site: str, count: int, *kinds: str) -> list[str]:
    """The nearest sites of some kinds, nearest first, without the site itself."""
    where = sites.position()
    others = [other for other in sites.of_kind(*kinds) if other != site]
    return sorted(others, key=lambda other: (round(math.dist(where[site], where[other]), 6), other))[:count]


def _each(
    kinds: str, service: str, count: int, *suppliers: str, required: int = 1, buffer: float = 0, restart: float = 0
) -> list[Row]:
    """The same need for every site of these kinds, met by the nearest suppliers."""
    names = sites.of_kind(*kinds.split())
    return [_need(name, service, near(name, count, *suppliers), required, buffer, restart) for name in names]


def _power() -> list[Row]:
    """Grid: supply points and the power station feed primaries, these the substations; all need the control room."""
    feeds = ["gsp-north", "gsp-south", "ccgt"]
    rows = [_need(name, "supply", feeds, 1, 0, 0.5) for name in ("prim-north", "prim-vale", "prim-port")]
    rows += [_need("prim-centre", "supply", feeds, 2, 0, 0.5)]
    rows += _each("substation", "power", 2, "primary_substation", restart=0.25)
    rows += _each("grid_supply primary_substation", "control", 1, "grid_control", buffer=72, restart=1)
    rows += [
        _need("grid-control", "telecom", ["core-west", "core-east"], 1, 12, 0.5),
        _need("grid-control", "power", ["sub-gannet", "sub-centre"], 1, 96, 0.5),
        _need("ccgt", "gas", ["gas-port"], 1, 0.1, 8),
        _need("ccgt", "water", ["res-south", "res-gannet"], 1, 24, 6),
        _need("ccgt", "telecom", ["lx-south", "lx-centre"], 1, 48, 1),
        _need("ccgt", "control", ["grid-control"], 1, 48, 2),
        _need("wind-headland", "supply", ["prim-north"], 1, 0, 1),
        _need("wind-headland", "telecom", ["mast-headland"], 1, 24, 1),
        _need("gas-entry", "power", ["sub-dravenford"], 1, 24, 1),
        _need("gas-entry", "telecom", ["core-east"], 1, 24, 0.5),
        _need("gas-city", "gas", ["gas-entry"], 1, 3, 1),
        _need("gas-city", "power", ["sub-gannet"], 1, 12, 0.5),
        _need("gas-port", "gas", ["gas-entry"], 1, 3, 1),
        _need("gas-port", "power", ["sub-dock-south"], 1, 12, 0.5),
    ]
    return rows


def _telecom() -> list[Row]:
    """Exchanges on batteries and diesel, masts on small batteries, data centres on both."""
    rows = _each("exchange", "power", 2, "substation", buffer=72, restart=0.5)
    rows += _each("exchange", "fuel", 2, "fuel_depot", buffer=336)
    rows += _each("cable_landing", "power", 1, "substation", buffer=48, restart=0.5)
    rows += _each("local_exchange", "power", 1, "substation", buffer=8, restart=0.5)
    rows += _each("local_exchange", "backhaul", 2, "exchange", restart=0.25)
    rows += _each("mast", "power", 1, "substation", buffer=3, restart=0.25)
    rows += _each("mast", "backhaul", 2, "local_exchange", restart=0.1)
    rows += _each("data_centre payment_centre", "power", 2, "substation", buffer=72, restart=4)
    rows += _each("data_centre payment_centre", "telecom", 2, "exchange", restart=0.5)
    rows += _each("data_centre", "water", 1, "service_reservoir", buffer=24, restart=2)
    rows += [_need("payment-centre", "data", ["dc-colo", "dc-municipal"], 1, 1, 2)]
    return rows


def _water() -> list[Row]:
    """Works, pumps and reservoirs; the works take their chlorine from the terminal."""
    rows = _each("water_works", "power", 2, "substation", buffer=12, restart=4)
    rows += _each("water_works", "telecom", 1, "exchange", buffer=48, restart=1)
    rows += [_need(name, "chlorine", ["chlorine-terminal"], 1, 336, 4) for name in sites.of_kind("water_works")]
    rows += [_need("water-dam", "raw-water", ["dam-corrow"], 1, 24, 6)]
    rows += _each("pumping_station", "power", 1, "substation", buffer=1, restart=0.5)
    rows += _each("pumping_station", "water", 2, "water_works", restart=1)
    rows += _each("pumping_station", "telecom", 1, "local_exchange", buffer=36, restart=0.25)
    rows += _each("service_reservoir", "pumping", 2, "pumping_station", buffer=20, restart=2)
    rows += _each("wastewater_works", "power", 1, "substation", buffer=2, restart=6)
    rows += _each("wastewater_works", "telecom", 1, "local_exchange", buffer=36, restart=1)
    rows += [_need("dam-corrow", "power", ["sub-corrowmere"], 1, 72, 1)]
    rows += [_need("tide-gate", "power", ["sub-quay", "sub-dock-south"], 1, 8, 1)]
    rows += [_need("tide-gate", "control", ["vts"], 1, 24, 0.5)]
    return rows


def _fuel() -> list[Row]:
    return [
        _need("oil-terminal", "power", ["sub-dock-north"], 1, 1, 4),
        _need("oil-terminal", "pilotage", ["vts"], 1, 168, 2),
        _need("fuel-city", "fuel", ["oil-terminal"], 1, 120, 2),
        _need("fuel-city", "power", ["sub-quay"], 1, 4, 1),
        _need("fuel-vale", "fuel", ["oil-terminal"], 1, 144, 2),
        _need("fuel-vale", "power", ["sub-dravenford"], 1, 4, 1),
        _need("fuel-vale", "access", ["bridge-vale", "rail-bridge"], 1, 48, 1),
        _need("lpg-depot", "power", ["sub-dock-north"], 1, 2, 1),
    ]


def _rescue() -> list[Row]:
    """112, radio, fire, police, ambulance; two of four radio bases are enough; paper serves 112 for a week."""
    radios = sites.of_kind("radio_base")
    rows = [
        _need("control-112", "power", ["sub-gannet", "sub-centre"], 1, 96, 0.5),
        _need("control-112", "telecom", ["core-west", "core-east"], 1, 0, 0.25),
        _need("control-112", "radio", radios, 2, 4, 0.5),
        _need("control-112", "data", ["dc-municipal"], 1, 168, 1),
    ]
    rows += _each("radio_base", "power", 1, "substation", buffer=24, restart=0.25)
    rows += _each("radio_base", "backhaul", 2, "exchange", buffer=1, restart=0.1)
    brigades = "fire_station police_station ambulance_station"
    rows += _each(brigades, "dispatch", 1, "emergency_control", buffer=12, restart=0.1)
    rows += _each(brigades, "power", 1, "substation", buffer=24, restart=0.1)
    rows += _each("fire_station ambulance_station", "fuel", 2, "fuel_depot", buffer=96)
    rows += _each("coastguard vessel_traffic", "power", 1, "substation", buffer=24, restart=0.25)
    rows += _each("coastguard vessel_traffic", "telecom", 2, "local_exchange", buffer=2, restart=0.25)
    return rows


def _health() -> list[Row]:
    """Hospitals have three days of diesel and a day of water."""
    rows = _each("hospital", "power", 2, "substation", buffer=72, restart=2)
    rows += _each("hospital", "water", 2, "service_reservoir", buffer=24, restart=3)
    rows += _each("hospital", "telecom", 2, "local_exchange", buffer=8, restart=0.5)
    rows += _each("hospital", "supplies", 1, "medical_store", buffer=96, restart=4)
    rows += _each("hospital", "blood", 1, "blood_bank", buffer=48)
    rows += _each("clinic", "power", 1, "substation", buffer=1, restart=0.5)
    rows += _each("clinic", "water", 1, "service_reservoir", buffer=8, restart=1)
    rows += _each("clinic", "telecom", 1, "local_exchange", buffer=8, restart=0.25)
    rows += _each("care_home", "power", 1, "substation", buffer=6, restart=0.5)
    rows += _each("care_home", "water", 1, "service_reservoir", buffer=24, restart=1)
    rows += _each("care_home", "food", 3, "warehouse", buffer=72)
    rows += [
        _need("blood-bank", "power", ["sub-centre", "sub-gannet"], 1, 48, 1),
        _need("medical-store", "power", ["sub-gannet"], 1, 12, 1),
        _need("medical-store", "data", ["dc-colo"], 1, 24, 2),
        _need("medical-store", "access", ["bridge-weir", "bridge-vale"], 1, 12, 1),
    ]
    return rows


def _people() -> list[Row]:
    """Schools close without power or water; food hubs keep cold for six hours."""
    rows = _each("school university", "power", 1, "substation", restart=1)
    rows += _each("school university", "water", 1, "service_reservoir", buffer=4, restart=1)
    rows += _each("stadium market", "power", 1, "substation", restart=1)
    rows += _each("warehouse cold_store", "power", 1, "substation", buffer=6, restart=3)
    rows += _each("warehouse", "data", 1, "data_centre", buffer=24, restart=2)
    rows += _each("warehouse", "fuel", 2, "fuel_depot", buffer=72)
    rows += [_need("food-hub-east", "access", ["bridge-vale", "bridge-weir"], 1, 24, 1)]
    rows += [_need("food-hub-west", "access", ["bridge-quay", "tunnel-north", "bridge-weir"], 2, 24, 1)]
    return rows


def _port() -> list[Row]:
    quays = "container_terminal bulk_quay ferry_terminal fish_quay"
    rows = _each(quays, "power", 1, "substation", restart=2)
    rows += _each(quays, "pilotage", 1, "vessel_traffic", buffer=4, restart=1)
    rows += [_need(name, "data", ["dc-port"], 1, 2, 4) for name in ("container-north", "container-south", "customs")]
    rows += [_need(name, "customs", ["customs"], 1, 24, 1) for name in ("container-north", "container-south")]
    rows += [_need(name, "rail", ["rail-yard"], 1, 96, 6) for name in ("container-north", "container-south")]
    rows += [_need("customs", "power", ["sub-dock-north", "sub-quay"], 1, 8, 0.5)]
    rows += [_need("container-north", "access", ["bridge-quay", "tunnel-north"], 1, 48, 1)]
    return rows


def _industry() -> list[Row]:
    """Chemical sites shut down safely when they lose power, water or communication."""
    hazardous = "chemical_terminal ammonia_plant chemical_plant"
    rows = _each(hazardous, "power", 1, "substation", buffer=0.5, restart=24)
    rows += _each(hazardous, "water", 1, "service_reservoir", buffer=6, restart=12)
    rows += _each(hazardous, "telecom", 1, "local_exchange", buffer=24, restart=1)
    rows += [
        _need("chlorine-terminal", "rail", ["rail-yard"], 1, 168, 4),
        _need("ammonia-plant", "gas", ["gas-port"], 1, 1, 36),
        _need("ammonia-plant", "pilotage", ["vts"], 1, 240, 4),
        _need("plastics-plant", "rail", ["rail-yard"], 1, 120, 4),
        _need("solvent-terminal", "pilotage", ["vts"], 1, 168, 4),
    ]
    return rows


def _transport() -> list[Row]:
    rows = _each("rail_station rail_yard", "signalling", 1, "rail_control", restart=2)
    rows += _each("rail_station rail_yard", "power", 2, "substation", buffer=0.5, restart=2)
    rows += _each("bus_depot", "fuel", 2, "fuel_depot", buffer=72)
    rows += _each("bus_depot airfield traffic_control road_tunnel", "power", 1, "substation", buffer=4, restart=0.5)
    rows += [
        _need("rail-control", "power", ["sub-centre", "sub-southbank"], 1, 12, 1),
        _need("rail-control", "telecom", ["core-west", "core-east"], 1, 0.1, 1),
        _need("rail-pellowick", "track", ["rail-bridge"], 1, 0, 1),
        _need("rail-dravenford", "track", ["rail-bridge"], 1, 0, 1),
        _need("rail-yard", "track", ["rail-bridge"], 1, 24, 2),
        _need("tunnel-north", "control", ["traffic-control"], 1, 1, 0.5),
        _need("traffic-control", "data", ["dc-municipal"], 1, 6, 1),
    ]
    return rows


def _offices() -> list[Row]:
    offices = "town_hall regional_office court registry tax_office"
    rows = _each(offices, "power", 1, "substation", buffer=1, restart=0.5)
    rows += _each(offices, "telecom", 1, "local_exchange", buffer=4, restart=0.5)
    rows += [
        _need(name, "data", ["dc-municipal"], 1, 2, 1)
        for name in sites.of_kind("town_hall", "registry", "regional_office")
    ]
    rows += [_need("archive", "power", ["sub-quay"], 1, 24, 1)]
    return rows
