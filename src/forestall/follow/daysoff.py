"""The days of a year on which offices are closed besides weekends. Weekends and open hours are in `worktime`."""

import calendar
from datetime import date, timedelta
from functools import lru_cache

from forestall.core.errors import InputError
from forestall.model.profile import Calendar


@lru_cache(maxsize=1024)
def days_off(rules: Calendar, year: int) -> frozenset[date]:
    """Holidays given by date, those of every year, those counted from Easter Sunday; one on 29 February in leap years.

    Raises:
        InputError: a day of every year is none.
    """
    given = (each for each in rules.holidays if each.year == year)
    yearly = (_day(text, year) for text in rules.yearly)
    moving = (easter(year) + timedelta(days=after) for after in rules.easter)
    return frozenset((*given, *(each for each in yearly if each is not None), *moving))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    Source:
        Meeus, Astronomical Algorithms, 2nd edition (1998), chapter 8: the algorithm printed in Nature 13 (1876) 487.
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7  # noqa: E741 - letters of the source
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _day(text: str, year: int) -> date | None:
    month, _, day = text.partition("-")
    try:
        if text == "02-29" and not calendar.isleap(year):
            return None
        return date(year, int(month), int(day))
    except ValueError as error:
        raise InputError(f"place.toml: calendar: yearly: {text!r}, expected month and day such as 12-25") from error
