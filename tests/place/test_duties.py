"""What `check` says of duties, norms and the calendar that make no sense."""

from datetime import date

import pytest

from forestall.model.duty import Duty, Norm
from forestall.model.profile import Calendar
from forestall.model.words import Each, Trigger
from forestall.place.sense import complaints


def duty(**more: object) -> Duty:
    given = {"trigger": Trigger.CALENDAR, "every": "P1Y", "start": date(2026, 3, 1), **more}
    return Duty(id="d", title="Do", bearer="city", clause="Act 1", **given)


WRONG = {
    "an interval and a rule": (duty(rule="FREQ=DAILY"), "rule"),
    "no interval and no rule": (duty(every=None), "every"),
    "a rule that gives no day": (duty(every=None, rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "rule"),
    "each site of no kind": (duty(each=Each.SITE), "site_kind"),
    "a site and a kind of sites": (duty(site="dam", site_kind="dam"), "site"),
    "a depth without authorities": (duty(depth=1), "depth"),
    "steps on the calendar": (duty(steps=("a PT1H",)), "steps"),
    "a step after one that comes later": (
        duty(trigger=Trigger.ALERT, every=None, start=None, steps=("b P1M after a", "a PT1H")),
        "steps",
    ),
    "a step twice": (duty(trigger=Trigger.ALERT, every=None, start=None, steps=("a PT1H", "a PT2H")), "steps"),
    "a norm that ends before it begins": (Norm("n", "N", "S", "1", "v1", date(2026, 1, 1), date(2025, 1, 1)), "until"),
    "hours that open and never close": (Calendar(opens="08:00"), "closes"),
    "hours that close before they open": (Calendar(opens="17:00", closes="08:00"), "closes"),
}


@pytest.mark.parametrize(("record", "column"), WRONG.values(), ids=WRONG.keys())
def test_what_makes_no_sense_names_its_column(record: object, column: str) -> None:
    assert [one.column for one in complaints(record)] == [column]


@pytest.mark.parametrize(
    "record",
    [
        duty(),
        duty(every=None, rule="FREQ=MONTHLY;BYDAY=1MO", by="02:30"),
        duty(each=Each.AUTHORITY, depth=2),
        duty(each=Each.SITE_AUTHORITY, site_kind="dam"),
        duty(trigger=Trigger.CASE, every=None, start=None, steps=("a PT1H", "b P1M after a")),
        Norm("n", "N", "S", "1", "v1", date(2026, 1, 1)),
        Calendar(opens="08:00", closes="17:00", yearly=("12-25",), easter=(-2, 1)),
    ],
)
def test_what_makes_sense_is_passed_over(record: object) -> None:
    assert list(complaints(record)) == []
