"""What becomes of a known obligation when what gave rise to it is gone: nothing vanishes unsaid.

    from            not done                                            done
    alert           stays owed until it is done                         stays a year after it was due
    finding         stays owed if overdue, else withdrawn               stays a year after it was due
    measure, plan   withdrawn: the plan's new decision is in the ledger  stays a year after it was due
    calendar        done by a later `last_done`; stays owed if overdue   dropped: the newest done one is shown
                    and its duty goes on, unless so many are that
                    earlier ones are only counted; else withdrawn

Withdrawn is said in one pass and dropped in the next.
Not here: what is owed now (`calendar`, `plan`, `alerts`, `findings`).
"""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from forestall.follow.occurrence import MOST_BACK
from forestall.follow.owed import owed_again, standing
from forestall.follow.tree import Parents
from forestall.model.duty import Obligation
from forestall.model.words import ObligationState

KEPT_DONE = timedelta(days=365)
"""How long after it was due something done is still shown."""


def carry(
    gone: Obligation, owed: Iterable[Obligation], covered: Mapping[str, datetime], tree: Parents, at: datetime
) -> Obligation | None:
    """A known obligation that this pass did not give rise to, as it stands now; None when it is dropped.

    Args:
        gone: the obligation as it was known
        owed: what this pass gives rise to
        covered: for each origin, the due time up to which its duty says that all is done
        tree: the authorities
        at: time of the pass
    """
    kind = gone.origin.partition(":")[0]
    if gone.state is ObligationState.WITHDRAWN:
        return None
    if gone.state is ObligationState.DONE:
        return gone if kind != "duty" and at <= gone.due + KEPT_DONE else None
    if gone.origin in covered and gone.due <= covered[gone.origin]:
        return dataclasses.replace(gone, state=ObligationState.DONE, escalated_to=None)
    if kind == "alert" or (kind == "finding" and at > gone.due):
        return standing(owed_again(gone), tree, at)
    if kind == "duty" and at > gone.due:
        return _occurrence(gone, [each for each in owed if each.origin == gone.origin], tree, at)
    return dataclasses.replace(gone, state=ObligationState.WITHDRAWN, escalated_to=None)


def _occurrence(gone: Obligation, others: list[Obligation], tree: Parents, at: datetime) -> Obligation | None:
    """An overdue occurrence too old to be shown: counted only where the list is full, struck out with its duty."""
    if not others:
        return dataclasses.replace(gone, state=ObligationState.WITHDRAWN, escalated_to=None)
    overdue = [each for each in others if each.state is ObligationState.OVERDUE]
    return None if len(overdue) >= MOST_BACK else standing(owed_again(gone), tree, at)
