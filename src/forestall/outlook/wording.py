"""How numbers, money, times and the closed choices are written for people. Missing is `no data`, never 0."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from forestall.core.text import N_
from forestall.model.risk import Interval
from forestall.model.words import Scale

NO_DATA = "no data"
NBSP = "\u00a0"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# fmt: off
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on
_STEPS = ((1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e3, "k"))
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SCALES = {
    Scale.DEATHS: N_("Deaths"),
    Scale.INJURIES: N_("Injuries"),
    Scale.PEOPLE: N_("People affected"),
    Scale.ECONOMIC: N_("Economic loss"),
    Scale.SERVICE: N_("Service loss"),
    Scale.ENVIRONMENT: N_("Environment"),
}


def missing(value: float | None) -> bool:
    """Whether there is no number to write: None, NaN or infinite."""
    return value is None or not math.isfinite(value)


def number(value: float | None) -> str:
    """A number with two or three significant figures: `0.034`, `4.2`, `123`, `4,230`, `12 k`, `1.2 M`, `3.4 × 10⁻⁶`."""
    if value is None or not math.isfinite(value):
        return NO_DATA
    size = abs(value)
    sign = "−" if value < 0 else ""
    if size == 0:
        return "0"
    if size < 9.995e-4:
        return sign + _scientific(size)
    for step, suffix in _STEPS:
        if size >= max(step * 0.9995, 9_995):
            return f"{sign}{_mantissa(size / step)}{NBSP}{suffix}"
    return sign + _mantissa(size)


def _mantissa(size: float) -> str:
    if size < 9.95:
        return f"{size:.2g}"
    return f"{size:,.0f}" if size < 999.5 else f"{round(size, -1):,.0f}"


def _scientific(size: float) -> str:
    digits, power = f"{size:.1e}".split("e")
    return f"{digits.removesuffix('.0')}{NBSP}×{NBSP}10{str(int(power)).translate(_RAISED)}"


def count(value: float | None) -> str:
    """A whole number in full: `12,345`."""
    return NO_DATA if value is None or not math.isfinite(value) else f"{value:,.0f}"


def percent(share: float | None) -> str:
    """A share as per cent: `38 %`, `0.42 %`, `> 99 %`; below one in a hundred thousand as `1 in 310 k`."""
    if share is None or not math.isfinite(share):
        return NO_DATA
    if 0 < share < 9.5e-6:
        return f"1{NBSP}in{NBSP}{number(1 / share)}"
    if 0.995 <= share < 1:
        return f">{NBSP}99{NBSP}%"
    return f"{number(100 * share)}{NBSP}%"


def rate(per_year: float | None) -> str:
    """A yearly rate: `2.4 a year`, `once in 31 years`."""
    if per_year is None or not math.isfinite(per_year):
        return NO_DATA
    if per_year <= 0:
        return "never"
    if per_year >= 0.95:
        return f"{number(per_year)} a year"
    return f"once in {number(1 / per_year)}{NBSP}years"


def times(ratio: float | None) -> str:
    """A factor: `×4.2`."""
    return NO_DATA if missing(ratio) else f"×{number(ratio)}"


def age(hours: float | None) -> str:
    """A span of time: `12 min`, `5 h`, `3 days`, `2.1 years`."""
    if hours is None or not math.isfinite(hours):
        return NO_DATA
    if hours < 1:
        return f"{max(hours, 0) * 60:.0f}{NBSP}min"
    if hours < 48:
        return f"{hours:.0f}{NBSP}h"
    if hours < 24 * 700:
        return f"{hours / 24:,.0f}{NBSP}days"
    return f"{number(hours / 8766)}{NBSP}years"


def span(interval: Interval | None, write: Callable[[float], str] = number) -> str:
    """The ends of a 90 % interval: `3.1 to 40`."""
    if interval is None or missing(interval.low) or missing(interval.high):
        return NO_DATA
    return f"{write(interval.low)} to {write(interval.high)}"


def plural(amount: int, one: str, many: str = "") -> str:
    """`1 source`, `3 sources`, `2 authorities`."""
    return f"{amount:,}{NBSP}{one if amount == 1 else many or one + 's'}"


def scale(which: Scale) -> str:
    """A scale's name as a heading."""
    return _SCALES[which]


def words(choice: str) -> str:
    """A closed choice or a kind as words: `due_soon` becomes `due soon`."""
    return choice.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Wording:
    """How money and times are written for one place and one pass."""

    currency: str
    """ISO 4217 code."""
    zone: ZoneInfo
    """Its time zone."""
    at: datetime
    """Time of the pass: times of another year are written with their year."""

    def money(self, value: float | None) -> str:
        """`EUR 1.2 M`."""
        return NO_DATA if missing(value) else f"{self.currency}{NBSP}{number(value)}"

    def amount(self, value: float | None, unit: str) -> str:
        """A number with its unit: money when the unit is `currency` or the place's code."""
        if missing(value):
            return NO_DATA
        if unit in ("currency", self.currency):
            return self.money(value)
        return f"{number(value)}{NBSP}{unit}" if unit else number(value)

    def moment(self, when: datetime | None) -> str:
        """Local time in short: `Mon 9 Mar 06:00`, with the year when it is not that of the pass."""
        if when is None:
            return NO_DATA
        local = when.astimezone(self.zone)
        year = "" if local.year == self.at.astimezone(self.zone).year else f" {local.year}"
        day = f"{DAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1][:3]}{year}"
        return f"{day} {local:%H:%M}".replace(" ", NBSP)

    def full(self, when: datetime) -> str:
        """Local time in full: `Monday 9 March 2026, 06:00 WET`."""
        local = when.astimezone(self.zone)
        day = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year}"
        return f"{day}, {local:%H:%M}{NBSP}{self._zone_name(local)}"

    def utc(self, when: datetime) -> str:
        """UTC: `2026-03-09 06:00 UTC`."""
        return f"{when.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M}{NBSP}UTC"

    def _zone_name(self, local: datetime) -> str:
        name = local.tzname() or ""
        return f"UTC{name}" if name[:1] in ("+", "-") else name


Direction = Literal["up", "down", "steady", "unknown"]


def direction(before: float | None, now: float | None, least: float = 0.05) -> tuple[Direction, float | None]:
    """Which way a value went, and by what share of what it was; less than `least` is steady."""
    if before is None or now is None or missing(before) or missing(now):
        return "unknown", None
    if before <= 0:
        return ("steady", None) if now <= 0 else ("up", None)
    change = now / before - 1
    if abs(change) < least:
        return "steady", change
    return ("up" if change > 0 else "down"), change
