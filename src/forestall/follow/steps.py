"""Several due times of one clock: a notice within a day, a report within a month of it. One obligation for each step.

Not here: what starts the clock (`alerts`, `findings`, `plan`, `occasions`).
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from forestall.core.errors import InputError
from forestall.core.ids import digest_id
from forestall.follow.duration import after, duration
from forestall.follow.owed import Owed, soon_from
from forestall.follow.worktime import WorkTime, end_of_day, in_hours, local_day, working_day
from forestall.model.duty import Duty, Obligation

_STEP = re.compile(r"(?P<name>\S+) (?P<length>P\S+)(?: after (?P<base>\S+))?", re.ASCII)
_HOURS = re.compile(r"PT(\d{1,5})H", re.ASCII)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a clock."""

    name: str
    """Its name."""
    length: str
    """How long it has: `PT72H`, `P1M`."""
    base: str | None
    """The step after which it runs; None: the start of the clock."""


def steps_of(duty: Duty) -> tuple[Step, ...]:
    """The steps of a duty.

    Raises:
        InputError: one cannot be read, or runs after one that does not stand before it.
    """
    found: list[Step] = []
    for text in duty.steps:
        match = _STEP.fullmatch(text.strip())
        if match is None or (match["base"] and match["base"] not in [step.name for step in found]):
            raise InputError(
                f"duties.csv: duty {duty.id}: step {text!r}: expected NAME LENGTH [after a step before it]"
            )
        found.append(Step(match["name"], match["length"], match["base"]))
    return tuple(found)


def step_id(whole: str, step: str) -> str:
    """The id of a step of something owed."""
    return digest_id("obligation", "step", whole, step)


def in_steps(owed: Owed, duty: Duty, work: WorkTime, known: Mapping[str, Obligation]) -> Iterator[Owed]:
    """Something owed as its steps.

    A step after another runs from when that one was done, but at the latest from when that one was due: being late
    with one buys no time for the next.

    Args:
        owed: the whole, owed since the clock began
        duty: its duty, with steps
        work: the place's own time
        known: obligations by id
    """
    from_when: dict[str | None, datetime] = {None: owed.created}
    for step in steps_of(duty):
        name = step_id(owed.id, step.name)
        due = due_after(work, from_when[step.base], step.length, working=duty.working_time)
        before = known.get(name)
        done = None if before is None else before.shown
        from_when[step.name] = due if done is None else max(min(due, done), owed.created)
        yield dataclasses.replace(
            owed,
            id=name,
            title=f"{owed.title} ({step.name})",
            due=due,
            soon=soon_from(owed.created, due),
            step=step.name,
        )


def due_after(work: WorkTime, start: datetime, length: str, *, working: bool) -> datetime:
    """The end of a time that begins at a moment.

    Hours run on from the moment; days, weeks, months and years end with the last hour of their last day, and with
    `working` on the next working day.

    Raises:
        InputError: the length cannot be read, or ends after the year 2200.

    Source:
        Regulation (EEC, Euratom) No 1182/71, Art. 3(2)(c) for months: the day with the same date (cited from memory).
    """
    hours = _HOURS.fullmatch(length)
    if hours is not None:
        return in_hours(work, start, float(hours[1]), working=working)
    day = after(local_day(work, start), duration(length), 1)
    if day is None:
        raise InputError(f"{length} from {start.isoformat()}: expected to end before the year 2200")
    return end_of_day(work, working_day(work, day) if working else day)
