"""What a plan makes owed: each chosen measure by its authority, and the duties that every plan brings with it.

Not here: which measures are chosen (`prevent`).
"""

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from forestall.core.clock import FAR_FUTURE
from forestall.core.ids import digest_id
from forestall.follow.owed import Owed, owed_under, soon_from
from forestall.follow.steps import step_id, steps_of
from forestall.follow.worktime import WorkTime, end_of_day, in_hours, local_day
from forestall.model.duty import Obligation
from forestall.model.measure import Measure
from forestall.model.place import Place
from forestall.model.plan import Plan
from forestall.model.words import Trigger

DAYS_A_MONTH = 365.2425 / 12.0  # mean month of the Gregorian calendar [day]
LATEST = FAR_FUTURE.date() - timedelta(days=1)


def from_plan(
    place: Place, plan: Plan, work: WorkTime, known: Mapping[str, Obligation], at: datetime
) -> Iterator[Owed]:
    """Each chosen measure and each duty of the plan, owed since the pass that first knew of it."""
    chosen = {choice.measure for choice in plan.choices if choice.chosen}
    for measure in place.measures:
        if measure.id in chosen:
            yield _measure(measure, work, known, at)
    for duty in place.duties:
        if duty.trigger is Trigger.PLAN and chosen:
            name = digest_id("obligation", "plan", duty.id, *sorted(chosen))
            first = step_id(name, steps_of(duty)[0].name) if duty.steps else name
            created = known[first].created if first in known else at
            due = in_hours(work, created, duty.within, working=duty.working_time)
            yield owed_under(duty, name, f"plan:{duty.id}", created, due)


def _measure(measure: Measure, work: WorkTime, known: Mapping[str, Obligation], at: datetime) -> Owed:
    name = digest_id("obligation", "measure", measure.id)
    created = known[name].created if name in known else at
    due = end_of_day(work, months_after(local_day(work, created), measure.lead))
    return Owed(
        id=name,
        title=measure.title,
        bearer=measure.jurisdiction,
        origin=f"measure:{measure.id}",
        created=created,
        due=due,
        soon=soon_from(created, due),
        clause="the plan",
        evidence="report that it is in effect",
    )


def months_after(day: date, months: float) -> date:
    """The day a number of months later, at most the end of 2199.

    Whole months go by the calendar and stop at the month's end; what is left over counts as days of a mean month.
    """
    whole = int(months)
    month = day.year * 12 + day.month - 1 + whole
    if month >= FAR_FUTURE.year * 12:
        return LATEST
    year, month = divmod(month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    rest = timedelta(days=round((months - whole) * DAYS_A_MONTH))
    return min(date(year, month + 1, min(day.day, last)) + rest, LATEST)
