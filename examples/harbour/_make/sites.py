"""sites.csv: what there is to protect, and what can harm.

People served are those who miss the service at any one time: all who live nearest for power or water, callers of a
usual day for a counter and of a month for 112, jobs that stand still for a quay or a plant, nobody for a site that only
serves other sites.
"""

# ruff: noqa: E501 - the tables keep one row on a line

import math
from typing import Any

from . import economy, geography

# id, name, x, y [km], people served (None: those who live nearest), value [million EUR]; one list a kind of site.
Point = tuple[str, str, float, float, float | None, float]

FIELD = {
    "economic": "power_plant wind_farm grid_supply primary_substation substation gas_station oil_terminal fuel_depot "
    "container_terminal bulk_quay ferry_terminal fish_quay customs rail_station rail_yard rail_control rail_bridge "
    "chemical_terminal chemical_plant ammonia_plant cold_store lpg_depot warehouse market payment_centre bus_depot "
    "airfield medical_store",
    "cyber": "exchange local_exchange mast cable_landing data_centre grid_control",
    "social": "water_works pumping_station service_reservoir wastewater_works hospital clinic care_home school "
    "university stadium fire_station police_station emergency_control radio_base ambulance_station blood_bank",
    "territorial": "dam vessel_traffic coastguard road_bridge road_tunnel tide_gate traffic_control",
    "political": "town_hall court registry archive regional_office tax_office",
}

