"""The days that a recurrence rule gives (RFC 5545, 3.3.10), with `dateutil.rrule`.

Rules of days only: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, and no part speaks of hours, minutes or seconds, for the
local time by which something is due is said apart from the rule.
"""

import re
from datetime import date, datetime, time
from functools import lru_cache
from itertools import takewhile

from forestall.core.errors import StandardError

LAST_DAY = date(2199, 12, 31)
"""No day after this is given."""
_CLAUSE = "RFC 5545, 3.3.10"
_PARTS = frozenset(
    {"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"}
    | {"WKST"}
)
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_FORM = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*", re.ASCII)
_UNTIL = re.compile(r"\d{8}", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,4}", re.ASCII)
_LONGEST = 400  # characters


@lru_cache(maxsize=512)
def days(text: str, start: date) -> tuple[date, ...]:
    """The days of a rule from its first on, rising, up to the year 2199.

    The first day is DTSTART: as in the RFC it counts as an occurrence only where the rule gives it.

    Args:
        text: the rule, `FREQ=MONTHLY;BYDAY=1MO`
        start: its first day

    Raises:
        StandardError: it is no rule of days, or gives no day.
    """
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # noqa: PLC0415 - only where a place has rules

    _checked(text)
    try:
        found = rrulestr(text, dtstart=datetime.combine(start, time()), cache=False)
        given = tuple(each.date() for each in takewhile(lambda one: one.date() <= LAST_DAY, found))
    except IndexError as error:  # dateutil looks for the eleventh Monday of a month
        raise StandardError(
            f"{text!r}: BYDAY counts further than its month goes", path="RRULE", clause=_CLAUSE
        ) from error
    except (ValueError, TypeError, OverflowError) as error:
        raise StandardError(f"{text!r}: {error}", path="RRULE", clause=_CLAUSE) from error
    if not given:
        raise StandardError(f"{text!r} gives no day from {start.isoformat()} on", path="RRULE", clause=_CLAUSE)
    return given


def _checked(text: str) -> None:
    if len(text) > _LONGEST or not _FORM.fullmatch(text):
        raise StandardError(
            f"found {text[:60]!r}, expected parts such as FREQ=MONTHLY;BYDAY=1MO", path="RRULE", clause=_CLAUSE
        )
    parts = [part.partition("=") for part in text.split(";")]
    names = [name for name, _, _ in parts]
    values = {name: value for name, _, value in parts}
    wrong = [name for name in names if name not in _PARTS or names.count(name) > 1]
    if wrong:
        raise StandardError(
            f"part {wrong[0]}: expected each at most once of {', '.join(sorted(_PARTS))}", path="RRULE", clause=_CLAUSE
        )
    if values.get("FREQ") not in _FREQUENCIES:
        raise StandardError(
            f"FREQ={values.get('FREQ')}: expected one of {', '.join(sorted(_FREQUENCIES))}",
            path="RRULE",
            clause=_CLAUSE,
        )
    for name in ("INTERVAL", "COUNT"):
        if name in values and not _NUMBER.fullmatch(values[name]):
            raise StandardError(f"{name}={values[name]}: expected a number from 1", path="RRULE", clause=_CLAUSE)
    if "UNTIL" in values and not _UNTIL.fullmatch(values["UNTIL"]):
        raise StandardError(f"UNTIL={values['UNTIL']}: expected a day such as 20301231", path="RRULE", clause=_CLAUSE)
