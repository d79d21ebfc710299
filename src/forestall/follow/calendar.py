"""What duties of the calendar make owed: one thing for each occurrence. Not here: on which days (`occurrence`)."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from forestall.core.clock import FAR_PAST
from forestall.core.ids import digest_id
from forestall.follow.occurrence import Occurrence, occurrences
from forestall.follow.owed import Owed, owed_under
from forestall.follow.worktime import WorkTime
from forestall.model.duty import Duty, Obligation
from forestall.model.words import Trigger

Known = Mapping[str, Sequence[Obligation]]
"""Known obligations by what they come from."""


def from_calendar(duties: Iterable[Duty], work: WorkTime, known: Known, at: datetime) -> Iterator[Owed]:
    """The newest done occurrence, those since and the next one of each duty of the calendar.

    Of a duty that is seen for the first time, past ones are limited in number (`occurrence.MOST_BACK`), and the oldest
    shown says how many there are before it. Later none is left out.

    Args:
        duties: the duties
        work: the place's own time
        known: known obligations by what they come from
        at: time of the pass
    """
    for duty in duties:
        if duty.trigger is Trigger.CALENDAR:
            before = known.get(_origin(duty), ())
            found = occurrences(duty, work, max((each.due for each in before if not each.reopened), default=None), at)
            if found.done is not None:
                yield dataclasses.replace(_owed(duty, found.done), declared=duty.last_done)
            past = [_owed(duty, occurrence) for occurrence in found.past]
            if before:
                past = _new_or_known(past, before)
            if found.older and not before:
                past[0] = dataclasses.replace(past[0], title=f"{duty.title} ({found.older} earlier times not shown)")
            yield from _titled(past, before)
            if found.coming is not None:
                yield _owed(duty, found.coming)


def _origin(duty: Duty) -> str:
    return f"duty:{duty.id}"


def _new_or_known(past: list[Owed], known: Sequence[Obligation]) -> list[Owed]:
    """Those that are known, and those after the newest known: what lies between was settled long since."""
    names = {each.id for each in known}
    newest = max((each.due for each in known if each.reopened is None), default=FAR_PAST)
    return [each for each in past if each.id in names or each.due > newest]


def _titled(past: Iterable[Owed], known: Sequence[Obligation]) -> Iterator[Owed]:
    """What was said of earlier times stays said."""
    titles = {each.id: each.title for each in known}
    for each in past:
        said = titles.get(each.id, "")
        yield dataclasses.replace(each, title=said) if said.startswith(f"{each.title} (") else each


def _owed(duty: Duty, occurrence: Occurrence) -> Owed:
    window = occurrence.due - timedelta(hours=duty.within)
    name = digest_id("obligation", "duty", duty.id, occurrence.day.isoformat())
    return owed_under(duty, name, _origin(duty), window, occurrence.due, soon=window)
