"""Texts that have a form of their own: time zones, language tags, currency codes, durations, classes.

The model's type for these is `str`; here stands which texts are right. One table, for checking, schemas and pages.
"""

import re
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from forestall.model.audience import Audience, DigestTimes, EmailWay, PublishWay, QuietHours
from forestall.model.duty import Duty
from forestall.model.exposure import WeatherClass
from forestall.model.profile import Calendar, Profile
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

_HOUR = TextForm("a time of day such as 07:00", r"([01][0-9]|2[0-3]):[0-5][0-9]")
_ADDRESS = TextForm(
    "an office's e-mail address such as duty-desk@city.example",
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+",
)

FORMS: dict[tuple[type, str], TextForm] = {
    (QuietHours, "begin"): _HOUR,
    (QuietHours, "end"): _HOUR,
    (DigestTimes, "at"): _HOUR,
    (EmailWay, "sender"): _ADDRESS,
    (EmailWay, "to"): _ADDRESS,
    (PublishWay, "topic"): TextForm(
        "a topic without + and #, such as forestall/alerts", r"[^+#\x00-\x1f/]+(/[^+#\x00-\x1f/]+)*"
    ),
    (Audience, "language"): TextForm(
        "a language tag (BCP 47) such as en or pt-BR",
        r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?",
    ),
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
    (Duty, "rule"): TextForm(
        "a recurrence rule of days (RFC 5545) such as FREQ=MONTHLY;BYDAY=1MO",
        r"(?=([^;]+;)*FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$))[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*",
    ),
    (Duty, "by"): _HOUR,
    (Duty, "steps"): TextForm(
        "a step such as `notice PT72H` or `report P1M after notice`",
        r"[^\s;:]+ P(?=.*[1-9])(T[0-9]{1,5}H|(?=[0-9])([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,5}D)?)"
        r"( after [^\s;:]+)?",
    ),
    (Calendar, "yearly"): TextForm(
        "a day of the year such as 12-25", r"(?!02-30|(02|04|06|09|11)-31)(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    ),
    (Calendar, "opens"): _HOUR,
    (Calendar, "closes"): _HOUR,
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
