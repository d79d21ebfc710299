"""What becomes of a known obligation when what gave rise to it is gone: nothing vanishes unsaid.

    from             not done                                            done
    alert, case,     stays owed until it is done                         stays a year after it was due
    break_glass
    finding          stays owed if overdue or if a step of its clock     stays a year after it was due
                     was begun, else withdrawn
    measure, plan,   withdrawn: the new decision is in the ledger         stays a year after it was due
    cause
    calendar         done by a later `last_done`; stays owed if overdue   dropped: the newest done one is shown
                     and its duty goes on; else withdrawn

Withdrawn is said in one pass and dropped in the next.
Not here: what is owed now (`calendar`, `plan`, `alerts`, `findings`, `occasions`).
"""

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from forestall.follow.owed import owed_again
from forestall.follow.standing import Moment, standing
from forestall.model.duty import Obligation
from forestall.model.evidence import Given
from forestall.model.words import ObligationState, Proof

KEPT_DONE = timedelta(days=365)
"""How long after it was due something done is still shown."""
_LASTING = frozenset({"alert", "case", "break_glass"})


@dataclass(frozen=True, slots=True)
class Present:
    """What a pass knows of what is owed now."""

    origins: Collection[str]
    """What gives rise to something in this pass."""
    covered: Mapping[str, datetime]
    """For each origin, the due time up to which its duty says that all is done."""
    begun: Collection[str]
    """Origins of which something was done, or evidence given."""


def carry(gone: Obligation, present: Present, given: Given | None, moment: Moment) -> Obligation | None:
    """A known obligation that this pass did not give rise to, as it stands now; None when it is dropped.

    Args:
        gone: the obligation as it was known
        present: what is owed now
        given: evidence and verdicts on it
        moment: time of the pass
    """
    kind = gone.origin.partition(":")[0]
    if gone.state is ObligationState.WITHDRAWN:
        return None
    since = (gone.gone or moment.at) if kind == "finding" else None
    if gone.state is ObligationState.DONE:
        kept = kind != "duty" and moment.at <= gone.due + KEPT_DONE
        return dataclasses.replace(gone, gone=since) if kept else None
    if gone.origin in present.covered and gone.due <= present.covered[gone.origin]:
        return dataclasses.replace(gone, state=ObligationState.DONE, proof=Proof.DECLARED, escalated_to=None)
    if _stays(gone, kind, present, moment.at):
        return dataclasses.replace(standing(owed_again(gone), gone, given, moment), gone=since)
    return dataclasses.replace(gone, state=ObligationState.WITHDRAWN, escalated_to=None)


def _stays(gone: Obligation, kind: str, present: Present, at: datetime) -> bool:
    if kind == "finding":
        return at > gone.due or (gone.step != "" and gone.origin in present.begun)
    return kind in _LASTING or (kind == "duty" and at > gone.due and gone.origin in present.origins)
