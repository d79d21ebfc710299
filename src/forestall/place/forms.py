"""Texts that have a form of their own: time zones, language tags, currency codes, durations, classes.

The model's type for these is `str`; here stands which texts are right. One table, for checking, schemas and pages.
"""

import re
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from forestall.model.duty import Duty
from forestall.model.exposure import WeatherClass
from forestall.model.profile import Profile
from forestall.model.release import Route
from forestall.model.scenario import Scenario


@dataclass(frozen=True, slots=True)
class TextForm:
    """Which texts are right: those of a list, or those that match a pattern."""

    expected: str
    pattern: str = ""
    options: tuple[str, ...] = ()

    def fits(self, text: str) -> bool:
        """Whether a text is right."""
        return text in self.options if self.options else re.fullmatch(self.pattern, text) is not None


KEY = TextForm("one word without blanks, ';', ':' or control characters", r"[^\s;:\x00-\x1f]+")
"""Ids: they stand in lists separated by `;` and in origins such as `duty:ID`."""

FORMS: dict[tuple[type, str], TextForm] = {
    (Profile, "currency"): TextForm("an ISO 4217 code of three capitals such as EUR", r"[A-Z]{3}"),
    (Profile, "languages"): TextForm(
        "a language tag (BCP 47) such as en or pt-BR",
        r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*",
    ),
    (Profile, "sender"): TextForm(
        "a name under a domain, without blanks, commas, < or & (CAP 1.2, 3.2.1)", r"[^\s,<&]+"
    ),
    (Scenario, "hazard"): TextForm(
        "a Hazard Information Profile code: two capitals and four digits such as TL0305", r"[A-Z]{2}[0-9]{4}"
    ),
    (Duty, "every"): TextForm(
        "an ISO 8601 duration in days or longer such as P1Y, P3M, P2W",
        r"P(?=[0-9])(?=.*[1-9])([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,5}D)?",
    ),
    (WeatherClass, "stability"): TextForm("a Pasquill class, A to F", options=("A", "B", "C", "D", "E", "F")),
    (WeatherClass, "period"): TextForm("day or night", options=("day", "night")),
    (Route, "mode"): TextForm("road, rail, water or pipe", options=("road", "rail", "water", "pipe")),
}


def form(noun: type, column: str, *, key: bool) -> TextForm | None:
    """The form of a text column; None when any text will do."""
    if key:
        return KEY
    if (noun, column) == (Profile, "time_zone"):
        return _time_zone()
    return FORMS.get((noun, column))


@cache
def _time_zone() -> TextForm:
    """Not in the table: the list comes with the machine's time zone data and must not change the schemas."""
    return TextForm("an IANA time zone such as Europe/Lisbon", options=tuple(sorted(available_timezones())))
