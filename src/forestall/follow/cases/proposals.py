"""Shared causes, proposed from what the cases say. A person decides; what was rejected is not proposed again."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from forestall.core.ids import digest_id
from forestall.model.case import Case, CaseState, Decision, Proposal
from forestall.science.statistics.text_clusters import MOST_TEXTS, text_clusters

SAME = 0.5
"""Share of the cases of two proposals that are in both, from which they are one."""
_TERMS = 8


def propose(cases: Sequence[Case], decided: Sequence[Proposal], at: datetime) -> tuple[Proposal, ...]:
    """Groups of cases that seem to have one cause, the largest first.

    Args:
        cases: all cases; merged ones are passed over, and of more than 5,000 the oldest
        decided: earlier proposals with what a person said
        at: when

    Returns:
        Groups in which at least one case has no cause yet, without those that are mostly what was rejected before.
    """
    counted = sorted(
        (case for case in cases if case.state is not CaseState.MERGED), key=lambda each: (each.received, each.id)
    )[-MOST_TEXTS:]
    rejected = [frozenset(each.cases) for each in decided if each.decision is Decision.REJECTED]
    found = []
    for cluster in text_clusters([case.text for case in counted]):
        members = [counted[place] for place in cluster.members]
        names = tuple(sorted(case.id for case in members))
        if all(case.cause for case in members) or any(_alike(frozenset(names), each) for each in rejected):
            continue
        made = digest_id("proposal", *names)
        found.append(Proposal(made, names, cluster.terms[:_TERMS], cluster.silhouette, at, _known(members)))
    return tuple(found)


def _known(members: Sequence[Case]) -> str | None:
    """The cause that most of those with a cause have."""
    causes = Counter(case.cause for case in members if case.cause is not None)
    return min(causes, key=lambda cause: (-causes[cause], cause)) if causes else None


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME * len(one | other)
