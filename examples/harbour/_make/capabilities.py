"""capabilities.csv and needs.csv: what there is to act with, of six kinds, and what acting asks for."""

# ruff: noqa: E501 - the tables keep one row on a line

from typing import Any

Row = dict[str, Any]
# fmt: off
# id, title, authority, available, unit, cost of one more [EUR] (None: money cannot buy it)
KINDS: dict[str, tuple[tuple[str, str, str, float, str, float | None], ...]] = {
    "materials": (
        ("foam", "Foam concentrate for tank fires", "port", 18, "t", 4200), ("sandbags", "Filled sandbags", "city", 22000, "bags", 3), ("diesel-reserve", "Diesel for emergency generators", "region", 260, "t", 1500), ("antidotes", "Treatment sets for lung damage by gases", "city", 240, "sets", 380), ("masks", "Breathing masks for the public", "region", 90000, "pieces", 1.2), ("drinking-water", "Bottled water in store", "region", 140, "t", 600), ("chlorine-kits", "Sealing kits for chlorine vessels", "port", 3, "kits", 9500), ("oil-booms", "Floating booms", "port", 4200, "m", 90), ("blood", "Blood of all groups above daily use", "region", 320, "units", 180), ("spare-antennas", "Spare antennas and cables", "region", 14, "sets", 22000),
    ),
    "technology": (
        ("log-store", "Central log store, one year", "region", 40, "TB", 2500), ("copies-offline", "Copies kept off line", "city", 120, "TB", 900), ("plume-model", "Gas dispersion model at the control centre", "region", 1, "licences", 18000), ("gas-detectors", "Networked gas detectors at the port", "port", 46, "detectors", 5200), ("river-gauges", "River and tide gauges on line", "vale", 11, "gauges", 14000), ("siren-net", "Sirens that can be heard indoors", "city", 12, "sirens", 38000), ("sms-broadcast", "Cell broadcast to all telephones", "region", 1, "in use", 240000), ("project-compare", "Tool that compares controller projects with the master copy", "port", 1, "licences", 26000), ("traffic-model", "Model for closures and detours", "city", 1, "licences", 30000), ("fire-cameras", "Cameras for smoke on the ridge", "vale", 5, "cameras", 17000),
    ),
    "equipment": (
        ("fire-engines", "Fire engines", "region", 27, "vehicles", 420000), ("hazmat-units", "Hazardous materials units", "region", 3, "vehicles", 780000), ("ambulances", "Ambulances", "region", 38, "vehicles", 190000), ("pumps", "High-volume pumps", "region", 9, "pumps", 160000), ("gas-suits", "Gas-tight suits", "region", 44, "suits", 2900), ("generators", "Mobile generators above 200 kVA", "region", 16, "generators", 95000), ("boats", "Rescue boats", "port", 7, "boats", 120000), ("tankers-water", "Water tankers", "region", 12, "vehicles", 210000), ("tugs", "Harbour tugs", "port", 4, "tugs", 9000000), ("icu-beds", "Intensive care beds", "region", 74, "beds", 160000),
    ),
    "talent": (
        ("ot-engineers", "Engineers who know safety controllers", "port", 6, "persons", 95000), ("analysts", "Security analysts", "region", 9, "persons", 78000), ("network-engineers", "Network engineers of public bodies", "city", 14, "persons", 72000), ("firefighters", "Professional firefighters on a shift", "region", 96, "persons", 52000), ("inspectors", "Inspectors for major-accident establishments", "region", 3, "persons", 70000), ("doctors-emergency", "Emergency doctors on a shift", "region", 21, "persons", None), ("nurses-icu", "Intensive care nurses on a shift", "region", 58, "persons", None), ("line-crews", "Crews for overhead lines", "region", 8, "crews", 260000), ("builders", "Project engineers for public works", "region", 24, "persons", 68000), ("pilots", "Harbour pilots", "port", 11, "persons", None),
    ),
    "law": (
        ("order-evacuate", "Power to order evacuation", "region", 1, "in force", None), ("order-shelter", "Power to close roads and keep people indoors", "city", 1, "in force", None), ("order-cargo", "Port order limiting dangerous goods on quays", "port", 1, "in force", None), ("land-use", "Land-use rule around major-accident establishments", "region", 1, "in force", None), ("wagon-limit", "Agreement with the railway limiting wagons", "region", 0, "in force", 40000), ("nis-order", "Order naming the region's essential services", "region", 1, "in force", None), ("heat-order", "Order on working hours in heat", "region", 1, "in force", None), ("fuel-rationing", "Power to ration fuel", "region", 1, "in force", None), ("data-sharing", "Agreement on sharing logs between bodies", "region", 0, "in force", 60000), ("election-paper", "Election rule that allows printed registers", "region", 1, "in force", None),
    ),
    "mechanism": (
        ("crisis-staff", "Crisis staff that can sit within an hour", "region", 2, "staffs", 150000), ("mutual-aid", "Mutual aid with neighbouring regions", "region", 3, "agreements", 20000), ("cert-exchange", "Exchange with the CERT of Ossary", "port", 1, "agreements", 15000), ("exercise-programme", "Full exercises a year", "region", 4, "exercises", 85000), ("procurement", "Purchases that can be made at once", "region", 12, "purchases", 30000), ("care-register", "Register of institutions that need help in heat (no persons)", "region", 1, "registers", 40000), ("volunteers", "Volunteer groups under contract", "city", 17, "groups", 6000), ("harbour-master", "Round-the-clock harbour master's desk", "port", 1, "desks", 420000), ("patch-board", "Board that decides on urgent updates", "region", 0, "boards", 35000), ("press-desk", "Press desk in three languages", "region", 1, "desks", 90000),
    ),
}
# fmt: off
# fmt: on
# by measure or scenario, capability, amount
NEEDS = (
    ("terminal-zones", "ot-engineers", 3),
    ("terminal-zones", "network-engineers", 2),
    ("terminal-trip", "ot-engineers", 3),
    ("terminal-key", "ot-engineers", 0.5),
    ("terminal-key", "project-compare", 1),
    ("terminal-curtain", "builders", 2),
    ("terminal-curtain", "gas-detectors", 10),
    ("terminal-move", "builders", 12),
    ("terminal-move", "land-use", 1),
    ("watch-24h", "analysts", 7),
    ("watch-24h", "log-store", 22),
    ("watch-24h", "data-sharing", 1),
    ("inventory", "analysts", 1),
    ("inventory", "nis-order", 1),
    ("patching", "network-engineers", 4),
    ("patching", "patch-board", 1),
    ("hospital-copies", "copies-offline", 40),
    ("hospital-copies", "network-engineers", 2),
    ("hospital-second-factor", "network-engineers", 2),
    ("port-standby", "network-engineers", 3),
    ("city-copies", "copies-offline", 60),
    ("city-copies", "network-engineers", 2),
    ("two-suppliers", "network-engineers", 4),
    ("two-suppliers", "procurement", 2),
    ("yard-limit", "wagon-limit", 1),
    ("sirens-shelter", "siren-net", 10),
    ("sirens-shelter", "order-shelter", 1),
    ("heat-plan", "care-register", 1),
    ("heat-plan", "volunteers", 9),
    ("cool-rooms", "volunteers", 6),
    ("surge-beds", "nurses-icu", 30),
    ("surge-beds", "builders", 3),
    ("antivirals", "procurement", 2),
    ("water-uv", "builders", 2),
    ("ammonia-breakaway", "procurement", 1),
    ("mast-batteries", "line-crews", 1),
    ("exchange-diesel", "line-crews", 2),
    ("exchange-diesel", "generators", 8),
    ("spare-transformer", "line-crews", 1),
    ("underground-lines", "line-crews", 6),
    ("underground-lines", "builders", 10),
    ("quay-barriers", "builders", 1),
    ("tide-gate-raise", "builders", 6),
    ("upstream-storage", "builders", 5),
    ("fire-breaks", "volunteers", 3),
    ("slope-sensors", "builders", 1),
    ("hospital-strengthening", "builders", 8),
    ("harbour-tug", "pilots", 2),
    ("fuel-reserve", "builders", 2),
    ("second-112", "builders", 2),
    ("paper-registers", "election-paper", 1),
    ("hall-sprinklers", "builders", 1),
    ("payment-fallback", "procurement", 1),
    ("council-counters", "exercise-programme", 1),
    ("chlorine-leak", "hazmat-units", 3),
    ("chlorine-leak", "gas-suits", 32),
    ("chlorine-leak", "chlorine-kits", 1),
    ("chlorine-burst", "ambulances", 60),
    ("chlorine-burst", "antidotes", 900),
    ("chlorine-burst", "icu-beds", 160),
    ("chlorine-wagon", "hazmat-units", 4),
    ("chlorine-wagon", "antidotes", 400),
    ("terminal-intrusion", "ot-engineers", 4),
    ("terminal-intrusion", "antidotes", 600),
    ("terminal-intrusion", "hazmat-units", 4),
    ("terminal-intrusion", "project-compare", 1),
    ("ammonia-ship", "gas-suits", 24),
    ("natech-chlorine", "gas-suits", 32),
    ("windstorm", "line-crews", 10),
    ("windstorm", "spare-antennas", 8),
    ("storm-surge", "pumps", 10),
    ("storm-surge", "sandbags", 18000),
    ("river-flood", "pumps", 7),
    ("river-flood", "boats", 5),
    ("wildfire", "fire-engines", 22),
    ("wildfire", "mutual-aid", 1),
    ("earthquake", "crisis-staff", 3),
    ("earthquake", "ambulances", 70),
    ("blackout", "generators", 26),
    ("blackout", "diesel-reserve", 310),
    ("fuel-shortage", "fuel-rationing", 1),
    ("fuel-shortage", "diesel-reserve", 180),
    ("heatwave", "ambulances", 34),
    ("pandemic", "icu-beds", 140),
    ("pandemic", "nurses-icu", 110),
    ("pandemic", "masks", 300000),
    ("waterborne", "drinking-water", 1200),
    ("waterborne", "tankers-water", 10),
    ("channel-blocked", "tugs", 4),
    ("channel-blocked", "oil-booms", 5000),
    ("hospital-extortion", "analysts", 5),
    ("city-extortion", "analysts", 6),
    ("grid-intrusion", "line-crews", 9),
    ("emergency-line", "press-desk", 1),
    ("election-systems", "election-paper", 1),
)
# fmt: on


def capabilities() -> list[Row]:
    """Sixty capabilities, by id."""
    names = ("id", "title", "jurisdiction", "available", "unit", "cost")
    rows = [dict(zip(names, row, strict=True)) | {"kind": kind} for kind, group in KINDS.items() for row in group]
    return sorted(
        (row | {"source": "register of 2031-01-31 (invented)"} for row in rows), key=lambda row: str(row["id"])
    )


def needs() -> list[Row]:
    """What measures take up and scenarios ask for."""
    return [dict(zip(("by", "capability", "amount"), row, strict=True)) for row in NEEDS]
