"""What duties of the calendar make owed: one thing for each occurrence. Not here: on which days (`occurrence`)."""

import dataclasses
from collections.abc import Iterator, Set
from datetime import datetime, timedelta

from forestall.core.ids import digest_id
from forestall.follow.occurrence import Occurrence, occurrences
from forestall.follow.owed import Owed
from forestall.follow.worktime import WorkTime
from forestall.model.duty import Duty
from forestall.model.place import Place
from forestall.model.words import Trigger


def from_calendar(place: Place, work: WorkTime, done: Set[str], at: datetime) -> Iterator[Owed]:
    """The newest done occurrence, those since and the next one of each duty of the calendar.

    Past ones are limited in number (`occurrence.MOST_BACK`); where all of those are undone, the oldest shown says how
    many there are before it.

    Args:
        done: ids of what is known to be done
    """
    for duty in place.duties:
        if duty.trigger is Trigger.CALENDAR:
            found = occurrences(duty, work, at)
            if found.done is not None:
                yield dataclasses.replace(_owed(duty, found.done), done=True)
            past = [_owed(duty, occurrence) for occurrence in found.past]
            if found.older and not any(each.id in done for each in past):
                past[0] = dataclasses.replace(past[0], title=f"{duty.title} ({found.older} earlier times not shown)")
            yield from past
            if found.coming is not None:
                yield _owed(duty, found.coming)


def _owed(duty: Duty, occurrence: Occurrence) -> Owed:
    window = occurrence.due - timedelta(hours=duty.within)
    return Owed(
        id=digest_id("obligation", "duty", duty.id, occurrence.day.isoformat()),
        title=duty.title,
        bearer=duty.bearer,
        origin=f"duty:{duty.id}",
        created=window,
        due=occurrence.due,
        soon=window,
        clause=duty.clause,
        evidence=duty.evidence,
        site=duty.site,
    )
