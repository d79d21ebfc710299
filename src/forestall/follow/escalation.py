"""What is overdue is passed to the authority above, and further up the longer it lasts.

The first step comes as soon as a thing is overdue. Grace is the time that there was to do it, at least a day and at
most thirty; every two graces more that it stays overdue pass it one step further. At the top it stays.
Not here: what is overdue (`standing`).
"""

from datetime import datetime, timedelta

from forestall.follow.tree import Parents, above

LEAST_GRACE = timedelta(days=1)
MOST_GRACE = timedelta(days=30)


def passed_to(tree: Parents, bearer: str, created: datetime, due: datetime, at: datetime) -> str | None:
    """The authority to which something is passed at a moment.

    Args:
        tree: the authorities
        bearer: who owes it
        created, due: when it came to be owed, and by when it was
        at: the moment

    Returns:
        None while it is not overdue, and for the top authority itself.
    """
    steps = passings(tree, bearer, created, due, at)
    return steps[-1][0] if steps else None


def passings(
    tree: Parents, bearer: str, created: datetime, due: datetime, at: datetime
) -> tuple[tuple[str, datetime], ...]:
    """Each authority to which something has been passed by a moment, with the time, nearest first."""
    if at <= due:
        return ()
    wait = 2 * min(max(due - created, LEAST_GRACE), MOST_GRACE)
    steps = (at - due) // wait
    return tuple((name, due + step * wait) for step, name in enumerate(above(tree, bearer)[: steps + 1]))
