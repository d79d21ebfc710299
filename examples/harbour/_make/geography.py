"""The invented coast: kilometres on a plane, the shore, the river, the towns, who answers for what.

x runs east, y north [km] from the harbour entrance. Nothing here is a map of a real town.
"""

import math

LON0, LAT0 = -8.95, 40.22  # harbour entrance [deg]
KM_PER_DEGREE = math.pi * 6371.0088 / 180
SOUTH, NORTH, EAST = -15, 16, 22  # edges of the region [km]

# Built-up areas: name, x, y [km], spread [km], people at the middle [1/km2] before scaling.
TOWNS = (
    ("Old Quay and Centre", 3.6, 0.2, 1.7, 11000),
    ("Northbank", 4.4, 3.6, 1.9, 6500),
    ("Southbank", 4.2, -3.4, 1.9, 6800),
    ("Gannet Hill", 7.6, 1.4, 1.9, 5200),
    ("Saltings", 7.2, -3.0, 1.6, 3600),
    ("Pellowick", 14.2, 4.2, 1.5, 4200),
    ("Dravenford", 16.8, -2.6, 1.6, 4600),
    ("Corrowmere", 18.6, 7.8, 1.1, 2600),
    ("Hathersand", 1.4, 11.6, 1.0, 2300),
    ("Eskermoor", 2.2, -11.4, 1.1, 2300),
    ("Vantholme", 12.0, -10.6, 0.9, 1900),
)


def shore(y: float) -> float:
    """x of the coast line [km]: a bay at the harbour, a headland to the north; the sea is west of it."""
    bay = 1.9 * math.exp(-((y / 2.6) ** 2))
    headland = 3.0 * math.exp(-(((y - 8.0) / 2.2) ** 2))
    return -1.6 + 0.8 * math.sin((y + 2.0) / 5.0) + bay - headland


def river(x: float) -> float:
    """y of the river Tarn [km], from the hills in the east to the harbour."""
    return -0.9 + 0.9 * math.sin(x / 4.0) + 0.02 * x


def jurisdiction(x: float, y: float) -> str:
    """Who answers for a point: the port along the bay, the city about it, the vale inland, else the region."""
    if x < shore(y) + 1.5 and -3.2 < y < 3.4:
        return "port"
    if ((x - 4.6) / 6.2) ** 2 + (y / 6.4) ** 2 < 1:
        return "city"
    if x > 10.2 and y > -8.5:
        return "vale"
    return "region"


def degrees(x: float, y: float) -> tuple[float, float]:
    """lon, lat [deg] of a point [km], to about one metre."""
    lon = LON0 + x / (KM_PER_DEGREE * math.cos(math.radians(LAT0)))
    return round(lon, 5), round(LAT0 + y / KM_PER_DEGREE, 5)


def density(x: float, y: float) -> float:
    """People at home [1/km2], before scaling: towns on a thin countryside; nobody lives on the quays."""
    people = 28.0
    for _, town_x, town_y, spread, peak in TOWNS:
        people += peak * math.exp(-((x - town_x) ** 2 + (y - town_y) ** 2) / (2 * spread**2))
    return people * (0.10 if jurisdiction(x, y) == "port" else 1.0)
