"""sectors.csv, coefficients.csv, supplies.csv, and which share of a sector hangs on which site: what an outage costs.

Output and purchases are invented: of the order of published input-output tables, where a sector spends 40 to 75 % of
its output on purchases (direct input coefficients of China 1997, China Statistical Yearbook 2002, table 3-19), of which
a small region buys less than half within itself. With the rest bought outside, the outputs come to the regional product
of some 15 billion EUR. A site's share is what the sector cannot make elsewhere on the day it is down.
"""

# ruff: noqa: E501 - the tables keep one row on a line

from typing import Any

Row = dict[str, Any]

# fmt: off
# id, name, output [million EUR/year], hours in which a shortage of its own falls to 1/e
SECTORS = (
    ("port", "Port and transport", 1800, 72),
    ("chemicals", "Chemicals and plastics", 2400, 120),
    ("food", "Food, fish and farming", 1500, 48),
    ("industry", "Other industry", 2800, 72),
    ("energy", "Electricity, gas and fuel", 1900, 12),
    ("water", "Water and waste", 260, 24),
    ("telecom", "Telecommunication and data", 1100, 12),
    ("trade", "Trade, repair, hotels", 4200, 24),
    ("building", "Building", 2000, 168),
    ("business", "Finance and business services", 5600, 24),
    ("public", "Health, schools, administration", 4600, 24),
)

# buyer -> what it spends on each seller in the region, of 1 EUR of its output
PURCHASES: dict[str, dict[str, float]] = {
    "port": {"port": 0.06, "industry": 0.02, "energy": 0.07, "telecom": 0.015, "trade": 0.03, "building": 0.02, "business": 0.08},
    "chemicals": {"port": 0.045, "chemicals": 0.09, "industry": 0.02, "energy": 0.11, "water": 0.012, "trade": 0.02, "business": 0.05},
    "food": {"port": 0.035, "chemicals": 0.02, "food": 0.14, "industry": 0.02, "energy": 0.03, "water": 0.01, "trade": 0.04, "business": 0.04},
    "industry": {"port": 0.03, "chemicals": 0.05, "industry": 0.1, "energy": 0.035, "telecom": 0.01, "trade": 0.03, "business": 0.06},
    "energy": {"port": 0.03, "industry": 0.015, "energy": 0.12, "telecom": 0.005, "building": 0.02, "business": 0.04},
    "water": {"chemicals": 0.025, "energy": 0.1, "telecom": 0.01, "building": 0.05, "business": 0.06},
    "telecom": {"energy": 0.025, "telecom": 0.1, "building": 0.015, "business": 0.1},
    "trade": {"port": 0.05, "food": 0.03, "energy": 0.02, "telecom": 0.02, "trade": 0.02, "business": 0.11},
    "building": {"port": 0.02, "industry": 0.1, "energy": 0.015, "trade": 0.04, "building": 0.1, "business": 0.07},
    "business": {"energy": 0.008, "telecom": 0.035, "trade": 0.015, "building": 0.02, "business": 0.14},
    "public": {"chemicals": 0.015, "food": 0.01, "energy": 0.018, "water": 0.005, "telecom": 0.015, "trade": 0.02, "building": 0.02, "business": 0.06},
}

# site -> sector, share of its output that is not made while the site is down
SHARES: dict[str, tuple[str, float]] = {
    "container-north": ("port", 0.2), "container-south": ("port", 0.16), "bulk-quay": ("port", 0.08),
    "ferry": ("port", 0.03), "rail-yard": ("port", 0.06), "airfield": ("port", 0.02),
    "chlorine-terminal": ("chemicals", 0.08), "solvent-terminal": ("chemicals", 0.04), "ammonia-plant": ("chemicals", 0.16),
    "plastics-plant": ("chemicals", 0.14), "paint-plant": ("chemicals", 0.04),
    "food-hub-west": ("food", 0.08), "food-hub-east": ("food", 0.07), "food-hub-south": ("food", 0.03),
    "cold-fish": ("food", 0.02), "cold-vale": ("food", 0.04), "fish-quay": ("food", 0.03),
    "ccgt": ("energy", 0.15), "wind-headland": ("energy", 0.03), "oil-terminal": ("energy", 0.08),
    "gas-city": ("energy", 0.05), "gas-port": ("energy", 0.03),
    "water-river": ("water", 0.3), "water-dam": ("water", 0.2),
    "core-west": ("telecom", 0.08), "core-east": ("telecom", 0.08), "cable-landing": ("telecom", 0.04),
    "market": ("trade", 0.002), "payment-centre": ("trade", 0.1),
    "dc-colo": ("business", 0.02),
    "hospital-central": ("public", 0.03), "hospital-north": ("public", 0.015), "hospital-south": ("public", 0.015),
    "hospital-children": ("public", 0.012), "hospital-vale": ("public", 0.014),
}

# product, the sector that uses it, suppliers: who, million EUR/year, from abroad
SUPPLIES: tuple[tuple[str, str, tuple[tuple[str, float, bool], ...]], ...] = (
    ("natural gas", "energy", (("Tervia pipeline", 290, True), ("Lornay gas ships", 70, True), ("fields of the country", 50, False))),
    ("motor fuel", "energy", (("refinery at Ossary", 260, False), ("Kandral refinery", 150, True))),
    ("large transformers", "energy", (("Torvik works abroad", 6, True),)),
    ("safety controllers", "chemicals", (("Orlane", 4, True),)),
    ("phosphate rock", "chemicals", (("Saradan mines", 70, True), ("Oulem mines", 25, True))),
    ("solvents", "chemicals", (("Brevant", 40, False), ("Halvard", 35, True), ("Quillon", 25, True), ("Ostrel", 20, False))),
    ("chlorine for drinking water", "water", (("Marrowen Chemical Terminal", 3, False),)),
    ("wheat", "food", (("farms of the vale", 30, False), ("farms of the country", 45, False), ("Oulem", 25, True), ("Lornay", 20, True))),
    ("switches and routers", "telecom", (("Kestrelgate", 22, True), ("Sundry", 12, True))),
    ("payment software", "trade", (("Velspar", 5, True),)),
    ("medicines", "public", (("Mediform", 55, True), ("Brevant", 45, False), ("Lornay makers", 40, True), ("other makers", 60, False))),
)
# fmt: on


def sectors() -> list[Row]:
    """The sectors, by id."""
    rows = [{"id": name, "name": title, "output": m * 1e6, "recovery": hours} for name, title, m, hours in SECTORS]
    return sorted(rows, key=lambda row: str(row["id"]))


def coefficients() -> list[Row]:
    """Purchases, by buyer and seller."""
    return [
        {"buyer": buyer, "seller": seller, "share": share}
        for buyer, bought in sorted(PURCHASES.items())
        for seller, share in sorted(bought.items())
    ]


def supplies() -> list[Row]:
    """Supplies, by product, largest supplier first."""
    rows = [
        {"product": product, "supplier": who, "amount": million * 1e6, "imported": abroad, "sector": sector}
        for product, sector, suppliers in SUPPLIES
        for who, million, abroad in suppliers
    ]
    return sorted(rows, key=lambda row: (row["product"], -row["amount"], row["supplier"]))
