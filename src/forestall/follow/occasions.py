"""What cases and emergency accesses make owed. Not here: what becomes of it when the case is closed (`carry`)."""

from collections.abc import Iterable, Iterator

from forestall.core.ids import digest_id
from forestall.follow.owed import Owed, owed_under
from forestall.follow.tree import Parents, is_within, top
from forestall.follow.worktime import WorkTime, in_hours
from forestall.model.duty import Duty, Occasion


def from_occasions(
    duties: Iterable[Duty], occasions: Iterable[Occasion], work: WorkTime, tree: Parents
) -> Iterator[Owed]:
    """Each duty on occasions once for each of its kind that concerns its bearer: at its authority or above it.

    An occasion without authority concerns the top one.
    """
    ordered = sorted(occasions, key=lambda one: (one.trigger, one.id))
    for duty in duties:
        for occasion in ordered:
            where = occasion.jurisdiction or top(tree)
            if (
                occasion.trigger is duty.trigger
                and where is not None
                and is_within(tree, where, duty.bearer)
                and duty.site in (None, occasion.site)
            ):
                origin = f"{occasion.trigger}:{occasion.id}"
                yield owed_under(
                    duty,
                    digest_id("obligation", duty.id, origin, occasion.since.isoformat()),
                    origin,
                    occasion.since,
                    in_hours(work, occasion.since, duty.within, working=duty.working_time),
                    about=occasion.title,
                    site=occasion.site,
                )