# fmt: off
POINTS: dict[str, tuple[Point, ...]] = {
    "power_plant": (("ccgt", "Southmole gas power station", 0.9, -2.6, 0, 420),),
    "wind_farm": (("wind-headland", "Headland wind farm", -2.4, 8.6, 0, 95),),
    "grid_supply": (
        ("gsp-north", "Pellow Ridge grid supply point", 13.4, 7.2, 0, 60),
        ("gsp-south", "Saltmarsh grid supply point", 10.4, -6.4, 0, 55),
    ),
    "grid_control": (("grid-control", "Region grid control room", 9.1, 2.6, 0, 22),),
    "primary_substation": (
        ("prim-north", "Northbank primary substation", 5.2, 4.8, 0, 24),
        ("prim-centre", "Mill Lane primary substation", 4.6, -0.6, 0, 30),
        ("prim-port", "Dockgate primary substation", 1.8, 0.9, 0, 21),
        ("prim-vale", "Pellowick primary substation", 13.6, 3.0, 0, 22),
    ),
    "substation": (
        ("sub-quay", "Old Quay substation", 2.9, 0.6, None, 6),
        ("sub-centre", "Exchange Street substation", 4.0, -0.2, None, 7),
        ("sub-northbank", "Northbank substation", 4.2, 3.3, None, 6),
        ("sub-northgate", "Northgate substation", 5.6, 5.3, None, 5),
        ("sub-southbank", "Southbank substation", 4.1, -3.0, None, 6),
        ("sub-saltings", "Saltings substation", 7.1, -3.2, None, 5),
        ("sub-gannet", "Gannet Hill substation", 7.5, 1.6, None, 6),
        ("sub-dock-north", "North dock substation", 1.2, 2.0, None, 5),
        ("sub-dock-south", "South dock substation", 1.1, -1.6, None, 5),
        ("sub-pellowick", "Pellowick substation", 14.3, 4.4, None, 5),
        ("sub-dravenford", "Dravenford substation", 16.7, -2.4, None, 5),
        ("sub-corrowmere", "Corrowmere substation", 18.5, 7.6, None, 3),
        ("sub-hathersand", "Hathersand substation", 1.6, 11.4, None, 3),
        ("sub-eskermoor", "Eskermoor substation", 2.4, -11.2, None, 3),
        ("sub-vantholme", "Vantholme substation", 12.1, -10.4, None, 3),
    ),
    "gas_station": (
        ("gas-entry", "Vale gas entry station", 17.4, 1.2, 0, 14),
        ("gas-city", "Gannet gas pressure station", 8.2, 0.2, 180000, 6),
        ("gas-port", "Southmole gas pressure station", 1.9, -3.0, 60000, 5),
    ),
    "exchange": (
        ("core-west", "Core exchange West", 3.4, 0.9, 0, 38),
        ("core-east", "Core exchange East", 13.0, 2.2, 0, 34),
    ),
    "cable_landing": (("cable-landing", "Hathersand cable landing station", 0.7, 10.8, 0, 26),),
    "local_exchange": (
        ("lx-centre", "Centre exchange", 3.8, -0.4, None, 8),
        ("lx-north", "Northbank exchange", 4.6, 3.8, None, 7),
        ("lx-south", "Southbank exchange", 4.4, -3.6, None, 7),
        ("lx-gannet", "Gannet Hill exchange", 7.8, 1.2, None, 6),
        ("lx-pellowick", "Pellowick exchange", 14.0, 4.0, None, 5),
        ("lx-dravenford", "Dravenford exchange", 16.9, -2.8, None, 5),
        ("lx-coast", "Hathersand exchange", 1.3, 11.7, None, 3),
        ("lx-moor", "Eskermoor exchange", 2.2, -11.5, None, 3),
    ),
    "mast": (
        ("mast-quay", "Quay mast", 2.2, 0.2, None, 0.6),
        ("mast-cathedral", "Cathedral Square mast", 3.9, 0.7, None, 0.6),
        ("mast-north", "Northbank mast", 4.7, 3.0, None, 0.5),
        ("mast-northgate", "Northgate mast", 5.9, 5.6, None, 0.5),
        ("mast-south", "Southbank mast", 3.9, -3.9, None, 0.5),
        ("mast-saltings", "Saltings mast", 7.4, -2.6, None, 0.5),
        ("mast-gannet", "Gannet Hill mast", 8.0, 1.9, None, 0.7),
        ("mast-port", "Port mast", 1.1, 0.9, None, 0.5),
        ("mast-pellowick", "Pellowick mast", 14.5, 4.8, None, 0.5),
        ("mast-ridge", "Pellow Ridge mast", 13.1, 8.4, None, 0.8),
        ("mast-dravenford", "Dravenford mast", 16.4, -2.1, None, 0.5),
        ("mast-corrowmere", "Corrowmere mast", 18.9, 8.1, None, 0.5),
        ("mast-headland", "Headland mast", -1.8, 8.0, None, 0.8),
        ("mast-eskermoor", "Eskermoor mast", 2.6, -11.0, None, 0.6),
        ("mast-vantholme", "Vantholme mast", 11.8, -10.9, None, 0.6),
    ),
    "data_centre": (
        ("dc-municipal", "Municipal data centre", 5.0, -1.2, 0, 45),
        ("dc-colo", "Gannet colocation centre", 8.6, 2.4, 0, 80),
        ("dc-port", "Port community system", 1.6, 0.3, 0, 28),
    ),
    "oil_terminal": (("oil-terminal", "North mole oil terminal", -0.2, 3.1, 0, 140),),
    "fuel_depot": (
        ("fuel-city", "Dockgate fuel depot", 2.1, 1.9, 60000, 32),
        ("fuel-vale", "Dravenford fuel depot", 15.4, -1.6, 30000, 24),
    ),
    "water_works": (
        ("water-river", "Tarn water works", 12.6, 0.4, 0, 110),
        ("water-dam", "Corrowmere water works", 19.4, 6.2, 0, 90),
    ),
    "pumping_station": (
        ("pump-west", "Gannet pumping station", 8.8, 0.6, 0, 12),
        ("pump-north", "Northgate pumping station", 7.0, 4.6, 0, 9),
        ("pump-south", "Saltings pumping station", 8.2, -3.8, 0, 9),
        ("pump-vale", "Pellowick pumping station", 14.8, 2.8, 0, 8),
        ("pump-coast", "Hathersand pumping station", 3.6, 9.2, 0, 5),
    ),
    "service_reservoir": (
        ("res-gannet", "Gannet Hill reservoir", 8.4, 1.0, None, 16),
        ("res-north", "Northgate reservoir", 6.6, 5.8, None, 14),
        ("res-south", "Southbank reservoir", 5.6, -4.6, None, 14),
        ("res-vale", "Pellowick reservoir", 14.9, 5.2, None, 11),
        ("res-dravenford", "Dravenford reservoir", 17.4, -3.4, None, 10),
        ("res-coast", "Hathersand reservoir", 2.6, 11.0, None, 6),
        ("res-moor", "Eskermoor reservoir", 3.2, -10.8, None, 6),
    ),
    "wastewater_works": (
        ("sewage-south", "Southmole wastewater works", 2.2, -4.8, 38000, 85),
        ("sewage-vale", "Dravenford wastewater works", 15.2, -3.6, 14000, 40),
    ),
    "dam": (("dam-corrow", "Corrow dam", 20.6, 6.6, 0, 130),),
    "hospital": (
        ("hospital-central", "Marrowen General Hospital", 4.9, 0.9, None, 310),
        ("hospital-north", "Northbank Hospital", 5.0, 4.2, None, 150),
        ("hospital-south", "Southbank Hospital", 5.1, -3.9, None, 160),
        ("hospital-children", "Children's and Maternity Hospital", 6.4, -0.8, None, 120),
        ("hospital-vale", "Vale District Hospital", 15.4, 1.4, None, 140),
    ),
    "clinic": (
        ("clinic-quay", "Old Quay health centre", 2.8, 0.0, None, 6),
        ("clinic-north", "Northbank health centre", 4.0, 3.9, None, 6),
        ("clinic-south", "Southbank health centre", 3.7, -3.2, None, 6),
        ("clinic-gannet", "Gannet Hill health centre", 7.2, 1.0, None, 6),
        ("clinic-pellowick", "Pellowick health centre", 14.0, 4.6, None, 5),
        ("clinic-dravenford", "Dravenford health centre", 17.0, -2.2, None, 5),
        ("clinic-hathersand", "Hathersand health centre", 1.5, 11.9, None, 4),
        ("clinic-eskermoor", "Eskermoor health centre", 2.0, -11.8, None, 4),
    ),
    "blood_bank": (("blood-bank", "Region blood bank", 5.3, 0.5, 0, 14),),
    "medical_store": (("medical-store", "Medical supplies store", 9.4, -1.4, 0, 35),),
    "ambulance_station": (
        ("ambulance-city", "City ambulance station", 4.5, 1.4, 0, 6),
        ("ambulance-vale", "Vale ambulance station", 15.1, 1.8, 0, 5),
    ),
    "fire_station": (
        ("fire-central", "Central fire station", 4.2, 0.4, None, 12),
        ("fire-north", "Northbank fire station", 4.9, 3.2, None, 8),
        ("fire-south", "Southbank fire station", 4.6, -2.8, None, 8),
        ("fire-gannet", "Gannet Hill fire station", 7.9, 0.6, None, 7),
        ("fire-port", "Port fire station", 1.5, 1.2, None, 14),
        ("fire-pellowick", "Pellowick fire station", 14.6, 3.8, None, 6),
        ("fire-dravenford", "Dravenford fire station", 16.2, -2.8, None, 6),
        ("fire-corrowmere", "Corrowmere fire station", 18.2, 7.4, None, 4),
        ("fire-hathersand", "Hathersand fire station", 1.8, 11.2, None, 4),
        ("fire-eskermoor", "Eskermoor fire station", 2.8, -11.6, None, 4),
    ),
    "police_station": (
        ("police-centre", "Centre police station", 3.6, -0.9, None, 9),
        ("police-north", "Northbank police station", 4.3, 4.2, None, 6),
        ("police-south", "Southbank police station", 4.8, -3.2, None, 6),
        ("police-vale", "Pellowick police station", 13.9, 3.7, None, 6),
        ("police-port", "Harbour police post", 1.7, -0.4, None, 4),
    ),
    "emergency_control": (("control-112", "112 emergency control centre", 5.6, 1.9, 20000, 26),),
    "radio_base": (
        ("radio-gannet", "Gannet Hill emergency radio", 8.1, 2.1, 0, 2),
        ("radio-ridge", "Pellow Ridge emergency radio", 13.0, 8.6, 0, 2),
        ("radio-headland", "Headland emergency radio", -1.6, 7.8, 0, 2),
        ("radio-moor", "Eskermoor emergency radio", 3.4, -10.2, 0, 2),
    ),
    "school": tuple(
        (f"school-{name.lower().replace(' ', '-')}", f"{name} school", x, y, pupils, worth)
        for name, x, y, pupils, worth in (
            ("Anchor Street", 2.6, 1.1, 620, 9), ("Cathedral", 3.7, 1.2, 880, 12), ("Mill Lane", 4.8, -0.2, 940, 12),
            ("Ropewalk", 3.1, -1.2, 710, 10), ("Northbank First", 4.0, 2.8, 690, 9), ("Northbank Upper", 4.9, 3.9, 1150, 15),
            ("Northgate", 6.0, 5.1, 830, 11), ("Lighthouse Road", 3.3, 4.6, 560, 8), ("Southbank First", 3.8, -2.6, 720, 9),
            ("Southbank Upper", 4.7, -4.0, 1210, 15), ("Terrace", 5.6, -2.9, 640, 9), ("Saltings", 7.0, -2.4, 900, 12),
            ("Gannet First", 7.1, 1.9, 650, 9), ("Gannet Upper", 8.2, 1.4, 1080, 14), ("Orchard", 6.2, 2.4, 580, 8),
            ("Weir", 6.3, -1.5, 540, 8), ("Pellowick First", 13.8, 4.5, 600, 8), ("Pellowick Upper", 14.6, 3.4, 1020, 13),
            ("Dravenford First", 16.3, -3.2, 630, 8), ("Dravenford Upper", 17.2, -2.0, 1100, 13),
            ("Corrowmere", 18.8, 7.2, 520, 7), ("Hathersand", 1.2, 11.2, 540, 7), ("Eskermoor", 1.9, -11.0, 560, 7),
            ("Vantholme", 12.4, -10.2, 480, 7),
        )
    ),
    "university": (("university", "Marrowen University", 6.8, 0.2, 14000, 190),),
    "care_home": (
        ("care-quay", "Old Quay care home", 3.2, 1.6, 96, 7), ("care-north", "Northbank care home", 5.4, 3.4, 120, 8),
        ("care-south", "Southbank care home", 3.6, -3.7, 110, 8), ("care-gannet", "Gannet Hill care home", 7.6, 2.6, 88, 7),
        ("care-pellowick", "Pellowick care home", 13.7, 5.0, 92, 7), ("care-coast", "Hathersand care home", 2.0, 12.2, 70, 5),
    ),
    "stadium": (("stadium", "Tarnside stadium", 6.6, 3.4, 0, 75),),
    "chemical_terminal": (
        ("chlorine-terminal", "Marrowen Chemical Terminal (chlorine)", 0.55, 2.75, 400, 165),
        ("solvent-terminal", "Bay solvent terminal", 0.2, 2.3, 0, 90),
    ),
    "ammonia_plant": (("ammonia-plant", "Southmole fertiliser works", 0.7, -2.1, 3800, 230),),
    "chemical_plant": (
        ("plastics-plant", "Tarn plastics works", 10.9, -0.6, 900, 120), ("paint-plant", "Saltings coatings works", 8.9, -4.6, 300, 45),
    ),
    "cold_store": (
        ("cold-fish", "Fish quay cold store", 2.05, -0.2, 0, 18), ("cold-vale", "Vale food cold store", 13.2, 0.9, 0, 22),
    ),
    "lpg_depot": (("lpg-depot", "Dockgate LPG depot", 1.9, 2.6, 8000, 18),),
    "container_terminal": (
        ("container-north", "North container terminal", 0.95, 1.5, 12000, 260),
        ("container-south", "South container terminal", 0.9, -0.9, 10000, 210),
    ),
    "bulk_quay": (("bulk-quay", "Grain and bulk quay", 1.0, -1.4, 3000, 80),),
    "ferry_terminal": (("ferry", "Ferry terminal", 1.7, 0.05, 6000, 38),),
    "fish_quay": (("fish-quay", "Fish quay", 1.95, -0.5, 600, 16),),
    "customs": (("customs", "Customs inspection post", 1.5, 1.0, 0, 12),),
    "vessel_traffic": (("vts", "Vessel traffic service", 0.85, 0.45, 0, 11),),
    "coastguard": (("coastguard", "Coastguard station", 0.2, 3.3, 0, 9),),
    "tide_gate": (("tide-gate", "Tarn tide gate", 1.9, -0.75, 85000, 70),),
    "rail_station": (
        ("rail-central", "Marrowen Central station", 3.9, -1.1, 38000, 60), ("rail-north", "Northbank station", 4.6, 2.5, 9000, 10),
        ("rail-pellowick", "Pellowick station", 13.9, 3.3, 11000, 12), ("rail-dravenford", "Dravenford station", 16.5, -2.0, 8000, 10),
    ),
    "rail_yard": (("rail-yard", "Dockgate freight yard", 2.3, -1.5, 0, 55),),
    "rail_control": (("rail-control", "Rail signalling centre", 5.8, -0.4, 0, 40),),
    "rail_bridge": (("rail-bridge", "Tarn rail bridge", 9.8, -0.3, 0, 48),),
    "road_bridge": (
        ("bridge-quay", "Quay bridge", 2.9, -0.55, 45000, 42), ("bridge-weir", "Weir bridge", 6.1, -0.1, 38000, 35),
        ("bridge-vale", "Vale viaduct", 11.6, -0.4, 30000, 52),
    ),
    "road_tunnel": (("tunnel-north", "Northbank road tunnel", 3.4, 2.2, 52000, 120),),
    "traffic_control": (("traffic-control", "Traffic control centre", 5.2, 2.0, 0, 9),),
    "bus_depot": (
        ("bus-city", "Mill Lane bus depot", 5.5, -1.4, 110000, 28), ("bus-vale", "Pellowick bus depot", 14.2, 3.0, 30000, 12),
    ),
    "airfield": (("airfield", "Eskermoor airfield", 5.4, -9.4, 1500, 45),),
    "warehouse": (
        ("food-hub-west", "Dockgate food hub", 2.9, -2.0, 26000, 40), ("food-hub-east", "Vale food hub", 12.4, 1.6, 22000, 36),
        ("food-hub-south", "Saltings food hub", 8.6, -2.6, 12000, 24),
    ),
    "market": (("market", "Central market hall", 3.5, 0.1, 5000, 15),),
    "payment_centre": (("payment-centre", "Region payment processing centre", 8.4, 2.9, 200000, 50),),
    "town_hall": (
        ("hall-city", "Marrowen city hall", 3.8, 0.35, 9000, 48), ("hall-northbank", "Northbank district office", 4.4, 3.5, 2500, 8),
        ("hall-southbank", "Southbank district office", 4.3, -3.4, 2500, 8), ("hall-vale", "Tarn Vale district hall", 14.1, 4.1, 4000, 16),
        ("hall-port", "Port authority house", 1.8, 0.5, 0, 14),
    ),
    "regional_office": (("regional-office", "Regional government building", 5.0, 0.1, 3000, 70),),
    "court": (("court", "Region court house", 4.1, 0.8, 0, 38),),
    "registry": (("registry", "Civil and land registry", 4.3, -0.5, 4000, 20),),
    "archive": (("archive", "Region archive", 3.3, 0.5, 0, 30),),
    "tax_office": (("tax-office", "Tax office", 4.7, 0.3, 0, 14),),
}
# fmt: on

