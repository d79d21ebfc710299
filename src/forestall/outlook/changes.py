"""What changed since the previous pass, group by group."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forestall.model.words import ObligationState
from forestall.outlook import wording
from forestall.outlook.earlier import Earlier, real
from forestall.outlook.given import Given
from forestall.outlook.notices import RANK
from forestall.outlook.risks import RisksView

_LEAST_RATIO = 1.25  # a ratio that moved by less than this factor is not mentioned
_LEAST_RANKS = 3  # nor a rank that moved by fewer places
_MOST = 6
_SENT = {"Alert": "opened", "Update": "updated", "Cancel": "cancelled"}


@dataclass(frozen=True, slots=True)
class Change:
    """One change."""

    sign: str
    """`+` new, `−` gone, `↑` up, `↓` down, `~` changed; also said in words."""
    said: str
    """The change in words: `new`, `gone`, `up from 8`."""
    what: str
    """What changed."""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Changes of one kind."""

    title: str
    """What they are of."""
    changes: tuple[Change, ...]
    """The first of them."""
    more: int
    """How many more there are."""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What changed."""

    since: datetime | None
    """Time of the previous pass; None when this is the first."""
    unread: bool
    """There was a previous pass, but what it left cannot be compared."""
    groups: tuple[ChangeGroup, ...]
    """Kinds in which something changed."""


def changes(
    given: Given, earlier: Earlier | None, previous: Mapping[str, object] | None, ranked: RisksView
) -> ChangesView:
    """What changed since the previous pass."""
    if earlier is None:
        return ChangesView(None, previous is not None, ())
    groups = (
        _group("Findings", _findings(given, earlier)),
        _group("Risks", _risks(ranked, earlier)),
        _group("Warnings", _alerts(given)),
        _group("Sources", _sources(given, earlier)),
        _group("Obligations", _obligations(given, earlier)),
        _group("Plan", _plan(given, earlier)),
    )
    return ChangesView(earlier.at, False, tuple(each for each in groups if each.changes))


def _group(title: str, found: list[Change]) -> ChangeGroup:
    return ChangeGroup(title, tuple(found[:_MOST]), max(len(found) - _MOST, 0))


def _findings(given: Given, earlier: Earlier) -> list[Change]:
    now = {each.id for each in given.detection.findings}
    new = sorted(
        (each for each in given.detection.findings if each.id not in earlier.findings),
        key=lambda each: (-RANK[each.level], each.id),
    )
    found = [Change("+", "new", f"{each.title}{_at(given.site(each.site))}, {each.level}") for each in new]
    gone = sorted(key for key in earlier.findings if key not in now)
    return found + [Change("−", "gone", earlier.title(earlier.findings, key)) for key in gone]


def _at(where: str) -> str:
    return f" at {where}" if where else ""


def _risks(ranked: RisksView, earlier: Earlier) -> list[Change]:
    rows = (*ranked.shown, *ranked.rest)
    found = []
    for row in rows:
        before, rank = earlier.risk(row.risk.scenario, "ratio"), earlier.risk(row.risk.scenario, "rank")
        if before is None or rank is None:
            found.append(Change("+", "new", row.risk.title))
        elif _moved(before, row.risk.ratio):
            sign, way = ("↑", "up") if row.risk.ratio > before else ("↓", "down")
            said = f"{way} from {wording.times(before)} to {wording.times(row.risk.ratio)}"
            found.append(Change(sign, said, f"{row.risk.title}: likelihood"))
        elif abs(rank - row.rank) >= _LEAST_RANKS:
            sign, way = ("↑", "up") if row.rank < rank else ("↓", "down")
            found.append(Change(sign, f"{way} from {rank:.0f} to {row.rank}", f"{row.risk.title}: rank"))
    now = {row.risk.scenario for row in rows}
    gone = sorted(key for key in earlier.risks if key not in now)
    return found + [Change("−", "gone", earlier.title(earlier.risks, key)) for key in gone]


def _moved(before: float, now: float) -> bool:
    if not (before > 0 and now > 0):
        return False
    return abs(math.log(now / before)) >= math.log(_LEAST_RATIO)


def _alerts(given: Given) -> list[Change]:
    signs = {"Alert": "+", "Update": "~", "Cancel": "−"}
    sent = sorted(given.alerts_new, key=lambda each: (each.msg_type, each.headline, each.identifier))
    return [
        Change(signs.get(each.msg_type, "~"), _SENT.get(each.msg_type, each.msg_type), each.headline or each.event)
        for each in sent
    ]


def _sources(given: Given, earlier: Earlier) -> list[Change]:
    found = []
    for state in sorted(given.observation.sources, key=lambda each: each.id):
        before = earlier.sources.get(state.id)
        if before is None:
            found.append(Change("+", f"new, {state.status}", state.title))
        elif before != str(state.status):
            sign = "↑" if state.status == "fine" else "~"
            found.append(Change(sign, f"was {before}, is {state.status}", state.title))
    return found


def _obligations(given: Given, earlier: Earlier) -> list[Change]:
    late = {each.id: each for each in given.obligations if each.state is ObligationState.OVERDUE}
    found = [
        Change("+", "newly overdue", f"{each.title} ({given.jurisdiction(each.bearer)})")
        for key, each in sorted(late.items())
        if key not in earlier.obligations
    ]
    cleared = sorted(key for key in earlier.obligations if key not in late)
    return found + [Change("−", "no longer overdue", earlier.title(earlier.obligations, key)) for key in cleared]


def _plan(given: Given, earlier: Earlier) -> list[Change]:
    chosen = {each.measure: each.title for each in given.plan.choices if each.chosen}
    found = [
        Change("+", "now in the plan", title) for key, title in sorted(chosen.items()) if key not in earlier.measures
    ]
    dropped = sorted(key for key in earlier.measures if key not in chosen)
    found += [Change("−", "no longer in the plan", earlier.title(earlier.measures, key)) for key in dropped]
    before = real(earlier.plan.get("budget"))
    if before is not None and before != given.plan.budget:
        said = f"was {given.words.money(before)}, is {given.words.money(given.plan.budget)}"
        found.append(Change("~", said, "Budget"))
    return found
