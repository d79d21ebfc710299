"""population.csv and weather.csv."""

import math
from typing import Any

from . import geography
from .chance import Chance

NIGHT_TOTAL = 600_000
DAY_TOTAL = 607_000  # 7,000 more come in to work than go out
WORK = (  # where people are by day: x, y [km], spread [km], jobs at the middle [1/km2]
    (3.2, 0.3, 1.1, 16000),
    (1.4, 1.6, 0.9, 4200),
    (1.2, -1.8, 0.9, 3800),
    (5.8, -1.6, 1.4, 3500),
    (15.6, 0.6, 1.6, 1900),
)


def cells() -> list[dict[str, Any]]:
    """Cells of one square kilometre on land, with whole people, adding up to the totals."""
    chance = Chance("population")
    places = [
        (x + 0.5, y + 0.5)
        for y in range(geography.SOUTH, geography.NORTH)
        for x in range(-6, geography.EAST)
        if x + 0.5 > geography.shore(y + 0.5)
    ]
    night = [geography.density(x, y) * math.exp(chance.normal(0, 0.3)) for x, y in places]
    jobs = [sum(n * math.exp(-((x - a) ** 2 + (y - b) ** 2) / (2 * s * s)) for a, b, s, n in WORK) for x, y in places]
    at_home = whole(night, NIGHT_TOTAL)
    by_day = whole([0.68 * n * NIGHT_TOTAL / sum(night) + j for n, j in zip(night, jobs, strict=True)], DAY_TOTAL)
    return [_cell(x, y, d, n) for (x, y), d, n in zip(places, by_day, at_home, strict=True)]


def _cell(x: float, y: float, day: int, night: int) -> dict[str, Any]:
    lon, lat = geography.degrees(x, y)
    name = f"c{int(x + 10):02d}{int(y + 20):02d}"
    who = geography.jurisdiction(x, y)
    return {"id": name, "lon": lon, "lat": lat, "jurisdiction": who, "day": day, "night": night}


def whole(amounts: list[float], total: int) -> list[int]:
    """Whole numbers in these proportions that add up to the total (largest remainders)."""
    scaled = [amount * total / sum(amounts) for amount in amounts]
    result = [math.floor(value) for value in scaled]
    order = sorted(range(len(scaled)), key=lambda i: (result[i] - scaled[i], i))
    for i in order[: total - sum(result)]:
        result[i] += 1
    return result


# Weather classes of the Purple Book (CPR 18E, 4.5): speed [m/s], stability; their parts of day and of night.
DAY_CLASSES = ((3.0, "B", 0.24), (1.5, "D", 0.11), (5.0, "D", 0.37), (9.0, "D", 0.28))
NIGHT_CLASSES = ((1.5, "D", 0.10), (5.0, "D", 0.24), (9.0, "D", 0.22), (5.0, "E", 0.20), (1.5, "F", 0.24))
DAY_SHARE = 0.44  # 08:00 to 18:30
# Where the wind comes from, N, NNE, ... NNW [%]: westerlies and a sea breeze by day, a land breeze on still nights.
DAY_ROSE = (8, 4, 3, 2, 2, 2, 3, 4, 5, 6, 8, 9, 11, 12, 12, 9)
NIGHT_ROSE = (7, 6, 7, 8, 9, 8, 6, 5, 5, 5, 6, 6, 6, 6, 5, 5)
STILL_ROSE = (3, 5, 8, 12, 15, 13, 10, 7, 5, 4, 3, 3, 3, 3, 3, 3)


def weather() -> list[dict[str, Any]]:
    """Shares of all hours, in millionths so that they add up to exactly one."""
    parts = []
    for period, share, classes in (("day", DAY_SHARE, DAY_CLASSES), ("night", 1 - DAY_SHARE, NIGHT_CLASSES)):
        for speed, stability, part in classes:
            rose = STILL_ROSE if stability == "F" else DAY_ROSE if period == "day" or speed > 8 else NIGHT_ROSE
            parts += [(i * 22.5, speed, stability, period, share * part * w / sum(rose)) for i, w in enumerate(rose)]
    millionths = whole([part[-1] for part in parts], 1_000_000)
    names = ("direction", "speed", "stability", "period")
    return [dict(zip(names, p[:4], strict=True)) | {"share": n / 1e6} for p, n in zip(parts, millionths, strict=True)]