HOSTS = {
    "chlorine-terminal": "MCT-*;FW-MCT-*;SIS-*",
    "dc-municipal": "CIT-*;FW-CIT-*",
    "dc-port": "PCS-*;FW-PCS-*",
    "hospital-central": "HOS-*",
    "grid-control": "GRD-*",
}
PRODUCTS = {
    "chlorine-terminal": "Orlane:SafetyBuilder;Kestrelgate:GateOS",
    "ammonia-plant": "Orlane:SafetyBuilder",
    "dc-municipal": "Kestrelgate:GateOS",
    "dc-port": "Velspar:FileCourier",
    "hospital-central": "Mediform:WardView",
    "grid-control": "Torvik:GridLine*",
    "water-river": "Torvik:FlowStation",
    "payment-centre": "Velspar:FileCourier",
}
OWN_JURISDICTION = {
    "regional-office": "region",
    "registry": "region",
    "grid-control": "region",
    "control-112": "region",
    "court": "region",
    "dam-corrow": "region",
}


def sites(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All sites, by id; people served by networks are those whose cell lies nearest."""
    rows = []
    for kind, points in POINTS.items():
        nearest = _catchments(points, cells)
        rows += [_site(kind, point, nearest) for point in points]
    return sorted(rows, key=lambda row: str(row["id"]))


def position() -> dict[str, tuple[float, float]]:
    """Where each site stands [km]."""
    return {point[0]: (point[2], point[3]) for points in POINTS.values() for point in points}


def of_kind(*kinds: str) -> list[str]:
    """The sites of some kinds, in the order they are written above."""
    return [point[0] for kind in kinds for point in POINTS[kind]]


def _catchments(points: tuple[Point, ...], cells: list[dict[str, Any]]) -> dict[str, int]:
    found = {point[0]: 0 for point in points}
    for cell in cells:
        nearest = min(points, key=lambda p: (_distance(p, cell), p[0]))
        found[nearest[0]] += cell["night"]
    return found


def _distance(point: Point, cell: dict[str, Any]) -> float:
    lon, lat = geography.degrees(point[2], point[3])
    return math.hypot((lon - cell["lon"]) * math.cos(math.radians(lat)), lat - cell["lat"])


def _site(kind: str, point: Point, nearest: dict[str, int]) -> dict[str, Any]:
    name, title, x, y, served, million = point
    lon, lat = geography.degrees(x, y)
    people = nearest[name] if served is None else served
    (field,) = (field for field, kinds in FIELD.items() if kind in kinds.split())
    who = OWN_JURISDICTION.get(name) or geography.jurisdiction(x, y)
    sector, share = economy.SHARES.get(name, (None, None))
    return {
        "id": name,
        "name": title,
        "kind": kind,
        "jurisdiction": who,
        "lon": lon,
        "lat": lat,
        "people_served": people,
        "value": round(million * 1e6),
        "field": field,
        "hosts": HOSTS.get(name, ""),
        "products": PRODUCTS.get(name, ""),
        "sector": sector,
        "sector_share": share,
    }
