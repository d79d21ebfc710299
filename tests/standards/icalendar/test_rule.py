"""Days of recurrence rules: examples of RFC 5545, 3.8.5.3, and what is refused."""

from datetime import date

import pytest

from forestall.core.errors import StandardError
from forestall.standards.icalendar.rule import days

GIVEN = {
    "every 18 months on the 10th to 15th, 10 times": (
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        date(1997, 9, 10),
        [*(date(1997, 9, day) for day in range(10, 16)), *(date(1999, 3, day) for day in range(10, 14))],
    ),
    "the second to last weekday of the month": (
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=4",
        date(1997, 9, 29),
        [date(1997, 9, 29), date(1997, 10, 30), date(1997, 11, 27), date(1997, 12, 30)],
    ),
    "the day of a presidential election": (
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3",
        date(1996, 11, 5),
        [date(1996, 11, 5), date(2000, 11, 7), date(2004, 11, 2)],
    ),
    "the 29th of February": (
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2",
        date(2096, 1, 1),
        [date(2096, 2, 29), date(2104, 2, 29)],
    ),
    "Monday of week 20": (
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3",
        date(1997, 5, 12),
        [date(1997, 5, 12), date(1998, 5, 11), date(1999, 5, 17)],
    ),
}


@pytest.mark.parametrize(("text", "start", "expected"), GIVEN.values(), ids=GIVEN.keys())
def test_a_rule_gives_the_days_of_the_standard(text: str, start: date, expected: list[date]) -> None:
    assert list(days(text, start)) == expected


def test_a_rule_without_end_ends_with_the_year_2199() -> None:
    assert days("FREQ=YEARLY", date(2026, 1, 1))[-1] == date(2199, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;UNTIL=20201231",
        "FREQ=DAILY;UNTIL=20301231T000000Z",
        "RRULE:FREQ=DAILY",
        "FREQ=DAILY\nDTSTART:20260101",
        "INTERVAL=2",
    ],
)
def test_what_is_no_rule_of_days_is_refused_with_its_clause(text: str) -> None:
    with pytest.raises(StandardError, match=r"RFC 5545, 3\.3\.10"):
        days(text, date(2026, 1, 1))
